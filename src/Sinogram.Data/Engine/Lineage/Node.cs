using System.Text.Json;

namespace Sinogram.Data.Engine.Lineage;

/// <summary>Reads the tree that the engine serializes a statement to; what is empty is left out there.</summary>
internal static class Node
{
    /// <summary>A text; null where there is none.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A text that is not empty; null where there is none.</summary>
    public static string? Name(this JsonElement element, string name) => element.Text(name) is { Length: > 0 } text ? text : null;

    /// <summary>A part; null where there is none.</summary>
    public static JsonElement? Part(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;

    /// <summary>The parts of a list; none where there is no list.</summary>
    public static IEnumerable<JsonElement> Parts(this JsonElement element, string name) =>
        element.Part(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : Enumerable.Empty<JsonElement>();

    /// <summary>Whether a flag is set.</summary>
    public static bool Has(this JsonElement element, string name) => element.Part(name) is { ValueKind: JsonValueKind.True };

    /// <summary>The class of an expression.</summary>
    public static string? Class(this JsonElement expression) => expression.Text("class");

    /// <summary>The text of a constant; null for anything else.</summary>
    public static string? Constant(this JsonElement expression)
    {
        while (expression.Class() == "CAST" && expression.Part("child") is { } child)
        {
            expression = child;
        }

        return expression.Class() == "CONSTANT" ? expression.Part("value")?.Text("value") : null;
    }

    /// <summary>The whole number of a constant; null for anything else.</summary>
    public static int? Number(this JsonElement expression) =>
        expression.Class() == "CONSTANT" && expression.Part("value")?.Part("value") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) ? value : null;

    /// <summary>The names in a list of texts, or of objects that hold a column's name.</summary>
    public static IEnumerable<(string? Relation, string Column)> ColumnNames(this JsonElement element, string name)
    {
        foreach (var entry in element.Parts(name))
        {
            if ((entry.ValueKind == JsonValueKind.String ? entry.GetString() : entry.Text("column")) is { } column)
            {
                yield return (entry.Name("table"), column);
            }
        }
    }
}
