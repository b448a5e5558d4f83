using Sinogram.Data;
using Sinogram.Remote.Drill.Embedded.Binding;
using Sinogram.Remote.Drill.Embedded.Sources;
using Sinogram.Remote.Drill.Storage;

namespace Sinogram.Remote.Drill.Embedded;

/// <summary>What lasts from one statement to the next.</summary>
/// <param name="engine">The engine, while it opens: that takes some milliseconds, in which the first statement is parsed and its files are looked at.</param>
/// <param name="remote">Places elsewhere.</param>
internal sealed class EmbeddedSession(Task<DuckDbEngine> engine, RemoteStorages remote) : IDisposable
{
    private bool _hasMacros;

    /// <exception cref="EngineException">It does not start: its library is missing.</exception>
    public DuckDbEngine Engine => engine.GetAwaiter().GetResult();

    public RemoteStorages Remote { get; } = remote;
    public Dictionary<string, StoragePlugin> Plugins { get; } = new(StringComparer.OrdinalIgnoreCase);
    public List<string> Forbidden { get; } = [];
    public Dictionary<string, Schema> Variables { get; } = new(StringComparer.OrdinalIgnoreCase);
    public DrillOptions Options { get; set; } = new();

    /// <summary>The statements that ran.</summary>
    public StatementHistory History { get; } = new(TimeProvider.System);

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

    public Workspaces Workspaces => new(Plugins, Forbidden, Remote);

    public void Dispose()
    {
        try
        {
            Engine.Dispose();
        }
        catch (EngineException)
        {
            // It did not start: told to those who asked for it.
        }
    }

    public void DropTemporary()
    {
        if (Temporary.Count == 0) { return; }
        foreach (var (table, _) in Temporary.Values) { Engine.Execute($"DROP TABLE IF EXISTS {DuckDbEngine.Quote(table)}", CancellationToken.None); }
        Temporary.Clear();
    }
}
