using Sinogram.CSharp.Emit;
using Sinogram.CSharp.Runtime;

namespace Sinogram.CSharp.Execution;

/// <summary>Runs a compiled body on the calling thread and waits for its tasks there.</summary>
internal static class BodyRunner
{
    /// <summary>How long an interrupted body that waits for something may take to end by itself.</summary>
    private const int PendingMilliseconds = 25;

    /// <summary>The body's value. Where an interrupted body waits for what may never come, it is left behind.</summary>
    public static object? Run(CompiledCell cell, CellFrame frame, CellRun run, TimeSpan patience)
    {
        var value = cell.Entry(frame);
        if (!cell.IsAsync || value is not Task<object?> task)
        {
            return value;
        }

        if (!task.IsCompleted && CellRun.TryEnterKernel(out var entered))
        {
            try
            {
                Wait(task, run, patience);
            }
            finally
            {
                entered?.LeaveKernel();
            }
        }

        CellRun.StopIfInterrupted();
        return task.GetAwaiter().GetResult();
    }

    private static void Wait(Task task, CellRun run, TimeSpan patience)
    {
        using var ended = new ManualResetEventSlim();
        task.ContinueWith(
            static (_, state) => Set((ManualResetEventSlim)state!), ended, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        run.OnStop(() => Set(ended));
        ended.Wait(CancellationToken.None);
        for (var waited = 0; !task.IsCompleted && (waited < PendingMilliseconds || run.ThreadCount > 1); waited++)
        {
            Thread.Sleep(1);
            if (waited > patience.TotalMilliseconds)
            {
                break;
            }
        }

        if (!task.IsCompleted)
        {
            run.KeepFlagUntil(task);
        }
    }

    private static void Set(ManualResetEventSlim ended)
    {
        try
        {
            ended.Set();
        }
        catch (ObjectDisposedException)
        {
            // The wait is over already.
        }
    }
}
