namespace Sinogram.CSharp.Execution;

/// <summary>Knows when the language has something to do, for work that must not be in the way. Safe from any thread.</summary>
internal sealed class Activity(TimeProvider time) : IDisposable
{
    /// <summary>How long nothing must have been asked for: who runs one cell after another leaves shorter breaks.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(300);

    private readonly object _gate = new();
    private int _count;
    private long _lastEnd = time.GetTimestamp();
    private bool _ended;

    /// <summary>A cell begins.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _count++;
        }
    }

    /// <summary>A cell has ended.</summary>
    public void End()
    {
        lock (_gate)
        {
            _count--;
            _lastEnd = time.GetTimestamp();
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Something short is asked for.</summary>
    public void Touch()
    {
        lock (_gate)
        {
            _lastEnd = time.GetTimestamp();
        }
    }

    /// <summary>Blocks until nothing has been asked for in a while; false when nothing will be any more.</summary>
    public bool WaitForRest()
    {
        lock (_gate)
        {
            while (!_ended)
            {
                var left = Rest - time.GetElapsedTime(_lastEnd);
                if (_count == 0 && left <= TimeSpan.Zero)
                {
                    return true;
                }

                if (_count > 0)
                {
                    Monitor.Wait(_gate);
                }
                else
                {
                    Monitor.Wait(_gate, left);
                }
            }

            return false;
        }
    }

    /// <summary>Ends the waits.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _ended = true;
            Monitor.PulseAll(_gate);
        }
    }
}
