namespace Sinogram.Data.Storage;

/// <summary>What every storage can do, made of its own operations.</summary>
public static class StorageExtensions
{
    /// <summary>A stream that seeks: what is read is fetched in blocks.</summary>
    /// <exception cref="StorageException">There is no such file.</exception>
    public static async Task<Stream> OpenSeekableAsync(this IStorage storage, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(storage);
        return new RangedStream(storage, await storage.RequireAsync(path, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The file at a path.</summary>
    /// <exception cref="StorageException">There is none, or it is a folder.</exception>
    public static async Task<StorageEntry> RequireAsync(this IStorage storage, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(storage);
        var entry = await storage.FindAsync(path, cancellationToken).ConfigureAwait(false)
            ?? throw new StorageException(StorageFault.NotFound, $"There is no file {storage.Locate(path)}.");
        return entry.IsFolder ? throw new StorageException(StorageFault.Invalid, $"{storage.Locate(path)} is a folder, not a file.") : entry;
    }

    /// <summary>The whole content; for small files.</summary>
    public static async Task<byte[]> ReadAllBytesAsync(this IStorage storage, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(storage);
        var stream = await storage.OpenReadAsync(path, cancellationToken: cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var memory = new MemoryStream();
            await stream.CopyToAsync(memory, cancellationToken).ConfigureAwait(false);
            return memory.ToArray();
        }
    }

    /// <summary>Writes a whole file.</summary>
    public static async Task WriteAllBytesAsync(this IStorage storage, string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(storage);
        var writer = await storage.CreateAsync(path, cancellationToken).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            await writer.WriteAsync(content, cancellationToken).ConfigureAwait(false);
            await writer.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Copies a file from this machine; it appears whole or not at all.</summary>
    public static async Task UploadAsync(this IStorage storage, string file, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(storage);
        var writer = await storage.CreateAsync(path, cancellationToken).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            await CopyAsync(file, writer, cancellationToken).ConfigureAwait(false);
            await writer.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Copies files from this machine that belong together: each is brought there whole before the first one appears. Then they appear one after the other, a short request each
    /// (no storage shows several files in one step); where one does not, those that did are removed.
    /// </summary>
    /// <exception cref="StorageException">One of them cannot be written; none of them is there then.</exception>
    public static async Task UploadAsync(this IStorage storage, IEnumerable<(string File, string Path)> files, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentNullException.ThrowIfNull(files);
        var writers = new List<(string Path, StorageWriter Writer)>();
        var appeared = new List<string>();
        try
        {
            foreach (var (file, path) in files)
            {
                var writer = await storage.CreateAsync(path, cancellationToken).ConfigureAwait(false);
                writers.Add((path, writer));
                await CopyAsync(file, writer, cancellationToken).ConfigureAwait(false);
                await writer.PrepareAsync(cancellationToken).ConfigureAwait(false);
            }
            foreach (var (path, writer) in writers)
            {
                // Even one that seems to fail may have appeared.
                appeared.Add(path);
                await writer.CommitAsync(cancellationToken).ConfigureAwait(false);
            }
            appeared.Clear();
        }
        finally
        {
            foreach (var (_, writer) in writers) { await writer.DisposeAsync().ConfigureAwait(false); }
            foreach (var path in appeared) { await RemoveAsync(storage, path).ConfigureAwait(false); }
        }
    }

    private static async Task RemoveAsync(IStorage storage, string path)
    {
        try
        {
            // Not cancelled with what failed: half of what belongs together must not stay.
            await storage.DeleteAsync(path, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StorageException)
        {
            // What keeps it from being written may keep it from being removed; the first error is told.
        }
    }

    private static async Task CopyAsync(string file, StorageWriter writer, CancellationToken cancellationToken)
    {
        var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, useAsync: false);
        await using (source.ConfigureAwait(false)) { await source.CopyToAsync(writer, 1 << 20, cancellationToken).ConfigureAwait(false); }
    }
}
