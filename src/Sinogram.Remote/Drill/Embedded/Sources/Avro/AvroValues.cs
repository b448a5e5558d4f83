using System.Numerics;
using Sinogram.Data;

namespace Sinogram.Remote.Drill.Embedded.Sources.Avro;

/// <summary>Values of Avro as those of a table, in the types that Drill gives them.</summary>
internal static class AvroValues
{
    private const int Deepest = 64;

    /// <summary>Items of no bytes at all that a list may hold: hostile ones would have no end.</summary>
    private const long MostEmpty = 1_000_000;

    /// <exception cref="AvroFormatException">Drill does not read it either: a union of several kinds.</exception>
    public static DataType TypeOf(AvroSchema schema) => schema.Kind switch
    {
        AvroKind.Boolean => DataType.Of(typeof(bool)),
        AvroKind.Int => schema.Logical switch { "date" => DataType.Of(typeof(DateOnly)), "time-millis" => new TimeType(TimeUnit.Microsecond), _ => DataType.Of(typeof(int)) },
        AvroKind.Long => schema.Logical switch
        {
            "timestamp-millis" or "timestamp-micros" or "local-timestamp-millis" or "local-timestamp-micros" => new TimestampType(TimeUnit.Microsecond, null),
            "time-micros" => new TimeType(TimeUnit.Microsecond),
            _ => DataType.Of(typeof(long)),
        },
        AvroKind.Float => DataType.Of(typeof(float)),
        AvroKind.Double => DataType.Of(typeof(double)),
        AvroKind.Bytes or AvroKind.Fixed => schema.Logical switch
        {
            "decimal" => schema.Precision is >= 1 and <= 38 && schema.Scale >= 0 && schema.Scale <= schema.Precision ? new DecimalType(schema.Precision, schema.Scale) : throw new AvroFormatException($"A decimal of {schema.Precision} digits, {schema.Scale} behind the point, is not read."),
            "duration" when schema.Size == 12 => DataType.Of(typeof(Interval)),
            _ => DataType.Of(typeof(byte[])),
        },
        AvroKind.Record => schema.Fields.Count == 0 ? throw new AvroFormatException("A record without fields is no value of a table.") : new StructType([.. schema.Fields.Select(f => new Field(f.Name, TypeOf(f.Schema)))]),
        AvroKind.Array => new ListType(new Field("item", TypeOf(schema.Element!))),
        AvroKind.Map => new MapType(new Field("key", DataType.Of(typeof(string)), nullable: false), new Field("value", TypeOf(schema.Element!))),
        AvroKind.Union => TypeOf(Only(schema)),
        _ => DataType.Of(typeof(string)),
    };

    public static object? Read(ref AvroBytes bytes, AvroSchema schema, int depth = 0)
    {
        if (depth > Deepest) { throw new AvroFormatException("A value is nested too deep."); }
        switch (schema.Kind)
        {
            case AvroKind.Null: return null;
            case AvroKind.Boolean: return bytes.Byte() switch { 0 => false, 1 => true, var other => throw new AvroFormatException($"{other} is neither true nor false.") };
            case AvroKind.Int: return Whole(bytes.Int(), schema);
            case AvroKind.Long: return Whole(bytes.Long(), schema);
            case AvroKind.Float: return bytes.Float();
            case AvroKind.Double: return bytes.Double();
            case AvroKind.Bytes: return Binary(bytes.Bytes(), schema);
            case AvroKind.Fixed: return Binary(bytes.Take(schema.Size), schema);
            case AvroKind.String: return bytes.Text();
            case AvroKind.Enum:
                var symbol = bytes.Int();
                return symbol >= 0 && symbol < schema.Symbols.Length ? schema.Symbols[symbol] : throw new AvroFormatException($"An enumeration has no value {symbol}.");
            case AvroKind.Union:
                var branch = bytes.Int();
                return branch >= 0 && branch < schema.Branches.Count ? Read(ref bytes, schema.Branches[branch], depth + 1) : throw new AvroFormatException($"A union has no branch {branch}.");
            case AvroKind.Record:
                var fields = new Dictionary<string, object?>(schema.Fields.Count, StringComparer.Ordinal);
                foreach (var (name, field) in schema.Fields) { fields[name] = Read(ref bytes, field, depth + 1); }
                return fields;
            case AvroKind.Array: return List(ref bytes, schema.Element!, depth);
            default: return Map(ref bytes, schema.Element!, depth);
        }
    }

