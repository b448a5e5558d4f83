namespace Sinogram.Data.Workers;

/// <summary>
/// A worker that is started when first needed and again after it has died.
/// One host is one worker process at a time; callers take turns. Dispose it to end the worker.
/// </summary>
public sealed class WorkerHost(WorkerOptions options) : IDisposable
{
    private readonly SemaphoreSlim _starting = new(1, 1);
    private WorkerProcess? _worker;
    private WorkerProcess? _reported;
    private bool _disposed;

    /// <summary>How often a worker was started.</summary>
    public int Starts { get; private set; }

    /// <summary>The process number of the running worker; null when none runs.</summary>
    public int? ProcessId => _worker is { HasEnded: false } worker ? worker.ProcessId : null;

    /// <summary>The death of the last worker, if it happened and no request has reported it yet; each is given once.</summary>
    public WorkerDiedException? TakeUnreportedDeath()
    {
        var worker = _worker;
        if (worker is null || !worker.HasEnded || ReferenceEquals(worker, _reported))
        {
            return null;
        }

        _reported = worker;
        return worker.Death.Result;
    }

    /// <summary>Asks the worker, starting one if none runs. See <see cref="WorkerProcess.RequestAsync"/>.</summary>
    public async Task<WorkerReply> RequestAsync(WorkerRequest request, Action<WorkerEvent>? onEvent = null, CancellationToken token = default)
    {
        var worker = await EnsureAsync(token);
        try
        {
            return await worker.RequestAsync(request, onEvent, token);
        }
        finally
        {
            if (worker.HasEnded)
            {
                _reported = worker;
            }
        }
    }

    /// <summary>Starts the worker if none runs.</summary>
    /// <exception cref="WorkerStartException">It cannot be started.</exception>
    public async Task<WorkerProcess> EnsureAsync(CancellationToken token = default)
    {
        await _starting.WaitAsync(token);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_worker is { HasEnded: false } running)
            {
                return running;
            }

            var started = await WorkerProcess.StartAsync(options, token);
            Starts++;
            return _worker = started;
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Ends the running worker, if any; the next request starts a fresh one.</summary>
    public void Stop()
    {
        if (_worker is { } worker)
        {
            _reported = worker;
            worker.Dispose();
        }
    }

    public void Dispose()
    {
        _disposed = true;
        Stop();
    }
}
