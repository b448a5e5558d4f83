using System.Globalization;
using Sinogram.Core.Execution;
using Sinogram.CSharp.Runtime;

namespace Sinogram.CSharp.Execution;

/// <summary>
/// Watches one run of a cell: lets it end, or when it is interrupted stops it by steps, and gives up what cannot be stopped.
/// </summary>
internal sealed class CellExecution(CellRun run, TimeSpan patience, TimeProvider time)
{
    /// <summary>How long checks have before blocked waits are woken.</summary>
    private const int GraceMilliseconds = 20;

    private readonly TaskCompletionSource<CellResult> _ended = new();

    /// <summary>The work's thread does not come back for now.</summary>
    public bool IsThreadLost { get; private set; }

    public CellRun Run => run;

    /// <summary>The work has ended with a result.</summary>
    public void End(CellResult result) => _ended.SetResult(result);

    /// <summary>Waits until the run has ended or is given up. Called on a thread of the kernel's own.</summary>
    public CellResult Supervise(CancellationToken token)
    {
        try
        {
            _ended.Task.Wait(token);
        }
        catch (OperationCanceledException)
        {
            run.Stop();
            Stop();
        }

        if (!run.IsStopping)
        {
            return _ended.Task.Result;
        }

        if (_ended.Task.IsCompleted && run.ThreadCount == 0)
        {
            return new CellResult.Cancelled();
        }

        IsThreadLost = !_ended.Task.IsCompleted;
        run.Abandon();
        return run.ThreadCount == 0 ? new CellResult.Cancelled() : new CellResult.Cancelled(Describe());
    }

    /// <summary>What still runs, since when.</summary>
    public string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"Cell {run.CellNumber} cannot be stopped at this point and still runs on {run.ThreadCount} thread{(run.ThreadCount == 1 ? "" : "s")} since {run.Started.ToLocalTime():HH:mm:ss}; it stops at its next step, and what it writes is dropped.");

    private void Stop()
    {
        var started = time.GetTimestamp();
        var end = (int)patience.TotalMilliseconds;
        var wake = GraceMilliseconds;
        while (true)
        {
            var elapsed = (int)time.GetElapsedTime(started).TotalMilliseconds;
            if (elapsed >= end)
            {
                return;
            }

            if (_ended.Task.IsCompleted && run.ThreadCount == 0)
            {
                return;
            }

            if (_ended.Task.IsCompleted)
            {
                Thread.Sleep(2);
            }
            else
            {
                _ended.Task.Wait(Math.Max(1, Math.Min(wake, end) - elapsed), CancellationToken.None);
            }

            if (time.GetElapsedTime(started).TotalMilliseconds >= wake)
            {
                run.WakeThreads();
                wake *= 2;
            }
        }
    }
}
