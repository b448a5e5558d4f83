using System.Globalization;
using System.Text.Json;

namespace Sinogram.Remote.Drill.Embedded.Statements;

/// <summary>An operator of a plan, in Drill's words.</summary>
/// <param name="Name">As Drill calls it.</param>
/// <param name="Details">What it does: columns, conditions.</param>
/// <param name="Inputs">What it takes its rows from.</param>
internal sealed record PlanNode(string Name, IReadOnlyList<(string Key, IReadOnlyList<string> Values)> Details, IReadOnlyList<PlanNode> Inputs)
{
    /// <summary>The columns that it gives, by which the engine's numbers in the operators above become names; null where that is not told.</summary>
    private IReadOnlyList<string>? Columns { get; init; }

    /// <summary>How many rows the engine expects it to give; null where it does not tell.</summary>
    public double? Expected { get; init; }

    /// <summary>The engine's own number, which for several Parquet files is that of the largest one times their number.</summary>
    private double? Told { get; init; }

    /// <summary>How many rows it gave and how many seconds of work it took, all threads together, where the query ran.</summary>
    public (long Rows, double Seconds)? Ran { get; init; }

    /// <summary>The number of rows that all operators up to this one are expected to give: what Drill calls its cost.</summary>
    public double Cost => (Expected ?? 0) + Inputs.Sum(i => i.Cost);

    /// <summary>Reads the engine's plan.</summary>
    /// <param name="node">An operator of it.</param>
    /// <param name="words">The names in expressions.</param>
    public static PlanNode Read(JsonElement node, PlanWords words)
    {
        var name = NameOf(node);
        var inputs = node.GetProperty("children").EnumerateArray().Select(c => Read(c, words)).ToList();
        // What runs a query for its plan is no part of it.
        if (name is "EXPLAIN_ANALYZE" or "RESULT_COLLECTOR" && inputs is [var whole]) { return whole; }
        var read = Operator(node, name, inputs, words);
        var isMerged = inputs is [var below] && ReferenceEquals(read.Details, below.Details);
        var raw = isMerged ? read.Told : Estimate(node, name, inputs);
        return read with
        {
            Told = raw,
            Expected = isMerged ? read.Expected : Corrected(read, raw, words),
            Ran = node.TryGetProperty("operator_cardinality", out var rows) && node.TryGetProperty("operator_timing", out var seconds)
                ? (rows.GetInt64(), seconds.GetDouble() + (isMerged ? read.Ran?.Seconds ?? 0 : 0))
                : null,
        };
    }

    private static string NameOf(JsonElement node) => (node.TryGetProperty("name", out var name) ? name : node.GetProperty("operator_name")).GetString()!.Trim();

