using System.Collections.Concurrent;
using System.Text.Json;
using Sinogram.Jupyter.Channels;
using Sinogram.Jupyter.Kernel;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Client;

/// <summary>Sends requests to another kernel and brings replies and output back to them. Safe from any thread.</summary>
internal sealed class KernelClient : IDisposable
{
    /// <summary>Requests that may still get output from work which they left running.</summary>
    private const int Remembered = 256;

    private readonly MessageReader _reader;
    private readonly MessageWriter _writer;
    private readonly ClientChannels _channels;
    private readonly WorkLane<(ChannelName Channel, IReadOnlyList<byte[]> Frames)> _incoming;
    private readonly ConcurrentDictionary<string, KernelRequest> _requests = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();
    private KernelException? _broken;

    internal KernelClient(ConnectionFile connection, TimeProvider time)
    {
        var signer = new MessageSigner(connection.Key);
        _reader = new MessageReader(signer);
        _writer = new MessageWriter(signer, time, "sinogram");
        _incoming = new WorkLane<(ChannelName, IReadOnlyList<byte[]>)>("kernel client", Dispatch);
        _incoming.Start();
        _channels = new ClientChannels(connection, _writer.Session, (channel, frames) => _incoming.Post((channel, frames)));
    }

    /// <summary>Completes when stdin and control have reached the kernel.</summary>
    internal Task Connected => _channels.Connected;

    /// <summary>Sends a request; <paramref name="listener"/> gets what it causes, in order, from one thread.</summary>
    internal KernelRequest Send(ChannelName channel, string type, Action<Utf8JsonWriter> content, Action<ChannelName, Message>? listener = null)
    {
        var frames = _writer.Write([], type, default, content, out var id);
        var request = new KernelRequest(id, listener);
        _requests[id] = request;
        _order.Enqueue(id);
        while (_order.Count > Remembered && _order.TryPeek(out var oldest) && (!_requests.TryGetValue(oldest, out var old) || old.Completed.IsCompleted) && _order.TryDequeue(out _))
        {
            _requests.TryRemove(oldest, out _);
        }

        if (Volatile.Read(ref _broken) is { } broken)
        {
            request.Fail(broken);
        }

        _channels.Post(channel, frames);
        return request;
    }

    /// <summary>Answers a question of the kernel's.</summary>
    internal void Answer(Message question, string value) =>
        _channels.Post(ChannelName.Stdin, _writer.Write([], "input_reply", question.Header.Json, json => json.WriteString("value", value)));

    /// <summary>The kernel is gone: nothing will be answered any more.</summary>
    internal void Break(KernelException reason)
    {
        Volatile.Write(ref _broken, reason);
        foreach (var request in _requests.Values)
        {
            request.Fail(reason);
        }
    }

    public void Dispose()
    {
        _channels.Dispose();
        _incoming.Stop(TimeSpan.FromSeconds(1));
    }

    private void Dispatch((ChannelName Channel, IReadOnlyList<byte[]> Frames) incoming)
    {
        if (_reader.Read(incoming.Frames, out _) is not { } message || message.ParentId is not { } parent || !_requests.TryGetValue(parent, out var request))
        {
            return;
        }

        if (incoming.Channel is ChannelName.Shell or ChannelName.Control)
        {
            request.Replied(message);
        }
        else if (incoming.Channel == ChannelName.Iopub && message.Header.Type == "status")
        {
            request.Status(message.Json.Text("execution_state") ?? "");
        }
        else
        {
            request.Listen(incoming.Channel, message);
        }
    }
}
