using Sinogram.Core.Display;

namespace Sinogram.Core.Tests.Display;

public sealed class ProgressTests
{
    [Fact]
    public void Reports_are_thinned_and_the_last_one_is_shown_also_where_nothing_follows()
    {
        var clock = new ManualClock();
        var sink = new Sink();
        var progress = new CellOutput(new Formatters(), new PassThroughFilter(), sink, clock).Progress("Harvest");
        progress.Report(0.1, "one");
        progress.Report(0.2, "two");
        Assert.Empty(sink.Updates);
        clock.Pass(TimeSpan.FromSeconds(1));
        Assert.Contains("20 % · two", Assert.Single(sink.Updates), StringComparison.Ordinal);
        progress.Report(0.3, "three");
        Assert.Single(sink.Updates);
        progress.Dispose();
        clock.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(2, sink.Updates.Count);
        Assert.Contains("30 % · three", sink.Updates[1], StringComparison.Ordinal);
        progress.Report(0.4, "late");
        clock.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(2, sink.Updates.Count);
    }

    private sealed class Sink : IOutputSink
    {
        public List<string> Updates { get; } = [];

        public void Emit(OutputEvent output)
        {
            if (output is OutputEvent.UpdateDisplayData update)
            {
                Updates.Add(update.Bundle[Mime.Plain]!);
            }
        }
    }

    /// <summary>A clock that goes on when it is told to.</summary>
    private sealed class ManualClock : TimeProvider
    {
        private readonly List<ManualTimer> _timers = [];
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new ManualTimer(() => callback(state));
            _timers.Add(timer);
            return timer;
        }

        public void Pass(TimeSpan time)
        {
            _now += time.Ticks;
            _timers.ForEach(t => t.Ring());
        }

        private sealed class ManualTimer(Action ring) : ITimer
        {
            private bool _isSet;

            public void Ring()
            {
                if (_isSet)
                {
                    _isSet = false;
                    ring();
                }
            }

            public bool Change(TimeSpan dueTime, TimeSpan period) => _isSet = dueTime != Timeout.InfiniteTimeSpan;

            public void Dispose() => _isSet = false;

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
