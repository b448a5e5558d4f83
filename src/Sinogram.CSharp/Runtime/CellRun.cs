namespace Sinogram.CSharp.Runtime;

/// <summary>
/// One run of one cell. Its identity flows with the work that the cell starts; the run knows the threads that work for it now,
/// so that an interrupt reaches exactly these.
/// </summary>
internal sealed class CellRun
{
    [ThreadStatic]
    private static bool _isQuiet;

    private static readonly AsyncLocal<CellRun?> Ambient = new(Moved);

    private readonly Lock _gate = new();
    private readonly Dictionary<Thread, WorkingThread> _threads = [];
    private Action? _stopped;
    private volatile bool _stopping;
    private Task? _pending;

    public CellRun(int cellNumber, DateTimeOffset started)
    {
        CellNumber = cellNumber;
        Started = started;
    }

    /// <summary>The run that the calling work belongs to, or null.</summary>
    public static CellRun? Current => Ambient.Value;

    public int CellNumber { get; }

    public DateTimeOffset Started { get; }

    /// <summary>Says an exception in words: its name and message, and the lines of cells that it came through.</summary>
    public Func<Exception, IReadOnlyList<string>>? Describe { get; init; }

    public bool IsStopping => _stopping;

    /// <summary>It was given up: what it still writes is dropped.</summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>How many threads work for this run now.</summary>
    public int ThreadCount
    {
        get
        {
            lock (_gate)
            {
                return _threads.Count;
            }
        }
    }

    public static void Enter(CellRun? run) => Ambient.Value = run;

    public static void StopIfInterrupted()
    {
        if (_isQuiet || Current is not { _stopping: true })
        {
            return;
        }

        // While it is thrown, code of the notebook may be told of that, and must not throw in its turn.
        _isQuiet = true;
        try
        {
            throw new CellInterruptedException();
        }
        finally
        {
            _isQuiet = false;
        }
    }

    /// <summary>Calls what the runtime notifies while it throws: an exception that leaves it would end the process.</summary>
    public static void Quietly(Action notified)
    {
        var before = _isQuiet;
        _isQuiet = true;
        try
        {
            notified();
        }
        finally
        {
            _isQuiet = before;
        }
    }

    public void Stop()
    {
        Action? stopped;
        lock (_gate)
        {
            if (_stopping)
            {
                return;
            }

            _stopping = true;
            stopped = _stopped;
        }

        Interrupts.Raise();
        stopped?.Invoke();
    }

    /// <summary>Calls back when the run is stopped, or at once if it is.</summary>
    public void OnStop(Action action)
    {
        lock (_gate)
        {
            if (!_stopping)
            {
                _stopped = action;
                return;
            }
        }

        action();
    }

    /// <summary>Work that was left behind may go on after this task: the checks stay up until it has ended.</summary>
    public void KeepFlagUntil(Task task) => _pending = task;

    /// <summary>True once after <see cref="Stop"/>, when nothing of the run is left; the checks are lowered then.</summary>
    public bool TryRetire()
    {
        if (!_stopping || ThreadCount > 0 || _pending is { IsCompleted: false })
        {
            return false;
        }

        Interrupts.Lower();
        return true;
    }

    public void Abandon() => IsAbandoned = true;

    /// <summary>Notes which threads of this run wait now.</summary>
    public void NoteWaits()
    {
        lock (_gate)
        {
            foreach (var (thread, state) in _threads)
            {
                state.IsNoted = Waits(thread);
            }
        }
    }

    /// <summary>Wakes threads that waited when it was noted and wait still, outside kernel code.</summary>
    public void WakeNoted() => Wake(static (thread, state) => state.IsNoted && Waits(thread));

    /// <summary>Wakes threads of this run that wait outside kernel code, and those that will.</summary>
    public void WakeThreads() => Wake(static (_, _) => true);

    private static bool Waits(Thread thread) => (thread.ThreadState & System.Threading.ThreadState.WaitSleepJoin) != 0;

    private void Wake(Func<Thread, WorkingThread, bool> applies)
    {
        lock (_gate)
        {
            foreach (var (thread, state) in _threads)
            {
                if (state.KernelDepth == 0 && applies(thread, state))
                {
                    state.Woken = true;
                    thread.Interrupt();
                }
            }
        }
    }

    /// <summary>
    /// Enters kernel code on a thread of a cell: it is not interrupted there. False where the run is being stopped; then the
    /// caller must do nothing.
    /// </summary>
    public static bool TryEnterKernel(out CellRun? run)
    {
        run = Current;
        if (run is null)
        {
            return true;
        }

        lock (run._gate)
        {
            if (run._stopping)
            {
                return false;
            }

            if (run._threads.TryGetValue(Thread.CurrentThread, out var state))
            {
                state.KernelDepth++;
            }

            return true;
        }
    }

    public void LeaveKernel()
    {
        lock (_gate)
        {
            if (_threads.TryGetValue(Thread.CurrentThread, out var state))
            {
                state.KernelDepth--;
            }
        }
    }

    /// <summary>The runtime tells here that a thread took up work of another run, or left it.</summary>
    private static void Moved(AsyncLocalValueChangedArgs<CellRun?> change)
    {
        if (ReferenceEquals(change.PreviousValue, change.CurrentValue))
        {
            return;
        }

        change.PreviousValue?.Leave();
        change.CurrentValue?.Join();
    }

    private void Join()
    {
        lock (_gate)
        {
            _threads.TryAdd(Thread.CurrentThread, new WorkingThread());
        }
    }

    private void Leave()
    {
        bool woken;
        try
        {
            lock (_gate)
            {
                woken = _threads.Remove(Thread.CurrentThread, out var state) && state.Woken;
            }
        }
        catch (ThreadInterruptedException)
        {
            lock (_gate)
            {
                _threads.Remove(Thread.CurrentThread);
            }

            woken = false;
        }

        if (woken)
        {
            DrainInterrupt();
        }
    }

    /// <summary>A wake-up that met no wait would strike later, in work that is not of this run.</summary>
    private static void DrainInterrupt()
    {
        try
        {
            Thread.Sleep(1);
        }
        catch (ThreadInterruptedException)
        {
            // That is the one.
        }
    }

    private sealed class WorkingThread
    {
        public int KernelDepth { get; set; }

        public bool Woken { get; set; }

        public bool IsNoted { get; set; }
    }
}
