namespace Sinogram.Data;

/// <summary>Which CLR type stands for which column type.</summary>
internal static class ClrTypes
{
    private static readonly Dictionary<Type, DataType> Simple = new()
    {
        [typeof(bool)] = DataType.Bool,
        [typeof(sbyte)] = DataType.Int8,
        [typeof(short)] = DataType.Int16,
        [typeof(int)] = DataType.Int32,
        [typeof(long)] = DataType.Int64,
        [typeof(byte)] = DataType.UInt8,
        [typeof(ushort)] = DataType.UInt16,
        [typeof(uint)] = DataType.UInt32,
        [typeof(ulong)] = DataType.UInt64,
        [typeof(float)] = DataType.Float32,
        [typeof(double)] = DataType.Float64,
        [typeof(string)] = DataType.String,
        [typeof(char)] = DataType.String,
        [typeof(Guid)] = DataType.String,
        [typeof(byte[])] = DataType.Binary,
        [typeof(DateOnly)] = DataType.Date,
        [typeof(TimeOnly)] = DataType.Time,
        [typeof(DateTime)] = DataType.Timestamp,
        [typeof(DateTimeOffset)] = DataType.TimestampUtc,
        [typeof(TimeSpan)] = DataType.Duration,
        [typeof(Interval)] = DataType.Interval,
    };

    public static Type Of(DataType type) => type switch
    {
        DecimalType => typeof(decimal),
        TimeType => typeof(TimeOnly),
        TimestampType { Zone: null } => typeof(DateTime),
        TimestampType => typeof(DateTimeOffset),
        DurationType => typeof(TimeSpan),
        ListType list => Of(list.Element.Type).MakeArrayType(),
        StructType => typeof(StructValue),
        MapType => typeof(MapValue),
        DictionaryType dictionary => Of(dictionary.Value),
        _ => type.Id switch
        {
            TypeId.Null => typeof(object),
            TypeId.Bool => typeof(bool),
            TypeId.Int8 => typeof(sbyte),
            TypeId.Int16 => typeof(short),
            TypeId.Int32 => typeof(int),
            TypeId.Int64 => typeof(long),
            TypeId.UInt8 => typeof(byte),
            TypeId.UInt16 => typeof(ushort),
            TypeId.UInt32 => typeof(uint),
            TypeId.UInt64 => typeof(ulong),
            TypeId.Float32 => typeof(float),
            TypeId.Float64 => typeof(double),
            TypeId.String => typeof(string),
            TypeId.Binary => typeof(byte[]),
            TypeId.Date => typeof(DateOnly),
            TypeId.Interval => typeof(Interval),
            _ => typeof(object),
        },
    };

    /// <summary>The type that holds nulls too: <c>double?</c> for a value type, itself for a reference type.</summary>
    public static Type NullableOf(DataType type)
    {
        var clr = Of(type);
        return clr.IsValueType ? typeof(Nullable<>).MakeGenericType(clr) : clr;
    }

    public static DataType ToDataType(Type clr) => TryToDataType(clr)
        ?? throw new TableException($"{clr} cannot be a column. Columns hold bool, numbers, decimal, string, byte[], dates and times, enums, and lists of these.");

    public static DataType? TryToDataType(Type clr)
    {
        clr = Nullable.GetUnderlyingType(clr) ?? clr;
        if (Simple.TryGetValue(clr, out var simple)) { return simple; }
        if (clr == typeof(decimal)) { return new DecimalType(38, 18); }
        if (clr.IsEnum) { return DataType.Dictionary(DataType.String); }
        return ElementOf(clr) is { } element && TryToDataType(element) is { } inner ? DataType.List(inner) : null;
    }

    /// <summary>The element type of an array, list or other generic sequence that is not text.</summary>
    public static Type? ElementOf(Type clr)
    {
        if (clr.IsArray && clr.GetArrayRank() == 1) { return clr.GetElementType(); }
        if (!typeof(System.Collections.IEnumerable).IsAssignableFrom(clr) || clr == typeof(string)) { return null; }
        var sequence = clr.IsInterface && clr.IsGenericType && clr.GetGenericTypeDefinition() == typeof(IEnumerable<>)
            ? clr
            : clr.GetInterfaces().FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>));
        return sequence?.GetGenericArguments()[0];
    }
}
