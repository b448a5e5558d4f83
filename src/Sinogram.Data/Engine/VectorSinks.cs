using System.Globalization;
using Sinogram.Data.Builders;
using Sinogram.Data.Interop;

namespace Sinogram.Data.Engine;

/// <summary>Chooses the sink for a result column by the engine's type.</summary>
internal static class VectorSinks
{
    private static readonly Int128 Limit38 = Decimal128.PowerOfTen(38);

    /// <param name="type">The engine's type; stays the caller's.</param>
    /// <param name="column">The column's name, for errors.</param>
    /// <param name="hugeAsInt64">128-bit integers as int64, checked, instead of decimal(38,0).</param>
    /// <param name="isInner">Within a list or the like, whose type must be known before its values.</param>
    public static VectorSink For(nint type, string column, bool hugeAsInt64 = false, bool isInner = false)
    {
        var id = DuckDb.TypeId(type);
        switch (id)
        {
            case DuckDbType.Boolean: return new VectorSink.Bool();
            case DuckDbType.TinyInt: return new VectorSink.Fixed<sbyte>(DataType.Int8);
            case DuckDbType.SmallInt: return new VectorSink.Fixed<short>(DataType.Int16);
            case DuckDbType.Integer: return new VectorSink.Fixed<int>(DataType.Int32);
            case DuckDbType.BigInt: return new VectorSink.Fixed<long>(DataType.Int64);
            case DuckDbType.UTinyInt: return new VectorSink.Fixed<byte>(DataType.UInt8);
            case DuckDbType.USmallInt: return new VectorSink.Fixed<ushort>(DataType.UInt16);
            case DuckDbType.UInteger: return new VectorSink.Fixed<uint>(DataType.UInt32);
            case DuckDbType.UBigInt: return new VectorSink.Fixed<ulong>(DataType.UInt64);
            case DuckDbType.Float: return new VectorSink.Fixed<float>(DataType.Float32);
            case DuckDbType.Double: return new VectorSink.Fixed<double>(DataType.Float64);
            case DuckDbType.Date: return new VectorSink.Fixed<int>(DataType.Date);
            case DuckDbType.Time: return new VectorSink.Fixed<long>(DataType.Time);
            case DuckDbType.TimeNs: return new VectorSink.Fixed<long>(new TimeType(TimeUnit.Nanosecond));
            case DuckDbType.Timestamp: return new VectorSink.Fixed<long>(DataType.Timestamp);
            case DuckDbType.TimestampS: return new VectorSink.Fixed<long>(new TimestampType(TimeUnit.Second, null));
            case DuckDbType.TimestampMs: return new VectorSink.Fixed<long>(new TimestampType(TimeUnit.Millisecond, null));
            case DuckDbType.TimestampNs: return new VectorSink.Fixed<long>(new TimestampType(TimeUnit.Nanosecond, null));
            case DuckDbType.TimestampTz: return new VectorSink.Fixed<long>(DataType.TimestampUtc);
            case DuckDbType.Varchar: return new VectorSink.Bytes(DataType.String);
            case DuckDbType.Blob: return new VectorSink.Bytes(DataType.Binary);
            case DuckDbType.Uuid: return new VectorSink.Uuid();
            case DuckDbType.Interval: return new VectorSink.Converted<DuckDb.NativeInterval, Interval>(DataType.Interval, ToInterval);
            case DuckDbType.HugeInt when hugeAsInt64: return new VectorSink.Converted<Int128, long>(DataType.Int64, v => CheckLong(v, column));
            case DuckDbType.HugeInt when !isInner: return new HugeSink(column);
            case DuckDbType.HugeInt: return new VectorSink.Converted<Int128, Int128>(DataType.Decimal(38, 0), v => IsDecimal(v) ? v : throw TooManyDigits(column));
            case DuckDbType.UHugeInt: return new SpelledSink<UInt128>(v => v.ToString(CultureInfo.InvariantCulture));
            case DuckDbType.TimeTz: return new SpelledSink<ulong>(Spelling.TimeWithZone);
            case DuckDbType.Bit: return new SpelledSink<DuckDb.StringValue>(Spelling.Bits);
            case DuckDbType.BigNum: return new SpelledSink<DuckDb.StringValue>(Spelling.Integer);
            // Well-known binary, as the engine keeps it.
            case DuckDbType.Geometry: return new VectorSink.Bytes(DataType.Binary);
            case DuckDbType.SqlNull: return new VectorSink.Nothing();
            case DuckDbType.Decimal: return Decimal(new DecimalType(DuckDb.DecimalWidth(type), DuckDb.DecimalScale(type)));
            case DuckDbType.Enum: return Enumeration(type);
            case DuckDbType.List: return List(DuckDb.ListChildType(type), column);
            case DuckDbType.Array: return Array(type, column);
            case DuckDbType.Struct: return Struct(type, column);
            case DuckDbType.Map: return Map(type, column);
            case DuckDbType.Union: return Union(type, column);
            default:
                throw new EngineException($"Column '{column}' is of the engine's type {id.ToString().ToUpperInvariant()}, which has no column type here: cast it in SQL, for example CAST({column} AS VARCHAR).", "Not implemented");
        }
    }

