namespace Sinogram.Jupyter.Kernel;

/// <summary>Calls back once when no request has ended for a while and no cell runs. Safe from any thread.</summary>
internal sealed class IdleWatch : IDisposable
{
    private readonly TimeSpan _after;
    private readonly ITimer _timer;

    /// <param name="after">How long nothing must happen.</param>
    /// <param name="isRunning">Whether a cell runs.</param>
    /// <param name="idle">Called on a thread of the pool: cells may hold it up, which does no harm here.</param>
    /// <param name="time">The clock.</param>
    internal IdleWatch(TimeSpan after, Func<bool> isRunning, Action idle, TimeProvider time)
    {
        _after = after;
        _timer = time.CreateTimer(
            _ =>
            {
                if (!isRunning())
                {
                    idle();
                }
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>A request has ended.</summary>
    internal void Restart() => _timer.Change(_after, Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer.Dispose();
}
