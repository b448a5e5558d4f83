namespace Sinogram.Jupyter.Output;

/// <summary>Sends gathered stream output a fixed time after its first write, on one thread of its own.</summary>
internal sealed class StreamFlusher
{
    private readonly Queue<(RequestOutput Output, long Due)> _due = new();
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly Lock _flushing = new();
    private readonly Thread _thread;
    private bool _stopping;

    internal StreamFlusher(TimeSpan interval, TimeProvider time)
    {
        _interval = interval;
        _time = time;
        _thread = new Thread(Run) { Name = "jupyter streams", IsBackground = true };
    }

    internal void Start() => _thread.Start();

    /// <summary>Flushes an output when the interval is over. All wait equally long, so the queue is in order.</summary>
    internal void Schedule(RequestOutput output)
    {
        lock (_due)
        {
            _due.Enqueue((output, _time.GetTimestamp()));
            Monitor.Pulse(_due);
        }
    }

    /// <summary>Flushes what waits, on the calling thread: what is sent by another way comes after it.</summary>
    internal void FlushAll() => Flush(_ => true);

    /// <summary>Flushes what waits, on the calling thread, and ends. What comes after that is not sent.</summary>
    internal void Stop()
    {
        lock (_due)
        {
            _stopping = true;
            Monitor.PulseAll(_due);
        }

        FlushAll();
    }

    private void Run()
    {
        while (WaitForDue())
        {
            Flush(IsDue);
        }
    }

    /// <summary>Takes and flushes under one lock: who has flushed all knows that nothing is in another thread's hand.</summary>
    private void Flush(Func<long, bool> wanted)
    {
        lock (_flushing)
        {
            while (Take(wanted) is { } output)
            {
                output.Flush();
            }
        }
    }

    private RequestOutput? Take(Func<long, bool> wanted)
    {
        lock (_due)
        {
            return _due.TryPeek(out var first) && wanted(first.Due) ? _due.Dequeue().Output : null;
        }
    }

    private bool IsDue(long since) => _time.GetElapsedTime(since) >= _interval;

    private bool WaitForDue()
    {
        lock (_due)
        {
            while (!_stopping)
            {
                if (_due.Count == 0)
                {
                    Monitor.Wait(_due);
                    continue;
                }

                var left = _interval - _time.GetElapsedTime(_due.Peek().Due);
                if (left <= TimeSpan.Zero)
                {
                    return true;
                }

                Monitor.Wait(_due, left);
            }

            return false;
        }
    }
}
