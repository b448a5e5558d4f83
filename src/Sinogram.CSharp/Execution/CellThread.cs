using System.Collections.Concurrent;

namespace Sinogram.CSharp.Execution;

/// <summary>
/// The thread that cells run on: one after another on the same, with a large stack and no synchronization context. A thread that does
/// not come back is given up, and the next cell gets a new one.
/// </summary>
internal sealed class CellThread : IDisposable
{
    private const int StackSize = 16 * 1024 * 1024;

    private readonly BlockingCollection<Action> _jobs = [];

    public CellThread()
    {
        var thread = new Thread(Loop, StackSize) { IsBackground = true, Name = "cells" };
        thread.Start();
    }

    public void Post(Action job) => _jobs.Add(job);

    /// <summary>No more jobs: the thread ends when it has done what it has.</summary>
    public void Dispose() => _jobs.CompleteAdding();

    private void Loop()
    {
        foreach (var job in _jobs.GetConsumingEnumerable())
        {
            job();
        }
    }
}
