using System.Text.Json;

namespace Sinogram.Data.Engine;

/// <summary>Which columns of Parquet files a statement reads, told from the plan that the engine makes before it reads any data.</summary>
internal static class ScannedColumns
{
    private static readonly HashSet<string> Readers = new(StringComparer.OrdinalIgnoreCase) { "SELECT", "FROM", "WITH", "VALUES", "(", "COPY", "INSERT", "SUMMARIZE", "DESCRIBE" };

    /// <summary>One statement that reads, and whose plan can be made without its data.</summary>
    public static bool CanTell(string sql)
    {
        var first = true;
        var ended = false;
        foreach (var token in SqlText.Tokens(sql))
        {
            var text = sql.Substring(token.Start, token.Length);
            if (ended || (first && !Readers.Contains(text))) { return false; }
            // A pivot looks at the data to know its columns.
            if (token.Kind == SqlTokenKind.Word && text.StartsWith("PIVOT", StringComparison.OrdinalIgnoreCase)) { return false; }
            (first, ended) = (false, token.Kind == SqlTokenKind.Symbol && text == ";");
        }
        return !first;
    }

    /// <summary>The statement that gives the plan.</summary>
    public static string Explain(string sql) => $"EXPLAIN (FORMAT json) {sql}";

    /// <summary>Whether a column of that name is read, by what <see cref="Explain"/> answered; null where it cannot be told.</summary>
    /// <param name="plan">The answer.</param>
    /// <param name="sql">Given where the statement cannot be run again: the columns that it names count as read, for the plan that runs may read what this one found out to be needless.</param>
    public static Func<string, bool>? Of(Table plan, string? sql)
    {
        if (plan.RowCount != 1 || plan.ColumnCount != 2 || plan[1].GetValue(0) is not string text) { return null; }
        var said = sql is null ? [] : SqlText.Tokens(sql).Where(t => t.Kind is SqlTokenKind.Word or SqlTokenKind.Name).Select(t => sql.Substring(t.Start, t.Length)).ToList();
        try
        {
            using var json = JsonDocument.Parse(text);
            Visit(json.RootElement, said);
        }
        catch (JsonException)
        {
            return null;
        }
        return column => said.Any(s => Mentions(s, column));
    }

    // Also in a value or of a nested field: too much is fetched rather than too little.
    private static bool Mentions(string text, string column)
    {
        for (var at = text.IndexOf(column, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(column, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + column.Length;
            if ((at == 0 || !IsWord(text[at - 1]) || !IsWord(text[at])) && (end == text.Length || !IsWord(text[end]) || !IsWord(text[end - 1]))) { return true; }
            if (at + 1 >= text.Length) { break; }
        }
        return column.Length == 0;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';

    private static void Visit(JsonElement element, List<string> said)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var child in element.EnumerateArray()) { Visit(child, said); }
        }
        if (element.ValueKind != JsonValueKind.Object) { return; }
        if (element.TryGetProperty("name", out var name) && name.GetString()!.Contains("PARQUET", StringComparison.OrdinalIgnoreCase) && element.TryGetProperty("extra_info", out var info)) { Texts(info, said); }
        if (element.TryGetProperty("children", out var children)) { Visit(children, said); }
    }

    private static void Texts(JsonElement element, List<string> said)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String: said.Add(element.GetString()!); break;
            case JsonValueKind.Array:
                foreach (var child in element.EnumerateArray()) { Texts(child, said); }
                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject().Where(p => p.Name is not ("Function" or "Estimated Cardinality"))) { Texts(property.Value, said); }
                break;
        }
    }
}
