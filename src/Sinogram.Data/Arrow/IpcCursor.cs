using System.Collections.Immutable;
using Sinogram.Data.Arrays;
using Sinogram.Data.Buffers;

namespace Sinogram.Data.Arrow;

/// <summary>Hands out the nodes and buffers of a record batch in the order of the schema.</summary>
internal sealed class IpcCursor
{
    private readonly long[] _nodes;
    private readonly long[] _places;
    private readonly ArrowBuffer _body;
    private readonly Dictionary<long, ArrayData> _dictionaries;
    private readonly ArrowCompression _compression;
    private int _node;
    private readonly long[] _variadic;
    private int _place;
    private int _view;

    public IpcCursor(FlatTable batch, ArrowBuffer body, Dictionary<long, ArrayData> dictionaries)
    {
        _compression = batch.Has(3) ? Method(batch.Table(3, "the compression")) : ArrowCompression.None;
        _nodes = Words(batch, 1);
        _places = Words(batch, 2);
        _variadic = new long[batch.Count(4, 8)];
        for (var i = 0; i < _variadic.Length; i++) { _variadic[i] = batch.WordAt(4, i, 8, 0); }
        _body = body;
        _dictionaries = dictionaries;
    }

    public ArrayNode Next(WireField field)
    {
        if (_node >= _nodes.Length) { throw new ArrowFormatException($"The record batch ends before field '{field.Field.Name}'."); }
        var (length, nulls) = (_nodes[_node], _nodes[_node + 1]);
        _node += 2;
        var variadic = field.Layout == WireLayout.View && field.Values is null ? NextVariadic(field) : 0;
        var buffers = (field.BufferCount + variadic) * 2;
        if (_place + buffers > _places.Length) { throw new ArrowFormatException($"The record batch lacks buffers of field '{field.Field.Name}'."); }
        var places = _places.AsMemory(_place, buffers);
        _place += buffers;
        return new Node(this, field, length, nulls, places, [.. field.Children.Select(Next)]) { Variadic = variadic };
    }

    private int NextVariadic(WireField field) => _view < _variadic.Length && _variadic[_view] is >= 0 and <= int.MaxValue / 4
        ? (int)_variadic[_view++]
        : throw new ArrowFormatException($"The record batch does not say how many buffers field '{field.Field.Name}' has.");

    private static ArrowCompression Method(FlatTable compression) => (compression.Byte(0), compression.Byte(1)) switch
    {
        (0, 0) => ArrowCompression.Lz4,
        (1, 0) => ArrowCompression.Zstd,
        var (codec, _) => throw new ArrowFormatException($"The Arrow data are compressed in a way (codec {codec}) that is not read here: LZ4 and ZSTD are."),
    };

    private static long[] Words(FlatTable batch, int slot)
    {
        var count = batch.Count(slot, 16);
        var words = new long[count * 2];
        for (var i = 0; i < words.Length; i++) { words[i] = batch.WordAt(slot, i / 2, 16, i % 2); }
        return words;
    }

    private sealed class Node(IpcCursor cursor, WireField field, long length, long nulls, ReadOnlyMemory<long> places, ImmutableArray<ArrayNode> children) : ArrayNode
    {
        public override long Length => length;
        public override long NullCount => nulls;
        public override long Offset => 0;
        public int Variadic { get; init; }
        public override int VariadicCount => Variadic;

        public override long VariadicLength(int index)
        {
            var place = (field.BufferCount + index) * 2;
            if (cursor._compression == ArrowCompression.None || places.Span[place + 1] == 0) { return Math.Max(0, places.Span[place + 1]); }
            // What it is once it is plain.
            var (start, size) = (places.Span[place], places.Span[place + 1]);
            if (size < 8 || start < 0 || size > cursor._body.Length || start > cursor._body.Length - size) { throw new ArrowFormatException($"Field '{field.Field.Name}' has a buffer outside the record batch."); }
            var plain = System.Buffers.Binary.BinaryPrimitives.ReadInt64LittleEndian(cursor._body.Read<byte>(start, 8));
            return plain == -1 ? size - 8 : plain;
        }

        public override unsafe ArrowBuffer? Buffer(int index, long bytes)
        {
            var (start, size) = (places.Span[index * 2], places.Span[(index * 2) + 1]);
            if (start < 0 || size < 0 || start > cursor._body.Length || size > cursor._body.Length - start)
            {
                throw new ArrowFormatException($"Field '{field.Field.Name}' has a buffer outside the record batch.");
            }
            if (size == 0 && bytes > 0) { return null; }
            if (cursor._compression != ArrowCompression.None && size > 0)
            {
                var plain = IpcCompression.Decompress(ArrowBuffer.Foreign(cursor._body, cursor._body.Address + start, size), cursor._compression, field.Field.Name);
                return plain.Length < bytes ? throw Short(plain.Length, bytes)
                    : ((nuint)plain.Address & 7) == 0 ? ArrowBuffer.Foreign(plain, plain.Address, bytes)
                    : ArrowBuffer.CopyOf(plain.Read<byte>(0, checked((int)bytes)));
            }
            if (size < bytes) { throw Short(size, bytes); }
            // Columns rely on aligned values; the format promises 8 bytes.
            return (((nuint)cursor._body.Address + (nuint)start) & 7) == 0
                ? ArrowBuffer.Foreign(cursor._body, cursor._body.Address + start, bytes)
                : ArrowBuffer.CopyOf(cursor._body.Read<byte>(start, checked((int)bytes)));
        }

        private ArrowFormatException Short(long size, long bytes) => new($"Field '{field.Field.Name}' has a buffer of {size:N0} bytes where {bytes:N0} are needed.");

        public override ArrayNode Child(int index) => children[index];

        public override ArrayData Dictionary(WireField values) => cursor._dictionaries.TryGetValue(field.DictionaryId, out var dictionary)
            ? dictionary
            : throw new ArrowFormatException($"Field '{field.Field.Name}' uses a dictionary that did not come before it.");
    }
}
