using Sinogram.Data.Workers;
using Sinogram.Testing.Waiting;

namespace Sinogram.Data.Tests.Workers;

public sealed class TimeAllowanceTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromHours(1);
    private readonly LimitClock _clock = new();
    private readonly TaskCompletionSource<int> _work = new();
    private TimeSpan _used;
    private int _asked;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Work_that_waits_for_its_turn_of_the_processor_may_take_longer_by_the_clock()
    {
        var waiting = WaitAsync();
        await Patience.UntilAsync(() =>
        {
            _clock.Expire(Limit);
            return _asked > 3;
        });
        Assert.False(waiting.IsCompleted);
        _work.SetResult(7);
        Assert.Equal(7, await waiting);
    }

    [Fact]
    public async Task Work_that_has_used_its_time_is_not_waited_for()
    {
        var waiting = WaitAsync();
        _used = Limit;
        _clock.Expire(Limit);
        await Assert.ThrowsAsync<TimeoutException>(() => waiting);
    }

    private Task<int> WaitAsync() => TimeAllowance.WaitAsync(_work.Task, Limit, ProcessorTime, _clock, Token);

    private TimeSpan ProcessorTime()
    {
        _asked++;
        return _used;
    }
}
