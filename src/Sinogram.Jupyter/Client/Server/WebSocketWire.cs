using System.Net.WebSockets;
using System.Threading.Channels;
using Sinogram.Jupyter.Channels;

namespace Sinogram.Jupyter.Client.Server;

/// <summary>The way to a kernel through a Jupyter server's WebSocket.</summary>
internal sealed class WebSocketWire : IKernelWire
{
    /// <summary>Nothing that a kernel sends is larger: a server that sends more is not listened to.</summary>
    private const int Largest = 512 << 20;

    private readonly WebSocket _socket;
    private readonly WireReceiver _receive;
    private readonly Channel<(byte[] Data, bool IsBinary)> _outgoing = Channel.CreateUnbounded<(byte[], bool)>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<string> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _sending;
    private readonly Task _receiving;

    internal WebSocketWire(WebSocket socket, WireReceiver receive)
    {
        (_socket, _receive) = (socket, receive);
        _sending = Task.Run(SendAsync);
        _receiving = Task.Run(ReceiveAsync);
    }

    /// <summary>The server has joined all channels when it opens the socket.</summary>
    public Task Connected => Task.CompletedTask;

    /// <summary>Completes when nothing comes any more, with why: <c>is gone: …</c>.</summary>
    internal Task<string> Lost => _lost.Task;

    public void Post(ChannelName channel, IReadOnlyList<ReadOnlyMemory<byte>> frames) => _outgoing.Writer.TryWrite(ServerMessages.Write(channel, frames));

    public void Dispose()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        _outgoing.Writer.TryComplete();
        _stop.Cancel();
        _socket.Abort();
        Task.WaitAny([Task.WhenAll(_sending, _receiving)], TimeSpan.FromSeconds(5));
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task SendAsync()
    {
        try
        {
            await foreach (var (data, isBinary) in _outgoing.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false))
            {
                await _socket.SendAsync(data, isBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text, endOfMessage: true, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or ObjectDisposedException or InvalidOperationException)
        {
            _lost.TrySetResult($"is out of reach: {e.Message}");
        }
    }

    private async Task ReceiveAsync()
    {
        try
        {
            var buffer = new byte[64 * 1024];
            while (true)
            {
                using var whole = new MemoryStream();
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await _socket.ReceiveAsync(buffer.AsMemory(), _stop.Token).ConfigureAwait(false);
                    if (part.MessageType == WebSocketMessageType.Close || whole.Length + part.Count > Largest)
                    {
                        _lost.TrySetResult("is out of reach: the server has closed the connection");
                        return;
                    }

                    whole.Write(buffer, 0, part.Count);
                }
                while (!part.EndOfMessage);
                Deliver(whole.ToArray(), part.MessageType == WebSocketMessageType.Binary);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or ObjectDisposedException or InvalidOperationException)
        {
            _lost.TrySetResult($"is out of reach: {e.Message}");
        }
    }

    private void Deliver(byte[] data, bool isBinary)
    {
        if (ServerMessages.Read(data, isBinary) is var (channel, message))
        {
            _receive(channel, () => message);
        }
    }
}
