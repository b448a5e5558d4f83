namespace Sinogram.Data.Storage;

/// <summary>Tells the listener of a query what is being fetched.</summary>
/// <param name="listener">It.</param>
/// <param name="what">What is fetched, in words.</param>
public sealed class FetchProgress(IProgress<QueryProgress> listener, string what) : IProgress<(long Done, long Total)>
{
    /// <inheritdoc/>
    public void Report((long Done, long Total) value) => listener.Report(new QueryProgress(value.Total > 0 ? Math.Min(1, (double)value.Done / value.Total) : null, 0)
    {
        Stage = $"fetching {what}: {value.Done / 1e6:N1} of {value.Total / 1e6:N1} MB",
    });
}
