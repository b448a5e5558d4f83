using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Sinogram.Data.Storage.Files;

/// <summary>The files of this machine.</summary>
public sealed class FileStorage : IStorage
{
    private FileStorage() { }

    public static FileStorage Instance { get; } = new();

    public string Locate(string path) => path;

    public Task<StorageEntry?> FindAsync(string path, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        FileSystemInfo? found = File.Exists(path) ? new FileInfo(path) : Directory.Exists(path) ? new DirectoryInfo(path) : null;
        return Task.FromResult(found is null ? null : Entry(found));
    }

    public async IAsyncEnumerable<StorageEntry> ListAsync(string folder, bool recursive = false, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var list = Guard(folder, () => new DirectoryInfo(folder).EnumerateFileSystemInfos().OrderBy(e => e.Name, StringComparer.Ordinal).ToArray());
        foreach (var entry in list)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry is DirectoryInfo && recursive)
            {
                // A link to a folder may lead in a circle.
                if (entry.LinkTarget is not null) { continue; }
                await foreach (var below in ListAsync(entry.FullName, recursive, cancellationToken).ConfigureAwait(false)) { yield return below; }
            }
            else
            {
                yield return Entry(entry);
            }
        }
    }

    public Task<Stream> OpenReadAsync(string path, long offset = 0, long? length = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Guard<Stream>(path, () =>
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
            file.Position = Math.Min(offset, file.Length);
            return length is { } limit ? new LimitedStream(file, limit) : file;
        }));
    }

    public Task<StorageWriter> CreateAsync(string path, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<StorageWriter>(Guard(path, () => new FileWriter(path)));
    }

    public async Task<StorageChecksum> ChecksumAsync(string path, CancellationToken cancellationToken = default)
    {
        var file = await OpenReadAsync(path, cancellationToken: cancellationToken).ConfigureAwait(false);
        await using (file.ConfigureAwait(false))
        {
            return new StorageChecksum("SHA-256", Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false)));
        }
    }

    public Task<bool> DeleteAsync(string path, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!File.Exists(path)) { return Task.FromResult(false); }
        Guard(path, () => { File.Delete(path); return true; });
        return Task.FromResult(true);
    }

    /// <summary>What the system says becomes the storage's own error.</summary>
    internal static T Guard<T>(string path, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new StorageException(StorageFault.NotFound, $"There is no file or folder {path}.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StorageException(StorageFault.Denied, $"{path} may not be accessed by this account.", e);
        }
        catch (IOException e) when (e is not StorageException)
        {
            throw new StorageException(IsFull(e) ? StorageFault.Full : StorageFault.Invalid, IsFull(e) ? $"The disk of {path} is full: free some space or name another place." : $"{path}: {e.Message}", e);
        }
    }

    // ENOSPC and EDQUOT.
    internal static bool IsFull(IOException e) => e.HResult is 28 or 122;

    private static StorageEntry Entry(FileSystemInfo info)
    {
        var length = info is FileInfo file ? file.Length : 0;
        var modified = new DateTimeOffset(info.LastWriteTimeUtc, TimeSpan.Zero);
        return new StorageEntry(info.FullName, length, modified, info is DirectoryInfo, string.Create(CultureInfo.InvariantCulture, $"{modified.UtcTicks}-{length}"));
    }
}
