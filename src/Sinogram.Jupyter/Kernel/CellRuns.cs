using Sinogram.Jupyter.Requests;

namespace Sinogram.Jupyter.Kernel;

/// <summary>The cells whose requests are being handled, one a queue, and how they are interrupted. Safe from any thread.</summary>
internal sealed class CellRuns : IDisposable
{
    private readonly Lock _lock = new();
    private readonly WorkLane<Request> _interrupts;
    private readonly List<Request> _current = [];
    private readonly ManualResetEventSlim _none = new(initialState: true);

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
                return _current.Count > 0;
            }
        }
    }

    internal void Start() => _interrupts.Start();

    public void Dispose() => _interrupts.Stop(TimeSpan.Zero);

    /// <summary>A cell's request begins, before anybody can see that it does; from here on an interrupt is meant for it.</summary>
    internal void Begin(Request request)
    {
        lock (_lock)
        {
            _current.Add(request);
            _none.Reset();
        }
    }

    /// <summary>It has ended.</summary>
    internal void End(Request request)
    {
        lock (_lock)
        {
            _current.Remove(request);
            if (_current.Count == 0)
            {
                _none.Set();
            }
        }
    }

    /// <summary>Waits until no cell runs; false where that takes too long.</summary>
    internal bool WaitForEnd(TimeSpan longest) => _none.Wait(longest);

    /// <summary>Interrupts the cells that run, or only that of one subshell; nothing where none runs.</summary>
    internal void Interrupt(string? subshell)
    {
        lock (_lock)
        {
            foreach (var request in _current)
            {
                if (subshell is null || request.Message.Header.Subshell == subshell)
                {
                    _interrupts.Post(request);
                }
            }
        }
    }
}
