using Sinogram.Data;
using Sinogram.Remote.Drill.Embedded.Binding;
using Sinogram.Remote.Drill.Embedded.Sources;
using Sinogram.Remote.Drill.Embedded.Statements;
using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Embedded;

/// <param name="Text">What to put in.</param>
/// <param name="Kind">schema, table, file, column, function or keyword.</param>
/// <param name="Detail">The type of a column, or null.</param>
public sealed record DrillCompletionItem(string Text, string Kind, string? Detail = null);

/// <summary>What may stand at a place of a query that is being written: schemas, files, columns, functions, keywords.</summary>
internal static class DrillCompletion
{
    private const int MostFiles = 200;

    private static readonly string[] Keywords =
    [
        "SELECT", "FROM", "WHERE", "GROUP BY", "HAVING", "ORDER BY", "LIMIT", "JOIN", "LEFT JOIN", "ON", "AS", "AND", "OR", "NOT", "IN", "BETWEEN", "LIKE", "IS NULL", "CASE", "WHEN", "THEN", "ELSE", "END", "DISTINCT",
        "UNION ALL", "WITH", "QUALIFY", "OVER", "PARTITION BY", "LATERAL", "UNNEST", "CREATE TABLE", "CREATE VIEW", "DROP TABLE", "SHOW FILES IN", "SHOW TABLES IN", "SHOW SCHEMAS", "DESCRIBE", "USE", "EXPLAIN PLAN FOR",
    ];

    /// <param name="call">The session, and the text so far as its SQL.</param>
    /// <param name="sql">The text.</param>
    /// <param name="position">The place in it.</param>
    /// <param name="mayRead">Files may be read to learn their columns: the engine is free.</param>
    public static (int Start, IReadOnlyList<DrillCompletionItem> Items) At(StatementCall call, string sql, int position, bool mayRead)
    {
        var before = sql[..position];
        if (before.Count(c => c == '`') % 2 == 1) { return InPath(call, before); }
        var start = position;
        while (start > 0 && (char.IsLetterOrDigit(sql[start - 1]) || sql[start - 1] == '_')) { start--; }
        var word = sql[start..position];
        var tokens = Tokens(sql[..start]);
        var items = tokens.Count > 0 && tokens[^1].Is(".") ? BehindPoint(call, sql, tokens, mayRead)
            : tokens.Count > 0 && tokens[^1].Kind == SqlTokenKind.Word && tokens[^1].Value.ToUpperInvariant() is "FROM" or "JOIN" or "USE" or "IN" or "DESCRIBE" or "TABLE" ? Sources(call)
            : [.. Columns(call, sql, null, mayRead), .. FunctionBinder.Names.Order(StringComparer.Ordinal).Select(f => new DrillCompletionItem(f, "function")), .. Keywords.Select(k => new DrillCompletionItem(k, "keyword"))];
        return (start, [.. items.Where(i => i.Text.TrimStart('`').StartsWith(word, StringComparison.OrdinalIgnoreCase)).DistinctBy(i => (i.Text, i.Kind))]);
    }

    private static IEnumerable<DrillCompletionItem> Sources(StatementCall call) =>
        call.Session.Workspaces.Schemas().Select(s => new DrillCompletionItem(s.EndsWith(".default", StringComparison.Ordinal) ? s[..^8] : s, "schema"))
            .Append(new DrillCompletionItem("information_schema", "schema")).Append(new DrillCompletionItem("sys", "schema"))
            .Concat(call.Session.Variables.Keys.Concat(call.Session.Temporary.Keys).Select(t => new DrillCompletionItem(t, "table")));

    private static IEnumerable<DrillCompletionItem> BehindPoint(StatementCall call, string sql, List<SqlToken> tokens, bool mayRead)
    {
        var name = tokens.Count > 1 ? tokens[^2].Value : "";
        if (name.ToLowerInvariant() is "sys" or "information_schema") { return SystemTables.Names(name.ToLowerInvariant()).Select(t => new DrillCompletionItem(t is "COLUMNS" or "TABLES" or "VIEWS" ? $"`{t}`" : t, "table")); }
        if (call.Session.Plugins.TryGetValue(name, out var plugin)) { return plugin.Workspaces.Keys.Where(w => w != "default").Order(StringComparer.Ordinal).Select(w => new DrillCompletionItem(w, "schema")); }
        return Columns(call, sql, name, mayRead);
    }

