using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace Sinogram.Data.Buffers;

/// <summary>A growing buffer of values of one type.</summary>
internal sealed unsafe class BufferBuilder<T> where T : unmanaged
{
    // Smaller ones are copied: the collector manages them better than the C library.
    private const int HandedOver = 1 << 20;
    private NativeBlock? _block;
    private int _capacity;

    public BufferBuilder(int capacity = 0)
    {
        if (capacity > 0) { Resize(capacity); }
    }

    public int Count { get; private set; }

    /// <summary>What was written so far; valid until more is added.</summary>
    public Span<T> Written => _block is null ? [] : new Span<T>(_block.Address, Count);

    public void Append(T value)
    {
        if (Count == _capacity) { Grow(1); }
        ((T*)_block!.Address)[Count++] = value;
    }

    public void Append(ReadOnlySpan<T> values) => values.CopyTo(Extend(values.Length));

    /// <summary>Adds values whose content the caller writes at once.</summary>
    public Span<T> Extend(int count)
    {
        if (count == 0) { return []; }
        if (count > _capacity - Count) { Grow(count); }
        Count += count;
        return new Span<T>((T*)_block!.Address + Count - count, count);
    }

    /// <summary>Takes back what was added last.</summary>
    public void Shrink(int count) => Count -= count;

    public void AppendRepeated(T value, int count) => Extend(count).Fill(value);

    /// <summary>The finished buffer; the builder is empty afterwards.</summary>
    public ArrowBuffer Build()
    {
        if (_block is null) { return ArrowBuffer.Empty; }
        var bytes = (long)Count * sizeof(T);
        ArrowBuffer result;
        if (bytes >= HandedOver && ((nuint)_block.Address & 63) == 0)
        {
            _block.Finish(bytes);
            result = ArrowBuffer.Foreign(_block, _block.Address, bytes);
        }
        else
        {
            result = ArrowBuffer.Allocate(bytes);
            Buffer.MemoryCopy(_block.Address, result.Address, bytes, bytes);
            _block.Dispose();
        }
        (_block, _capacity, Count) = (null, 0, 0);
        return result;
    }

    private void Grow(int more)
    {
        var needed = (long)Count + more;
        if (needed > Array.MaxLength) { throw new TableException($"A column holds at most {Array.MaxLength:N0} values or bytes of text; split the data into several tables."); }
        Resize((int)Math.Min(Math.Max(Math.Max(needed, _capacity * 2L), Math.Max(64 / sizeof(T), 1)), Array.MaxLength));
    }

    private void Resize(int capacity)
    {
        _block ??= new NativeBlock();
        _block.Resize((long)capacity * sizeof(T));
        _capacity = capacity;
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

    /// <summary>A bit for each byte, set where it is not zero.</summary>
    public void AppendBytes(ReadOnlySpan<byte> values)
    {
        var from = Count;
        Reserve(values.Length);
        Count += values.Length;
        var bits = _bytes.Written;
        var done = 0;
        if ((from & 7) == 0)
        {
            for (; done + 32 <= values.Length; done += 32)
            {
                var word = ~Vector256.Equals(Vector256.Create(values.Slice(done, 32)), Vector256<byte>.Zero).ExtractMostSignificantBits();
                BinaryPrimitives.WriteUInt32LittleEndian(bits[((from + done) >> 3)..], word);
                SetCount += BitOperations.PopCount(word);
            }
        }
        for (; done < values.Length; done++)
        {
            if (values[done] == 0) { continue; }
            Bitmap.Set(bits, from + done, true);
            SetCount++;
        }
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
