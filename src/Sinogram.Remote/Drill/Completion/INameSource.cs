using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Completion;

/// <param name="Text">What to put in.</param>
/// <param name="Kind">schema, table, file, column, function or keyword.</param>
/// <param name="Detail">The type of a column, or null.</param>
public sealed record DrillCompletionItem(string Text, string Kind, string? Detail = null);

/// <summary>The names that an engine knows.</summary>
internal interface INameSource
{
    /// <summary>The schemas, as a query writes them: <c>dfs.tmp</c>.</summary>
    IEnumerable<string> Schemas { get; }

    /// <summary>Tables that need no schema.</summary>
    IEnumerable<DrillCompletionItem> Tables { get; }

    IEnumerable<string> Functions { get; }

    /// <summary>The tables of a schema that have names of their own: views, and those of sys.</summary>
    IEnumerable<DrillCompletionItem> Within(string schema);

    /// <summary>The files and folders of a folder of a schema.</summary>
    IEnumerable<(string Name, bool IsFolder)> Files(string schema, string folder);

    /// <summary>The columns of a table.</summary>
    IEnumerable<(string Name, string? Type)> Columns(IReadOnlyList<SqlName> table);

    /// <summary>The fields within a column of maps, or within a field of it.</summary>
    IEnumerable<(string Name, string? Type)> Fields(IReadOnlyList<SqlName> table, IReadOnlyList<string> path);

    /// <summary>The options of a session, with the value and the meaning of each.</summary>
    IEnumerable<(string Name, string Detail)> Options { get; }
}
