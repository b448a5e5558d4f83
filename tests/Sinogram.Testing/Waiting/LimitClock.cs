namespace Sinogram.Testing.Waiting;

/// <summary>
/// A clock whose pauses pass as ever and whose limits (timers of a second and more) are reached when a test says so: what a limit does is then
/// tested without a race between it and what it limits.
/// </summary>
public sealed class LimitClock : TimeProvider
{
    private static readonly TimeSpan ShortestLimit = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private readonly Dictionary<LimitTimer, TimeSpan> _limits = [];

    /// <summary>Lets the limits that are set now and are of this length be reached.</summary>
    public void Expire(TimeSpan limit)
    {
        LimitTimer[] due;
        lock (_lock)
        {
            due = [.. _limits.Where(set => set.Value == limit).Select(set => set.Key)];
            Array.ForEach(due, timer => _limits.Remove(timer));
        }

        Array.ForEach(due, timer => timer.Fire());
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new LimitTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class LimitTimer(LimitClock clock, TimerCallback callback, object? state) : ITimer
    {
        private readonly ITimer _pause = System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var isLimit = dueTime >= ShortestLimit;
            lock (clock._lock)
            {
                clock._limits.Remove(this);
                if (isLimit)
                {
                    clock._limits[this] = dueTime;
                }
            }

            return _pause.Change(isLimit ? Timeout.InfiniteTimeSpan : dueTime, period);
        }

        public void Dispose()
        {
            Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _pause.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
