namespace Sinogram.Data.Tests;

/// <summary>A table with a column of every type, with nulls at different places.</summary>
internal static class AllTypes
{
    public static Table Table(int rows, int seed = 7)
    {
        var random = new Random(seed);
        var columns = Values(random).Select((c, at) => Column.Of(c.Field, Enumerable.Range(0, rows).Select(i => (i + at) % 11 == 3 ? null : c.Make(i)).ToArray()));
        return new Table([.. columns, Column.Of("required", Enumerable.Range(0, rows).Select(i => (short)i))]);
    }

    /// <summary>Every value equal, as objects; types of times may differ in their unit.</summary>
    public static void AssertSameValues(Table expected, Table actual)
    {
        Assert.Equal(expected.RowCount, actual.RowCount);
        Assert.Equal(expected.Schema.Select(f => f.Name), actual.Schema.Select(f => f.Name));
        for (var c = 0; c < expected.ColumnCount; c++)
        {
            Assert.Equal(expected[c].NullCount, actual[c].NullCount);
            for (long i = 0; i < expected.RowCount; i++)
            {
                if (!SameValue(expected[c].GetValue(i), actual[c].GetValue(i)))
                {
                    Assert.Fail($"Column {expected[c].Field}, row {i}: {Show(expected[c].GetValue(i))} became {Show(actual[c].GetValue(i))}");
                }
            }
        }
    }

    private static IEnumerable<(Field Field, Func<int, object?> Make)> Values(Random random)
    {
        var structType = DataType.Struct(new Field("code", DataType.String), new Field("rank", DataType.Int32));
        yield return (new Field("bool", DataType.Bool), i => i % 3 == 0);
        yield return (new Field("int8", DataType.Int8), i => (sbyte)i);
        yield return (new Field("int16", DataType.Int16), i => (short)(i * 31));
        yield return (new Field("int32", DataType.Int32), i => i * 1_000_003);
        yield return (new Field("int64", DataType.Int64, nullable: true), i => (long)i);
        yield return (new Field("uint8", DataType.UInt8), i => (byte)i);
        yield return (new Field("uint16", DataType.UInt16), i => (ushort)(i * 13));
        yield return (new Field("uint32", DataType.UInt32), i => uint.MaxValue - (uint)i);
        yield return (new Field("uint64", DataType.UInt64), i => ulong.MaxValue - (ulong)i);
        yield return (new Field("float32", DataType.Float32), i => i % 17 == 0 ? float.NaN : i / 3f);
        yield return (new Field("float64", DataType.Float64), i => i % 19 == 0 ? double.NegativeInfinity : random.NextDouble());
        yield return (new Field("decimal4", DataType.Decimal(4, 2)), i => (i % 9999) / 100m);
        yield return (new Field("decimal9", DataType.Decimal(9, 0)), i => (decimal)-i);
        yield return (new Field("decimal18", DataType.Decimal(18, 6)), i => i * 1.000001m);
        yield return (new Field("decimal38", DataType.Decimal(38, 10)), i => new Decimal128(Decimal128.PowerOfTen(37) + i, 10));
        yield return (new Field("string", DataType.String), i => new string((char)('à' + (i % 9)), i % 23));
        yield return (new Field("binary", DataType.Binary), i => Enumerable.Range(0, i % 17).Select(v => (byte)(v * i)).ToArray());
        yield return (new Field("date", DataType.Date), i => new DateOnly(1901, 1, 1).AddDays(i * 17));
        yield return (new Field("time", DataType.Time), i => new TimeOnly(i * 10_007L * 10 % TimeSpan.TicksPerDay));
        yield return (new Field("timestamp", DataType.Timestamp), i => new DateTime(1931, 1, 1).AddTicks(i * 123_456_789_01_0L));
        yield return (new Field("timestamp_s", new TimestampType(TimeUnit.Second, null)), i => new DateTime(1969, 12, 31).AddSeconds(i * 97));
        yield return (new Field("timestamp_ms", new TimestampType(TimeUnit.Millisecond, null)), i => new DateTime(1969, 12, 31).AddMilliseconds(i * 97));
        yield return (new Field("timestamp_ns", new TimestampType(TimeUnit.Nanosecond, null)), i => new DateTime(1969, 12, 31).AddTicks(i * 97));
        yield return (new Field("instant", DataType.TimestampUtc), i => new DateTimeOffset(1969, 12, 31, 0, 0, 0, TimeSpan.Zero).AddTicks(i * 98_765_432_10L));
        yield return (new Field("interval", DataType.Interval), i => new Interval(i, -i, i * 1000L));
        yield return (new Field("list", DataType.List(DataType.Int32)), i => Enumerable.Range(i, i % 5).Select(v => v % 4 == 1 ? null : (int?)v).ToArray());
        yield return (new Field("lists", DataType.List(DataType.List(DataType.String))), i => Enumerable.Range(0, i % 3).Select(v => new[] { "a", null, $"long enough not to be inlined {v}" }).ToArray());
        yield return (new Field("struct", structType), i => new StructValue(structType.Children, [i % 5 == 0 ? null : $"code of row {i}", i]));
        yield return (new Field("structs", DataType.List(structType)), i => Enumerable.Range(0, i % 4).Select(v => new StructValue(structType.Children, [$"{v}", null])).ToArray());
        yield return (new Field("map", DataType.Map(DataType.String, DataType.Float64)), i => new MapValue(Enumerable.Range(0, i % 3).Select(k => KeyValuePair.Create<object, object?>($"k{k}", k == 1 ? null : (double)k))));
        yield return (new Field("dictionary", DataType.Dictionary(DataType.String)), i => (i % 4) switch { 0 => "CT", 1 => "MR", 2 => "a modality with a long name", _ => "" });
    }

    private static bool SameValue(object? a, object? b) => (a, b) switch
    {
        (null, null) => true,
        (StructValue x, StructValue y) => x.Keys.SequenceEqual(y.Keys) && x.Values.Zip(y.Values).All(p => SameValue(p.First, p.Second)),
        (MapValue x, MapValue y) => x.Count == y.Count && x.Zip(y).All(p => SameValue(p.First.Key, p.Second.Key) && SameValue(p.First.Value, p.Second.Value)),
        (Array x, Array y) => x.Length == y.Length && x.Cast<object?>().Zip(y.Cast<object?>()).All(p => SameValue(p.First, p.Second)),
        _ => Equals(a, b),
    };

    private static string Show(object? value) => value is Array array ? $"[{string.Join(", ", array.Cast<object?>().Select(Show))}]" : value?.ToString() ?? "null";
}
