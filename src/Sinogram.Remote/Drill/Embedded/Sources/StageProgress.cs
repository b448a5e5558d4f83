using Sinogram.Data;

namespace Sinogram.Remote.Drill.Embedded.Sources;

/// <summary>Tells the listener of a query what is done before the engine runs it, at once and five times a second, for as long as it lasts.</summary>
internal sealed class StageProgress : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);
    private readonly ITimer _timer;

    /// <param name="listener">The listener.</param>
    /// <param name="stage">What is done, in words.</param>
    /// <param name="time">The clock.</param>
    public StageProgress(IProgress<QueryProgress> listener, string stage, TimeProvider time)
    {
        var told = new QueryProgress(null, 0) { Stage = stage };
        listener.Report(told);
        _timer = time.CreateTimer(_ => listener.Report(told), null, Period, Period);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();
}
