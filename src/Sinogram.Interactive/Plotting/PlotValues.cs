using System.Collections;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Sinogram.Interactive.Plotting;

/// <summary>Sequences as plotly.js reads them. Long numeric ones are written as the bytes of their array, which is a quarter of the text.</summary>
internal static class PlotValues
{
    private const int Long = 500;

    public static JsonNode ToJson(IEnumerable values)
    {
        if (values is Array { Rank: 2 } grid)
        {
            return Rows(grid);
        }

        if (values is ICollection { Count: > Long } or IReadOnlyCollection<double> { Count: > Long } or IReadOnlyCollection<float> { Count: > Long })
        {
            if (values is IEnumerable<double> doubles)
            {
                return Packed("f8", doubles.ToArray());
            }

            if (values is IEnumerable<float> floats)
            {
                return Packed("f4", floats.ToArray());
            }

            if (values is IEnumerable<int> whole and not IEnumerable<Enum>)
            {
                return Packed("i4", whole.ToArray());
            }
        }

        var json = new JsonArray();
        foreach (var value in values)
        {
            json.Add(One(value));
        }

        return json;
    }

    /// <summary>The numbers of a packed array, or of a plain one; NaN for what is none.</summary>
    public static double[] Numbers(JsonNode? json) => json switch
    {
        JsonArray array => [.. array.Select(Number)],
        JsonObject packed when packed["bdata"] is { } data => Unpack(packed["dtype"]?.GetValue<string>() ?? "", Convert.FromBase64String(data.GetValue<string>())),
        _ => [],
    };

    public static double Number(JsonNode? value) =>
        value is JsonValue known && known.GetValueKind() == System.Text.Json.JsonValueKind.Number ? double.Parse(known.ToJsonString(), CultureInfo.InvariantCulture) : double.NaN;

    /// <summary>A value as JSON: what is no number, date or truth is text.</summary>
    private static JsonNode? One(object? value) => value switch
    {
        null => null,
        double d => double.IsFinite(d) ? JsonValue.Create(d) : null,
        float f => float.IsFinite(f) ? JsonValue.Create(f) : null,
        Half h => Half.IsFinite(h) ? JsonValue.Create((float)h) : null,
        bool b => b,
        string s => s,
        DateTime t => t.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset t => t.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DateOnly d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        byte or sbyte or short or ushort or int or uint or long or ulong => JsonValue.Create(Convert.ToDecimal(value, CultureInfo.InvariantCulture)),
        decimal m => JsonValue.Create(m),
        IEnumerable inner => ToJson(inner),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static JsonArray Rows(Array grid)
    {
        var rows = new JsonArray();
        for (var r = 0; r < grid.GetLength(0); r++)
        {
            var row = new double[grid.GetLength(1)];
            for (var c = 0; c < row.Length; c++)
            {
                row[c] = Convert.ToDouble(grid.GetValue(r, c), CultureInfo.InvariantCulture);
            }

            rows.Add(row.Length > Long ? Packed("f8", row) : new JsonArray([.. row.Select(v => One(v))]));
        }

        return rows;
    }

    private static JsonObject Packed<T>(string type, T[] values)
        where T : unmanaged => new()
        {
            ["dtype"] = type,
            ["bdata"] = Convert.ToBase64String(MemoryMarshal.AsBytes(values.AsSpan())),
        };

    private static double[] Unpack(string type, byte[] bytes) => type switch
    {
        "f8" => MemoryMarshal.Cast<byte, double>(bytes).ToArray(),
        "f4" => Cast<float>(bytes),
        "i4" => Cast<int>(bytes),
        "u4" => Cast<uint>(bytes),
        "i2" => Cast<short>(bytes),
        "u2" => Cast<ushort>(bytes),
        "i1" => Cast<sbyte>(bytes),
        "u1" => Cast<byte>(bytes),
        _ => [],
    };

    private static double[] Cast<T>(byte[] bytes)
        where T : unmanaged, IConvertible
    {
        var values = MemoryMarshal.Cast<byte, T>(bytes);
        var numbers = new double[values.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = values[i].ToDouble(CultureInfo.InvariantCulture);
        }

        return numbers;
    }
}
