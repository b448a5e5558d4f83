using Sinogram.Core.Display;
using Sinogram.Remote.Livy;

namespace Sinogram.Magics.Livy;

/// <summary>A progress bar of Spark's tasks, for statements that take longer than a moment.</summary>
internal sealed class StatementProgress(IOutput output, TimeProvider time) : IProgress<LivyProgress>, IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(500);
    private readonly long _started = time.GetTimestamp();
    private IProgressHandle? _bar;

    public void Report(LivyProgress value)
    {
        if (_bar is null && time.GetElapsedTime(_started) < Moment)
        {
            return;
        }

        _bar ??= output.Progress("Spark");
        // Without tasks there is no share to show.
        _bar.Report(value.Fraction > 0 ? value.Fraction : null, value.State);
    }

    public void Dispose() => _bar?.Dispose();
}
