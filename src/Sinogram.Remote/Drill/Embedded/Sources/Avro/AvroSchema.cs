using System.Collections.Immutable;
using System.Text.Json;

namespace Sinogram.Remote.Drill.Embedded.Sources.Avro;

internal enum AvroKind { Null, Boolean, Int, Long, Float, Double, Bytes, String, Record, Enum, Array, Map, Union, Fixed }

/// <summary>A schema of Avro: what the bytes of a value are.</summary>
internal sealed class AvroSchema(AvroKind kind)
{
    private const int Deepest = 64;

    public AvroKind Kind { get; } = kind;

    /// <summary>What the value means beyond its bytes: decimal, date, time-millis …</summary>
    public string? Logical { get; private init; }
    public int Precision { get; private init; }
    public int Scale { get; private init; }
    public int Size { get; private init; }
    public ImmutableArray<string> Symbols { get; private init; } = [];

    /// <summary>The element of an array, the value of a map.</summary>
    public AvroSchema? Element { get; private set; }
    public IReadOnlyList<AvroSchema> Branches { get; private set; } = [];
    public IReadOnlyList<(string Name, AvroSchema Schema)> Fields { get; private set; } = [];

    /// <exception cref="AvroFormatException">It is no schema, or one that holds itself.</exception>
    public static AvroSchema Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 256 });
            return Parse(document.RootElement, new Dictionary<string, AvroSchema?>(StringComparer.Ordinal), "", 0);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new AvroFormatException("The schema in the file is no schema of Avro.", e);
        }
    }

    private static AvroSchema Parse(JsonElement json, Dictionary<string, AvroSchema?> known, string space, int depth)
    {
        if (depth > Deepest) { throw new AvroFormatException($"The schema is nested more than {Deepest} deep."); }
        switch (json.ValueKind)
        {
            case JsonValueKind.String: return Named(json.GetString()!, known, space);
            case JsonValueKind.Array: return new AvroSchema(AvroKind.Union) { Branches = [.. json.EnumerateArray().Select(b => Parse(b, known, space, depth + 1))] };
        }
        var type = json.GetProperty("type");
        if (type.ValueKind != JsonValueKind.String) { return Parse(type, known, space, depth + 1); }
        var kind = type.GetString()!;
        switch (kind)
        {
            case "array": return new AvroSchema(AvroKind.Array) { Element = Parse(json.GetProperty("items"), known, space, depth + 1) };
            case "map": return new AvroSchema(AvroKind.Map) { Element = Parse(json.GetProperty("values"), known, space, depth + 1) };
            case "record" or "error": return Record(json, known, space, depth);
            case "enum": return Keep(new AvroSchema(AvroKind.Enum) { Symbols = [.. json.GetProperty("symbols").EnumerateArray().Select(s => s.GetString()!)] }, json, known, space);
            case "fixed":
                var size = json.GetProperty("size").GetInt32();
                if (size is < 0 or > 1 << 24) { throw new AvroFormatException($"A fixed value of {size} bytes is not read."); }
                return Keep(new AvroSchema(AvroKind.Fixed) { Size = size, Logical = Text(json, "logicalType"), Precision = Number(json, "precision"), Scale = Number(json, "scale") }, json, known, space);
        }
        var named = Named(kind, known, space);
        return Text(json, "logicalType") is { } logical && named.Kind is AvroKind.Int or AvroKind.Long or AvroKind.Bytes
            ? new AvroSchema(named.Kind) { Logical = logical, Precision = Number(json, "precision"), Scale = Number(json, "scale") }
            : named;
    }

    private static AvroSchema Record(JsonElement json, Dictionary<string, AvroSchema?> known, string space, int depth)
    {
        var (name, inner) = FullName(json, space);
        // While its fields are read a record may not name itself: the table would have no end.
        known[name] = null;
        var fields = json.GetProperty("fields").EnumerateArray().Select(f => (f.GetProperty("name").GetString()!, Parse(f.GetProperty("type"), known, inner, depth + 1))).ToList();
        var record = new AvroSchema(AvroKind.Record) { Fields = fields };
        known[name] = record;
        return record;
    }

    private static AvroSchema Keep(AvroSchema schema, JsonElement json, Dictionary<string, AvroSchema?> known, string space)
    {
        known[FullName(json, space).Name] = schema;
        return schema;
    }

    private static AvroSchema Named(string name, Dictionary<string, AvroSchema?> known, string space)
    {
        AvroKind? primitive = name switch
        {
            "null" => AvroKind.Null,
            "boolean" => AvroKind.Boolean,
            "int" => AvroKind.Int,
            "long" => AvroKind.Long,
            "float" => AvroKind.Float,
            "double" => AvroKind.Double,
            "bytes" => AvroKind.Bytes,
            "string" => AvroKind.String,
            _ => null,
        };
        if (primitive is { } kind) { return new AvroSchema(kind); }
        if (!known.TryGetValue(name, out var found) && !known.TryGetValue($"{space}.{name}", out found)) { throw new AvroFormatException($"The schema names a type '{name}' that it does not have."); }
        return found ?? throw new AvroFormatException($"The record '{name}' holds itself: it is no table.");
    }

    private static (string Name, string Space) FullName(JsonElement json, string space)
    {
        var name = json.GetProperty("name").GetString()!;
        if (name.LastIndexOf('.') is var dot and > 0) { return (name, name[..dot]); }
        var own = Text(json, "namespace") ?? space;
        return (own.Length == 0 ? name : $"{own}.{name}", own);
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int Number(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : 0;
}
