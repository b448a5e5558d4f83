using System.Text;

namespace Sinogram.Data.Parquet;

/// <summary>The kinds of values of Thrift's compact protocol.</summary>
internal enum CompactType : byte { Stop = 0, True = 1, False = 2, Byte = 3, Int16 = 4, Int32 = 5, Int64 = 6, Double = 7, Binary = 8, List = 9, Set = 10, Map = 11, Struct = 12, Uuid = 13 }

/// <summary>Reads Thrift's compact protocol forward, as far as the descriptions of Parquet files use it; what it announces beyond its end is an error.</summary>
internal ref struct CompactReader(ReadOnlySpan<byte> bytes)
{
    private const int MostLevels = 64;
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;
    private int _levels;

    /// <summary>Bytes that were read.</summary>
    public readonly int Position => _at;

    /// <summary>The fields of a struct: <paramref name="field"/> reads or skips each.</summary>
    /// <exception cref="InvalidDataException">The bytes are no such struct.</exception>
    public void Struct(FieldAction field)
    {
        Enter();
        for (var id = 0; ;)
        {
            var head = Byte();
            if (head == 0) { break; }
            id = head >> 4 is > 0 and var step ? id + step : (int)Integer();
            field(ref this, id, (CompactType)(head & 15));
        }
        _levels--;
    }

    /// <summary>The elements of a list, each read or skipped by <paramref name="element"/>.</summary>
    /// <exception cref="InvalidDataException">It is no list of this type.</exception>
    public void List(CompactType type, CompactType of, ElementAction element)
    {
        if (type != CompactType.List) { throw Broken(); }
        var (count, found) = ListHead();
        if (count > 0 && found != of) { throw Broken(); }
        for (var i = 0; i < count; i++) { element(ref this); }
    }

    public long Integer(CompactType type) => type is CompactType.Int16 or CompactType.Int32 or CompactType.Int64 ? Integer() : throw Broken();

    public string Text(CompactType type)
    {
        if (type != CompactType.Binary) { throw Broken(); }
        return Text();
    }

    public string Text() => Encoding.UTF8.GetString(Take(Varint()));

    public void Skip(CompactType type)
    {
        switch (type)
        {
            case CompactType.True or CompactType.False: break;
            case CompactType.Byte: Take(1); break;
            case CompactType.Int16 or CompactType.Int32 or CompactType.Int64: Varint(); break;
            case CompactType.Double: Take(8); break;
            case CompactType.Uuid: Take(16); break;
            case CompactType.Binary: Take(Varint()); break;
            case CompactType.Struct: Struct((ref CompactReader r, int _, CompactType t) => r.Skip(t)); break;
            case CompactType.List or CompactType.Set:
                Enter();
                var (count, of) = ListHead();
                for (var i = 0; i < count; i++) { SkipElement(of); }
                _levels--;
                break;
            case CompactType.Map:
                Enter();
                var pairs = Count(Varint());
                var types = pairs > 0 ? Byte() : 0;
                for (var i = 0; i < pairs; i++)
                {
                    SkipElement((CompactType)(types >> 4));
                    SkipElement((CompactType)(types & 15));
                }
                _levels--;
                break;
            default: throw Broken();
        }
    }

    // In a collection a truth is a byte.
    private void SkipElement(CompactType type)
    {
        if (type is CompactType.True or CompactType.False) { Take(1); }
        else { Skip(type); }
    }

    private (int Count, CompactType Of) ListHead()
    {
        var head = Byte();
        var count = head >> 4 == 15 ? Varint() : (ulong)(head >> 4);
        return (Count(count), (CompactType)(head & 15));
    }

    // Every element takes a byte at least.
    private readonly int Count(ulong count) => count <= (ulong)(_bytes.Length - _at) ? (int)count : throw Broken();

    private long Integer() => Varint() is var value ? (long)(value >> 1) ^ -(long)(value & 1) : 0;

    private ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) { return value; }
        }
        throw Broken();
    }

    private byte Byte() => Take(1)[0];

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)(_bytes.Length - _at)) { throw Broken(); }
        var taken = _bytes.Slice(_at, (int)count);
        _at += (int)count;
        return taken;
    }

    private void Enter()
    {
        if (++_levels > MostLevels) { throw Broken(); }
    }

    private static InvalidDataException Broken() => new("The bytes are not what they announce.");

    public delegate void FieldAction(ref CompactReader reader, int id, CompactType type);

    public delegate void ElementAction(ref CompactReader reader);
}
