using Sinogram.Data;
using Sinogram.Imaging.Workspace;

namespace Sinogram.Imaging.Catalog;

/// <summary>
/// The tables of a workspace: instances, series, validation, quarantine, read by the embedded DuckDB from Parquet.
/// Needs no lock and no key; what it reads is always complete.
/// </summary>
public sealed class ImageCatalog
{
    private readonly ImageWorkspace _workspace;

    private ImageCatalog(ImageWorkspace workspace) => _workspace = workspace;

    /// <summary>The workspace.</summary>
    public ImageWorkspace Workspace => _workspace;

    /// <summary>The catalogue of the workspace in a folder.</summary>
    /// <exception cref="WorkspaceException">The folder is no workspace.</exception>
    public static ImageCatalog Open(string workspace) => new(ImageWorkspace.Open(workspace));

    /// <summary>The catalogue of a workspace.</summary>
    public static ImageCatalog Open(ImageWorkspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        return new ImageCatalog(workspace);
    }

    /// <summary>One row for each instance, in the columns of <see cref="CatalogSchema"/>, then the folders <c>m</c> and <c>y</c>.</summary>
    public Table Instances(CancellationToken cancellationToken = default) => Query("SELECT * FROM catalog ORDER BY StudyInstanceUID, SeriesInstanceUID, InstanceNumber, SOPInstanceUID", cancellationToken);

    /// <summary>One row for each series, in the names of the index of the Imaging Data Commons.</summary>
    public Table Series(CancellationToken cancellationToken = default) => Query("SELECT * FROM series ORDER BY StudyInstanceUID, SeriesNumber, SeriesInstanceUID", cancellationToken);

    /// <summary>The sources that were refused, in the columns of <see cref="FindingSchemas.Quarantine"/>.</summary>
    public Table Quarantine(CancellationToken cancellationToken = default) => Query("SELECT * FROM quarantine ORDER BY rule, source", cancellationToken);

    /// <summary>What was found on kept instances, in the columns of <see cref="FindingSchemas.Validation"/>.</summary>
    public Table Validation(CancellationToken cancellationToken = default) => Query("SELECT * FROM validation ORDER BY severity, rule, tag, SOPInstanceUID", cancellationToken);

    /// <summary>Full path of an instance's file, from its <c>sinogram_file</c>.</summary>
    public string PathOf(string sinogramFile) => Path.Combine(_workspace.Root, sinogramFile);

    /// <summary>Asks in DuckDB's SQL over the views <c>catalog</c>, <c>series</c>, <c>validation</c> and <c>quarantine</c>.</summary>
    public Table Query(string sql, CancellationToken cancellationToken = default)
    {
        try
        {
            return QueryOnce(sql, cancellationToken);
        }
        catch (EngineException e) when (e.Kind == "IO" && e.Message.Contains("No ", StringComparison.Ordinal) && e.Message.Contains("file", StringComparison.Ordinal))
        {
            // A compaction exchanged a folder between the listing and the reading: the new parts hold the same rows.
            return QueryOnce(sql, cancellationToken);
        }
    }

    /// <summary>Merges the small parts of every folder. Readers see the old parts or the new, never both.</summary>
    /// <exception cref="WorkspaceException">A harvest is at work, or the workspace cannot be written.</exception>
    public CompactResult Compact(CancellationToken cancellationToken = default)
    {
        using WorkspaceLock held = _workspace.Lock();
        _workspace.ClearStaging();
        return ImageWorkspace.Guard(_workspace.Root, () => Compaction.Run(_workspace, TimeProvider.System, fewest: 2, cancellationToken));
    }

    internal IReadOnlyList<string> InstanceUids() => [.. Query("SELECT SOPInstanceUID FROM catalog").Column<string>("SOPInstanceUID")];

    internal Dictionary<string, string> RefusalReasons()
    {
        Table rows = Query("SELECT source, rule, sha256, reason FROM quarantine");
        Dictionary<string, string> reasons = new(StringComparer.Ordinal);
        foreach (Row row in rows.Rows)
        {
            reasons[new QuarantineRow(row.Get<string>("source"), row.Get<string>("rule"), "", row.Get<string?>("sha256"), null, null).Key] = row.Get<string>("reason");
        }

        return reasons;
    }

    private Table QueryOnce(string sql, CancellationToken cancellationToken)
    {
        using DuckDbEngine database = new();
        QueryOptions options = new() { IsPublic = !_workspace.IsIdentified };
        foreach (string view in CatalogViews.Create(_workspace))
        {
            database.Run(view, options, cancellationToken);
        }

        Table rows = database.Run(sql, options, cancellationToken).Table;
        return _workspace.IsIdentified ? IdentifiedCatalog.Mark(rows) : rows;
    }
}
