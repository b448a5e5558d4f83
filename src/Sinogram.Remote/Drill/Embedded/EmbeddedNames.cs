using Sinogram.Data;
using Sinogram.Remote.Drill.Completion;
using Sinogram.Remote.Drill.Embedded.Binding;
using Sinogram.Remote.Drill.Embedded.Sources;
using Sinogram.Remote.Drill.Embedded.Statements;
using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Embedded;

/// <summary>The names that the embedded engine knows.</summary>
/// <param name="call">The session.</param>
/// <param name="mayRead">Files may be read to learn their columns: the engine is free.</param>
internal sealed class EmbeddedNames(StatementCall call, bool mayRead) : INameSource
{
    private readonly Dictionary<string, IReadOnlyList<(string Name, DrillType Type)>> _found = new(StringComparer.OrdinalIgnoreCase);

    public IEnumerable<string> Schemas => call.Session.Workspaces.Schemas();

    public IEnumerable<DrillCompletionItem> Tables => call.Session.Variables.Keys.Concat(call.Session.Temporary.Keys).Select(t => new DrillCompletionItem(t, "table"));

    public IEnumerable<string> Functions => FunctionBinder.Names;

    public IEnumerable<DrillCompletionItem> Within(string schema) => schema.ToLowerInvariant() is "sys" or "information_schema"
        ? SystemTables.Names(schema.ToLowerInvariant()).Select(t => new DrillCompletionItem(DrillCompletion.Quoted(t), "table"))
        : [];

    public IEnumerable<(string Name, bool IsFolder)> Files(string schema, string folder)
    {
        if (call.Session.Workspaces.Find(schema) is not { Plugin.Type: "file" } found || Workspaces.IsRemote(found.Plugin)) { return []; }
        var full = Path.Combine(Workspaces.Folder(found.Plugin, found.Workspace, 0), folder.TrimStart('/'));
        if (!Directory.Exists(full) || call.Session.Forbidden.Any(f => (Path.GetFullPath(full) + "/").StartsWith(f + "/", StringComparison.Ordinal))) { return []; }
        return new DirectoryInfo(full).EnumerateFileSystemInfos().Select(e => (e.Name, e is DirectoryInfo));
    }

    public IEnumerable<(string Name, string Detail)> Options => DrillOptions.Known.Select(o => (o.Key, $"{call.Session.Options[o.Key]} ({o.Value.Kind}). {o.Value.Description}"));

    public IEnumerable<(string Name, string? Type)> Columns(IReadOnlyList<SqlName> table) => Fields(table, []);

    public IEnumerable<(string Name, string? Type)> Fields(IReadOnlyList<SqlName> table, IReadOnlyList<string> path) =>
        DrillType.Map(Typed(table)).FieldsAt(path).Select(f => (f.Name, (string?)DrillTypeNames.Of(f.Type)));

    /// <summary>The columns of a table, which one text may ask for many times: text files are read for theirs.</summary>
    private IReadOnlyList<(string Name, DrillType Type)> Typed(IReadOnlyList<SqlName> table)
    {
        var name = string.Join('\n', table.Select(t => t.Value));
        return _found.TryGetValue(name, out var known) ? known : _found[name] = Find(table);
    }

    private IReadOnlyList<(string Name, DrillType Type)> Find(IReadOnlyList<SqlName> table)
    {
        if (!mayRead) { return []; }
        try
        {
            return [.. (call.Tables.Resolve(table, new Dictionary<string, object?>()).Table?.Columns ?? []).Where(c => !c.Hidden).Select(c => (c.Name, c.Type))];
        }
        catch (Exception e) when (e is DrillException or EngineException or IOException or UnauthorizedAccessException)
        {
            // A table that is not there yet has no columns to offer.
            return [];
        }
    }
}
