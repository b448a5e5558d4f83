using System.Buffers.Binary;
using System.Text.Unicode;
using Sinogram.Data.Arrays;
using Sinogram.Data.Buffers;
using Sinogram.Data.Builders;

namespace Sinogram.Data.Postgres;

/// <summary>Takes the values of one column in PostgreSQL's binary form.</summary>
internal abstract class FieldReader(string name)
{
    public string Name { get; } = name;
    public abstract ArrayBuilder Builder { get; }
    public abstract void Read(ReadOnlySpan<byte> value);
    public virtual ArrayData Finish() => Builder.Build();

    /// <param name="oid">The server's type.</param>
    /// <param name="name">The column's name, for errors.</param>
    /// <param name="exact">Of a numeric, or an array of them, whose digits are known.</param>
    public static FieldReader For(uint oid, string name, DecimalType? exact = null) => oid switch
    {
        PostgresTypes.Bool => new Bits(name),
        PostgresTypes.Int2 => new Fixed<short>(name, DataType.Int16, BinaryPrimitives.ReadInt16BigEndian),
        PostgresTypes.Int4 => new Fixed<int>(name, DataType.Int32, BinaryPrimitives.ReadInt32BigEndian),
        PostgresTypes.Int8 => new Fixed<long>(name, DataType.Int64, BinaryPrimitives.ReadInt64BigEndian),
        PostgresTypes.Oid => new Fixed<uint>(name, DataType.UInt32, BinaryPrimitives.ReadUInt32BigEndian),
        PostgresTypes.Float4 => new Fixed<float>(name, DataType.Float32, BinaryPrimitives.ReadSingleBigEndian),
        PostgresTypes.Float8 => new Fixed<double>(name, DataType.Float64, BinaryPrimitives.ReadDoubleBigEndian),
        PostgresTypes.Date => new Fixed<int>(name, DataType.Date, v => PostgresClock.ToDate(BinaryPrimitives.ReadInt32BigEndian(v))),
        PostgresTypes.Time => new Fixed<long>(name, DataType.Time, BinaryPrimitives.ReadInt64BigEndian),
        PostgresTypes.Timestamp => new Fixed<long>(name, DataType.Timestamp, v => PostgresClock.ToTimestamp(BinaryPrimitives.ReadInt64BigEndian(v))),
        PostgresTypes.TimestampTz => new Fixed<long>(name, DataType.TimestampUtc, v => PostgresClock.ToTimestamp(BinaryPrimitives.ReadInt64BigEndian(v))),
        PostgresTypes.Interval => new Fixed<Interval>(name, DataType.Interval, v =>
            new Interval(BinaryPrimitives.ReadInt32BigEndian(v[12..]), BinaryPrimitives.ReadInt32BigEndian(v[8..]), checked(BinaryPrimitives.ReadInt64BigEndian(v) * 1000))),
        PostgresTypes.Numeric => exact is not null ? new Exact(name, exact) : new Free(name),
        PostgresTypes.Uuid => new Uuid(name),
        PostgresTypes.Bytea => new Bytes(name, DataType.Binary, 0),
        PostgresTypes.Jsonb => new Bytes(name, DataType.String, 1),
        _ when PostgresTypes.ElementOf(oid) is { } element => new Lists(name, For(element, name, exact)),
        _ => new Bytes(name, DataType.String, 0),
    };

    private sealed class Bits(string name) : FieldReader(name)
    {
        private readonly BoolBuilder _builder = new();
        public override ArrayBuilder Builder => _builder;
        public override void Read(ReadOnlySpan<byte> value) => _builder.Append(value[0] != 0);
    }

    private delegate T Decode<T>(ReadOnlySpan<byte> value);

    private sealed class Fixed<T>(string name, DataType type, Decode<T> decode) : FieldReader(name) where T : unmanaged
    {
        private readonly FixedBuilder<T> _builder = new(type);
        public override ArrayBuilder Builder => _builder;
        public override void Read(ReadOnlySpan<byte> value) => _builder.Append(decode(value));
    }

    private sealed class Bytes(string name, DataType type, int skip) : FieldReader(name)
    {
        private readonly BytesBuilder _builder = new(type);
        public override ArrayBuilder Builder => _builder;

        public override void Read(ReadOnlySpan<byte> value)
        {
            if (type.Id == TypeId.String && !Utf8.IsValid(value[skip..])) { throw new TableException($"Column '{Name}' holds text that is not UTF-8."); }
            _builder.Append(value[skip..]);
        }
    }

