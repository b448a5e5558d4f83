namespace Sinogram.CSharp.Execution;

/// <summary>The threads that cells run on: one that is used again and again, and a new one where that is busy or was lost to a cell that cannot be stopped.</summary>
internal sealed class CellThreads : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<CellExecution> _leftBehind = [];
    private CellThread? _thread;

    /// <summary>What interrupted cells left running because it could not be stopped, in words.</summary>
    public IReadOnlyList<string> StillRunning
    {
        get
        {
            lock (_lock)
            {
                return [.. _leftBehind.Where(e => e.Run.ThreadCount > 0).Select(e => e.Describe())];
            }
        }
    }

    /// <summary>A thread for a cell.</summary>
    public CellThread Take()
    {
        lock (_lock)
        {
            _leftBehind.RemoveAll(e => e.Run.TryRetire());
            var thread = _thread ?? new CellThread();
            _thread = null;
            return thread;
        }
    }

    /// <summary>Takes a cell's thread back when the cell has ended or was given up.</summary>
    public void GiveBack(CellThread thread, CellExecution execution)
    {
        lock (_lock)
        {
            if (execution.Run.IsStopping && !execution.Run.TryRetire())
            {
                _leftBehind.Add(execution);
            }

            if (_thread is null && !execution.IsThreadLost)
            {
                _thread = thread;
            }
            else
            {
                thread.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _thread?.Dispose();
            _thread = null;
        }
    }
}
