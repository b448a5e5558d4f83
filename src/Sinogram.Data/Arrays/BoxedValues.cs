namespace Sinogram.Data.Arrays;

/// <summary>Values as objects of the type that <see cref="DataType.ClrType"/> names; null for a missing value.</summary>
internal static class BoxedValues
{
    public static object? Read(ArrayData data, int index)
    {
        if (data.IsNull(index)) { return null; }
        return data.Type switch
        {
            DecimalType exact => Decimal(new Decimal128(ScalarReaders.At<Int128>(data, index), exact.Scale)),
            TimeType time => Clock.ToTime(ScalarReaders.At<long>(data, index), time.Unit),
            TimestampType { Zone: null } wall => Clock.ToDateTime(ScalarReaders.At<long>(data, index), wall.Unit),
            TimestampType instant => Clock.ToInstant(ScalarReaders.At<long>(data, index), instant.Unit),
            DurationType duration => new TimeSpan(TimeUnits.ToTicks(ScalarReaders.At<long>(data, index), duration.Unit)),
            ListType list => List(data, index, list),
            StructType fields => new StructValue(fields.Children, [.. data.Children.Select(c => Read(c, data.Offset + index))]),
            MapType => Map(data, index),
            DictionaryType => Read(data.Dictionary!, (int)data.IndexAt(index)),
            _ => Simple(data, index),
        };
    }

    private static object? Simple(ArrayData data, int index) => data.Type.Id switch
    {
        TypeId.Bool => ScalarReaders.ReadBool(data, index),
        TypeId.Int8 => ScalarReaders.At<sbyte>(data, index),
        TypeId.Int16 => ScalarReaders.At<short>(data, index),
        TypeId.Int32 => ScalarReaders.At<int>(data, index),
        TypeId.Int64 => ScalarReaders.At<long>(data, index),
        TypeId.UInt8 => ScalarReaders.At<byte>(data, index),
        TypeId.UInt16 => ScalarReaders.At<ushort>(data, index),
        TypeId.UInt32 => ScalarReaders.At<uint>(data, index),
        TypeId.UInt64 => ScalarReaders.At<ulong>(data, index),
        TypeId.Float32 => ScalarReaders.At<float>(data, index),
        TypeId.Float64 => ScalarReaders.At<double>(data, index),
        TypeId.String => ValueReaders.Text(data, index),
        TypeId.Binary => data.Bytes(index).ToArray(),
        TypeId.Date => Clock.ToDate(ScalarReaders.At<int>(data, index)),
        TypeId.Interval => ScalarReaders.At<Interval>(data, index),
        _ => null,
    };

    private static object Decimal(Decimal128 value) => value.TryToDecimal(out var exact) ? exact : value;

    private static Array List(ArrayData data, int index, ListType list)
    {
        var (start, length) = data.Range(index);
        var child = data.Children[0];
        var hasNull = false;
        for (var i = 0; i < length && !hasNull; i++) { hasNull = child.IsNull(start + i); }
        var values = new object?[length];
        for (var i = 0; i < length; i++) { values[i] = Read(child, start + i); }
        var clr = hasNull ? ClrTypes.NullableOf(list.Element.Type) : ClrTypes.Of(list.Element.Type);
        if (clr.IsArray || values.Any(v => v is Decimal128)) { clr = typeof(object); }
        var result = Array.CreateInstance(clr, length);
        for (var i = 0; i < length; i++) { result.SetValue(values[i], i); }
        return result;
    }

    private static MapValue Map(ArrayData data, int index)
    {
        var (start, length) = data.Range(index);
        var (keys, values) = (data.Children[0].Children[0], data.Children[0].Children[1]);
        var offset = data.Children[0].Offset;
        return new MapValue(Enumerable.Range(offset + start, length).Select(i => KeyValuePair.Create(Read(keys, i)!, Read(values, i))));
    }
}
