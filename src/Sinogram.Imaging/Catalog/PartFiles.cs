using System.Globalization;
using System.Security.Cryptography;
using Sinogram.Data;
using Sinogram.Imaging.Interop;
using Sinogram.Imaging.Workspace;

namespace Sinogram.Imaging.Catalog;

/// <summary>
/// Writes Parquet parts of a workspace's tables: each is finished in the staging folder, brought to the disk, and appears under its name by one rename.
/// The caller holds the workspace's lock.
/// </summary>
internal sealed class PartFiles(ImageWorkspace workspace, TimeProvider time) : IDisposable
{
    private readonly string _run = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture) + "-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
    private readonly Lazy<DuckDbEngine> _engine = new(() => new DuckDbEngine());
    private int _number;

    /// <summary>Adds a part with the rows of <paramref name="table"/> to <paramref name="folder"/>, which is made where missing.</summary>
    public void Add(Table table, string folder)
    {
        string staged = workspace.NewStagingPath(".parquet");
        _engine.Value.WriteParquet(table, staged);
        Directory.CreateDirectory(folder);
        MoveIn(staged, folder);
    }

    /// <summary>Adds one part with the rows of several to <paramref name="folder"/>; the rows pass through without being held in memory.</summary>
    public void Merge(IEnumerable<string> parts, string folder, CancellationToken cancellationToken)
    {
        string staged = workspace.NewStagingPath(".parquet");
        string list = string.Join(", ", parts.Select(p => DuckDbEngine.Literal(CatalogViews.GlobEscape(p))));
        _engine.Value.Execute($"COPY (SELECT * FROM read_parquet([{list}], hive_partitioning = false)) TO {DuckDbEngine.Literal(staged)} (FORMAT parquet, COMPRESSION zstd)", cancellationToken);
        using (FileStream file = new(staged, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Flush(flushToDisk: true);
        }

        MoveIn(staged, folder);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_engine.IsValueCreated)
        {
            _engine.Value.Dispose();
        }
    }

    private void MoveIn(string staged, string folder)
    {
        File.SetUnixFileMode(staged, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Move(staged, Path.Combine(folder, $"part-{_run}-{_number++:00000}.parquet"));
        FileSystemCalls.SyncFolder(folder);
    }
}
