namespace Sinogram.Data.Storage;

/// <summary>
/// A place of files: this machine, an S3 service, a Hadoop file system. What reads and writes data goes through it, so that all places behave alike:
/// listing, reads of any range, writes that appear whole or not at all, checksums.
/// </summary>
/// <remarks>Paths are the storage's own (<c>/data/a.csv</c>, <c>bucket/key</c>); <see cref="StorageProvider.Resolve"/> makes them from locations.</remarks>
public interface IStorage
{
    /// <summary>The path as a user writes it, for example <c>s3://bucket/key</c>; it contains no secret.</summary>
    string Locate(string path);

    /// <summary>What is at a path; null when nothing is.</summary>
    Task<StorageEntry?> FindAsync(string path, CancellationToken cancellationToken = default);

    /// <summary>The entries of a folder in order of their names; with <paramref name="recursive"/> all files below it, and no folders.</summary>
    /// <exception cref="StorageException">There is no such folder, or it may not be listed.</exception>
    IAsyncEnumerable<StorageEntry> ListAsync(string folder, bool recursive = false, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads a file from <paramref name="offset"/> on, at most <paramref name="length"/> bytes, forward. A connection that breaks is taken up where it broke;
    /// a file that changed meanwhile is an error. A range beyond the end is empty.
    /// </summary>
    Task<Stream> OpenReadAsync(string path, long offset = 0, long? length = null, CancellationToken cancellationToken = default);

    /// <summary>Begins to write a file; see <see cref="StorageWriter"/>.</summary>
    Task<StorageWriter> CreateAsync(string path, CancellationToken cancellationToken = default);

    /// <summary>The checksum that the storage itself keeps or computes.</summary>
    Task<StorageChecksum> ChecksumAsync(string path, CancellationToken cancellationToken = default);

    /// <summary>Removes a file; false when there was none.</summary>
    Task<bool> DeleteAsync(string path, CancellationToken cancellationToken = default);
}

/// <summary>A file or folder.</summary>
/// <param name="Path">Its path in its storage.</param>
/// <param name="Length">Bytes; 0 of a folder.</param>
/// <param name="Modified">When it was last written.</param>
/// <param name="IsFolder">A folder, or a common prefix of keys.</param>
/// <param name="Version">Changes when the content does: an ETag, or time and length.</param>
public sealed record StorageEntry(string Path, long Length, DateTimeOffset Modified, bool IsFolder, string Version)
{
    /// <summary>The last part of the path.</summary>
    public string Name => Path.TrimEnd('/') is var path ? path[(path.LastIndexOf('/') + 1)..] : "";
}

/// <summary>A checksum of a file's content.</summary>
/// <param name="Algorithm">For example <c>SHA-256</c>, <c>ETag</c>, <c>MD5-of-0MD5-of-512CRC32C</c>.</param>
/// <param name="Value">Lower-case hexadecimal, or the tag as the service gives it.</param>
public sealed record StorageChecksum(string Algorithm, string Value);
