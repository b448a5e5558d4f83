namespace Sinogram.Data.Buffers;

/// <summary>A growing buffer of values of one type.</summary>
internal sealed unsafe class BufferBuilder<T> where T : unmanaged
{
    private ArrowBuffer _buffer;

    public BufferBuilder(int capacity = 0) => _buffer = capacity == 0 ? ArrowBuffer.Empty : ArrowBuffer.Allocate((long)capacity * sizeof(T));

    public int Count { get; private set; }

    private int Capacity => (int)(_buffer.Length / sizeof(T));

    public void Append(T value)
    {
        if (Count == Capacity) { Grow(1); }
        _buffer.Span<T>()[Count++] = value;
    }

    public void Append(ReadOnlySpan<T> values) => values.CopyTo(Extend(values.Length));

    /// <summary>Adds values whose content the caller writes.</summary>
    public Span<T> Extend(int count)
    {
        if (count > Capacity - Count) { Grow(count); }
        Count += count;
        return _buffer.Span<T>().Slice(Count - count, count);
    }

    public void AppendRepeated(T value, int count) => Extend(count).Fill(value);

    /// <summary>What was written so far.</summary>
    public Span<T> Written => _buffer.Span<T>()[..Count];

    /// <summary>The finished buffer; the builder is empty afterwards.</summary>
    public ArrowBuffer Build()
    {
        var used = (long)Count * sizeof(T);
        var result = used == _buffer.Length ? _buffer : Shrink(used);
        (_buffer, Count) = (ArrowBuffer.Empty, 0);
        return result;
    }

    private ArrowBuffer Shrink(long used)
    {
        // Little is wasted: keep the memory and only say how much of it counts.
        if (_buffer.Length - used <= used / 8)
        {
            new Span<byte>(_buffer.Address + used, (int)Math.Min(64, _buffer.Length - used)).Clear();
            return ArrowBuffer.Foreign(_buffer, _buffer.Address, used);
        }
        return ArrowBuffer.CopyOf<byte>(_buffer.Read<byte>(0, checked((int)used)));
    }

    private void Grow(int more)
    {
        var needed = (long)Count + more;
        if (needed > Array.MaxLength) { throw new TableException($"A column holds at most {Array.MaxLength:N0} values or bytes of text; split the data into several tables."); }
        var capacity = Math.Min(Math.Max(Math.Max(needed, Capacity * 2L), 64 / sizeof(T)), Array.MaxLength);
        var larger = ArrowBuffer.Allocate(capacity * sizeof(T));
        Written.CopyTo(larger.Span<T>());
        _buffer = larger;
    }
}

/// <summary>A growing buffer of bits; unset bits are zero.</summary>
internal sealed class BitBuilder
{
    private readonly BufferBuilder<byte> _bytes = new();

    public int Count { get; private set; }
    public int SetCount { get; private set; }

    public void Append(bool bit)
    {
        if ((Count & 7) == 0) { _bytes.Append(0); }
        if (bit)
        {
            Bitmap.Set(_bytes.Written, Count, true);
            SetCount++;
        }
        Count++;
    }

    public void AppendRepeated(bool bit, int count)
    {
        Reserve(count);
        Bitmap.Fill(_bytes.Written, Count, count, bit);
        Count += count;
        SetCount += bit ? count : 0;
    }

    public void Append(ReadOnlySpan<byte> bits, long offset, int count)
    {
        Reserve(count);
        Bitmap.Copy(bits, offset, _bytes.Written, Count, count);
        SetCount += (int)Bitmap.CountSet(bits, offset, count);
        Count += count;
    }

    public ArrowBuffer Build()
    {
        (Count, SetCount) = (0, 0);
        return _bytes.Build();
    }

    private void Reserve(int count)
    {
        var more = (int)(Bitmap.ByteCount((long)Count + count) - _bytes.Count);
        if (more > 0) { _bytes.Extend(more).Clear(); }
    }
}
