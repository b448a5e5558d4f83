namespace Sinogram.CSharp.Execution;

/// <summary>
/// The thread that cells run on: one after another on the same, with a large stack and no synchronization context. A thread that does
/// not come back is given up, and the next cell gets a new one. It waits without spinning: the front end needs the processor.
/// </summary>
internal sealed class CellThread : IDisposable
{
    private const int StackSize = 16 * 1024 * 1024;

    private readonly Queue<Action> _jobs = [];
    private bool _ended;

    public CellThread()
    {
        var thread = new Thread(Loop, StackSize) { IsBackground = true, Name = "cells" };
        thread.Start();
    }

    public void Post(Action job)
    {
        lock (_jobs)
        {
            _jobs.Enqueue(job);
            Monitor.Pulse(_jobs);
        }
    }

    /// <summary>No more jobs: the thread ends when it has done what it has.</summary>
    public void Dispose()
    {
        lock (_jobs)
        {
            _ended = true;
            Monitor.Pulse(_jobs);
        }
    }

    private void Loop()
    {
        while (Next() is { } job)
        {
            job();
        }
    }

    private Action? Next()
    {
        lock (_jobs)
        {
            Action? job;
            while (!_jobs.TryDequeue(out job) && !_ended)
            {
                try
                {
                    Monitor.Wait(_jobs);
                }
                catch (ThreadInterruptedException)
                {
                    // The cell ended before the interrupt reached its thread: it was not meant for this wait.
                }
            }

            return job;
        }
    }
}
