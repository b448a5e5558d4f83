using Sinogram.Data.Parquet;

namespace Sinogram.Data.Storage;

/// <summary>Whether a statement reads a column of a group of rows of a file.</summary>
internal delegate bool WantedParts(string file, int group, string column);

/// <summary>
/// A local file of the length of a stored Parquet file that holds only parts of it: what describes the data, and of the data the columns and groups of rows that were asked for. The
/// rest is a hole of the file system, which takes no room.
/// </summary>
internal sealed class ParquetOutline
{
    /// <summary>Smaller files are fetched whole: each part costs a request.</summary>
    public const long LeastLength = 512 << 10;

    private const int FirstTail = 64 << 10;
    private const long Gap = 128 << 10;
    private readonly IStorage _storage;
    private readonly StorageEntry _entry;
    private readonly ParquetFooter _footer;
    private readonly HashSet<(int Group, string Column)> _present = [];

    private ParquetOutline(IStorage storage, StorageEntry entry, string file, ParquetFooter footer) => (_storage, _entry, File, _footer) = (storage, entry, file, footer);

    public string File { get; }

    public IStorage Storage => _storage;

    public StorageEntry Entry => _entry;

    public bool IsOf(StorageEntry entry) => _entry == entry && System.IO.File.Exists(File);

    /// <summary>Fetches what describes the data; null where the file is no Parquet file that can be read in parts.</summary>
    public static async Task<ParquetOutline?> BeginAsync(IStorage storage, StorageEntry entry, string file, CancellationToken cancellationToken)
    {
        var tail = await ReadAsync(storage, entry, new ByteRange(Math.Max(0, entry.Length - FirstTail), Math.Min(FirstTail, entry.Length)), cancellationToken).ConfigureAwait(false);
        if (ParquetFooter.LengthFrom(tail, entry.Length) is not { } length) { return null; }
        if (length > tail.Length)
        {
            var rest = await ReadAsync(storage, entry, new ByteRange(entry.Length - length, length - tail.Length), cancellationToken).ConfigureAwait(false);
            tail = [.. rest, .. tail];
        }
        var start = entry.Length - length;
        if (ParquetFooter.TryRead(tail.AsSpan((int)(tail.Length - length), (int)length - ParquetFooter.TailLength), start) is not { } footer) { return null; }
        var target = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.Read, 0);
        await using (target.ConfigureAwait(false))
        {
            target.SetLength(entry.Length);
            await target.WriteAsync("PAR1"u8.ToArray(), cancellationToken).ConfigureAwait(false);
            target.Position = entry.Length - tail.Length;
            await target.WriteAsync(tail, cancellationToken).ConfigureAwait(false);
        }
        return new ParquetOutline(storage, entry, file, footer);
    }

    /// <summary>What of the file is still to be fetched for the parts that are wanted.</summary>
    public IReadOnlyList<ByteRange> Missing(WantedParts wanted) => _footer.Ranges(c => wanted(File, c.Group, c.Column) && !_present.Contains((c.Group, c.Column)), Gap);

    /// <summary>Fetches the parts that are wanted and not there.</summary>
    /// <exception cref="StorageException">It cannot be read, or has changed.</exception>
    public async Task FillAsync(WantedParts wanted, Action<long> count, CancellationToken cancellationToken)
    {
        var missing = Missing(wanted);
        if (missing.Count == 0) { return; }
        var target = new FileStream(File, FileMode.Open, FileAccess.Write, FileShare.Read, 0);
        await using (target.ConfigureAwait(false))
        {
            var buffer = new byte[1 << 20];
            foreach (var range in missing)
            {
                target.Position = range.Start;
                var source = await _storage.OpenReadAsync(_entry.Path, range.Start, range.Length, cancellationToken).ConfigureAwait(false);
                await using (source.ConfigureAwait(false))
                {
                    var left = range.Length;
                    for (int read; left > 0 && (read = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), cancellationToken).ConfigureAwait(false)) > 0; left -= read)
                    {
                        await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                        count(read);
                    }
                    if (left > 0) { throw Changed(); }
                }
            }
        }
        // The parts must be of one and the same content.
        if ((await _storage.FindAsync(_entry.Path, cancellationToken).ConfigureAwait(false))?.Version != _entry.Version) { throw Changed(); }
        _present.UnionWith(_footer.Chunks.Where(c => wanted(File, c.Group, c.Column)).Select(c => (c.Group, c.Column)));
    }

    private StorageException Changed() => new(StorageFault.Changed, $"{_storage.Locate(_entry.Path)} changed while it was read: run it again.");

    private static async Task<byte[]> ReadAsync(IStorage storage, StorageEntry entry, ByteRange range, CancellationToken cancellationToken)
    {
        var bytes = new byte[range.Length];
        var source = await storage.OpenReadAsync(entry.Path, range.Start, range.Length, cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            var read = await source.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return read == bytes.Length ? bytes : throw new StorageException(StorageFault.Changed, $"{storage.Locate(entry.Path)} became shorter while it was read.");
        }
    }
}
