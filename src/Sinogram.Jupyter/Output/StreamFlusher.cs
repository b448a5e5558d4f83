namespace Sinogram.Jupyter.Output;

/// <summary>Sends gathered stream output a fixed time after its first write, on one thread of its own.</summary>
internal sealed class StreamFlusher
{
    private readonly Queue<(RequestOutput Output, long Due)> _due = new();
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
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

    /// <summary>Flushes what waits, on the calling thread, and ends. What comes after that is not sent.</summary>
    internal void Stop()
    {
        List<RequestOutput> left;
        lock (_due)
        {
            _stopping = true;
            left = [.. _due.Select(d => d.Output)];
            _due.Clear();
            Monitor.PulseAll(_due);
        }

        left.ForEach(o => o.Flush());
        if (_thread.IsAlive)
        {
            // It may hold one output more in hand.
            _thread.Join(TimeSpan.FromSeconds(5));
        }
    }

    private void Run()
    {
        while (Next() is { } output)
        {
            output.Flush();
        }
    }

    private RequestOutput? Next()
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
                    return _due.Dequeue().Output;
                }

                Monitor.Wait(_due, left);
            }

            return null;
        }
    }
}