    private static AvroSchema Only(AvroSchema union)
    {
        var branches = union.Branches.Where(b => b.Kind != AvroKind.Null).ToList();
        return branches.Count == 1 ? branches[0] : throw new AvroFormatException(branches.Count == 0 ? "A union of null alone has no type." : "A union of several types is not read, as in Drill: it must be of one type and null.");
    }

    private static object Whole(long value, AvroSchema schema)
    {
        try
        {
            return schema.Logical switch
            {
                "date" => DateOnly.FromDayNumber(checked((int)value + 719_162)),
                "time-millis" => new TimeOnly(checked(value * TimeSpan.TicksPerMillisecond)),
                "time-micros" => new TimeOnly(checked(value * TimeSpan.TicksPerMicrosecond)),
                "timestamp-millis" or "local-timestamp-millis" => Moment(checked(value * TimeSpan.TicksPerMillisecond)),
                "timestamp-micros" or "local-timestamp-micros" => Moment(checked(value * TimeSpan.TicksPerMicrosecond)),
                _ => schema.Kind == AvroKind.Int ? (int)value : value,
            };
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException)
        {
            throw new AvroFormatException($"{value} is no {schema.Logical} of the years 1 to 9999.", e);
        }
    }

    /// <summary>Instants are the wall clock in UTC, as in Drill.</summary>
    private static DateTime Moment(long ticks) => DateTime.SpecifyKind(DateTime.UnixEpoch.AddTicks(ticks), DateTimeKind.Unspecified);

    private static object Binary(ReadOnlySpan<byte> bytes, AvroSchema schema)
    {
        if (schema.Logical == "duration" && schema.Size == 12)
        {
            uint Part(ReadOnlySpan<byte> b, int at) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(b[at..]);
            return new Interval((int)Math.Min(Part(bytes, 0), int.MaxValue), (int)Math.Min(Part(bytes, 4), int.MaxValue), Part(bytes, 8) * 1_000_000L);
        }
        if (schema.Logical != "decimal") { return bytes.ToArray(); }
        var unscaled = new BigInteger(bytes, isBigEndian: true);
        return unscaled >= (BigInteger)Int128.MinValue && unscaled <= (BigInteger)Int128.MaxValue ? new Decimal128((Int128)unscaled, schema.Scale) : throw new AvroFormatException("A decimal has more than 38 digits.");
    }

    private static List<object?> List(ref AvroBytes bytes, AvroSchema element, int depth)
    {
        var list = new List<object?>();
        for (var count = Count(ref bytes); count != 0; count = Count(ref bytes))
        {
            for (var i = 0L; i < count; i++)
            {
                var before = bytes.At;
                list.Add(Read(ref bytes, element, depth + 1));
                if (bytes.At == before && list.Count > MostEmpty) { throw new AvroFormatException("A list has too many items."); }
            }
        }
        return list;
    }

    private static MapValue Map(ref AvroBytes bytes, AvroSchema element, int depth)
    {
        var entries = new List<KeyValuePair<object, object?>>();
        for (var count = Count(ref bytes); count != 0; count = Count(ref bytes))
        {
            for (var i = 0L; i < count; i++)
            {
                var key = bytes.Text();
                entries.Add(KeyValuePair.Create<object, object?>(key, Read(ref bytes, element, depth + 1)));
            }
        }
        return new MapValue(entries);
    }

    /// <summary>The items of the next piece of a list; a negative number has its size in bytes behind it.</summary>
    private static long Count(ref AvroBytes bytes)
    {
        var count = bytes.Long();
        if (count >= 0) { return count; }
        bytes.Long();
        return count == long.MinValue ? throw new AvroFormatException("A list has too many items.") : -count;
    }
}
