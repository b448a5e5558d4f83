using System.Globalization;
using System.Text;
using System.Text.Json;
using Sinogram.Data;
using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Embedded.Statements;

/// <summary>EXPLAIN PLAN: the engine's plan in the form of Drill's text, one operator a line.</summary>
internal static class Explain
{
    private const string Cardinality = "Estimated Cardinality";

    public static DrillResult Run(StatementCall call, ExplainStatement explain)
    {
        var sql = call.Bind(explain.Query).Sql.ToString();
        var plan = call.Session.Engine.Run($"EXPLAIN (FORMAT json) {sql}", new QueryOptions { Parameters = call.Options.Parameters }, call.Token).Table;
        var json = (string)plan.GetValue(0, "explain_value")!;
        var text = new StringBuilder();
        var number = 0;
        Line(text, ref number, 0, "Screen", "", explain.Physical);
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 500 });
        foreach (var root in document.RootElement.EnumerateArray()) { Node(text, ref number, 1, root, explain.Physical); }
        return StatementRunner.Rows(("text", typeof(string), [text.ToString()]), ("json", typeof(string), [json]));
    }

    private static void Node(StringBuilder text, ref int number, int depth, JsonElement node, bool physical)
    {
        var name = node.GetProperty("name").GetString()!.Trim();
        var info = "";
        if (node.TryGetProperty("extra_info", out var extra) && extra.ValueKind == JsonValueKind.Object)
        {
            info = string.Join(", ", extra.EnumerateObject().Where(p => p.Name is not (Cardinality or "Function")).Select(p => $"{Property(p.Name)}=[{Value(p.Value)}]"));
            if (extra.TryGetProperty(Cardinality, out var rows) && long.TryParse(Value(rows), NumberStyles.Integer, CultureInfo.InvariantCulture, out var count) && count > 0)
            {
                info += string.Create(CultureInfo.InvariantCulture, $"{(info.Length > 0 ? ", " : "")}about {count:N0} rows");
            }
        }
        Line(text, ref number, depth, Operator(name), info, physical);
        foreach (var child in node.GetProperty("children").EnumerateArray()) { Node(text, ref number, depth + 1, child, physical); }
    }

    /// <summary>An operator of the engine by Drill's name, or in Drill's way of writing names.</summary>
    private static string Operator(string name) => name switch
    {
        "PROJECTION" => "Project",
        "FILTER" => "Filter",
        "ORDER_BY" => "Sort",
        "TOP_N" => "TopN",
        "LIMIT" or "STREAMING_LIMIT" => "Limit",
        "HASH_GROUP_BY" or "PERFECT_HASH_GROUP_BY" => "HashAgg",
        "UNGROUPED_AGGREGATE" => "StreamAgg",
        "HASH_JOIN" => "HashJoin",
        "NESTED_LOOP_JOIN" or "BLOCKWISE_NL_JOIN" or "CROSS_PRODUCT" => "NestedLoopJoin",
        "UNION" => "UnionAll",
        "WINDOW" or "STREAMING_WINDOW" => "Window",
        "UNNEST" => "Unnest",
        "EMPTY_RESULT" or "DUMMY_SCAN" or "COLUMN_DATA_SCAN" => "Values",
        "READ_PARQUET" => "ParquetScan",
        "READ_JSON" or "READ_NDJSON" => "JsonScan",
        "READ_CSV" => "TextScan",
        "SINOGRAM_TABLE" => "TableScan",
        _ => string.Concat(name.Split('_', ' ').Where(w => w.Length > 0).Select(w => char.ToUpperInvariant(w[0]) + w[1..].ToLowerInvariant())),
    };

    private static string Property(string name) => name.Length > 0 ? char.ToLowerInvariant(name[0]) + name[1..] : name;

    private static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Value)),
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };

    private static void Line(StringBuilder text, ref int number, int depth, string name, string info, bool physical)
    {
        if (physical) { text.Append(CultureInfo.InvariantCulture, $"00-{number++:00}    "); }
        text.Append(' ', depth * 2).Append(name);
        if (info.Length > 0) { text.Append('(').Append(info.ReplaceLineEndings(" ")).Append(')'); }
        text.Append('\n');
    }
}
