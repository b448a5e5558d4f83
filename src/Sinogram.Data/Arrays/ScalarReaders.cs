namespace Sinogram.Data.Arrays;

/// <summary>Readers of single values by CLR type; widening only, never a conversion that can lose something silently.</summary>
internal static unsafe class ScalarReaders
{
    /// <summary>A <see cref="ValueReader{T}"/> of <paramref name="clr"/>, or null when there is none.</summary>
    public static Delegate? Find(Type clr, DataType type) => Type.GetTypeCode(clr) switch
    {
        TypeCode.Boolean => type.Id == TypeId.Bool ? Bool : null,
        TypeCode.SByte => type.Id == TypeId.Int8 ? Raw<sbyte>() : null,
        TypeCode.Byte => type.Id == TypeId.UInt8 ? Raw<byte>() : null,
        TypeCode.Int16 => type.Id switch
        {
            TypeId.Int16 => Raw<short>(),
            TypeId.Int8 => new ValueReader<short>((d, i) => At<sbyte>(d, i)),
            TypeId.UInt8 => new ValueReader<short>((d, i) => At<byte>(d, i)),
            _ => null,
        },
        TypeCode.UInt16 => type.Id == TypeId.UInt16 ? Raw<ushort>() : type.Id == TypeId.UInt8 ? new ValueReader<ushort>((d, i) => At<byte>(d, i)) : null,
        TypeCode.Int32 => type.Id == TypeId.Int32 ? Raw<int>() : Widen(type, v => (int)v, TypeId.Int8, TypeId.Int16, TypeId.UInt8, TypeId.UInt16),
        TypeCode.UInt32 => type.Id == TypeId.UInt32 ? Raw<uint>() : Widen(type, v => (uint)v, TypeId.UInt8, TypeId.UInt16),
        TypeCode.Int64 => type.Id == TypeId.Int64 ? Raw<long>()
            : type is DecimalType { Scale: 0 } ? new ValueReader<long>((d, i) => checked((long)At<Int128>(d, i)))
            : Widen(type, v => v, TypeId.Int8, TypeId.Int16, TypeId.Int32, TypeId.UInt8, TypeId.UInt16, TypeId.UInt32),
        TypeCode.UInt64 => type.Id == TypeId.UInt64 ? Raw<ulong>() : Widen(type, v => (ulong)v, TypeId.UInt8, TypeId.UInt16, TypeId.UInt32),
        TypeCode.Single => type.Id == TypeId.Float32 ? Raw<float>() : Widen(type, v => (float)v, TypeId.Int8, TypeId.Int16, TypeId.UInt8, TypeId.UInt16),
        TypeCode.Double => type.Id switch
        {
            TypeId.Float64 => Raw<double>(),
            TypeId.Float32 => new ValueReader<double>((d, i) => At<float>(d, i)),
            _ => Widen(type, v => (double)v, TypeId.Int8, TypeId.Int16, TypeId.Int32, TypeId.UInt8, TypeId.UInt16, TypeId.UInt32),
        },
        TypeCode.Decimal => type switch
        {
            DecimalType exact => new ValueReader<decimal>((d, i) => new Decimal128(At<Int128>(d, i), exact.Scale).ToDecimal()),
            { Id: TypeId.UInt64 } => new ValueReader<decimal>((d, i) => At<ulong>(d, i)),
            { Id: TypeId.Int64 } => new ValueReader<decimal>((d, i) => At<long>(d, i)),
            _ => Widen(type, v => (decimal)v, TypeId.Int8, TypeId.Int16, TypeId.Int32, TypeId.UInt8, TypeId.UInt16, TypeId.UInt32),
        },
        TypeCode.String => type.Id == TypeId.String ? new ValueReader<string>(ValueReaders.Text) : null,
        TypeCode.DateTime => type switch
        {
            TimestampType { Zone: null } wall => new ValueReader<DateTime>((d, i) => Clock.ToDateTime(At<long>(d, i), wall.Unit)),
            TimestampType instant => new ValueReader<DateTime>((d, i) => DateTime.SpecifyKind(Clock.ToDateTime(At<long>(d, i), instant.Unit), DateTimeKind.Utc)),
            { Id: TypeId.Date } => new ValueReader<DateTime>((d, i) => Clock.ToDate(At<int>(d, i)).ToDateTime(TimeOnly.MinValue)),
            _ => null,
        },
        _ => Other(clr, type),
    };

