using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Sinogram.Data.Arrays;
using Sinogram.Data.Presentation;

namespace Sinogram.Data.Postgres;

/// <summary>Writes the values of one column in PostgreSQL's binary form.</summary>
internal abstract class FieldWriter
{
    /// <summary>Writes length and bytes of a value that is there.</summary>
    /// <exception cref="OverflowException">The value does not fit the server's type exactly.</exception>
    public abstract void Write(ArrayData data, int row, CopyBuffer to);

    /// <summary>The writer of a column for a type of the server; null where the one cannot become the other without loss.</summary>
    public static FieldWriter? For(DataType type, uint oid) => type switch
    {
        DictionaryType dictionary => For(dictionary.Value, oid) is { } values ? new Distinct(values) : null,
        ListType list when PostgresTypes.ElementOf(oid) is { } element => For(list.Element.Type, element) is { } values ? new Lists(values, element) : null,
        { IsNested: true } => oid is PostgresTypes.Jsonb or PostgresTypes.Json or PostgresTypes.Text ? new Nested(type, binary: oid == PostgresTypes.Jsonb) : null,
        _ => oid switch
        {
            PostgresTypes.Bool => type.Id == TypeId.Bool ? new Simple((d, i, to) => { to.Int(1); to.Extend(1)[0] = ScalarReaders.ReadBool(d, i) ? (byte)1 : (byte)0; }) : null,
            PostgresTypes.Int2 => Integers(type, (v, to) => { to.Int(2); to.Short(checked((short)v)); }),
            PostgresTypes.Int4 => Integers(type, (v, to) => { to.Int(4); to.Int(checked((int)v)); }),
            PostgresTypes.Int8 => Integers(type, (v, to) => { to.Int(8); to.Long(checked((long)v)); }),
            PostgresTypes.Float4 => type.Id == TypeId.Float32 ? new Simple((d, i, to) => { to.Int(4); BinaryPrimitives.WriteSingleBigEndian(to.Extend(4), ScalarReaders.At<float>(d, i)); }) : null,
            PostgresTypes.Float8 => Doubles(type),
            PostgresTypes.Numeric => Numerics(type),
            PostgresTypes.Text or PostgresTypes.VarChar or PostgresTypes.BpChar or PostgresTypes.Name or PostgresTypes.Json => type.Id is TypeId.String or TypeId.Null ? new Text(version: false) : null,
            PostgresTypes.Jsonb => type.Id is TypeId.String or TypeId.Null ? new Text(version: true) : null,
            PostgresTypes.Bytea => type.Id == TypeId.Binary ? new Simple((d, i, to) => { var bytes = d.Bytes(i); to.Int(bytes.Length); bytes.CopyTo(to.Extend(bytes.Length)); }) : null,
            PostgresTypes.Uuid => type.Id == TypeId.String ? new Simple((d, i, to) => { to.Int(16); Guid.Parse(Encoding.UTF8.GetString(d.Bytes(i))).TryWriteBytes(to.Extend(16), bigEndian: true, out _); }) : null,
            PostgresTypes.Date => type.Id == TypeId.Date ? new Simple((d, i, to) => { to.Int(4); to.Int(PostgresClock.FromDate(ScalarReaders.At<int>(d, i))); }) : null,
            PostgresTypes.Time => type is TimeType time ? new Simple((d, i, to) => { to.Int(8); to.Long(PostgresClock.Exactly(ScalarReaders.At<long>(d, i), time.Unit)); }) : null,
            PostgresTypes.Timestamp => Timestamps(type, zoned: false),
            PostgresTypes.TimestampTz => Timestamps(type, zoned: true),
            PostgresTypes.Interval => Intervals(type),
            _ => null,
        },
    };

    private static Simple? Integers(DataType type, Action<Int128, CopyBuffer> write) => Wide(type) is { } read ? new Simple((d, i, to) => write(read(d, i), to)) : null;

    private static Func<ArrayData, int, Int128>? Wide(DataType type) => type switch
    {
        DecimalType { Scale: 0 } => ScalarReaders.At<Int128>,
        _ => type.Id switch
        {
            TypeId.Int8 => (d, i) => ScalarReaders.At<sbyte>(d, i),
            TypeId.Int16 => (d, i) => ScalarReaders.At<short>(d, i),
            TypeId.Int32 => (d, i) => ScalarReaders.At<int>(d, i),
            TypeId.Int64 => (d, i) => ScalarReaders.At<long>(d, i),
            TypeId.UInt8 => (d, i) => ScalarReaders.At<byte>(d, i),
            TypeId.UInt16 => (d, i) => ScalarReaders.At<ushort>(d, i),
            TypeId.UInt32 => (d, i) => ScalarReaders.At<uint>(d, i),
            TypeId.UInt64 => (d, i) => ScalarReaders.At<ulong>(d, i),
            _ => null,
        },
    };

