using Sinogram.Data;
using Sinogram.Remote.Drill.Embedded.Binding;
using Sinogram.Remote.Drill.Embedded.Sources;
using Sinogram.Remote.Drill.Storage;

namespace Sinogram.Remote.Drill.Embedded;

/// <summary>What lasts from one statement to the next.</summary>
internal sealed class EmbeddedSession(DuckDbEngine engine, RemoteStorages remote)
{
    private bool _hasMacros;

    public DuckDbEngine Engine { get; } = engine;
    public Dictionary<string, StoragePlugin> Plugins { get; } = new(StringComparer.OrdinalIgnoreCase);
    public List<string> Forbidden { get; } = [];
    public Dictionary<string, Schema> Variables { get; } = new(StringComparer.OrdinalIgnoreCase);
    public DrillOptions Options { get; set; } = new();

    /// <summary>What files were found to hold, while they are unchanged.</summary>
    public SchemaCache Schemas { get; } = new();

    public string? DefaultSchema { get; set; }

    /// <summary>Temporary tables by Drill's name: the engine's name and the columns.</summary>
    public Dictionary<string, (string Engine, IReadOnlyList<BoundColumn> Columns)> Temporary { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes the macros known to the engine where SQL needs one for the first time.</summary>
    public void PrepareFor(string sql)
    {
        if (_hasMacros || !sql.Contains(DrillMacros.Prefix, StringComparison.Ordinal)) { return; }
        Engine.Execute(DrillMacros.Macros, CancellationToken.None);
        _hasMacros = true;
    }

    public Workspaces Workspaces => new(Plugins, Forbidden, remote);

    public void DropTemporary()
    {
        foreach (var (engine, _) in Temporary.Values) { Engine.Execute($"DROP TABLE IF EXISTS {DuckDbEngine.Quote(engine)}", CancellationToken.None); }
        Temporary.Clear();
    }
}
