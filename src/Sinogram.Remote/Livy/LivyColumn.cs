using System.Globalization;
using System.Text.Json;
using Sinogram.Data;

namespace Sinogram.Remote.Livy;

/// <summary>
/// One column from JSON cells. Where a cell does not fit the announced type (a header speaks for the first row only), the whole column is text.
/// </summary>
internal static class LivyColumn
{
    private const DateTimeStyles AsUtc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    public static Column Read(string name, DataType? type, IReadOnlyList<JsonElement> cells, Func<JsonElement, string?> nested)
    {
        if (type is null or { Id: TypeId.String })
        {
            return Column.Of(new Field(name, DataType.String), cells.Select(type is null ? nested : Text));
        }

        try
        {
            return type switch
            {
                DecimalType known => Decimals(name, ReferenceEquals(known, LivyTypes.AnyDecimal) ? null : known, cells),
                _ => Column.Of(new Field(name, type), cells.Select(c => Value(type, c))),
            };
        }
        catch (Exception e) when (e is FormatException or OverflowException or InvalidOperationException or TableException)
        {
            return Column.Of(new Field(name, DataType.String), cells.Select(Text));
        }
    }

    /// <summary>A cell as text: a string as it is, anything else as its JSON.</summary>
    public static string? Text(JsonElement cell) =>
        IsNull(cell) ? null : cell.ValueKind == JsonValueKind.String ? cell.GetString() : cell.GetRawText();

    private static bool IsNull(JsonElement cell) => cell.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined;

    private static object? Value(DataType type, JsonElement cell) => IsNull(cell) ? null : type.Id switch
    {
        TypeId.Bool => cell.GetBoolean(),
        TypeId.Int8 => cell.GetSByte(),
        TypeId.Int16 => cell.GetInt16(),
        TypeId.Int32 => cell.GetInt32(),
        TypeId.Int64 => cell.GetInt64(),
        TypeId.Float32 => (float)Real(cell),
        TypeId.Float64 => Real(cell),
        TypeId.Date => DateOnly.ParseExact(cell.GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture),
        TypeId.Timestamp when type is TimestampType { Zone: not null } => DateTimeOffset.Parse(cell.GetString()!, CultureInfo.InvariantCulture, AsUtc),
        TypeId.Timestamp => DateTime.Parse(cell.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
        TypeId.Binary => Bytes(cell),
        _ => throw new FormatException($"A value does not fit {type}."),
    };

    /// <summary>Infinities come as text.</summary>
    private static double Real(JsonElement cell) => cell.ValueKind != JsonValueKind.String ? cell.GetDouble() : cell.GetString() switch
    {
        "NaN" => double.NaN,
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        _ => throw new FormatException("A text stands for a number."),
    };

    /// <summary>Java's bytes have a sign.</summary>
    private static byte[] Bytes(JsonElement cell) => [.. cell.EnumerateArray().Select(b => unchecked((byte)b.GetSByte()))];

    /// <summary>From the digits as they stand in the text. Without a known scale, the largest that occurs.</summary>
    private static Column Decimals(string name, DecimalType? known, IReadOnlyList<JsonElement> cells)
    {
        var values = cells.Select(c => IsNull(c) ? null : (DecimalDigits?)DecimalDigits.Parse(Text(c)!)).ToList();
        var type = known ?? new DecimalType(38, Math.Clamp(values.Max(v => v?.Scale ?? 0), 0, 38));
        return Column.Of(new Field(name, type), values.Select(v => v is { } digits ? (object)digits.At(type.Scale) : null));
    }
}