    private static Simple? Doubles(DataType type) => type.Id is not (TypeId.Int64 or TypeId.UInt64) && ScalarReaders.Find(typeof(double), type) is ValueReader<double> read
        ? new Simple((d, i, to) => { to.Int(8); BinaryPrimitives.WriteDoubleBigEndian(to.Extend(8), read(d, i)); })
        : null;

    private static Simple? Numerics(DataType type)
    {
        var scale = type is DecimalType exact ? exact.Scale : 0;
        if ((type is DecimalType ? ScalarReaders.At<Int128> : Wide(type)) is not { } read) { return null; }
        return new Simple((d, i, to) =>
        {
            var start = to.Reserve();
            var room = to.Extend(NumericFormat.Largest);
            to.Shrink(NumericFormat.Largest - NumericFormat.Write(read(d, i), scale, room));
            to.Close(start);
        });
    }

    private static Simple? Timestamps(DataType type, bool zoned) => type is TimestampType timestamp && (timestamp.Zone is not null) == zoned
        ? new Simple((d, i, to) => { to.Int(8); to.Long(PostgresClock.FromTimestamp(PostgresClock.Exactly(ScalarReaders.At<long>(d, i), timestamp.Unit))); })
        : null;

    private static Simple? Intervals(DataType type) => type switch
    {
        DurationType duration => new Simple((d, i, to) => { to.Int(16); to.Long(PostgresClock.Exactly(ScalarReaders.At<long>(d, i), duration.Unit)); to.Long(0); }),
        { Id: TypeId.Interval } => new Simple((d, i, to) =>
        {
            var value = ScalarReaders.At<Interval>(d, i);
            to.Int(16);
            to.Long(PostgresClock.Exactly(value.Nanoseconds, TimeUnit.Nanosecond));
            to.Int(value.Days);
            to.Int(value.Months);
        }),
        _ => null,
    };

    private sealed class Simple(Action<ArrayData, int, CopyBuffer> write) : FieldWriter
    {
        public override void Write(ArrayData data, int row, CopyBuffer to) => write(data, row, to);
    }

    /// <summary>Text; before jsonb stands its version.</summary>
    private sealed class Text(bool version) : FieldWriter
    {
        public override void Write(ArrayData data, int row, CopyBuffer to)
        {
            var bytes = data.Bytes(row);
            if (bytes.Contains((byte)0)) { throw new OverflowException("a NUL character, which the server's text cannot hold"); }
            to.Int(bytes.Length + (version ? 1 : 0));
            if (version) { to.Extend(1)[0] = 1; }
            bytes.CopyTo(to.Extend(bytes.Length));
        }
    }

    private sealed class Distinct(FieldWriter values) : FieldWriter
    {
        public override void Write(ArrayData data, int row, CopyBuffer to)
        {
            var index = (int)data.IndexAt(row);
            if (data.Dictionary!.IsNull(index)) { to.Null(); }
            else { values.Write(data.Dictionary, index, to); }
        }
    }

    private sealed class Lists(FieldWriter values, uint element) : FieldWriter
    {
        public override void Write(ArrayData data, int row, CopyBuffer to)
        {
            var (first, count) = data.Range(row);
            var child = data.Children[0];
            var start = to.Reserve();
            to.Int(count == 0 ? 0 : 1);
            to.Int(1);
            to.Int((int)element);
            if (count > 0)
            {
                to.Int(count);
                to.Int(1);
            }
            for (var i = first; i < first + count; i++)
            {
                if (child.IsNull(i)) { to.Null(); }
                else { values.Write(child, i, to); }
            }
            to.Close(start);
        }
    }

    /// <summary>Structs, maps and lists of them as JSON.</summary>
    private sealed class Nested(DataType type, bool binary) : FieldWriter
    {
        private readonly ArrayBufferWriter<byte> _text = new();

        public override void Write(ArrayData data, int row, CopyBuffer to)
        {
            _text.ResetWrittenCount();
            using (var json = new Utf8JsonWriter(_text)) { DataResource.Write(json, BoxedValues.Read(data, row)); }
            if (_text.WrittenSpan.IndexOf("\\u0000"u8) >= 0) { throw new OverflowException($"a NUL character in a {type}, which the server's JSON cannot hold"); }
            to.Int(_text.WrittenCount + (binary ? 1 : 0));
            if (binary) { to.Extend(1)[0] = 1; }
            _text.WrittenSpan.CopyTo(to.Extend(_text.WrittenCount));
        }
    }
}
