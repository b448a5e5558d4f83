using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Sinogram.Data;

namespace Sinogram.Remote.Drill.Cluster.Results;

/// <summary>Columns of values that came as JSON: finds the least type that holds all of them, and brings them into it.</summary>
internal static class ObjectTypes
{
    public static Column Build(string name, IReadOnlyList<object?> values, ResultType hint)
    {
        var type = Infer(values, hint);
        var builder = new ColumnBuilder(new Field(name, type), values.Count);
        foreach (var value in values) { builder.AppendObject(Convert(value, type)); }
        return builder.Build();
    }

    /// <summary>The type of values; of none, the one that the metadata says.</summary>
    private static DataType Infer(IEnumerable<object?> values, ResultType hint)
    {
        DataType? type = null;
        foreach (var value in values)
        {
            if (value is not null) { type = type is null ? Of(value, hint) : Common(type, Of(value, hint)); }
        }
        return type ?? (hint.Name is "MAP" or "LIST" or "DICT" or "UNION" ? DataType.Of(typeof(string)) : hint.Data);
    }

    private static DataType Of(object value, ResultType hint) => value switch
    {
        List<object?> list when hint.Name == "DICT" && list.All(IsEntry) => new MapType(
            new Field("key", Infer(list.Select(e => ((Dictionary<string, object?>)e!)["key"]), default), nullable: false),
            new Field("value", Infer(list.Select(e => ((Dictionary<string, object?>)e!)["value"]), default))),
        List<object?> list => new ListType(new Field("item", Infer(list, hint with { Name = hint.Name is "LIST" or "DICT" ? "" : hint.Name ?? "" }))),
        Dictionary<string, object?> map => new StructType([.. map.Select(p => new Field(p.Key, Infer([p.Value], default)))]),
        string text => Text(text, hint),
        long number => hint.Name switch
        {
            "DATE" or "TIME" or "TIMESTAMP" or "FLOAT4" or "FLOAT8" => hint.Data,
            "INT" or "SMALLINT" or "TINYINT" when number is >= int.MinValue and <= int.MaxValue => DataType.Of(typeof(int)),
            _ when hint.Name is { } n && n.Contains("DECIMAL", StringComparison.Ordinal) => new DecimalType(38, ((DecimalType)hint.Data).Scale),
            _ => DataType.Of(typeof(long)),
        },
        double => hint.Name == "FLOAT4" ? hint.Data : DataType.Of(typeof(double)),
        Decimal128 number => new DecimalType(38, number.Scale),
        int => DataType.Of(typeof(int)),
        bool => DataType.Of(typeof(bool)),
        DateOnly => DataType.Of(typeof(DateOnly)),
        TimeOnly => new TimeType(TimeUnit.Millisecond),
        DateTime => new TimestampType(TimeUnit.Millisecond, null),
        Interval => DataType.Of(typeof(Interval)),
        byte[] => DataType.Of(typeof(byte[])),
        _ => DataType.Of(typeof(string)),
    };

    private static bool IsEntry(object? item) => item is Dictionary<string, object?> { Count: 2 } map && map.TryGetValue("key", out var key) && key is not null && map.ContainsKey("value");

    private static DataType Text(string text, ResultType hint) => hint.Name switch
    {
        "INTERVAL" or "INTERVALDAY" or "INTERVALYEAR" when DrillInterval.TryParse(text, out _) => hint.Data,
        "VARBINARY" when IsBase64(text) => hint.Data,
        "FLOAT4" or "FLOAT8" when text is "NaN" or "Infinity" or "-Infinity" => hint.Data,
        _ => DataType.Of(typeof(string)),
    };

    private static bool IsBase64(string text) => System.Convert.TryFromBase64String(text, new byte[(text.Length * 3 / 4) + 3], out _);

