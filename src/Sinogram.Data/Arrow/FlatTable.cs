using System.Buffers.Binary;
using System.Text;

namespace Sinogram.Data.Arrow;

/// <summary>A table in a FlatBuffer, read with every access checked against the buffer's end.</summary>
internal readonly ref struct FlatTable
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _position;

    private FlatTable(ReadOnlySpan<byte> bytes, int position)
    {
        _bytes = bytes;
        _position = position;
    }

    public static FlatTable Root(ReadOnlySpan<byte> bytes)
    {
        var root = new FlatTable(bytes, 0);
        return new FlatTable(bytes, root.Follow(0));
    }

    public byte Byte(int slot, byte otherwise = 0) => Find(slot) is var at and > 0 ? At(at, 1)[0] : otherwise;
    public bool Bool(int slot) => Byte(slot) != 0;
    public short Short(int slot, short otherwise = 0) => Find(slot) is var at and > 0 ? BinaryPrimitives.ReadInt16LittleEndian(At(at, 2)) : otherwise;
    public int Int(int slot, int otherwise = 0) => Find(slot) is var at and > 0 ? BinaryPrimitives.ReadInt32LittleEndian(At(at, 4)) : otherwise;
    public long Long(int slot, long otherwise = 0) => Find(slot) is var at and > 0 ? BinaryPrimitives.ReadInt64LittleEndian(At(at, 8)) : otherwise;

    public bool Has(int slot) => Find(slot) > 0;

    public FlatTable Table(int slot, string what) => Find(slot) is var at and > 0 ? new FlatTable(_bytes, Follow(at)) : throw new ArrowFormatException($"The Arrow metadata lack {what}.");

    public string? String(int slot)
    {
        if (Find(slot) is not (var at and > 0)) { return null; }
        var start = Follow(at);
        var length = BinaryPrimitives.ReadInt32LittleEndian(At(start, 4));
        return Encoding.UTF8.GetString(At(start + 4, length));
    }

    /// <summary>The number of elements of a vector, 0 when it is absent.</summary>
    public int Count(int slot, int elementSize)
    {
        if (Find(slot) is not (var at and > 0)) { return 0; }
        var start = Follow(at);
        var count = BinaryPrimitives.ReadInt32LittleEndian(At(start, 4));
        if (count < 0 || (long)count * elementSize > _bytes.Length - start - 4) { throw Broken(); }
        return count;
    }

    public FlatTable TableAt(int slot, int index) => new(_bytes, Follow(ElementAt(slot, index, 4)));

    public int IntAt(int slot, int index) => BinaryPrimitives.ReadInt32LittleEndian(At(ElementAt(slot, index, 4), 4));

    /// <summary>A 64-bit word of a struct in a vector.</summary>
    public long WordAt(int slot, int index, int structSize, int word) => BinaryPrimitives.ReadInt64LittleEndian(At(ElementAt(slot, index, structSize) + (word * 8), 8));

    private int ElementAt(int slot, int index, int size) => Follow(Find(slot)) + 4 + (index * size);

    private int Find(int slot)
    {
        var table = _position - BinaryPrimitives.ReadInt32LittleEndian(At(_position, 4));
        var size = BinaryPrimitives.ReadUInt16LittleEndian(At(table, 2));
        var entry = 4 + (slot * 2);
        if (entry + 2 > size) { return 0; }
        var offset = BinaryPrimitives.ReadUInt16LittleEndian(At(table + entry, 2));
        return offset == 0 ? 0 : _position + offset;
    }

    private int Follow(int at)
    {
        var target = at + (long)BinaryPrimitives.ReadUInt32LittleEndian(At(at, 4));
        return target < _bytes.Length ? (int)target : throw Broken();
    }

    private ReadOnlySpan<byte> At(int position, int length) => position >= 0 && length >= 0 && (long)position + length <= _bytes.Length
        ? _bytes.Slice(position, length)
        : throw Broken();

    private static ArrowFormatException Broken() => new("The Arrow metadata point outside themselves: the data are damaged or not Arrow.");
}
