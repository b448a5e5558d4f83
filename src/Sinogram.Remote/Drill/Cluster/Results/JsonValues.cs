using System.Globalization;
using System.Text.Json;
using Sinogram.Data;

namespace Sinogram.Remote.Drill.Cluster.Results;

/// <summary>JSON as objects: whole numbers as they are, decimals exactly, lists and maps.</summary>
internal static class JsonValues
{
    /// <summary>The value at the reader's token; the reader stands at its last token afterwards.</summary>
    public static object? Read(ref Utf8JsonReader reader, ResultType hint)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.True: return true;
            case JsonTokenType.False: return false;
            case JsonTokenType.String: return reader.GetString();
            case JsonTokenType.Number: return Number(ref reader, hint);
            case JsonTokenType.StartArray:
                var list = new List<object?>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) { list.Add(Read(ref reader, hint)); }
                return list;
            case JsonTokenType.StartObject:
                var map = new Dictionary<string, object?>(StringComparer.Ordinal);
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var name = reader.GetString()!;
                    reader.Read();
                    map[name] = Read(ref reader, default);
                }
                return map;
            default: return null;
        }
    }

    private static object Number(ref Utf8JsonReader reader, ResultType hint)
    {
        if (hint.Name is { } name && name.Contains("DECIMAL", StringComparison.Ordinal) && ExactNumber.TryParse(reader.ValueSpan, hint.Scale, out var unscaled)) { return new Decimal128(unscaled, hint.Scale); }
        if (reader.TryGetInt64(out var whole)) { return whole; }
        var value = reader.GetDouble();
        var text = System.Text.Encoding.ASCII.GetString(reader.ValueSpan);
        // A number with more digits than a double shows is a decimal.
        if (text.Count(char.IsAsciiDigit) <= 17 || text.AsSpan().ContainsAny('e', 'E')) { return value; }
        var scale = text.IndexOf('.', StringComparison.Ordinal) is var point and >= 0 ? text.Length - point - 1 : 0;
        return scale <= 38 && ExactNumber.TryParse(reader.ValueSpan, scale, out unscaled) && value.ToString("R", CultureInfo.InvariantCulture) != text ? new Decimal128(unscaled, scale) : value;
    }
}
