using Sinogram.Data.Arrays;
using Sinogram.Data.Buffers;
using Sinogram.Data.Builders;
using Sinogram.Data.Interop;

namespace Sinogram.Data.Engine;

/// <summary>Copies vectors of one result column into a column under construction.</summary>
internal abstract unsafe class VectorSink(DataType type)
{
    public virtual DataType Type { get; } = type;

    public abstract ArrayBuilder Builder { get; }

    /// <summary>Takes <paramref name="count"/> values from <paramref name="start"/> of a flat vector.</summary>
    public void Append(nint vector, int start, int count)
    {
        if (count == 0) { return; }
        var mask = (byte*)DuckDb.VectorValidity(vector);
        var validity = mask is null ? default : new ReadOnlySpan<byte>(mask, (int)Bitmap.ByteCount((long)start + count));
        Append(vector, start, count, validity);
    }

    protected abstract void Append(nint vector, int start, int count, ReadOnlySpan<byte> validity);

    protected static ReadOnlySpan<T> Data<T>(nint vector, int start, int count) where T : unmanaged => new((T*)DuckDb.VectorData(vector) + start, count);

    /// <summary>Values that stand in the vector as they stand in the column.</summary>
    public sealed class Fixed<T>(DataType type) : VectorSink(type) where T : unmanaged
    {
        private readonly FixedBuilder<T> _builder = new(type);
        public override ArrayBuilder Builder => _builder;
        protected override void Append(nint vector, int start, int count, ReadOnlySpan<byte> validity) => _builder.Append(Data<T>(vector, start, count), validity, start);
    }

    /// <summary>Values that change on the way: narrow decimals, intervals, huge integers.</summary>
    public sealed class Converted<TFrom, T>(DataType type, Func<TFrom, T> convert) : VectorSink(type) where TFrom : unmanaged where T : unmanaged
    {
        private readonly FixedBuilder<T> _builder = new(type);
        public override ArrayBuilder Builder => _builder;

        protected override void Append(nint vector, int start, int count, ReadOnlySpan<byte> validity)
        {
            var from = Data<TFrom>(vector, start, count);
            var to = _builder.Extend(count, validity, start);
            for (var i = 0; i < count; i++)
            {
                // What stands at a null is arbitrary and may not convert.
                to[i] = validity.IsEmpty || Bitmap.Get(validity, start + i) ? convert(from[i]) : default;
            }
        }
    }

    public sealed class Bool() : VectorSink(DataType.Bool)
    {
        private readonly BoolBuilder _builder = new();
        public override ArrayBuilder Builder => _builder;
        protected override void Append(nint vector, int start, int count, ReadOnlySpan<byte> validity) => _builder.AppendBytes(Data<byte>(vector, start, count), validity, start);
    }

    public sealed class Bytes(DataType type) : VectorSink(type)
    {
        private readonly BytesBuilder _builder = new(type);
        public override ArrayBuilder Builder => _builder;

        protected override void Append(nint vector, int start, int count, ReadOnlySpan<byte> validity)
        {
            var from = (DuckDb.StringValue*)DuckDb.VectorData(vector) + start;
            long total = 0;
            if (validity.IsEmpty) { for (var i = 0; i < count; i++) { total += from[i].Length; } }
            else { for (var i = 0; i < count; i++) { total += IsThere(validity, start + i) ? from[i].Length : 0; } }
            if (total > int.MaxValue - Slack) { throw new TableException("A column of text holds at most 2 GiB: read fewer rows."); }
            _builder.Extend(count, (int)total + Slack, validity, start, out var ends, out var end, out var bytes);
            fixed (byte* first = bytes)
            {
                var to = first;
                for (var i = 0; i < count; i++)
                {
                    if (validity.IsEmpty || IsThere(validity, start + i))
                    {
                        var length = (int)from[i].Length;
                        if (length <= DuckDb.StringValue.Inlined)
                        {
                            // All twelve, of which the next value writes over what is too much.
                            *(ulong*)to = *(ulong*)from[i].Bytes;
                            *(uint*)(to + 8) = *(uint*)(from[i].Bytes + 8);
                        }
                        else
                        {
                            Buffer.MemoryCopy(from[i].Pointer, to, length, length);
                        }
                        to += length;
                    }
                    ends[i] = end + (int)(to - first);
                }
            }
            _builder.TakeBack(Slack);
        }

        private const int Slack = 16;

        private static bool IsThere(ReadOnlySpan<byte> validity, int index) => validity.IsEmpty || Bitmap.Get(validity, index);
    }

    public sealed class Uuid() : VectorSink(DataType.String)
    {
        private readonly BytesBuilder _builder = new(DataType.String);
        public override ArrayBuilder Builder => _builder;

        protected override void Append(nint vector, int start, int count, ReadOnlySpan<byte> validity)
        {
            var from = Data<UInt128>(vector, start, count);
            Span<byte> text = stackalloc byte[36];
            Span<byte> big = stackalloc byte[16];
            for (var i = 0; i < count; i++)
            {
                if (!validity.IsEmpty && !Bitmap.Get(validity, start + i))
                {
                    _builder.AppendNull();
                    continue;
                }
                // The first bit is flipped, so that the signed integers sort as the identifiers do.
                System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(big, from[i] ^ (UInt128.One << 127));
                new Guid(big, bigEndian: true).TryFormat(text, out _);
                _builder.Append(text);
            }
        }
    }

    public sealed class Enumeration<TIndex>(DictionaryType type, ArrayData distinct) : VectorSink(type) where TIndex : unmanaged, System.Numerics.IBinaryInteger<TIndex>
    {
        private readonly DictionaryBuilder _builder = Prepare(type, distinct);
        public override ArrayBuilder Builder => _builder;

        protected override void Append(nint vector, int start, int count, ReadOnlySpan<byte> validity)
        {
            var from = Data<TIndex>(vector, start, count);
            var to = ((FixedBuilder<int>)_builder.Indices).Extend(count, default, 0);
            for (var i = 0; i < count; i++) { to[i] = validity.IsEmpty || Bitmap.Get(validity, start + i) ? int.CreateChecked(from[i]) : 0; }
            _builder.Close(count, validity, start);
        }

        private static DictionaryBuilder Prepare(DictionaryType type, ArrayData distinct)
        {
            var builder = new DictionaryBuilder(type);
            builder.Use(distinct);
            return builder;
        }
    }

    /// <summary>The NULL type.</summary>
    public sealed class Nothing() : VectorSink(DataType.Null)
    {
        public override ArrayBuilder Builder { get; } = new NullBuilder();
        protected override void Append(nint vector, int start, int count, ReadOnlySpan<byte> validity) => Builder.AppendNulls(count);
    }
}
