using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sinogram.Data.Engine;

/// <summary>
/// Which groups of rows of Parquet files a statement leaves out, by the conditions in its plan and the least and greatest values that the files keep of each group. Only what the
/// engine itself leaves out by the same values counts: whole numbers, dates, instants and texts, of which it compares the first eight bytes.
/// </summary>
internal static partial class SkippedGroups
{
    /// <summary>The question for the groups that no scan of a plan reads; null where there is none.</summary>
    /// <param name="plan">What <see cref="ScannedColumns.Explain"/> answered.</param>
    /// <param name="files">The files.</param>
    public static string? Question(Table plan, IReadOnlyList<string> files)
    {
        if (files.Count == 0 || plan.RowCount != 1 || plan.ColumnCount != 2 || plan[1].GetValue(0) is not string text) { return null; }
        var scans = new List<string>();
        try
        {
            using var json = JsonDocument.Parse(text);
            Visit(json.RootElement, scans);
        }
        catch (JsonException)
        {
            return null;
        }
        // The plan does not say which file a scan reads: a group is left out where all of them leave it out.
        if (scans.Count == 0 || scans.Contains("")) { return null; }
        var list = string.Join(", ", files.Distinct().Select(DuckDbEngine.Literal));
        return $"""
            WITH texts AS (SELECT file_name, name FROM parquet_schema([{list}]) GROUP BY ALL HAVING bool_and(coalesce(converted_type, '') = 'UTF8')),
            groups AS (SELECT m.file_name, m.row_group_id AS number, m.path_in_schema AS name, m.stats_min_value AS least, m.stats_max_value AS most, t.name IS NOT NULL AS is_text,
                m.type IN ('INT32', 'INT64') AS is_number, coalesce(m.min_is_exact, true) AND coalesce(m.max_is_exact, true) AS exact
                FROM parquet_metadata([{list}]) AS m LEFT JOIN texts AS t ON t.file_name = m.file_name AND t.name = m.path_in_schema)
            {string.Join(" INTERSECT ", scans.Distinct().Select(s => $"(SELECT file_name, number FROM groups WHERE {s})"))}
            """;
    }

    /// <summary>The files and groups that the answer names.</summary>
    public static ImmutableHashSet<(string File, int Group)> Of(Table answer) => [.. answer.Rows.Select(r => ((string)r[0]!, (int)(long)r[1]!))];

    private static void Visit(JsonElement element, List<string> scans)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var child in element.EnumerateArray()) { Visit(child, scans); }
        }
        if (element.ValueKind != JsonValueKind.Object) { return; }
        if (element.TryGetProperty("name", out var name) && name.GetString()!.Contains("PARQUET", StringComparison.OrdinalIgnoreCase))
        {
            var said = element.TryGetProperty("extra_info", out var info) && info.TryGetProperty("Filters", out var filters)
                ? filters.ValueKind == JsonValueKind.Array ? filters.EnumerateArray().Select(f => f.GetString()!) : [filters.GetString()!]
                : [];
            scans.Add(string.Join(" OR ", said.SelectMany(Conditions)));
        }
        if (element.TryGetProperty("children", out var children)) { Visit(children, scans); }
    }

    /// <summary>For each condition of a filter, what is true of a group in which no row meets it. A filter that is not understood gives none.</summary>
    private static IEnumerable<string> Conditions(string filter)
    {
        if (Filter().Match(filter) is not { Success: true } match) { yield break; }
        var conditions = match.Groups["name"].Captures.Zip(match.Groups["op"].Captures, match.Groups["value"].Captures);
        foreach (var (name, op, value) in conditions)
        {
            var (first, second, literal, isPrefix) = Comparable(value.Value);
            // Where the first bytes are the same, the engine reads the group.
            var none = op.Value switch
            {
                "<" => $"{first} {(isPrefix ? ">" : ">=")} {literal}",
                "<=" => $"{first} > {literal}",
                ">" => $"{second} {(isPrefix ? "<" : "<=")} {literal}",
                ">=" => $"{second} < {literal}",
                _ => $"({first} > {literal} OR {second} < {literal})",
            };
            yield return $"(name = {DuckDbEngine.Literal(name.Value)} AND {none})";
        }
    }

    private static (string Least, string Most, string Value, bool IsPrefix) Comparable(string value)
    {
        string Guarded(string column, string form, string type) => $"(CASE WHEN is_number AND exact AND regexp_full_match({column}, '{form}') THEN TRY_CAST({column} AS {type}) END)";
        (string, string, string, bool) Both(string form, string type) => (Guarded("least", form, type), Guarded("most", form, type), type == "HUGEINT" ? $"{value}::HUGEINT" : value, false);
        if (value[0] != '\'') { return Both(@"-?\d+", "HUGEINT"); }
        if (value.EndsWith("::DATE", StringComparison.Ordinal)) { return Both(@"\d{4}-\d\d-\d\d", "DATE"); }
        if (value.EndsWith("::TIMESTAMP", StringComparison.Ordinal)) { return Both(@"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?", "TIMESTAMP"); }
        static string Text(string column) => $"(CASE WHEN is_text AND exact AND regexp_full_match({column}, '[ -\\[\\]-~]*') THEN left({column}, 8) END)";
        return (Text("least"), Text("most"), $"left({value}, 8)", true);
    }

    // As the engine writes a filter of one column: conditions that must all hold, with values as SQL writes them.
    [GeneratedRegex("""^(?>(?:(?<name>.+?)(?<op>>=|<=|=|<|>)(?<value>-?\d+|'(?:[ -&(-\[\]-~]|'')*'(?:::DATE|::TIMESTAMP)?)|\(.+? IS NOT NULL\))(?: AND |$))+$""", RegexOptions.CultureInvariant)]
    private static partial Regex Filter();
}
