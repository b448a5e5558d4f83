using System.Text.Json;

namespace Sinogram.Remote.Drill.Embedded.Binding;

/// <summary>The structure of JSON as the engine tells it, in Drill's types: whole numbers BIGINT, others DOUBLE, text VARCHAR.</summary>
internal static class JsonStructure
{
    public static DrillType TypeOf(string? structure)
    {
        if (structure is null) { return DrillType.Null; }
        using var json = JsonDocument.Parse(structure, new JsonDocumentOptions { MaxDepth = 200 });
        return TypeOf(json.RootElement);
    }

    private static DrillType TypeOf(JsonElement structure) => structure.ValueKind switch
    {
        JsonValueKind.Object => DrillType.Map(structure.EnumerateObject().Select(p => (p.Name, TypeOf(p.Value) is { Kind: not DrillKind.Null } type ? type : DrillType.VarChar))),
        JsonValueKind.Array => DrillType.List(structure.GetArrayLength() == 0 ? DrillType.VarChar : TypeOf(structure[0]) is { Kind: not DrillKind.Null } type ? type : DrillType.VarChar),
        _ => structure.GetString() switch
        {
            "NULL" => DrillType.Null,
            "BIGINT" or "UBIGINT" => DrillType.BigInt,
            "DOUBLE" => DrillType.Float8,
            "BOOLEAN" => DrillType.Bit,
            // What is of several kinds, and an object without fields, stays text.
            _ => DrillType.VarChar,
        },
    };

    /// <summary>The structure that the engine reads JSON with.</summary>
    public static string ToEngine(DrillType type) => type.Kind switch
    {
        DrillKind.Map => "{" + string.Join(",", type.Fields.Select(f => $"{JsonSerializer.Serialize(f.Name)}:{ToEngine(f.Type)}")) + "}",
        DrillKind.List => $"[{ToEngine(type.Element!)}]",
        _ => JsonSerializer.Serialize(type.Engine),
    };
}
