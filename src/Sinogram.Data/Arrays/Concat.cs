using Sinogram.Data.Buffers;

namespace Sinogram.Data.Arrays;

/// <summary>Joins arrays of one type end to end.</summary>
internal static class Concat
{
    public static ArrayData Join(DataType type, IReadOnlyList<ArrayData> parts)
    {
        if (parts.Count == 1) { return parts[0]; }
        var total = parts.Sum(p => (long)p.Length);
        if (total > Array.MaxLength) { throw new TableException($"{total:N0} rows are more than the {Array.MaxLength:N0} that a table holds."); }
        var length = (int)total;
        if (type.Id == TypeId.Null) { return new ArrayData(type, length, null, []); }
        var validity = Validity(parts, length);
        switch (type)
        {
            case StructType fields:
                return new ArrayData(type, length, validity, [],
                    [.. fields.Children.Select((f, i) => Join(f.Type, [.. parts.Select(p => p.Children[i].Slice(p.Offset, p.Length))]))]);
            case ListType list:
                return Lists(type, list.Element.Type, parts, length, validity);
            case MapType map:
                return Lists(type, map.Entries, parts, length, validity);
            case DictionaryType dictionary:
                return Dictionaries(dictionary, parts, length, validity);
            case { Id: TypeId.Bool }:
                var bits = ArrowBuffer.Allocate(Bitmap.ByteCount(length), zeroed: true);
                var at = 0;
                foreach (var part in parts)
                {
                    Bitmap.Copy(part.Buffers[0].Read<byte>(), part.Offset, bits.Span<byte>(), at, part.Length);
                    at += part.Length;
                }
                return new ArrayData(type, length, validity, [bits]);
            case { Id: TypeId.String or TypeId.Binary }:
                var bytes = new BufferBuilder<byte>();
                var offsets = Rebase(parts, length, (p, start, count) => bytes.Append(p.Buffers[1].Read<byte>(start, count)));
                return new ArrayData(type, length, validity, [offsets, bytes.Build()]);
            default:
                return new ArrayData(type, length, validity, [Fixed(type.ByteWidth, parts, length)]);
        }
    }

    private static ArrowBuffer? Validity(IReadOnlyList<ArrayData> parts, int length)
    {
        if (parts.All(p => p.NullCount == 0)) { return null; }
        var bits = ArrowBuffer.Allocate(Bitmap.ByteCount(length), zeroed: true);
        var at = 0;
        foreach (var part in parts)
        {
            if (part.Validity is { } validity) { Bitmap.Copy(validity.Read<byte>(), part.Offset, bits.Span<byte>(), at, part.Length); }
            else { Bitmap.Fill(bits.Span<byte>(), at, part.Length, true); }
            at += part.Length;
        }
        return bits;
    }

    private static unsafe ArrowBuffer Fixed(int width, IReadOnlyList<ArrayData> parts, int length)
    {
        var result = ArrowBuffer.Allocate((long)length * width);
        var target = result.Address;
        foreach (var part in parts)
        {
            var size = (long)part.Length * width;
            Buffer.MemoryCopy(part.Buffers[0].Address + ((long)part.Offset * width), target, size, size);
            target += size;
            GC.KeepAlive(part);
        }
        return result;
    }

    /// <summary>Offsets that continue from part to part; <paramref name="take"/> is given the range of each part's content.</summary>
    private static ArrowBuffer Rebase(IReadOnlyList<ArrayData> parts, int length, Action<ArrayData, int, int> take)
    {
        var offsets = new BufferBuilder<int>(length + 1);
        offsets.Append(0);
        var end = 0;
        foreach (var part in parts)
        {
            var own = part.Offsets;
            var shift = end - own[0];
            for (var i = 1; i < own.Length; i++) { offsets.Append(checked(own[i] + shift)); }
            take(part, own[0], own[^1] - own[0]);
            end += own[^1] - own[0];
        }
        return offsets.Build();
    }

    private static ArrayData Lists(DataType type, DataType elementType, IReadOnlyList<ArrayData> parts, int length, ArrowBuffer? validity)
    {
        var children = new List<ArrayData>();
        var offsets = Rebase(parts, length, (p, start, count) => children.Add(p.Children[0].Slice(start, count)));
        return new ArrayData(type, length, validity, [offsets], [Join(elementType, children)]);
    }

    private static ArrayData Dictionaries(DictionaryType type, IReadOnlyList<ArrayData> parts, int length, ArrowBuffer? validity)
    {
        if (parts.All(p => ReferenceEquals(p.Dictionary, parts[0].Dictionary)))
        {
            return new ArrayData(type, length, validity, [Fixed(type.ByteWidth, parts, length)], dictionary: parts[0].Dictionary);
        }
        // Each part has distinct values of its own: they are put one after the other, and the indices are shifted.
        var wide = new BufferBuilder<int>(length);
        var shift = 0;
        foreach (var part in parts)
        {
            for (var i = 0; i < part.Length; i++) { wide.Append(part.IsNull(i) ? 0 : checked((int)part.IndexAt(i) + shift)); }
            shift += part.Dictionary!.Length;
        }
        var joined = new DictionaryType(DataType.Int32, type.Value, type.Ordered);
        return new ArrayData(joined, length, validity, [wide.Build()], dictionary: Join(type.Value, [.. parts.Select(p => p.Dictionary!)]));
    }
}