    private static VectorSink Owned(nint type, string column)
    {
        try
        {
            return For(type, column, isInner: true);
        }
        finally
        {
            DuckDb.DestroyType(ref type);
        }
    }

    // The engine keeps a decimal in the smallest integer that holds its digits.
    private static VectorSink Decimal(DecimalType type) => type.Precision switch
    {
        <= 4 => new VectorSink.Converted<short, Int128>(type, v => v),
        <= 9 => new VectorSink.Converted<int, Int128>(type, v => v),
        <= 18 => new VectorSink.Converted<long, Int128>(type, v => v),
        _ => new VectorSink.Fixed<Int128>(type),
    };

    private static VectorSink Enumeration(nint type)
    {
        var values = new BytesBuilder(DataType.String);
        var count = DuckDb.EnumSize(type);
        for (uint i = 0; i < count; i++) { values.Append(DuckDb.TakeText(DuckDb.EnumValue(type, i))); }
        var dictionary = new DictionaryType(DataType.Int32, DataType.String, ordered: true);
        return DuckDb.EnumInternalType(type) switch
        {
            DuckDbType.UTinyInt => new VectorSink.Enumeration<byte>(dictionary, values.Build()),
            DuckDbType.USmallInt => new VectorSink.Enumeration<ushort>(dictionary, values.Build()),
            _ => new VectorSink.Enumeration<uint>(dictionary, values.Build()),
        };
    }

    private static ListSink List(nint elementType, string column)
    {
        var element = Owned(elementType, column);
        return new ListSink(new ListType(new Field("item", element.Type)), element);
    }

    private static ArraySink Array(nint type, string column)
    {
        var element = Owned(DuckDb.ArrayChildType(type), column);
        return new ArraySink(new ListType(new Field("item", element.Type)), element, (int)DuckDb.ArraySize(type));
    }

    private static StructSink Struct(nint type, string column)
    {
        var count = DuckDb.StructCount(type);
        var fields = new Field[count];
        var sinks = new VectorSink[count];
        for (ulong i = 0; i < count; i++)
        {
            var name = DuckDb.TakeText(DuckDb.StructChildName(type, i));
            sinks[i] = Owned(DuckDb.StructChildType(type, i), $"{column}.{name}");
            fields[i] = new Field(name, sinks[i].Type);
        }
        return new StructSink(new StructType([.. fields]), sinks);
    }

    /// <summary>A struct of a tag and the members, of which one has the value; so they lie in the engine's vectors, too.</summary>
    private static StructSink Union(nint type, string column)
    {
        var count = DuckDb.UnionCount(type);
        var tags = new BytesBuilder(DataType.String);
        var fields = new Field[count + 1];
        var sinks = new VectorSink[count + 1];
        for (ulong i = 0; i < count; i++)
        {
            var name = DuckDb.TakeText(DuckDb.UnionName(type, i));
            tags.Append(name);
            sinks[i + 1] = Owned(DuckDb.UnionMember(type, i), $"{column}.{name}");
            fields[i + 1] = new Field(name, sinks[i + 1].Type);
        }
        var tag = Arrow.WireLayouts.Tag;
        while (fields.Skip(1).Any(f => f.Name == tag)) { tag += "_"; }
        sinks[0] = new VectorSink.Enumeration<byte>(new DictionaryType(DataType.Int32, DataType.String), tags.Build());
        fields[0] = new Field(tag, sinks[0].Type);
        return new StructSink(new StructType([.. fields]), sinks);
    }

    private static MapSink Map(nint type, string column)
    {
        var key = Owned(DuckDb.MapKeyType(type), column);
        var value = Owned(DuckDb.MapValueType(type), column);
        return new MapSink((MapType)DataType.Map(key.Type, value.Type), key, value);
    }

    private static Interval ToInterval(DuckDb.NativeInterval value) => new(value.Months, value.Days, checked(value.Microseconds * 1000));

    private static long CheckLong(Int128 value, string column) => value >= long.MinValue && value <= long.MaxValue
        ? (long)value
        : throw new EngineException($"Column '{column}' has an integer beyond 64 bits: cast it in SQL to DOUBLE or DECIMAL.", "Out of range");

    /// <summary>It has at most 38 digits.</summary>
    public static bool IsDecimal(Int128 value) => value > -Limit38 && value < Limit38;

    /// <summary>A column of that type becomes one of ours, value by value.</summary>
    public static bool IsRead(DuckDbType id) => id is (>= DuckDbType.Boolean and <= DuckDbType.Array) or DuckDbType.BigNum or DuckDbType.SqlNull or DuckDbType.TimeNs or DuckDbType.Geometry;

    public static EngineException TooManyDigits(string column) => new($"Column '{column}' has an integer of more than 38 digits: cast it in SQL, for example CAST({column} AS DOUBLE) or AS VARCHAR.", "Out of range");
}
