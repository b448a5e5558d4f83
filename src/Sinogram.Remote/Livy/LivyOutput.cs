using System.Text.Json;

namespace Sinogram.Remote.Livy;

/// <summary>Reads a statement's output.</summary>
internal static class LivyOutput
{
    private const string TableType = "application/vnd.livy.table.v1+json";

    public static LivyResult Read(JsonElement output)
    {
        if (LivyJson.Text(output, "status") != "ok")
        {
            return Error(output);
        }

        var data = output.GetProperty("data");
        if (data.TryGetProperty("msg_type", out _) && data.TryGetProperty("content", out var content))
        {
            // A failed %table, %json or %matplot comes with status ok and the error inside.
            return Error(content);
        }

        var text = LivyJson.Text(data, "text/plain") ?? "";
        if (LivyJson.Text(data, "image/png") is { } png)
        {
            return new LivyResult.Image(Convert.FromBase64String(png)) { Printed = text };
        }

        if (data.TryGetProperty(TableType, out var table))
        {
            return LivyTable.FromMagic(table) with { Printed = text };
        }

        if (data.TryGetProperty("application/json", out var json))
        {
            return (IsQuery(json) ? (LivyResult)LivyTable.FromQuery(json) : new LivyResult.Json(json.GetRawText())) with { Printed = text };
        }

        return new LivyResult.Text(text.Length == 0 ? LivyJson.Text(data, "text/html") ?? "" : text);
    }

    private static bool IsQuery(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty("schema", out var schema) && schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("fields", out _)
        && json.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Array;

    private static LivyResult.Error Error(JsonElement content) => new(
        LivyJson.Text(content, "ename") ?? "Error",
        LivyJson.Text(content, "evalue") ?? "",
        !content.TryGetProperty("traceback", out var traceback) ? []
            : traceback.ValueKind == JsonValueKind.Array ? [.. traceback.EnumerateArray().Where(l => l.ValueKind == JsonValueKind.String).Select(l => l.GetString()!.TrimEnd('\n'))]
            : traceback.ValueKind == JsonValueKind.String ? traceback.GetString()!.TrimEnd('\n').Split('\n')
            : []);
}
