using Sinogram.Data;
using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Embedded.Binding;

/// <summary>What the binder asks of the world: tables, folders, options, and small questions to the engine.</summary>
internal interface ITableResolver
{
    /// <summary>A table by its name; for a view its query instead.</summary>
    /// <exception cref="DrillException">There is none, or it cannot be read.</exception>
    ResolvedTable Resolve(IReadOnlyList<SqlName> name, IReadOnlyDictionary<string, object?> arguments);

    /// <summary>The folders directly within one, for MAXDIR and its like.</summary>
    IReadOnlyList<string> Folders(string schema, string path, int offset);

    /// <summary>An option of the session, in Drill's name.</summary>
    string? Option(string name);

    /// <summary>Asks the engine.</summary>
    Table Probe(string sql);

    /// <summary>The type of a parameter's value, or null where it has none.</summary>
    DrillType? Parameter(string name);
}

/// <param name="Table">The table, or null for a view.</param>
/// <param name="View">A view's query.</param>
/// <param name="Columns">Names that a view gives its columns, or null.</param>
/// <param name="Schema">The default schema within the view, or null.</param>
internal sealed record ResolvedTable(BoundTable? Table, SqlQuery? View = null, IReadOnlyList<string>? Columns = null, string? Schema = null);
