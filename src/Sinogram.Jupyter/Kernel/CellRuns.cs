using Sinogram.Jupyter.Requests;

namespace Sinogram.Jupyter.Kernel;

/// <summary>The cell whose request is being handled, and how it is interrupted. Safe from any thread.</summary>
internal sealed class CellRuns : IDisposable
{
    private readonly Lock _lock = new();
    private readonly WorkLane<Request> _interrupts;
    private Request? _current;

    /// <param name="log">Takes what a cancellation callback throws.</param>
    internal CellRuns(Action<string> log) =>
        // Cancelling runs other people's callbacks: they get a thread of their own, so that control stays free.
        _interrupts = new WorkLane<Request>("jupyter interrupt", request =>
        {
            try
            {
                request.Cancel();
            }
            catch (AggregateException e)
            {
                log($"an interrupt's callback failed: {e.InnerException?.GetType().Name}");
            }
        });

    internal bool IsRunning
    {
        get
        {
            lock (_lock)
            {
                return _current is not null;
            }
        }
    }

    internal void Start() => _interrupts.Start();

    public void Dispose() => _interrupts.Stop(TimeSpan.Zero);

    /// <summary>A cell's request begins, before anybody can see that it does; from here on an interrupt is meant for it.</summary>
    internal void Begin(Request request) => Set(request);

    /// <summary>It has ended.</summary>
    internal void End() => Set(null);

    /// <summary>Interrupts the cell; nothing where none runs.</summary>
    internal void Interrupt()
    {
        lock (_lock)
        {
            if (_current is not null)
            {
                _interrupts.Post(_current);
            }
        }
    }

    private void Set(Request? request)
    {
        lock (_lock)
        {
            _current = request;
        }
    }
}