    /// <summary>Every number as a double; decimals and 64-bit integers to the nearest.</summary>
    public static ValueReader<double>? Doubles(DataType type) => type switch
    {
        DecimalType exact => (d, i) => new Decimal128(At<Int128>(d, i), exact.Scale).ToDouble(),
        { Id: TypeId.Int64 } => (d, i) => At<long>(d, i),
        { Id: TypeId.UInt64 } => (d, i) => At<ulong>(d, i),
        { Id: TypeId.Bool } => (d, i) => ReadBool(d, i) ? 1 : 0,
        _ => Find(typeof(double), type) as ValueReader<double>,
    };

    public static T At<T>(ArrayData data, int index) where T : unmanaged
    {
        var value = ((T*)data.Buffers[0].Address)[data.Offset + (long)index];
        GC.KeepAlive(data);
        return value;
    }

    public static bool ReadBool(ArrayData data, int index)
    {
        var bit = Buffers.Bitmap.Get(data.Buffers[0].Address, data.Offset + (long)index);
        GC.KeepAlive(data);
        return bit;
    }

    private static readonly ValueReader<bool> Bool = ReadBool;

    private static Delegate? Other(Type clr, DataType type) => type switch
    {
        _ when clr == typeof(DateOnly) => type.Id == TypeId.Date ? new ValueReader<DateOnly>((d, i) => Clock.ToDate(At<int>(d, i))) : null,
        TimeType time when clr == typeof(TimeOnly) => new ValueReader<TimeOnly>((d, i) => Clock.ToTime(At<long>(d, i), time.Unit)),
        TimeType time when clr == typeof(TimeSpan) => new ValueReader<TimeSpan>((d, i) => new TimeSpan(TimeUnits.ToTicks(At<long>(d, i), time.Unit))),
        DurationType duration when clr == typeof(TimeSpan) => new ValueReader<TimeSpan>((d, i) => new TimeSpan(TimeUnits.ToTicks(At<long>(d, i), duration.Unit))),
        TimestampType { Zone: not null } instant when clr == typeof(DateTimeOffset) => new ValueReader<DateTimeOffset>((d, i) => Clock.ToInstant(At<long>(d, i), instant.Unit)),
        DecimalType exact when clr == typeof(Decimal128) => new ValueReader<Decimal128>((d, i) => new Decimal128(At<Int128>(d, i), exact.Scale)),
        StructType when clr == typeof(StructValue) => new ValueReader<StructValue>((d, i) => (StructValue)BoxedValues.Read(d, i)!),
        MapType when clr == typeof(MapValue) => new ValueReader<MapValue>((d, i) => (MapValue)BoxedValues.Read(d, i)!),
        { Id: TypeId.Interval } when clr == typeof(Interval) => Raw<Interval>(),
        { Id: TypeId.Binary } when clr == typeof(byte[]) => new ValueReader<byte[]>((d, i) => d.Bytes(i).ToArray()),
        { Id: TypeId.String } when clr == typeof(Guid) => new ValueReader<Guid>((d, i) => Guid.Parse(ValueReaders.Text(d, i))),
        _ => null,
    };

    private static ValueReader<T> Raw<T>() where T : unmanaged => At<T>;

    private static ValueReader<T>? Widen<T>(DataType type, Func<long, T> convert, params ReadOnlySpan<TypeId> from)
    {
        if (!from.Contains(type.Id)) { return null; }
        return type.Id switch
        {
            TypeId.Int8 => (d, i) => convert(At<sbyte>(d, i)),
            TypeId.Int16 => (d, i) => convert(At<short>(d, i)),
            TypeId.Int32 => (d, i) => convert(At<int>(d, i)),
            TypeId.UInt8 => (d, i) => convert(At<byte>(d, i)),
            TypeId.UInt16 => (d, i) => convert(At<ushort>(d, i)),
            _ => (d, i) => convert(At<uint>(d, i)),
        };
    }
}
