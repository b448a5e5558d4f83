using Sinogram.Core.Display;
using Sinogram.Data;

namespace Sinogram.Magics.Drill;

/// <summary>A progress bar that appears only when a query takes longer than a moment.</summary>
internal sealed class QueryProgressBar(IOutput output, TimeProvider time) : IProgress<QueryProgress>, IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(500);
    private readonly Lock _lock = new();
    private readonly long _started = time.GetTimestamp();
    private IProgressHandle? _bar;
    private bool _ended;

    public void Report(QueryProgress value)
    {
        lock (_lock)
        {
            if (_ended || (_bar is null && time.GetElapsedTime(_started) < Moment)) { return; }
            _bar ??= output.Progress("Query");
            _bar.Report(value.Fraction, value.Rows > 0 ? $"{value.Rows:N0} rows" : "");
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
