using System.Text.Json;

namespace Sinogram.Remote.Livy;

/// <summary>Reads the objects of Livy's answers.</summary>
internal static class LivyJson
{
    public static LivySessionInfo Session(JsonElement json) => new(
        json.GetProperty("id").GetInt32(),
        Text(json, "name"),
        Text(json, "kind") ?? "",
        json.GetProperty("state").GetString() ?? throw new FormatException("A session has a state."),
        Text(json, "owner"),
        Text(json, "appId"));

    /// <summary>The lines without the headers of the two streams.</summary>
    public static IReadOnlyList<string> Log(JsonElement json) =>
    [
        .. json.GetProperty("log").EnumerateArray().Select(l => l.GetString() ?? "").Where(l => l.Trim() is not ("stdout:" or "stderr:")),
    ];

    public static LivyStatement Statement(JsonElement json) => new(
        json.GetProperty("id").GetInt32(),
        json.GetProperty("state").GetString() ?? throw new FormatException("A statement has a state."),
        json.TryGetProperty("progress", out var progress) && progress.ValueKind == JsonValueKind.Number ? progress.GetDouble() : 0,
        json.TryGetProperty("output", out var output) && output.ValueKind == JsonValueKind.Object ? LivyOutput.Read(output) : null);

    public static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
