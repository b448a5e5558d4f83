using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sinogram.Data;
using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Embedded.Statements;

/// <summary>EXPLAIN PLAN: the plan in the form of Drill's text, one operator a line, and of its JSON.</summary>
internal static class Explain
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static DrillResult Run(StatementCall call, ExplainStatement explain)
    {
        var (text, graph) = Plan(call, explain.Query, "EXPLAIN (FORMAT json)", explain.Physical, explain.Attributes);
        var json = new JsonObject { ["head"] = new JsonObject { ["version"] = 1, ["type"] = "APACHE_DRILL_PHYSICAL", ["resultMode"] = "PHYSICAL" }, ["graph"] = graph };
        return StatementRunner.Rows(("text", typeof(string), [text]), ("json", typeof(string), [json.ToJsonString(Indented)]));
    }

    /// <summary>Runs a query for its plan alone: expected and real rows of each operator, and the time that it took.</summary>
    public static string Analyze(StatementCall call, SqlQuery query) => Plan(call, query, "EXPLAIN (ANALYZE, FORMAT json)", true, PlanAttributes.All).Text;

    private static (string Text, JsonArray Graph) Plan(StatementCall call, SqlQuery query, string explain, bool physical, PlanAttributes attributes)
    {
        var bound = call.Bind(query);
        var sql = bound.Sql.ToString();
        // A plan shows no rows: its words are the query's, and none of them identifies anybody.
        var plan = call.Session.Engine.Run($"{explain} {sql}", new QueryOptions { Parameters = call.Options.Parameters, IsPublic = true, Progress = call.Options.Progress }, call.Token).Table;
        using var document = JsonDocument.Parse((string)plan.GetValue(0, "explain_value")!, new JsonDocumentOptions { MaxDepth = 500 });
        var words = new PlanWords(sql, call.Sources, Rows(call));
        var roots = document.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement : document.RootElement.GetProperty("children");
        List<PlanNode> inputs = [.. roots.EnumerateArray().Select(r => PlanNode.Read(r, words))];
        var screen = new PlanNode("Screen", [], inputs) { Expected = inputs.Count > 0 ? inputs[0].Expected : null };
        var text = new StringBuilder();
        var graph = new JsonArray();
        var number = 0;
        var row = attributes == PlanAttributes.All ? $"rowType = RecordType({string.Join(", ", bound.Columns.Where(c => !c.Hidden).Select(c => $"{c.Type.SqlName} {c.Name}"))}): " : "";
        Write(screen, 0, ref number, physical, attributes, row, text, graph);
        return (text.ToString(), graph);
    }

    /// <summary>The rows of the tables of Parquet files, which their ends tell.</summary>
    private static Dictionary<string, long> Rows(StatementCall call)
    {
        var rows = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var files in call.Files.Where(f => f.Format.Type == "parquet"))
        {
            var question = $"SELECT CAST(sum(num_rows) AS BIGINT) AS n FROM parquet_file_metadata([{string.Join(", ", files.Files.Select(DuckDbEngine.Literal))}])";
            rows[files.Shown] = (long)call.Session.Schemas.Get(files, question, () => call.Tables.Probe(question)).GetValue(0, "n")!;
        }
        return rows;
    }

    /// <summary>Writes an operator and those below it; gives its number.</summary>
    private static int Write(PlanNode node, int depth, ref int number, bool physical, PlanAttributes attributes, string row, StringBuilder text, JsonArray graph)
    {
        var own = number++;
        if (physical) { text.Append(CultureInfo.InvariantCulture, $"00-{own:00}    "); }
        text.Append(' ', depth * 2).Append(node.Name);
        var details = node.Details.Where(d => d.Values.Count > 0).ToList();
        if (details.Count > 0 && attributes != PlanAttributes.None) { text.Append('(').AppendJoin(", ", details.Select(d => d.Key == "table" ? $"table=[[{d.Values[0]}]]" : d.Key == "numFiles" ? $"numFiles={d.Values[0]}" : d.Key == "filter" ? $"filter={string.Join(" AND ", d.Values)}" : $"{d.Key}=[{string.Join(", ", d.Values)}]")).Append(')'); }
        if (attributes == PlanAttributes.All && (node.Expected is not null || node.Ran is not null)) { text.Append(" : ").Append(row).Append(Numbers(node)); }
        text.Append('\n');
        var operation = new JsonObject { ["pop"] = Kebab(node.Name), ["@id"] = own };
        foreach (var (key, values) in details) { operation[key] = values.Count == 1 ? JsonValue.Create(values[0]) : new JsonArray([.. values.Select(v => (JsonNode?)JsonValue.Create(v))]); }
        var inputs = new List<int>();
        foreach (var input in node.Inputs) { inputs.Add(Write(input, depth + 1, ref number, physical, attributes, "", text, graph)); }
        if (inputs is [var child]) { operation["child"] = child; }
        else if (inputs.Count > 1) { operation["children"] = new JsonArray([.. inputs.Select(i => (JsonNode?)JsonValue.Create(i))]); }
        if (node.Expected is { } rows) { operation["cost"] = new JsonObject { ["outputRowCount"] = rows }; }
        // Drill's graph begins with what is read.
        graph.Add(operation);
        return own;
    }

    /// <summary>What Drill writes of rows and cost, and what was measured.</summary>
    private static string Numbers(PlanNode node)
    {
        var numbers = new List<string>();
        if (node.Expected is { } expected) { numbers.Add(string.Create(CultureInfo.InvariantCulture, $"rowcount = {expected:0.0##}, cumulative cost = {{{node.Cost:0.0##} rows}}")); }
        if (node.Ran is var (rows, seconds)) { numbers.Add(string.Create(CultureInfo.InvariantCulture, $"actual rows = {rows}, time = {seconds * 1000:0.###} ms")); }
        return string.Join(", ", numbers);
    }

    private static string Kebab(string name) => string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