    private static double? Estimate(JsonElement node, string name, List<PlanNode> inputs)
    {
        var extra = node.TryGetProperty("extra_info", out var info) ? info : default;
        double? Number(string key) => Texts(extra, key).FirstOrDefault() is { } text && double.TryParse(text.TrimStart('~'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
        if (Number("Estimated Cardinality") is { } own) { return own; }
        var most = inputs.Count > 0 ? inputs.Max(i => i.Expected) : null;
        return (name == "TOP_N" ? Number("Top") : name is "LIMIT" or "STREAMING_LIMIT" ? Number("Limit") : null) is { } limit ? Math.Min(limit, most ?? limit) : name is "UNGROUPED_AGGREGATE" or "SIMPLE_AGGREGATE" or "EMPTY_RESULT" or "DUMMY_SCAN" ? 1 : most;
    }

    /// <summary>The engine's number, as far as the rows of the files, which are known, bear it out.</summary>
    private static double? Corrected(PlanNode node, double? told, PlanWords words)
    {
        const double Passing = 0.2;
        if (told is not { } number) { return null; }
        if (node.Inputs.Count == 0)
        {
            var total = node.Details.FirstOrDefault(d => d.Key == "table").Values is [var table] ? words.RowsOf(table) : null;
            var isFiltered = node.Details.Any(d => d.Key == "filter" && d.Values.Count > 0);
            return total is { } rows ? isFiltered ? Math.Min(number, Math.Ceiling(rows * Passing)) : rows : number;
        }
        var (before, after) = (node.Inputs.Max(i => i.Told ?? 0), node.Inputs.Max(i => i.Expected ?? 0));
        var scaled = before > 0 ? Math.Ceiling(number * Math.Min(1, after / before)) : number;
        if (node.Name is "TopN" or "Limit") { return after > 0 ? Math.Min(number, after) : number; }
        return node.Inputs.Count == 1 && node.Name != "Flatten" && after > 0 ? Math.Min(scaled, after) : scaled;
    }

    private static PlanNode Operator(JsonElement node, string name, List<PlanNode> inputs, PlanWords words)
    {
        var extra = node.TryGetProperty("extra_info", out var info) && info.ValueKind == JsonValueKind.Object ? info : default;
        var below = inputs is [var only] ? only.Columns : null;
        IReadOnlyList<string> Values(string key) => [.. Texts(extra, key).Select(t => words.Text(t, below))];
        switch (name)
        {
            case "PROJECTION":
                var raw = Texts(extra, "Projections");
                var columns = Values("Projections");
                // Numbers that stand for the columns below, or pack them for a moment, are no work that the query asked for.
                return inputs is [var input] && (raw.All(PlanWords.IsReference) || (input.Name == "Project" && columns.All(c => input.Columns?.Contains(c) == true)))
                    ? input with { Columns = columns }
                    : new PlanNode("Project", [("columns", columns)], inputs) { Columns = columns };
            case "HASH_GROUP_BY" or "PERFECT_HASH_GROUP_BY" or "PARTITIONED_AGGREGATE":
                return new PlanNode("HashAgg", [("group", Values("Groups")), ("aggregates", Values("Aggregates"))], inputs) { Columns = [.. Values("Groups"), .. Values("Aggregates")] };
            case "UNGROUPED_AGGREGATE" or "SIMPLE_AGGREGATE":
                return new PlanNode("StreamAgg", [("aggregates", Values("Aggregates"))], inputs) { Columns = Values("Aggregates") };
            case "FILTER":
                return new PlanNode("Filter", [("condition", Values("Expression"))], inputs) { Columns = below is [_] ? below : null };
            case "HASH_JOIN" or "NESTED_LOOP_JOIN" or "BLOCKWISE_NL_JOIN" or "CROSS_PRODUCT" or "PIECEWISE_MERGE_JOIN" or "IE_JOIN" or "LEFT_DELIM_JOIN" or "RIGHT_DELIM_JOIN" or "ASOF_JOIN" or "POSITIONAL_JOIN":
                return Join(name, extra, inputs, words);
            case "ORDER_BY":
                return new PlanNode("Sort", [("order", [.. Values("Order By").Select(PlanWords.FromZero)])], inputs) { Columns = below is [_] ? below : null };
            case "TOP_N":
                return new PlanNode("TopN", [("order", [.. Values("Order By").Select(PlanWords.FromZero)]), ("limit", Values("Top"))], inputs) { Columns = below is [_] ? below : null };
            case "LIMIT" or "STREAMING_LIMIT" or "LIMIT_PERCENT":
                return new PlanNode("Limit", [("limit", Values("Limit")), ("offset", Values("Offset"))], inputs) { Columns = below };
            case "WINDOW" or "STREAMING_WINDOW":
                return new PlanNode("Window", [("window", Values("Projections"))], inputs) { Columns = below is null ? null : [.. below, .. Values("Projections")] };
            default:
                var read = Texts(extra, "Projections").ToList();
                return Scan(name, extra, read, words) ?? new PlanNode(Operator(name), [], inputs);
        }
    }

    private static PlanNode Join(string name, JsonElement extra, List<PlanNode> inputs, PlanWords words)
    {
        var (left, right) = (inputs.Count > 0 ? inputs[0].Columns : null, inputs.Count > 1 ? inputs[1].Columns : null);
        var conditions = Texts(extra, "Conditions").Concat(Texts(extra, "Condition")).Select(c => words.Condition(c, left, right)).ToList();
        var kind = name switch { "HASH_JOIN" => "HashJoin", "LEFT_DELIM_JOIN" or "RIGHT_DELIM_JOIN" => "Correlate", _ => "NestedLoopJoin" };
        return new PlanNode(kind, [("condition", conditions), ("joinType", [.. Texts(extra, "Join Type").Select(t => t.ToLowerInvariant().Replace('_', ' '))])], inputs);
    }

    private static PlanNode? Scan(string name, JsonElement extra, List<string> columns, PlanWords words)
    {
        var kind = name switch { "READ_PARQUET" or "PARQUET_SCAN" => "ParquetScan", "READ_JSON" or "READ_NDJSON" or "READ_NDJSON_OBJECTS" => "JsonScan", "READ_CSV" => "TextScan", "SINOGRAM_TABLE" => "TableScan", _ => null };
        if (kind is null) { return null; }
        columns = [.. columns.Where(c => c is not ("file_index" or "file_row_number"))];
        var files = Texts(extra, "Scanning Files").Concat(Texts(extra, "Total Files Read")).Take(1).ToList();
        return new PlanNode(
            kind,
            [
                ("table", words.TableOf(kind, columns) is { } table ? [table] : []),
                ("numFiles", [.. files.Select(f => f.Split('/')[0])]),
                ("columns", [.. columns.Select(words.OfFolder)]),
                ("filter", [.. Texts(extra, "Filters").Where(f => !f.StartsWith("optional:", StringComparison.Ordinal)).Select(f => words.Text(f, null))]),
            ],
            []) { Columns = [.. columns.Select(words.OfFolder)] };
    }

    /// <summary>An operator without more to tell, by Drill's name, or in Drill's way of writing names.</summary>
    private static string Operator(string name) => name switch
    {
        "UNION" => "UnionAll",
        "UNNEST" or "INOUT_FUNCTION" => "Flatten",
        "EMPTY_RESULT" or "DUMMY_SCAN" or "COLUMN_DATA_SCAN" or "EXPRESSION_SCAN" => "Values",
        "DELIM_SCAN" => "CorrelatedValues",
        "CTE" => "With",
        "CTE_SCAN" or "RECURSIVE_CTE_SCAN" => "WithScan",
        _ => string.Concat(name.Split('_', ' ').Where(w => w.Length > 0).Select(w => char.ToUpperInvariant(w[0]) + w[1..].ToLowerInvariant())),
    };

    private static IEnumerable<string> Texts(JsonElement extra, string key)
    {
        if (extra.ValueKind != JsonValueKind.Object || !extra.TryGetProperty(key, out var value)) { return []; }
        var texts = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.String ? v.GetString()! : v.GetRawText()) : [value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText()];
        return Whole(texts.Select(t => t.ReplaceLineEndings(" ").Trim()).Where(t => t.Length > 0));
    }

    /// <summary>The engine breaks a list at its line ends, also at those within a text in quotes.</summary>
    private static IEnumerable<string> Whole(IEnumerable<string> parts)
    {
        var open = "";
        foreach (var part in parts)
        {
            open = open.Length == 0 ? part : $"{open} {part}";
            if (open.Count(c => c == '\'') % 2 != 0) { continue; }
            yield return open;
            open = "";
        }
        if (open.Length > 0) { yield return open; }
    }
}
