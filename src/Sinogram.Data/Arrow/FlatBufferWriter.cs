using System.Buffers.Binary;
using System.Text;

namespace Sinogram.Data.Arrow;

/// <summary>Writes FlatBuffers, from the end of the buffer to its beginning, as that format wants. Positions are counted from the end.</summary>
internal sealed class FlatBufferWriter
{
    private byte[] _bytes = new byte[1024];
    private int _used;
    private int _maxAlignment = 1;
    private readonly List<(int Slot, int Position)> _fields = [];
    private int _tableStart;

    /// <summary>Bytes written so far; the position of what was written last.</summary>
    public int Position => _used;

    public int String(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        Align(4, utf8.Length + 1);
        Push(1)[0] = 0;
        utf8.CopyTo(Push(utf8.Length));
        PushInt(utf8.Length);
        return _used;
    }

    /// <summary>A vector of tables or strings, by their positions.</summary>
    public int Offsets(ReadOnlySpan<int> positions)
    {
        Align(4, positions.Length * 4);
        for (var i = positions.Length - 1; i >= 0; i--) { PushOffset(positions[i]); }
        PushInt(positions.Length);
        return _used;
    }

    /// <summary>A vector of structs of 64-bit words.</summary>
    public int Structs(ReadOnlySpan<long> words, int wordsEach)
    {
        Align(8, words.Length * 8);
        for (var i = words.Length - 1; i >= 0; i--) { BinaryPrimitives.WriteInt64LittleEndian(Push(8), words[i]); }
        Align(4, 0);
        PushInt(words.Length / wordsEach);
        return _used;
    }

    public void StartTable()
    {
        _fields.Clear();
        _tableStart = _used;
    }

    public void Byte(int slot, byte value)
    {
        Push(1)[0] = value;
        _fields.Add((slot, _used));
    }

    public void Bool(int slot, bool value) => Byte(slot, value ? (byte)1 : (byte)0);

    public void Short(int slot, short value)
    {
        Align(2, 0);
        BinaryPrimitives.WriteInt16LittleEndian(Push(2), value);
        _fields.Add((slot, _used));
    }

    public void Int(int slot, int value)
    {
        Align(4, 0);
        PushInt(value);
        _fields.Add((slot, _used));
    }

    public void Long(int slot, long value)
    {
        Align(8, 0);
        BinaryPrimitives.WriteInt64LittleEndian(Push(8), value);
        _fields.Add((slot, _used));
    }

    /// <summary>A reference to what stands at a position; 0 leaves the field out.</summary>
    public void Reference(int slot, int position)
    {
        if (position == 0) { return; }
        Align(4, 0);
        PushOffset(position);
        _fields.Add((slot, _used));
    }

    public int EndTable()
    {
        Align(4, 0);
        PushInt(0);
        var table = _used;
        var slots = _fields.Count == 0 ? 0 : _fields.Max(f => f.Slot) + 1;
        Span<ushort> offsets = stackalloc ushort[slots];
        foreach (var (slot, position) in _fields) { offsets[slot] = (ushort)(table - position); }
        for (var i = slots - 1; i >= 0; i--) { BinaryPrimitives.WriteUInt16LittleEndian(Push(2), offsets[i]); }
        BinaryPrimitives.WriteUInt16LittleEndian(Push(2), (ushort)(table - _tableStart));
        BinaryPrimitives.WriteUInt16LittleEndian(Push(2), (ushort)((slots + 2) * 2));
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(_bytes.Length - table), _used - table);
        return table;
    }

    public ReadOnlySpan<byte> Finish(int root)
    {
        Align(_maxAlignment, 4);
        PushOffset(root);
        return _bytes.AsSpan(_bytes.Length - _used);
    }

    private void PushInt(int value) => BinaryPrimitives.WriteInt32LittleEndian(Push(4), value);

    private void PushOffset(int position)
    {
        var target = Push(4);
        BinaryPrimitives.WriteInt32LittleEndian(target, _used - position);
    }

    /// <summary>Pads so that what follows, after <paramref name="more"/> further bytes, is aligned.</summary>
    private void Align(int alignment, int more)
    {
        _maxAlignment = Math.Max(_maxAlignment, alignment);
        var padding = -(_used + more) & (alignment - 1);
        Push(padding).Clear();
    }

    private Span<byte> Push(int count)
    {
        if (_used + count > _bytes.Length)
        {
            var larger = new byte[Math.Max(_bytes.Length * 2, _used + count)];
            _bytes.AsSpan(_bytes.Length - _used).CopyTo(larger.AsSpan(larger.Length - _used));
            _bytes = larger;
        }
        _used += count;
        return _bytes.AsSpan(_bytes.Length - _used, count);
    }
}
