using Sinogram.Core.Magics;
using Sinogram.Core.Values;
using Sinogram.Remote.Drill.Embedded;
using Sinogram.Remote.Drill.Storage;

namespace Sinogram.Magics.Drill;

/// <summary>The embedded engine of a session: one statement runs at a time.</summary>
internal sealed class EmbeddedEngine : IDisposable
{
    private readonly Lazy<EmbeddedDrill> _drill = new(() => new EmbeddedDrill());
    private StoragePlugin? _beforeRoot;

    public EmbeddedDrill Drill => _drill.Value;

    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>Where <c>dfs</c>, <c>dfs.tmp</c> and <c>dfs.catalog</c> are; what the user configured stays.</summary>
    public void SetWorkspaces(MagicInvocation invocation, NotebookState state)
    {
        var workspace = invocation.Option("catalog") ?? state.Workspace;
        if (invocation.Option("catalog") is { } named && !Directory.Exists(named))
        {
            throw new MagicException($"There is no workspace {named}.", "Harvest into it first: #!dicom harvest SOURCE --to WORKSPACE");
        }
        if (_beforeRoot is not null)
        {
            Drill.PutStorage(_beforeRoot);
            _beforeRoot = null;
        }
        if (invocation.Option("root") is { } root)
        {
            if (!Directory.Exists(root)) { throw new MagicException($"There is no folder {root} for --root.", "Check the path; a relative one starts at the notebook's folder."); }
            _beforeRoot = Drill.Storages["dfs"];
            Drill.SetWorkspace("dfs", root);
        }
        SetUsualWorkspaces(workspace);
    }

    /// <summary>The workspaces that are there without a word: <c>dfs</c> at <c>/</c>, <c>dfs.tmp</c>, <c>dfs.catalog</c>.</summary>
    public void SetUsualWorkspaces(string? workspace)
    {
        if (!Drill.Workspaces.ContainsKey("dfs")) { Drill.SetWorkspace("dfs", "/"); }
        if (!Drill.Workspaces.ContainsKey("dfs.tmp")) { Drill.SetWorkspace("dfs.tmp", Path.GetTempPath(), writable: true); }
        if (workspace is null) { return; }
        Drill.SetWorkspace("dfs.catalog", Path.Combine(workspace, "catalog"), defaultFormat: "parquet");
        Drill.Forbid(Path.Combine(workspace, "restricted"));
    }

    /// <summary>The tables and the folder that a line names, while its query is written.</summary>
    public LineNames Under(string line, IVariables variables, string? workspace)
    {
        if (_beforeRoot is not null)
        {
            Drill.PutStorage(_beforeRoot);
            _beforeRoot = null;
        }
        SetUsualWorkspaces(workspace);
        return new LineNames(Drill, line, variables);
    }

    public void Dispose()
    {
        if (_drill.IsValueCreated) { _drill.Value.Dispose(); }
        Turn.Dispose();
    }
}
