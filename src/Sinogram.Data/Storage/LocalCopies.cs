using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Sinogram.Data.Storage;

/// <summary>Files that are on this machine now, in folders as in their storage.</summary>
/// <param name="Root">The folder that stands for the location: the file's own, the folder named, or the one before a pattern.</param>
/// <param name="Files">Their paths in order.</param>
/// <param name="Origins">The location of each.</param>
/// <param name="Modified">When each was last written there.</param>
public sealed record LocalFiles(string Root, IReadOnlyList<string> Files, IReadOnlyList<string> Origins, IReadOnlyList<DateTimeOffset> Modified);

/// <summary>
/// Brings stored files to this machine for readers that need a file (the embedded engine). A copy is used again while the original is unchanged, and all of
/// them are removed with this object. What is on this machine already is used where it is.
/// </summary>
public sealed class LocalCopies(StorageProvider? provider = null, string? folder = null) : IDisposable
{
    private readonly StorageProvider _provider = provider ?? StorageProvider.Default;
    private readonly string _folder = folder ?? Path.Combine(Path.GetTempPath(), $"sinogram-copies-{Environment.ProcessId}-{Guid.NewGuid():N}");
    private const int Connections = 8;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ConcurrentDictionary<string, ParquetOutline> _outlines = new(StringComparer.Ordinal);

    /// <summary>
    /// The files of a location: one file, all below a folder, or those that fit a pattern (<c>*</c>, <c>?</c>, <c>**</c>, <c>{a,b}</c>). Names that begin with a dot or an underscore, and
    /// all below such folders, are left out of folders and patterns.
    /// </summary>
    /// <param name="location">See <see cref="StorageProvider"/>.</param>
    /// <param name="progress">Told the bytes fetched so far and their sum.</param>
    /// <param name="cancellationToken">Stops it; what was fetched whole is kept.</param>
    /// <exception cref="StorageException">Nothing is there, or the disk has no room for it.</exception>
    public Task<LocalFiles> FetchAsync(string location, IProgress<(long Done, long Total)>? progress = null, CancellationToken cancellationToken = default) =>
        FetchAsync(location, outlines: false, progress, cancellationToken);

    /// <summary>As <see cref="FetchAsync(string, IProgress{ValueTuple{long, long}}?, CancellationToken)"/>, but of large Parquet files only what describes them: an engine that these copies were
    /// told to (<see cref="DuckDbEngine.ReadThrough"/>) brings the data that a statement reads.</summary>
    public Task<LocalFiles> OutlineAsync(string location, IProgress<(long Done, long Total)>? progress = null, CancellationToken cancellationToken = default) =>
        FetchAsync(location, outlines: true, progress, cancellationToken);

    /// <summary>Some of the files hold only parts.</summary>
    internal bool AnyOutlines(IEnumerable<string> files) => !_outlines.IsEmpty && files.Any(_outlines.ContainsKey);

