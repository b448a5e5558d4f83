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

    private static readonly string[] Shown = ["SCHEMAS", "DATABASES", "TABLES", "FILES"];

    public static (int Start, IReadOnlyList<DrillCompletionItem> Items) At(INameSource names, string sql, int position)
    {
        var before = sql[..position];
        if (IsInText(before)) { return (position, []); }
        if (before.Count(c => c == '`') % 2 == 1) { return IsOption(Tokens(before[..before.LastIndexOf('`')])) ? InOption(names, before) : InPath(names, before); }
        var start = position;
        while (start > 0 && (char.IsLetterOrDigit(sql[start - 1]) || sql[start - 1] == '_')) { start--; }
        // An option's name has points.
        var whole = start;
        while (whole > 0 && (char.IsLetterOrDigit(sql[whole - 1]) || sql[whole - 1] is '_' or '.')) { whole--; }
        if (IsOption(Tokens(sql[..whole]))) { return (whole, OptionsLike(names, sql[whole..position], o => $"`{o}`")); }
        var word = sql[start..position];
        var tokens = Tokens(sql[..start]);
        var items = tokens.Count > 0 && tokens[^1].Is(".") ? BehindPoint(names, sql, tokens)
            : tokens.Count > 0 && tokens[^1].Is("SHOW") ? Shown.Select(k => new DrillCompletionItem(k, "keyword"))
            : tokens.Count > 0 && tokens[^1].Kind == SqlTokenKind.Word && tokens[^1].Value.ToUpperInvariant() is "FROM" or "JOIN" or "USE" or "IN" or "DESCRIBE" or "TABLE" ? [.. new QueryText(Tokens(sql), []).Named.Select(n => new DrillCompletionItem(Quoted(n.Called), "table")), .. Sources(names)]
            : [.. FieldsOf(names, sql, []).Select(f => new DrillCompletionItem(Quoted(f.Name), "column", f.Type)), .. names.Functions.Order(StringComparer.Ordinal).Select(f => new DrillCompletionItem(f, "function")), .. Keywords.Select(k => new DrillCompletionItem(k, "keyword"))];
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
        if (inner.Count > 0 || schemas.Any(Is) || schema.ToLowerInvariant() is "sys" or "information_schema") { return [.. inner, .. names.Within(schema)]; }
        return FieldsOf(names, sql, Path(tokens)).Select(f => new DrillCompletionItem(Quoted(f.Name), "column", f.Type));
    }

    /// <summary>The names before the point at the end, joined by points, without the numbers of elements: <c>t.a[0].b.</c></summary>
    public static List<string> Path(IReadOnlyList<SqlToken> tokens)
    {
        var path = new List<string>();
        for (var i = tokens.Count - 1; i >= 1 && tokens[i].Is("."); i--)
        {
            i--;
            while (i >= 3 && tokens[i].Is("]") && tokens[i - 2].Is("[")) { i -= 3; }
            if (tokens[i].Kind is not (SqlTokenKind.Word or SqlTokenKind.Quoted)) { break; }
            path.Insert(0, tokens[i].Value);
        }
        return path;
    }

    /// <summary>What stands behind a path: the columns of the table that it names, or the fields of a map; of no path the columns of all tables.</summary>
    public static IEnumerable<(string Name, string? Type)> FieldsOf(INameSource names, string sql, IReadOnlyList<string> path) => new QueryText(Tokens(sql), []).Fields(names, path);

    private static bool IsOption(List<SqlToken> tokens) => tokens.Count > 0 && (tokens[^1].Is("SET") || tokens[^1].Is("RESET"));

    private static (int Start, IReadOnlyList<DrillCompletionItem> Items) InOption(INameSource names, string before)
    {
        var start = before.LastIndexOf('`') + 1;
        return (start, OptionsLike(names, before[start..], o => o));
    }

    private static IReadOnlyList<DrillCompletionItem> OptionsLike(INameSource names, string word, Func<string, string> write) =>
        [.. names.Options.Where(o => o.Name.StartsWith(word, StringComparison.OrdinalIgnoreCase)).Select(o => new DrillCompletionItem(write(o.Name), "option", o.Detail))];

    /// <summary>Whether a text in quotes, or a comment, is still open at the end.</summary>
    private static bool IsInText(string before)
    {
        var open = '\0';
        for (var i = 0; i < before.Length; i++)
        {
            if (open == '\0' && before[i] == '-' && i + 1 < before.Length && before[i + 1] == '-')
            {
                i = before.IndexOf('\n', i);
                if (i < 0) { return true; }
            }
            else if (open == '\0' && before[i] is '\'' or '`') { open = before[i]; }
            else if (before[i] == open) { open = '\0'; }
        }
        return open == '\'';
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

    public static (List<SqlName> Name, int Next) Name(List<SqlToken> tokens, int at)
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
    public static List<SqlToken> Tokens(string sql)
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
