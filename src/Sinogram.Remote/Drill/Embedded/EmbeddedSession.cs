using Sinogram.Data;
using Sinogram.Data.Storage;
using Sinogram.Remote.Drill.Embedded.Binding;
using Sinogram.Remote.Drill.Embedded.Sources;
using Sinogram.Remote.Drill.Storage;

namespace Sinogram.Remote.Drill.Embedded;

/// <summary>What lasts from one statement to the next.</summary>
internal sealed class EmbeddedSession(DuckDbEngine engine, LocalCopies copies)
{
    public DuckDbEngine Engine { get; } = engine;
    public Dictionary<string, StoragePlugin> Plugins { get; } = new(StringComparer.OrdinalIgnoreCase);
    public List<string> Forbidden { get; } = [];
    public Dictionary<string, Schema> Variables { get; } = new(StringComparer.OrdinalIgnoreCase);
    public DrillOptions Options { get; set; } = new();
    public string? DefaultSchema { get; set; }

    /// <summary>Temporary tables by Drill's name: the engine's name and the columns.</summary>
    public Dictionary<string, (string Engine, IReadOnlyList<BoundColumn> Columns)> Temporary { get; } = new(StringComparer.OrdinalIgnoreCase);

    public Workspaces Workspaces => new(Plugins, Forbidden, copies);

    public void DropTemporary()
    {
        foreach (var (engine, _) in Temporary.Values) { Engine.Execute($"DROP TABLE IF EXISTS {DuckDbEngine.Quote(engine)}", CancellationToken.None); }
        Temporary.Clear();
    }
}