    /// <summary>Fetches parts of files that hold only some; all of them, and the files whole, where it is not known which are needed.</summary>
    internal async Task FillAsync(IEnumerable<string> files, WantedParts? wanted, IProgress<(long Done, long Total)>? progress, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var outlines = files.Distinct().Select(f => _outlines.GetValueOrDefault(f)).OfType<ParquetOutline>().ToArray();
            var total = outlines.Sum(o => wanted is null ? o.Entry.Length : o.Missing(wanted).Sum(r => r.Length));
            if (outlines.Length > 0) { CheckRoom(Path.GetDirectoryName(outlines[0].File)!, total, outlines[0].Storage.Locate(outlines[0].Entry.Path)); }
            var count = Counter(progress, total);
            await Parallel.ForEachAsync(outlines, Together(cancellationToken), async (outline, token) =>
            {
                if (wanted is not null) { await outline.FillAsync(wanted, count, token).ConfigureAwait(false); }
                else
                {
                    await CopyAsync(outline.Storage, outline.Entry, outline.File, count, token).ConfigureAwait(false);
                    _outlines.TryRemove(outline.File, out _);
                }
            }).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<LocalFiles> FetchAsync(string location, bool outlines, IProgress<(long Done, long Total)>? progress, CancellationToken cancellationToken)
    {
        var (storage, path) = _provider.Resolve(location);
        var (root, entries) = await SelectAsync(storage, path, cancellationToken).ConfigureAwait(false);
        var origins = entries.Select(e => storage.Locate(e.Path)).ToArray();
        var modified = entries.Select(e => e.Modified).ToArray();
        if (!StorageProvider.IsRemote(location)) { return new LocalFiles(root, [.. entries.Select(e => e.Path)], origins, modified); }
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var target = Path.Combine(_folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(storage.Locate(root))))[..16]);
            CreatePrivate(target);
            var files = entries.Select(e => (Entry: e, File: Path.Combine([target, .. Relative(e.Path, root).Split('/').Select(SafeName)]))).ToArray();
            var whole = new ConcurrentBag<(StorageEntry Entry, string File)>();
            await Parallel.ForEachAsync(files.Where(f => !IsCurrent(f.File, f.Entry)), Together(cancellationToken), async (missing, token) =>
            {
                if (!outlines || !await OutlineAsync(storage, missing.Entry, missing.File, token).ConfigureAwait(false)) { whole.Add(missing); }
            }).ConfigureAwait(false);
            var total = whole.Sum(m => m.Entry.Length);
            CheckRoom(target, total, location);
            var count = Counter(progress, total);
            await Parallel.ForEachAsync(whole, Together(cancellationToken), async (missing, token) =>
            {
                await CopyAsync(storage, missing.Entry, missing.File, count, token).ConfigureAwait(false);
                _outlines.TryRemove(missing.File, out _);
            }).ConfigureAwait(false);
            return new LocalFiles(target, [.. files.Select(m => m.File)], origins, modified);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>False where the file is to be fetched whole.</summary>
    private async Task<bool> OutlineAsync(IStorage storage, StorageEntry entry, string file, CancellationToken cancellationToken)
    {
        if (entry.Length < ParquetOutline.LeastLength || !entry.Path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase)) { return false; }
        if (_outlines.TryGetValue(file, out var former) && former.IsOf(entry)) { return true; }
        CreatePrivate(Path.GetDirectoryName(file)!);
        File.Delete(VersionFile(file));
        if (await ParquetOutline.BeginAsync(storage, entry, file, cancellationToken).ConfigureAwait(false) is not { } outline) { return false; }
        _outlines[file] = outline;
        return true;
    }

    private static ParallelOptions Together(CancellationToken cancellationToken) => new() { MaxDegreeOfParallelism = Connections, CancellationToken = cancellationToken };

    private static Action<long> Counter(IProgress<(long Done, long Total)>? progress, long total)
    {
        long done = 0;
        return bytes => progress?.Report((Interlocked.Add(ref done, bytes), total));
    }

    public void Dispose()
    {
        _turn.Dispose();
        if (Directory.Exists(_folder)) { Directory.Delete(_folder, recursive: true); }
    }

    private static async Task<(string Root, List<StorageEntry> Entries)> SelectAsync(IStorage storage, string path, CancellationToken cancellationToken)
    {
        // A name may hold what elsewhere is a pattern.
        if (await storage.FindAsync(path, cancellationToken).ConfigureAwait(false) is { IsFolder: false } file) { return (Parent(path), [file]); }
        var glob = StorageGlob.Of(path);
        var root = glob?.Root ?? path.TrimEnd('/');
        var entries = new List<StorageEntry>();
        await foreach (var entry in storage.ListAsync(root.Length == 0 && path.StartsWith('/') ? "/" : root, recursive: true, cancellationToken).ConfigureAwait(false))
        {
            var relative = Relative(entry.Path, root);
            if (!entry.IsFolder && !relative.Split('/').Any(s => s is ['.' or '_', ..]) && glob?.Matches(relative) != false) { entries.Add(entry); }
        }
        return entries.Count > 0 ? (root, entries) : throw new StorageException(StorageFault.NotFound, $"There are no files in {storage.Locate(path)}.");
    }

    private static string Parent(string path) => path.LastIndexOf('/') is var slash and >= 0 ? path[..slash] : "";

    private static string Relative(string path, string root) => root.Length == 0 ? path.TrimStart('/') : path[root.Length..].TrimStart('/');

    /// <summary>A key's part as a file's name: a key may hold what no file's name may.</summary>
    private static string SafeName(string part)
    {
        if (part is "" or "." or "..") { return "%" + part.Replace(".", "%2E", StringComparison.Ordinal); }
        var name = part.Contains('\0', StringComparison.Ordinal) ? part.Replace("\0", "%00", StringComparison.Ordinal) : part;
        return Encoding.UTF8.GetByteCount(name) <= 200 ? name : $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(part)))}{Path.GetExtension(part)}";
    }

    private static string VersionFile(string file) => Path.Combine(Path.GetDirectoryName(file)!, $".{Path.GetFileName(file)}.version");

    private static bool IsCurrent(string file, StorageEntry entry) =>
        File.Exists(file) && new FileInfo(file).Length == entry.Length && File.Exists(VersionFile(file)) && File.ReadAllText(VersionFile(file)) == entry.Version;

    private static async Task CopyAsync(IStorage storage, StorageEntry entry, string file, Action<long> count, CancellationToken cancellationToken)
    {
        CreatePrivate(Path.GetDirectoryName(file)!);
        var part = file + ".part";
        long length = 0;
        var source = await storage.OpenReadAsync(entry.Path, cancellationToken: cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            var target = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, 0);
            await using (target.ConfigureAwait(false))
            {
                var buffer = new byte[1 << 20];
                for (int read; (read = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0; length += read)
                {
                    await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                    count(read);
                }
            }
        }
        if (length != entry.Length)
        {
            File.Delete(part);
            throw new StorageException(StorageFault.Changed, $"{storage.Locate(entry.Path)} was listed with {entry.Length:N0} bytes and has {length:N0}: it changed while it was read.");
        }
        File.Delete(VersionFile(file));
        File.Move(part, file, overwrite: true);
        await File.WriteAllTextAsync(VersionFile(file), entry.Version, cancellationToken).ConfigureAwait(false);
    }

    // What is copied may name patients.
    private static void CreatePrivate(string folder) => Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    private static void CheckRoom(string folder, long bytes, string location)
    {
        var free = new DriveInfo(folder).AvailableFreeSpace;
        if (bytes > free) { throw new StorageException(StorageFault.Full, $"{location} needs {bytes:N0} bytes on this machine, and {folder} has {free:N0}: name fewer files, or set TMPDIR to a larger disk."); }
    }
}
