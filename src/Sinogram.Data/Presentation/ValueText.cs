using System.Collections;
using System.Globalization;

namespace Sinogram.Data.Presentation;

/// <summary>Values as people read them: exact, invariant of culture, dates and times in ISO 8601.</summary>
public static class ValueText
{
    /// <summary>The text of one value; null where it is missing.</summary>
    public static string? Of(Column column, long row)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (column.IsNull(row)) { return null; }
        if (FineTime.Of(column, row, ' ') is { } exact) { return exact; }
        try
        {
            return Of(column.GetValue(row), column.Type);
        }
        catch (TableException)
        {
            // A date or time outside .NET's range: the engine's infinities, or years beyond 9999.
            return Raw(column, row);
        }
    }

    internal static string Of(object? value, DataType type) => value switch
    {
        null => "null",
        string text => text,
        bool flag => flag ? "true" : "false",
        byte[] bytes => Bytes(bytes),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString(Fraction("HH:mm:ss", time.Ticks), CultureInfo.InvariantCulture),
        DateTime time => time.ToString(Fraction("yyyy-MM-dd HH:mm:ss", time.Ticks), CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString(Fraction("yyyy-MM-dd HH:mm:ss", time.Ticks), CultureInfo.InvariantCulture) + "Z",
        TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
        StructValue row => "{" + string.Join(", ", row.Select((p, i) => $"{p.Key}: {Inner(p.Value, ((StructType)type).Children[i].Type)}")) + "}",
        MapValue map => "{" + string.Join(", ", map.Select(e => $"{Inner(e.Key, ((MapType)type).Key.Type)}: {Inner(e.Value, ((MapType)type).Value.Type)}")) + "}",
        IEnumerable list => "[" + string.Join(", ", list.Cast<object?>().Select(v => Inner(v, ((ListType)type).Element.Type))) + "]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Inner(object? value, DataType type) => value is string text ? $"\"{text}\"" : Of(value, type is DictionaryType dictionary ? dictionary.Value : type);

    private static string Bytes(byte[] bytes) => bytes.Length <= 16
        ? "0x" + Convert.ToHexStringLower(bytes)
        : $"0x{Convert.ToHexStringLower(bytes.AsSpan(0, 16))}… ({bytes.Length:N0} bytes)".ToString(CultureInfo.InvariantCulture);

    private static string Fraction(string format, long ticks) => ticks % TimeSpan.TicksPerSecond == 0 ? format
        : ticks % TimeSpan.TicksPerMillisecond == 0 ? format + ".fff"
        : ticks % TimeSpan.TicksPerMicrosecond == 0 ? format + ".ffffff" : format + ".fffffff";

    private static string Raw(Column column, long row) => column.Type switch
    {
        { Id: TypeId.Date } => column.Data.Value<int>((int)row) switch
        {
            int.MaxValue => "infinity",
            -int.MaxValue => "-infinity",
            var days => string.Create(CultureInfo.InvariantCulture, $"1970-01-01 {days:+#,##0;-#,##0} days"),
        },
        TimestampType or TimeType or DurationType => column.Data.Value<long>((int)row) switch
        {
            long.MaxValue => "infinity",
            -long.MaxValue => "-infinity",
            var count => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {column.Type}"),
        },
        _ => $"({column.Type} outside .NET's range)",
    };
}
