using Sinogram.Data.Interop;

namespace Sinogram.Data.Engine;

/// <summary>Asks the engine five times a second how far it is.</summary>
internal sealed class ProgressPoll : IDisposable
{
    private readonly Timer _timer;

    public ProgressPoll(DuckDbConnection connection, IProgress<QueryProgress> listener) => _timer = new Timer(
        _ =>
        {
            if (connection.IsClosed) { return; }
            var progress = DuckDb.Progress(connection);
            if (progress.Percentage >= 0) { listener.Report(new QueryProgress(Math.Clamp(progress.Percentage / 100, 0, 1), (long)progress.RowsProcessed)); }
        },
        null, TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(200));

    public void Dispose() => _timer.Dispose();
}
