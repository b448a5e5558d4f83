using System.Collections.Immutable;
using System.Globalization;

namespace Sinogram.Data.Arrow;

/// <summary>Types as the format strings of Arrow's C data interface.</summary>
internal static class CFormat
{
    public static string Of(DataType type) => type switch
    {
        DecimalType exact => string.Create(CultureInfo.InvariantCulture, $"d:{exact.Precision},{exact.Scale}"),
        TimeType { Unit: TimeUnit.Nanosecond } => "ttn",
        TimeType => "ttu",
        TimestampType timestamp => $"ts{Letter(timestamp.Unit)}:{timestamp.Zone}",
        DurationType duration => $"tD{Letter(duration.Unit)}",
        ListType => "+l",
        StructType => "+s",
        MapType => "+m",
        DictionaryType dictionary => Of(dictionary.Index),
        _ => type.Id switch
        {
            TypeId.Null => "n",
            TypeId.Bool => "b",
            TypeId.Int8 => "c",
            TypeId.UInt8 => "C",
            TypeId.Int16 => "s",
            TypeId.UInt16 => "S",
            TypeId.Int32 => "i",
            TypeId.UInt32 => "I",
            TypeId.Int64 => "l",
            TypeId.UInt64 => "L",
            TypeId.Float32 => "f",
            TypeId.Float64 => "g",
            TypeId.String => "u",
            TypeId.Binary => "z",
            TypeId.Date => "tdD",
            _ => "tin",
        },
    };

    /// <summary>The type and layout that a format string names.</summary>
    public static (DataType Type, WireLayout Layout, int Size) Parse(string format, string name, ImmutableArray<WireField> children) => format switch
    {
        "n" => (DataType.Null, WireLayout.Same, 0),
        "b" => (DataType.Bool, WireLayout.Same, 0),
        "c" => (DataType.Int8, WireLayout.Same, 0),
        "C" => (DataType.UInt8, WireLayout.Same, 0),
        "s" => (DataType.Int16, WireLayout.Same, 0),
        "S" => (DataType.UInt16, WireLayout.Same, 0),
        "i" => (DataType.Int32, WireLayout.Same, 0),
        "I" => (DataType.UInt32, WireLayout.Same, 0),
        "l" => (DataType.Int64, WireLayout.Same, 0),
        "L" => (DataType.UInt64, WireLayout.Same, 0),
        "e" => (DataType.Float32, WireLayout.Half, 0),
        "f" => (DataType.Float32, WireLayout.Same, 0),
        "g" => (DataType.Float64, WireLayout.Same, 0),
        "u" => (DataType.String, WireLayout.Same, 0),
        "U" => (DataType.String, WireLayout.Large, 0),
        "z" => (DataType.Binary, WireLayout.Same, 0),
        "Z" => (DataType.Binary, WireLayout.Large, 0),
        "vu" => (DataType.String, WireLayout.View, 0),
        "vz" => (DataType.Binary, WireLayout.View, 0),
        "+vl" or "+vL" when children.Length == 1 => (new ListType(children[0].Field), format == "+vl" ? WireLayout.ListView : WireLayout.LargeListView, 0),
        "+r" when children is [{ Field.Type.Id: TypeId.Int16 or TypeId.Int32 or TypeId.Int64 }, var values] => (values.Field.Type, WireLayout.Runs, 0),
        _ when format.StartsWith("+us:", StringComparison.Ordinal) || format.StartsWith("+ud:", StringComparison.Ordinal) => (WireLayouts.Union(children), WireLayout.Union, format[2] == 'd' ? 1 : 0),
        "tdD" => (DataType.Date, WireLayout.Same, 0),
        "tdm" => (DataType.Date, WireLayout.DateMilliseconds, 0),
        "tts" or "ttm" => (new TimeType(Unit(format[2])), WireLayout.Time32, 0),
        "ttu" or "ttn" => (new TimeType(Unit(format[2])), WireLayout.Same, 0),
        "tDs" or "tDm" or "tDu" or "tDn" => (new DurationType(Unit(format[2])), WireLayout.Same, 0),
        "tiM" => (DataType.Interval, WireLayout.Months, 0),
        "tiD" => (DataType.Interval, WireLayout.DayTime, 0),
        "tin" => (DataType.Interval, WireLayout.Same, 0),
        "+l" or "+L" when children.Length == 1 => (new ListType(children[0].Field), format == "+l" ? WireLayout.Same : WireLayout.Large, 0),
        "+s" => (new StructType([.. children.Select(c => c.Field)]), WireLayout.Same, 0),
        "+m" when children is [{ Children: [var key, var value] }] => (new MapType(key.Field, value.Field), WireLayout.Same, 0),
        _ => WithParameters(format, name, children),
    };

    private static (DataType Type, WireLayout Layout, int Size) WithParameters(string format, string name, ImmutableArray<WireField> children)
    {
        if (format.Length > 3 && format.StartsWith("ts", StringComparison.Ordinal) && "smun".Contains(format[2], StringComparison.Ordinal) && format[3] == ':')
        {
            return (new TimestampType(Unit(format[2]), format.Length == 4 ? null : format[4..]), WireLayout.Same, 0);
        }
        if (format.StartsWith("d:", StringComparison.Ordinal))
        {
            var parts = format[2..].Split(',');
            WireLayout? width = parts is [_, _] ? WireLayout.Same : parts is [_, _, var bits]
                ? bits switch { "128" => WireLayout.Same, "32" => WireLayout.Decimal32, "64" => WireLayout.Decimal64, "256" => WireLayout.Decimal256, _ => null } : null;
            if (width is { } known) { return (new DecimalType(Math.Min(38, Number(parts[0], name, format)), Number(parts[1], name, format)), known, 0); }
        }
        if (format.StartsWith("w:", StringComparison.Ordinal) && Number(format[2..], name, format) is var length and > 0) { return (DataType.Binary, WireLayout.FixedBinary, length); }
        if (format.StartsWith("+w:", StringComparison.Ordinal) && children.Length == 1 && Number(format[3..], name, format) is var size and > 0)
        {
            return (new ListType(children[0].Field), WireLayout.FixedList, size);
        }
        throw Unknown(name, format);
    }

    private static int Number(string text, string name, string format) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Unknown(name, format);

    private static ArrowFormatException Unknown(string name, string format) => new($"Field '{name}' has the Arrow format '{format}', which is not read here: convert it first.");

    private static char Letter(TimeUnit unit) => "smun"[(int)unit];

    private static TimeUnit Unit(char letter) => (TimeUnit)"smun".IndexOf(letter, StringComparison.Ordinal);
}
