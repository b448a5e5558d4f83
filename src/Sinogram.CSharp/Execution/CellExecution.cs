using System.Globalization;
using Sinogram.Core.Execution;
using Sinogram.CSharp.Runtime;

namespace Sinogram.CSharp.Execution;

/// <summary>
/// Watches one run of a cell: lets it end, or when it is interrupted stops it by steps, and gives up what cannot be stopped.
/// </summary>
internal sealed class CellExecution(CellRun run, TimeSpan patience, TimeProvider time)
{
    /// <summary>How long a wait that was on when the interrupt came may go on: one for a task that ends with the cell's token has ended by then.</summary>
    private const int WaitMilliseconds = 3;

    /// <summary>How long checks have before every blocked wait is woken.</summary>
    private const int GraceMilliseconds = 20;

    private readonly object _gate = new();
    private volatile CellResult? _result;

    /// <summary>The work's thread does not come back for now.</summary>
    public bool IsThreadLost { get; private set; }

    public CellRun Run => run;

    /// <summary>The work has ended with a result. The first one counts.</summary>
    public void End(CellResult result)
    {
        lock (_gate)
        {
            _result ??= result;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Ends the run while its thread does something from which it does not return; false where it has ended.</summary>
    public bool EndWithoutThread(CellResult result)
    {
        lock (_gate)
        {
            if (_result is not null)
            {
                return false;
            }

            IsThreadLost = true;
            End(result);
            return true;
        }
    }

    /// <summary>Waits until the run has ended or is given up. Called on a thread of the kernel's own.</summary>
    public CellResult Supervise(CancellationToken token)
    {
        Wait(token);
        if (_result is { } result && (result is CellResult.Completed || !token.IsCancellationRequested))
        {
            return result;
        }

        run.Stop();
        Stop();
        if (_result is not null && run.ThreadCount == 0)
        {
            return new CellResult.Cancelled();
        }

        IsThreadLost |= _result is null;
        run.Abandon();
        return run.ThreadCount == 0 ? new CellResult.Cancelled() : new CellResult.Cancelled(Describe());
    }

    /// <summary>What still runs, since when.</summary>
    public string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"Cell {run.CellNumber} cannot be stopped at this point and still runs on {run.ThreadCount} thread{(run.ThreadCount == 1 ? "" : "s")} since {run.Started.ToLocalTime():HH:mm:ss}; it stops at its next step, and what it writes is dropped.");

    /// <summary>Waits for the result or the interrupt, without spinning.</summary>
    private void Wait(CancellationToken token)
    {
        using var interrupted = token.UnsafeRegister(static state => Wake(state!), _gate);
        lock (_gate)
        {
            while (_result is null && !token.IsCancellationRequested)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>Waits for the result, but not longer than so many milliseconds.</summary>
    private void Wait(int milliseconds)
    {
        lock (_gate)
        {
            if (_result is null)
            {
                Monitor.Wait(_gate, milliseconds);
            }
        }
    }

    private static void Wake(object gate)
    {
        lock (gate)
        {
            Monitor.PulseAll(gate);
        }
    }

    private void Stop()
    {
        var started = time.GetTimestamp();
        var end = (int)patience.TotalMilliseconds;
        var wake = GraceMilliseconds;
        run.NoteWaits();
        Wait(WaitMilliseconds);
        if (_result is null)
        {
            run.WakeNoted();
        }

        while (true)
        {
            var elapsed = (int)time.GetElapsedTime(started).TotalMilliseconds;
            if (elapsed >= end)
            {
                return;
            }

            if (_result is not null && run.ThreadCount == 0)
            {
                return;
            }

            if (_result is not null)
            {
                Thread.Sleep(2);
            }
            else
            {
                Wait(Math.Max(1, Math.Min(wake, end) - elapsed));
            }

            if (time.GetElapsedTime(started).TotalMilliseconds >= wake)
            {
                run.WakeThreads();
                wake *= 2;
            }
        }
    }
}
