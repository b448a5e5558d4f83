using Sinogram.Core.Display;
using Sinogram.Data;
using Sinogram.Remote.Drill.Cluster;

namespace Sinogram.Magics.Drill;

/// <summary>A progress bar that appears only when a query takes longer than a moment.</summary>
internal sealed class QueryProgressBar(IOutput output, TimeProvider time) : IProgress<QueryProgress>, IProgress<DrillProgress>, IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(500);
    private readonly Lock _lock = new();
    private readonly long _started = time.GetTimestamp();
    private IProgressHandle? _bar;
    private bool _ended;

    public void Report(QueryProgress value) => Report(value.Fraction, value.Stage ?? (value.Rows > 0 ? $"{value.Rows:N0} rows" : ""));

    public void Report(DrillProgress value)
    {
        // Small plans finish their fragments at the end only: the records tell that something happens.
        var parts = new List<string> { value.State.ToLowerInvariant() };
        if (value.TotalFragments > 1) { parts.Add($"{value.FinishedFragments} of {value.TotalFragments} fragments"); }
        if (value.Records > 0) { parts.Add($"{value.Records:N0} records"); }
        if (value.Rows > 0) { parts.Add($"{value.Rows:N0} rows"); }
        Report(value.TotalFragments > 1 && value.FinishedFragments > 0 ? (double)value.FinishedFragments / value.TotalFragments : null, string.Join(", ", parts));
    }

    private void Report(double? fraction, string text)
    {
        lock (_lock)
        {
            if (_ended || (_bar is null && time.GetElapsedTime(_started) < Moment)) { return; }
            _bar ??= output.Progress("Query");
            _bar.Report(fraction, text);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _ended = true;
            _bar?.Dispose();
        }
    }
}