    /// <summary>The least type that holds values of both; text where nothing else does.</summary>
    public static DataType Common(DataType a, DataType b)
    {
        if (a == b) { return a; }
        switch (a, b)
        {
            case (ListType x, ListType y): return new ListType(new Field("item", CommonOfEmpty(x.Element.Type, y.Element.Type)));
            case (StructType x, StructType y): return new StructType(Union(x, y));
            case (MapType x, MapType y): return new MapType(new Field("key", Common(x.Key.Type, y.Key.Type), nullable: false), new Field("value", Common(x.Value.Type, y.Value.Type)));
            case (DecimalType x, DecimalType y): return new DecimalType(38, Math.Max(x.Scale, y.Scale));
        }
        if (a.IsNumeric && b.IsNumeric)
        {
            if (a.Id is TypeId.Float32 or TypeId.Float64 || b.Id is TypeId.Float32 or TypeId.Float64) { return DataType.Of(typeof(double)); }
            return a is DecimalType ? a : b is DecimalType ? b : DataType.Of(typeof(long));
        }
        return DataType.Of(typeof(string));
    }

    /// <summary>A list without elements says nothing of their type.</summary>
    private static DataType CommonOfEmpty(DataType a, DataType b) => a.Id == TypeId.String && b.IsNested ? b : b.Id == TypeId.String && a.IsNested ? a : Common(a, b);

    private static ImmutableArray<Field> Union(StructType a, StructType b)
    {
        var fields = a.Children.ToList();
        foreach (var field in b.Children)
        {
            var at = fields.FindIndex(f => f.Name == field.Name);
            if (at < 0) { fields.Add(field); }
            else { fields[at] = new Field(field.Name, Common(fields[at].Type, field.Type)); }
        }
        return [.. fields];
    }

    /// <summary>A value in a type that was found for it and others.</summary>
    public static object? Convert(object? value, DataType type)
    {
        switch (value)
        {
            case null: return null;
            case List<object?> list when type is ListType lists: return list.Select(v => Convert(v, lists.Element.Type)).ToList();
            case List<object?> list when type is MapType maps:
                return new MapValue(list.Cast<Dictionary<string, object?>>().Select(e => KeyValuePair.Create(Convert(e["key"], maps.Key.Type)!, Convert(e["value"], maps.Value.Type))));
            case Dictionary<string, object?> map when type is StructType fields: return fields.Children.ToDictionary(f => f.Name, f => Convert(map.GetValueOrDefault(f.Name), f.Type));
        }
        return type.Id switch
        {
            TypeId.String => AsText(value),
            TypeId.Float64 or TypeId.Float32 => value switch
            {
                string text => text switch { "NaN" => double.NaN, "Infinity" => double.PositiveInfinity, _ => double.NegativeInfinity },
                Decimal128 number => number.ToDouble(),
                _ => System.Convert.ToDouble(value, CultureInfo.InvariantCulture),
            },
            TypeId.Decimal => AsDecimal(value, (DecimalType)type),
            TypeId.Date when value is long ms => DateOnly.FromDateTime(DateTime.UnixEpoch.AddMilliseconds(ms)),
            TypeId.Time when value is long ms => TimeOnly.FromTimeSpan(TimeSpan.FromMilliseconds(ms)),
            TypeId.Timestamp when value is long ms => DateTime.SpecifyKind(DateTime.UnixEpoch.AddMilliseconds(ms), DateTimeKind.Unspecified),
            TypeId.Interval when value is string text && DrillInterval.TryParse(text, out var interval) => interval,
            TypeId.Binary when value is string text => System.Convert.FromBase64String(text),
            TypeId.Int32 when value is long number => (int)number,
            TypeId.Int64 when value is int number => (long)number,
            _ => value,
        };
    }

    private static object AsDecimal(object value, DecimalType type)
    {
        var text = value switch { Decimal128 d => d.ToString(), double d => d.ToString("R", CultureInfo.InvariantCulture), _ => System.Convert.ToString(value, CultureInfo.InvariantCulture)! };
        return ExactNumber.TryParse(Encoding.UTF8.GetBytes(text), type.Scale, out var unscaled) ? new Decimal128(unscaled, type.Scale) : throw new ResultFormatException($"{text} has more digits than {type}.");
    }

    private static string AsText(object value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture),
        List<object?> or Dictionary<string, object?> => JsonSerializer.Serialize(value),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