    /// <summary>The files and folders below what stands in backticks so far.</summary>
    private static (int Start, IReadOnlyList<DrillCompletionItem> Items) InPath(StatementCall call, string before)
    {
        var open = before.LastIndexOf('`');
        var path = before[(open + 1)..];
        var start = open + 1 + path.LastIndexOf('/') + 1;
        var schema = before[..open].TrimEnd('.').Split([' ', '\n', '\t', '(', ','], StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "";
        if (call.Session.Workspaces.Find(schema) is not { Plugin.Type: "file" } found || Workspaces.IsRemote(found.Plugin) || path.Contains("..", StringComparison.Ordinal)) { return (start, []); }
        var folder = Path.Combine(Workspaces.Folder(found.Plugin, found.Workspace, 0), path[..(path.LastIndexOf('/') + 1)].TrimStart('/'));
        if (!Directory.Exists(folder) || call.Session.Forbidden.Any(f => (Path.GetFullPath(folder) + "/").StartsWith(f + "/", StringComparison.Ordinal))) { return (start, []); }
        var word = before[start..];
        return (start,
        [
            .. new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(e => e.Name is not ['.' or '_', ..] && e.Name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                .Take(MostFiles).OrderBy(e => e.Name, StringComparer.Ordinal).Select(e => new DrillCompletionItem(e.Name + (e is DirectoryInfo ? "/" : ""), "file")),
        ]);
    }

    /// <summary>The columns of the tables that the text names, or of one of them.</summary>
    private static List<DrillCompletionItem> Columns(StatementCall call, string sql, string? alias, bool mayRead)
    {
        var items = new List<DrillCompletionItem>();
        if (!mayRead) { return items; }
        var tokens = Tokens(sql);
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            if (!tokens[i].Is("FROM") && !tokens[i].Is("JOIN")) { continue; }
            var (name, next) = Name(tokens, i + 1);
            if (name.Count == 0) { continue; }
            if (next < tokens.Count && tokens[next].Is("AS")) { next++; }
            var called = next < tokens.Count && tokens[next].Kind == SqlTokenKind.Quoted || (next < tokens.Count && tokens[next].Kind == SqlTokenKind.Word && !SqlWords.IsReserved(tokens[next].Value)) ? tokens[next].Value : name[^1].Value;
            if (alias is not null && !string.Equals(alias, called, StringComparison.OrdinalIgnoreCase)) { continue; }
            try
            {
                var table = call.Tables.Resolve(name, new Dictionary<string, object?>()).Table;
                items.AddRange((table?.Columns ?? []).Where(c => !c.Hidden).Select(c => new DrillCompletionItem(SqlWords.IsReserved(c.Name) || !c.Name.All(x => char.IsLetterOrDigit(x) || x == '_') ? $"`{c.Name}`" : c.Name, "column", c.Type.SqlName)));
            }
            catch (Exception e) when (e is DrillException or EngineException or IOException or UnauthorizedAccessException)
            {
                // A table that is not there yet has no columns to offer.
            }
        }
        return items;
    }

    private static (List<SqlName> Name, int Next) Name(List<SqlToken> tokens, int at)
    {
        var name = new List<SqlName>();
        while (at < tokens.Count && tokens[at].Kind is SqlTokenKind.Word or SqlTokenKind.Quoted)
        {
            name.Add(new SqlName(tokens[at].Value, tokens[at].Offset));
            at++;
            if (at >= tokens.Count || !tokens[at].Is(".")) { break; }
            at++;
        }
        return (name, at);
    }

    /// <summary>The tokens of a text that may be half written.</summary>
    private static List<SqlToken> Tokens(string sql)
    {
        try
        {
            return [.. SqlLexer.Read(sql).Where(t => t.Kind != SqlTokenKind.End)];
        }
        catch (DrillException)
        {
            return [];
        }
    }
}
