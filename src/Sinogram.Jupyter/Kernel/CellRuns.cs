namespace Sinogram.Jupyter.Kernel;

/// <summary>The cell that runs now, and how it is interrupted. Safe from any thread.</summary>
internal sealed class CellRuns : IDisposable
{
    private readonly Lock _lock = new();
    private readonly WorkLane<CancellationTokenSource> _interrupts;
    private Run? _current;

    /// <param name="log">Takes what a cancellation callback throws.</param>
    internal CellRuns(Action<string> log) =>
        // Cancelling runs other people's callbacks: they get a thread of their own, so that control stays free.
        _interrupts = new WorkLane<CancellationTokenSource>("jupyter interrupt", source =>
        {
            try
            {
                source.Cancel();
            }
            catch (Exception e) when (e is AggregateException or ObjectDisposedException)
            {
                log($"an interrupt's callback failed: {e.GetType().Name}");
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

    /// <summary>A cell begins; it ends when the run is disposed.</summary>
    internal Run Begin()
    {
        lock (_lock)
        {
            return _current = new Run(this);
        }
    }

    /// <summary>Interrupts the running cell; nothing where none runs.</summary>
    internal void Interrupt()
    {
        lock (_lock)
        {
            if (_current is not null)
            {
                _interrupts.Post(_current.Source);
            }
        }
    }

    /// <summary>A cell's run.</summary>
    internal sealed class Run(CellRuns runs) : IDisposable
    {
        internal CancellationTokenSource Source { get; } = new();

        internal CancellationToken Token => Source.Token;

        public void Dispose()
        {
            lock (runs._lock)
            {
                if (runs._current == this)
                {
                    runs._current = null;
                }
            }

            // Not disposed: work that the cell left behind may still hold its token.
        }
    }
}
