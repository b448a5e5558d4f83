using System.Globalization;
using System.Text;
using System.Text.Json;
using Sinogram.Data;
using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Embedded.Statements;

/// <summary>EXPLAIN PLAN: the engine's plan in the form of Drill's text, one operator a line.</summary>
internal static class Explain
{
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
        var info = node.TryGetProperty("extra_info", out var extra) && extra.ValueKind == JsonValueKind.Object
            ? string.Join(", ", extra.EnumerateObject().Select(p => $"{p.Name}=[{Value(p.Value)}]"))
            : "";
        Line(text, ref number, depth, node.GetProperty("name").GetString()!.Trim(), info, physical);
        foreach (var child in node.GetProperty("children").EnumerateArray()) { Node(text, ref number, depth + 1, child, physical); }
    }

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
