using System.Text.Json.Nodes;

namespace Sinogram.Tool.Scan;

/// <summary>Properties of JSON that are named after what identifies a patient, with a value.</summary>
internal static class JsonProperties
{
    private const int Deepest = 60;

    /// <summary>How many there are that are neither masked nor missing.</summary>
    public static int Count(JsonNode? node, int depth = 0) => node switch
    {
        _ when depth > Deepest => 0,
        JsonArray list => list.Sum(n => Count(n, depth + 1)),
        JsonObject all => all.Sum(p => ColumnWords.IsOfPatients(p.Key) && p.Value is JsonValue or JsonArray ? Values(p.Value) : Count(p.Value, depth + 1)),
        _ => 0,
    };

    private static int Values(JsonNode? node) => node switch
    {
        JsonArray list => list.Sum(Values),
        JsonValue value => value.GetValueKind() is System.Text.Json.JsonValueKind.String or System.Text.Json.JsonValueKind.Number && ColumnWords.IsValue(value.ToString()) ? 1 : 0,
        _ => 0,
    };
}
