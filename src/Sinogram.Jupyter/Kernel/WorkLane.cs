namespace Sinogram.Jupyter.Kernel;

/// <summary>A thread of its own that handles items one at a time, in order. None of the kernel's loops uses the thread pool, which cells may exhaust.</summary>
internal sealed class WorkLane<T>
{
    private readonly Queue<T> _items = new();
    private readonly Action<T> _handle;
    private readonly Thread _thread;
    private bool _stopping;

    /// <param name="name">The thread's name.</param>
    /// <param name="handle">Handles one item; must not throw.</param>
    /// <param name="stackMegabytes">The thread's stack; 0 for the default.</param>
    internal WorkLane(string name, Action<T> handle, int stackMegabytes = 0)
    {
        _handle = handle;
        _thread = new Thread(Run, stackMegabytes << 20) { Name = name, IsBackground = true };
    }

    internal void Start() => _thread.Start();

    /// <summary>Hands an item over; false where the thread has been told to end.</summary>
    internal bool Post(T item)
    {
        lock (_items)
        {
            if (_stopping)
            {
                return false;
            }

            _items.Enqueue(item);
            Monitor.Pulse(_items);
            return true;
        }
    }

    /// <summary>Takes everything that waits.</summary>
    internal IReadOnlyList<T> Drain()
    {
        lock (_items)
        {
            T[] all = [.. _items];
            _items.Clear();
            return all;
        }
    }

    /// <summary>Ends the thread after the item in hand; what waits is dropped. False where it goes on past the time.</summary>
    internal bool Stop(TimeSpan timeout)
    {
        lock (_items)
        {
            _stopping = true;
            _items.Clear();
            Monitor.PulseAll(_items);
        }

        return !_thread.IsAlive || Thread.CurrentThread == _thread || _thread.Join(timeout);
    }

    private void Run()
    {
        while (true)
        {
            try
            {
                if (!TryTake(out var item))
                {
                    return;
                }

                _handle(item);
            }
            catch (ThreadInterruptedException)
            {
                // A cell was interrupted and ended before the interrupt reached its thread: it was not meant for this wait.
            }
        }
    }

    private bool TryTake(out T item)
    {
        lock (_items)
        {
            while (_items.Count == 0)
            {
                if (_stopping)
                {
                    item = default!;
                    return false;
                }

                Monitor.Wait(_items);
            }

            item = _items.Dequeue();
            return true;
        }
    }
}
