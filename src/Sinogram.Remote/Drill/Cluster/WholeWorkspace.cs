using System.Text;
using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Cluster;

/// <summary>
/// The folder of a workspace as a table: on the embedded engine <c>dfs.catalog</c> is all of it, a cluster wants <c>dfs.catalog.`.`</c>. A statement that the
/// server refused because <c>dfs</c> has no such table is written so, and can be asked again: it has done nothing.
/// </summary>
public sealed class WholeWorkspace
{
    private const string Folder = ".`.`";
    private readonly IReadOnlyList<int> _places;

    private WholeWorkspace(string sql, IReadOnlyList<int> places) => (Sql, _places) = (sql, places);

    /// <summary>The statement, with the folders named.</summary>
    public string Sql { get; }

    /// <summary>The statement for another try; null where the error is another one, or names no pair of names in it.</summary>
    public static WholeWorkspace? Of(string sql, DrillException error)
    {
        ArgumentNullException.ThrowIfNull(sql);
        ArgumentNullException.ThrowIfNull(error);
        if (error.Offset is null || !error.Message.StartsWith("Object '", StringComparison.Ordinal)) { return null; }
        var tokens = SqlLexer.Read(sql);
        var places = new List<int>();
        var text = new StringBuilder(sql);
        for (var i = tokens.Count - 4; i >= 0; i--)
        {
            if (!IsName(tokens[i]) || !tokens[i + 1].Is(".") || !IsName(tokens[i + 2]) || tokens[i + 3].Is(".") || tokens[i + 3].Is("(") || (i > 0 && tokens[i - 1].Is("."))) { continue; }
            if (error.Message != $"Object '{tokens[i + 2].Value}' not found within '{tokens[i].Value}'") { continue; }
            places.Insert(0, tokens[i + 2].Offset + tokens[i + 2].Length);
            text.Insert(places[0], Folder);
        }
        return places.Count > 0 ? new WholeWorkspace(text.ToString(), places) : null;
    }

    /// <summary>Where a place of this statement is in the user's.</summary>
    public int Own(int place)
    {
        var before = _places.Where((p, i) => p + (i * Folder.Length) < place).ToList();
        return before.Count == 0 ? place : Math.Max(before[^1], place - (before.Count * Folder.Length));
    }

    private static bool IsName(SqlToken token) => token.Kind is SqlTokenKind.Word or SqlTokenKind.Quoted;
}
