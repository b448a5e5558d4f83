using Sinogram.Data;
using Sinogram.Imaging.Interop;
using Sinogram.Imaging.Workspace;

namespace Sinogram.Imaging.Catalog;

/// <summary>Collects rows of the catalogue and of the tables beside it, and publishes them as parts. The caller holds the workspace's lock.</summary>
internal sealed class CatalogWriter(ImageWorkspace workspace, TimeProvider time) : IDisposable
{
    private readonly PartFiles _parts = new(workspace, time);
    private readonly SortedDictionary<string, TableBuilder> _rows = new(StringComparer.Ordinal);
    private TableBuilder _findings = new(FindingSchemas.Validation);
    private TableBuilder _refused = new(FindingSchemas.Quarantine);

    /// <summary>Rows that wait to be published.</summary>
    public int Waiting { get; private set; }

    public void Add(CatalogRow row)
    {
        if (!_rows.TryGetValue(row.Partition.Folder, out TableBuilder? builder))
        {
            _rows.Add(row.Partition.Folder, builder = new TableBuilder(CatalogSchema.Schema));
        }

        builder.Append(row.Values);
        Waiting++;
    }

    public void Add(ValidationRow row) => _findings.Append(row.SopInstanceUid, row.Rule, row.Severity, row.Tag, row.Keyword, row.Message, row.Count);

    public void Add(QuarantineRow row)
    {
        _refused.Append(row.Source, row.Rule, row.Reason, row.Sha256, row.Bytes, row.SopInstanceUid, time.GetUtcNow().UtcDateTime);
        Waiting++;
    }

    /// <summary>
    /// Publishes what waits: the written files are on the disk before the rows that name them, and the findings before their instances.
    /// </summary>
    public void Publish()
    {
        if (_rows.Count > 0)
        {
            FileSystemCalls.SyncFileSystem(workspace.Root);
        }

        Publish(ref _refused, workspace.Quarantine);
        Publish(ref _findings, workspace.Validation);
        foreach ((string folder, TableBuilder builder) in _rows)
        {
            _parts.Add(builder.Build(), Path.Combine(workspace.Catalog, folder));
        }

        _rows.Clear();
        Waiting = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _parts.Dispose();

    private void Publish(ref TableBuilder builder, string folder)
    {
        if (builder.RowCount > 0)
        {
            _parts.Add(builder.Build(), folder);
            builder = new TableBuilder(builder.Schema);
        }
    }
}
