namespace Sinogram.Data.Workers;

/// <summary>
/// Waits for work for as long as it is allowed to take, counted in the processor time of who does it: on a busy machine a worker that waits for its turn has done
/// nothing wrong. One that uses no processor is waited for <see cref="ClockFactor"/> times as long.
/// </summary>
internal static class TimeAllowance
{
    internal const int ClockFactor = 10;
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    /// <summary>The work's result.</summary>
    /// <param name="work">The work.</param>
    /// <param name="limit">The processor time that it may take.</param>
    /// <param name="processorTime">What its worker has used of the processor since it started.</param>
    /// <param name="time">The clock.</param>
    /// <param name="token">Ends the waiting, and not the work.</param>
    /// <exception cref="TimeoutException">The time is over.</exception>
    internal static async Task<T> WaitAsync<T>(Task<T> work, TimeSpan limit, Func<TimeSpan> processorTime, TimeProvider time, CancellationToken token)
    {
        var (began, before) = (time.GetTimestamp(), processorTime());
        var wait = limit;
        while (true)
        {
            try
            {
                return await work.WaitAsync(wait, time, token);
            }
            catch (TimeoutException) when (work.IsCompleted)
            {
                return await work;
            }
            catch (TimeoutException)
            {
                var unused = limit - (processorTime() - before);
                var left = (limit * ClockFactor) - time.GetElapsedTime(began);
                if (unused <= TimeSpan.Zero || left <= TimeSpan.Zero)
                {
                    throw;
                }

                wait = TimeSpan.FromTicks(Math.Max(Math.Min(unused.Ticks, left.Ticks), ShortestWait.Ticks));
            }
        }
    }
}
