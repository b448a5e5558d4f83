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
        var sql = call.Bind(explain.Query).Sql.ToString();
        // A plan reads no rows: its words are the query's, and none of them identifies anybody.
        var plan = call.Session.Engine.Run($"EXPLAIN (FORMAT json) {sql}", new QueryOptions { Parameters = call.Options.Parameters, IsPublic = true }, call.Token).Table;
        using var document = JsonDocument.Parse((string)plan.GetValue(0, "explain_value")!, new JsonDocumentOptions { MaxDepth = 500 });
        var words = new PlanWords(sql, call.Sources);
        var screen = new PlanNode("Screen", [], [.. document.RootElement.EnumerateArray().Select(r => PlanNode.Read(r, words))]);
        var text = new StringBuilder();
        var graph = new JsonArray();
        var number = 0;
        Write(screen, 0, ref number, explain.Physical, text, graph);
        var json = new JsonObject { ["head"] = new JsonObject { ["version"] = 1, ["type"] = "APACHE_DRILL_PHYSICAL", ["resultMode"] = "PHYSICAL" }, ["graph"] = graph };
        return StatementRunner.Rows(("text", typeof(string), [text.ToString()]), ("json", typeof(string), [json.ToJsonString(Indented)]));
    }

    /// <summary>Writes an operator and those below it; gives its number.</summary>
    private static int Write(PlanNode node, int depth, ref int number, bool physical, StringBuilder text, JsonArray graph)
    {
        var own = number++;
        if (physical) { text.Append(CultureInfo.InvariantCulture, $"00-{own:00}    "); }
        text.Append(' ', depth * 2).Append(node.Name);
        var details = node.Details.Where(d => d.Values.Count > 0).ToList();
        if (details.Count > 0) { text.Append('(').AppendJoin(", ", details.Select(d => d.Key == "table" ? $"table=[[{d.Values[0]}]]" : d.Key == "numFiles" ? $"numFiles={d.Values[0]}" : d.Key == "filter" ? $"filter={string.Join(" AND ", d.Values)}" : $"{d.Key}=[{string.Join(", ", d.Values)}]")).Append(')'); }
        text.Append('\n');
        var operation = new JsonObject { ["pop"] = Kebab(node.Name), ["@id"] = own };
        foreach (var (key, values) in details) { operation[key] = values.Count == 1 ? JsonValue.Create(values[0]) : new JsonArray([.. values.Select(v => (JsonNode?)JsonValue.Create(v))]); }
        var inputs = new List<int>();
        foreach (var input in node.Inputs) { inputs.Add(Write(input, depth + 1, ref number, physical, text, graph)); }
        if (inputs is [var child]) { operation["child"] = child; }
        else if (inputs.Count > 1) { operation["children"] = new JsonArray([.. inputs.Select(i => (JsonNode?)JsonValue.Create(i))]); }
        // Drill's graph begins with what is read.
        graph.Add(operation);
        return own;
    }

    private static string Kebab(string name) => string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
