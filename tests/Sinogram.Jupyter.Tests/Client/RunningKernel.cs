using Sinogram.Core.Execution;
using Sinogram.Jupyter.Kernel;
using Sinogram.Jupyter.Wire;
using Sinogram.Testing.Kernel;
using Sinogram.Testing.Waiting;

namespace Sinogram.Jupyter.Tests.Client;

/// <summary>A kernel on free ports with a scripted language, and one client.</summary>
internal sealed class RunningKernel : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<ConnectionFile> _started = new();
    private readonly Thread _thread;
    private readonly List<string> _log = [];
    private KernelEnd? _end;

    public RunningKernel(ConnectionFile? connection = null, Func<KernelOptions, KernelOptions>? options = null)
    {
        Session = new TestSession(language: Language).Session;
        var kernelOptions = new KernelOptions { HandleSignals = false, WatchParent = false, Log = Log, Started = _started.SetResult };
        kernelOptions = options?.Invoke(kernelOptions) ?? kernelOptions;
        connection ??= new ConnectionFile { Key = Guid.NewGuid().ToString() };
        _thread = new Thread(() =>
        {
            try
            {
                _end = KernelHost.Run(connection, Session, kernelOptions, _stop.Token);
            }
            catch (Exception e)
            {
                _started.TrySetException(e);
            }
        });
        _thread.Start();
        Connection = _started.Task.GetAwaiter().GetResult();
        Client = new JupyterClient(Connection);
    }

    public ScriptLanguage Language { get; } = new();

    public Session Session { get; }

    public ConnectionFile Connection { get; }

    public JupyterClient Client { get; }

    public IReadOnlyList<string> LogLines
    {
        get
        {
            lock (_log)
            {
                return [.. _log];
            }
        }
    }

    /// <summary>How the kernel ended, when it has.</summary>
    public KernelEnd? WaitForEnd() => _thread.Join(Patience.Limit) ? _end : null;

    /// <summary>Ends the kernel and waits for it.</summary>
    public void End()
    {
        _stop.Cancel();
        Assert.True(_thread.Join(TimeSpan.FromSeconds(30)));
    }

    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join(Patience.Limit);
        Client.Dispose();
        _stop.Dispose();
    }

    private void Log(string line)
    {
        lock (_log)
        {
            _log.Add(line);
        }
    }
}
