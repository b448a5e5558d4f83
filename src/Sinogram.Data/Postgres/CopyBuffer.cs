using System.Buffers.Binary;

namespace Sinogram.Data.Postgres;

/// <summary>What is about to be sent of a binary copy.</summary>
internal sealed class CopyBuffer
{
    private byte[] _bytes = new byte[1 << 20];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Clear() => Length = 0;

    public Span<byte> Extend(int count)
    {
        if (Length + count > _bytes.Length) { Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max((long)_bytes.Length * 2, (long)Length + count))); }
        Length += count;
        return _bytes.AsSpan(Length - count, count);
    }

    public void Null() => Int(-1);

    public void Short(short value) => BinaryPrimitives.WriteInt16BigEndian(Extend(2), value);

    public void Int(int value) => BinaryPrimitives.WriteInt32BigEndian(Extend(4), value);

    public void Long(long value) => BinaryPrimitives.WriteInt64BigEndian(Extend(8), value);

    /// <summary>Room for a length that is known later.</summary>
    public int Reserve()
    {
        Extend(4);
        return Length;
    }

    /// <summary>Writes the length of what came since <see cref="Reserve"/>.</summary>
    public void Close(int start) => BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(start - 4), Length - start);

    /// <summary>Drops the end of what was extended.</summary>
    public void Shrink(int count) => Length -= count;
}
