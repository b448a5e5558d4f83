using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Client.Server;

/// <summary>A kernel that a Jupyter server runs for us; it ends with this.</summary>
internal sealed class ServerKernel : IKernelPlace
{
    /// <summary>A server takes this long to end a kernel that does not end by itself.</summary>
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(10);

    private readonly JupyterServer _server;
    private readonly string _id;
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isEnded;

    private ServerKernel(JupyterServer server, string name, string id, System.Net.WebSockets.WebSocket socket, MessageWriter writer)
    {
        (_server, Name, _id) = (server, name, id);
        Client = new KernelClient(writer, receive =>
        {
            var wire = new WebSocketWire(socket, (channel, read) => receive(channel, () => Watched(read())));
            _ = wire.Lost.ContinueWith(lost => _ended.TrySetResult(lost.Result), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return wire;
        });
    }

    public string Name { get; }

    public int? ProcessId => null;

    public KernelClient Client { get; }

    public Task<string> Ended => _ended.Task;

    public string LastWords => "";

    /// <summary>Starts a kernel on a server and opens its channels.</summary>
    /// <exception cref="KernelException">It does not start.</exception>
    internal static async Task<ServerKernel> StartAsync(JupyterServer server, string kernel, TimeProvider time, CancellationToken token)
    {
        var id = await server.StartAsync(kernel, token).ConfigureAwait(false);
        try
        {
            // A server signs for us: our own messages to it have no key.
            var writer = new MessageWriter(new MessageSigner(""), time, "sinogram");
            return new ServerKernel(server, kernel, id, await server.OpenAsync(id, writer.Session, token).ConfigureAwait(false), writer);
        }
        catch
        {
            await EndAsync(server, id, EndLimit).ConfigureAwait(false);
            throw;
        }
    }

    public async Task InterruptAsync()
    {
        try
        {
            await _server.InterruptAsync(_id, CancellationToken.None).ConfigureAwait(false);
        }
        catch (KernelException)
        {
            // It is asked again, and then told to be busy.
        }
    }

    public async Task EndAsync(TimeSpan patience)
    {
        if (!_isEnded)
        {
            _isEnded = true;
            await EndAsync(_server, _id, patience < EndLimit ? EndLimit : patience).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        if (!_isEnded)
        {
            _isEnded = true;
            _ = EndAsync(_server, _id, EndLimit);
        }

        Client.Dispose();
    }

    private static async Task EndAsync(JupyterServer server, string id, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await server.EndAsync(id, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is KernelException or OperationCanceledException or ObjectDisposedException)
        {
            // It is gone, or the server is: there is nobody left to end it.
        }
    }

    /// <summary>A server tells of a kernel's death in the kernel's name.</summary>
    private Message? Watched(Message? message)
    {
        if (message is { Header.Type: "status" } && message.Json.Text("execution_state") is "dead" or "restarting" or "autorestarting")
        {
            _ended.TrySetResult("has ended at the server");
        }

        return message;
    }
}
