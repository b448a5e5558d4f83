using Sinogram.Jupyter.Channels;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Client;

/// <summary>A kernel in a process of this machine, with its sockets and files.</summary>
internal sealed class LocalKernel : IKernelPlace
{
    private readonly KernelSpec _spec;
    private readonly TimeProvider _time;
    private readonly SocketFolder _folder;
    private readonly OutputTail _tail = new();
    private readonly IKernelProcess _process;

    /// <summary>Starts the process.</summary>
    /// <exception cref="KernelException">It cannot be started.</exception>
    internal LocalKernel(KernelSpec spec, IKernelLauncher launcher, TimeProvider time)
    {
        (_spec, _time) = (spec, time);
        _folder = new SocketFolder(spec);
        try
        {
            var command = spec.Command.Select(word => word.Replace("{connection_file}", _folder.ConnectionFile, StringComparison.Ordinal)).ToList();
            var environment = new Dictionary<string, string>(spec.Environment)
            {
                // Without it, Python warns of its own debugger.
                ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1",
                ["JPY_PARENT_PID"] = Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture),
            };
            _process = launcher.Start(command, environment, _tail.Add);
        }
        catch
        {
            _folder.Dispose();
            throw;
        }

        var signer = new MessageSigner(_folder.Connection.Key);
        var reader = new MessageReader(signer);
        var writer = new MessageWriter(signer, time, "sinogram");
        Client = new KernelClient(
            writer, receive => new ClientChannels(_folder.Connection, writer.Session, (channel, frames) => receive(channel, () => reader.Read(frames, out _))));
    }

    public string Name => _spec.Name;

    public int? ProcessId => _process.ProcessId;

    public KernelClient Client { get; }

    public Task<string> Ended => _process.Ended;

    public string LastWords => _tail.InWords;

    public Task InterruptAsync()
    {
        if (_spec.InterruptsByMessage)
        {
            Client.Send(ChannelName.Control, "interrupt_request", _ => { });
        }
        else
        {
            _process.Interrupt();
        }

        return Task.CompletedTask;
    }

    public async Task EndAsync(TimeSpan patience)
    {
        if (_process.Ended.IsCompleted)
        {
            return;
        }

        Client.Send(ChannelName.Control, "shutdown_request", json => json.WriteBoolean("restart", false));
        try
        {
            await _process.Ended.WaitAsync(patience, _time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            _process.Kill();
        }
    }

    public void Dispose()
    {
        _process.Dispose();
        Client.Dispose();
        _folder.Dispose();
    }
}
