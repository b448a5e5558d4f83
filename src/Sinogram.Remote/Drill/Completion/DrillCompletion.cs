using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Completion;

/// <summary>What may stand at a place of a query that is being written: schemas, files, columns, functions, keywords.</summary>
internal static class DrillCompletion
{
    private const int MostFiles = 200;

    private static readonly string[] Keywords =
    [
        "SELECT", "FROM", "WHERE", "GROUP BY", "HAVING", "ORDER BY", "LIMIT", "JOIN", "LEFT JOIN", "ON", "AS", "AND", "OR", "NOT", "IN", "BETWEEN", "LIKE", "IS NULL", "CASE", "WHEN", "THEN", "ELSE", "END", "DISTINCT",
        "UNION ALL", "WITH", "QUALIFY", "OVER", "PARTITION BY", "LATERAL", "UNNEST", "CREATE TABLE", "CREATE VIEW", "DROP TABLE", "SHOW FILES IN", "SHOW TABLES IN", "SHOW SCHEMAS", "DESCRIBE", "USE", "EXPLAIN PLAN FOR",
    ];

    public static (int Start, IReadOnlyList<DrillCompletionItem> Items) At(INameSource names, string sql, int position)
    {
        var before = sql[..position];
        if (before.Count(c => c == '`') % 2 == 1) { return InPath(names, before); }
        var start = position;
        while (start > 0 && (char.IsLetterOrDigit(sql[start - 1]) || sql[start - 1] == '_')) { start--; }
        var word = sql[start..position];
        var tokens = Tokens(sql[..start]);
        var items = tokens.Count > 0 && tokens[^1].Is(".") ? BehindPoint(names, sql, tokens)
            : tokens.Count > 0 && tokens[^1].Kind == SqlTokenKind.Word && tokens[^1].Value.ToUpperInvariant() is "FROM" or "JOIN" or "USE" or "IN" or "DESCRIBE" or "TABLE" ? Sources(names)
            : [.. Columns(names, sql, null), .. names.Functions.Order(StringComparer.Ordinal).Select(f => new DrillCompletionItem(f, "function")), .. Keywords.Select(k => new DrillCompletionItem(k, "keyword"))];
        return (start, [.. items.Where(i => i.Text.TrimStart('`').StartsWith(word, StringComparison.OrdinalIgnoreCase)).DistinctBy(i => (i.Text, i.Kind))]);
    }

    /// <summary>A name as a query writes it.</summary>
    public static string Quoted(string name) => SqlWords.IsReserved(name) || name is "COLUMNS" or "TABLES" or "VIEWS" || !name.All(x => char.IsLetterOrDigit(x) || x == '_') ? $"`{name}`" : name;

    private static IEnumerable<DrillCompletionItem> Sources(INameSource names) =>
        names.Schemas.Select(s => new DrillCompletionItem(s.EndsWith(".default", StringComparison.Ordinal) ? s[..^8] : s, "schema"))
            .Append(new DrillCompletionItem("information_schema", "schema")).Append(new DrillCompletionItem("sys", "schema")).Concat(names.Tables);

    private static IEnumerable<DrillCompletionItem> BehindPoint(INameSource names, string sql, List<SqlToken> tokens)
    {
        var name = tokens.Count > 1 ? tokens[^2].Value : "";
        var schema = tokens.Count > 3 && tokens[^3].Is(".") ? $"{tokens[^4].Value}.{name}" : name;
        var schemas = names.Schemas.ToList();
        bool Is(string s) => string.Equals(s, schema, StringComparison.OrdinalIgnoreCase) || string.Equals(s, schema + ".default", StringComparison.OrdinalIgnoreCase);
        var inner = schemas.Where(s => s.StartsWith(schema + ".", StringComparison.OrdinalIgnoreCase) && !s.EndsWith(".default", StringComparison.Ordinal)).Select(s => new DrillCompletionItem(s[(schema.Length + 1)..], "schema")).ToList();
        return inner.Count > 0 || schemas.Any(Is) || schema.ToLowerInvariant() is "sys" or "information_schema" ? [.. inner, .. names.Within(schema)] : Columns(names, sql, name);
    }

    /// <summary>The files and folders below what stands in backticks so far.</summary>
    private static (int Start, IReadOnlyList<DrillCompletionItem> Items) InPath(INameSource names, string before)
    {
        var open = before.LastIndexOf('`');
        var path = before[(open + 1)..];
        var start = open + 1 + path.LastIndexOf('/') + 1;
        var schema = before[..open].TrimEnd('.').Split([' ', '\n', '\t', '(', ','], StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "";
        if (path.Contains("..", StringComparison.Ordinal) || schema.Length == 0 || !schema.All(c => char.IsLetterOrDigit(c) || c is '_' or '.')) { return (start, []); }
        var word = before[start..];
        return (start,
        [
            .. names.Files(schema, path[..(path.LastIndexOf('/') + 1)]).Where(e => e.Name is not ['.' or '_', ..] && e.Name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                .OrderBy(e => e.Name, StringComparer.Ordinal).Take(MostFiles).Select(e => new DrillCompletionItem(e.Name + (e.IsFolder ? "/" : ""), "file")),
        ]);
    }

    /// <summary>The columns of the tables that the text names, or of one of them.</summary>
    private static List<DrillCompletionItem> Columns(INameSource names, string sql, string? alias)
    {
        var items = new List<DrillCompletionItem>();
        var tokens = Tokens(sql);
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            if (!tokens[i].Is("FROM") && !tokens[i].Is("JOIN")) { continue; }
            var (name, next) = Name(tokens, i + 1);
            if (name.Count == 0) { continue; }
            if (next < tokens.Count && tokens[next].Is("AS")) { next++; }
            var called = next < tokens.Count && tokens[next].Kind == SqlTokenKind.Quoted || (next < tokens.Count && tokens[next].Kind == SqlTokenKind.Word && !SqlWords.IsReserved(tokens[next].Value)) ? tokens[next].Value : name[^1].Value;
            if (alias is not null && !string.Equals(alias, called, StringComparison.OrdinalIgnoreCase)) { continue; }
            items.AddRange(names.Columns(name).Select(c => new DrillCompletionItem(Quoted(c.Name), "column", c.Type)));
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
