namespace Sinogram.Imaging.Harvest;

/// <summary>One thing that a source offers: a file, or an instance of a server. Identifying by its location; never shown.</summary>
/// <param name="Location">Full path or address, the same in every run.</param>
/// <param name="Bytes">Size in bytes, or -1 where it is known only after reading.</param>
/// <param name="ModifiedTicks">Last modification in UTC ticks, or 0 where the source has none.</param>
public abstract record HarvestItem(string Location, long Bytes, long ModifiedTicks)
{
    /// <summary>Reads the first bytes, up to <paramref name="count"/>; null where only the whole can be read.</summary>
    public virtual ValueTask<byte[]?> ReadHeadAsync(int count, CancellationToken cancellationToken) => ValueTask.FromResult<byte[]?>(null);

    /// <summary>Reads all bytes.</summary>
    public abstract ValueTask<byte[]> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>Where files come from.</summary>
public interface IHarvestSource : IDisposable
{
    /// <summary>The items, in an order that is the same in every run.</summary>
    IAsyncEnumerable<HarvestItem> ItemsAsync(CancellationToken cancellationToken);
}