    private sealed class Uuid(string name) : FieldReader(name)
    {
        private readonly BytesBuilder _builder = new(DataType.String);
        public override ArrayBuilder Builder => _builder;

        public override void Read(ReadOnlySpan<byte> value)
        {
            Span<byte> text = stackalloc byte[36];
            new Guid(value, bigEndian: true).TryFormat(text, out _);
            _builder.Append(text);
        }
    }

    private TableException NotADecimal() =>
        new($"Column '{Name}' has a numeric that is not a number, infinite, or of more than 38 digits: cast it in SQL, for example to double precision or text.");

    /// <summary>Numeric with declared digits.</summary>
    private sealed class Exact(string name, DecimalType type) : FieldReader(name)
    {
        private readonly FixedBuilder<Int128> _builder = new(type);
        public override ArrayBuilder Builder => _builder;

        public override void Read(ReadOnlySpan<byte> value)
        {
            if (!NumericFormat.TryRead(value, out var unscaled, out var scale) || scale > type.Scale) { throw NotADecimal(); }
            var power = Decimal128.PowerOfTen(type.Scale - scale);
            if (Int128.Abs(unscaled) >= Decimal128.PowerOfTen(38) / power) { throw NotADecimal(); }
            _builder.Append(unscaled * power);
        }
    }

    /// <summary>Numeric whose values have digits of their own: the column takes the most decimal places that occur.</summary>
    private sealed class Free(string name) : FieldReader(name)
    {
        private readonly FixedBuilder<Int128> _builder = new(DataType.Decimal(38, 0));
        private readonly List<(int Row, byte Scale)> _scales = [];
        public override ArrayBuilder Builder => _builder;

        public override void Read(ReadOnlySpan<byte> value)
        {
            if (!NumericFormat.TryRead(value, out var unscaled, out var scale)) { throw NotADecimal(); }
            // Only where it changes.
            if (_scales.Count == 0 || _scales[^1].Scale != scale) { _scales.Add((_builder.Length, (byte)scale)); }
            _builder.Append(unscaled);
        }

        public override ArrayData Finish() => Scale(_builder.Build());

        /// <summary>All values with the most decimal places that occur.</summary>
        public ArrayData Scale(ArrayData values)
        {
            var most = _scales.Count == 0 ? 0 : _scales.Max(s => s.Scale);
            var scaled = ArrowBuffer.Allocate(values.Length * 16L);
            var from = values.Values<Int128>();
            var to = scaled.Span<Int128>();
            try
            {
                for (var i = 0; i < _scales.Count; i++)
                {
                    var factor = Decimal128.PowerOfTen(most - _scales[i].Scale);
                    var end = i + 1 < _scales.Count ? _scales[i + 1].Row : values.Length;
                    for (var row = _scales[i].Row; row < end; row++)
                    {
                        to[row] = checked(from[row] * factor);
                        if (to[row] >= Decimal128.PowerOfTen(38) || to[row] <= -Decimal128.PowerOfTen(38)) { throw NotADecimal(); }
                    }
                }
            }
            catch (OverflowException)
            {
                throw NotADecimal();
            }
            return new ArrayData(DataType.Decimal(38, most), values.Length, values.Validity, [scaled], nullCount: values.NullCount);
        }
    }

    private sealed class Lists(string name, FieldReader element) : FieldReader(name)
    {
        private readonly ListBuilder _builder = new(new ListType(new Field("item", element.Builder.Type)), element.Builder);
        public override ArrayBuilder Builder => _builder;

        public override void Read(ReadOnlySpan<byte> value)
        {
            var dimensions = BinaryPrimitives.ReadInt32BigEndian(value);
            if (dimensions > 1) { throw new TableException($"Column '{Name}' has an array of {dimensions} dimensions: cast it in SQL, for example to_jsonb({Name})."); }
            var count = dimensions == 0 ? 0 : BinaryPrimitives.ReadInt32BigEndian(value[12..]);
            var at = dimensions == 0 ? value.Length : 20;
            for (var i = 0; i < count; i++)
            {
                var length = BinaryPrimitives.ReadInt32BigEndian(value[at..]);
                at += 4;
                if (length < 0) { element.Builder.AppendNull(); continue; }
                element.Read(value.Slice(at, length));
                at += length;
            }
            _builder.Close();
        }

        public override ArrayData Finish()
        {
            var lists = _builder.Build();
            if (element is not Free free) { return lists; }
            var values = free.Scale(lists.Children[0]);
            return new ArrayData(new ListType(new Field("item", values.Type)), lists.Length, lists.Validity, lists.Buffers, [values], nullCount: lists.NullCount);
        }
    }
}
