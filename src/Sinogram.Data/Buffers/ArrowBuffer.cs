using System.Runtime.CompilerServices;

namespace Sinogram.Data.Buffers;

/// <summary>
/// Memory at a fixed address, aligned to 64 bytes and padded to a multiple of 64, as Arrow's columnar format recommends.
/// </summary>
/// <remarks>
/// Our own small buffers live on the collector's pinned heap: native code may hold their address as long as the owner lives, and a span taken from
/// one keeps it alive by itself. Foreign memory is held by an owner that frees it when collected: a span of it is good only while this object is
/// reachable, so that what leaves the library is a span of <see cref="Lasting"/>.
/// </remarks>
public sealed unsafe class ArrowBuffer
{
    private const int Alignment = 64;
    private readonly object? _owner;
    private ArrowBuffer? _lasting;

    private ArrowBuffer(object? owner, byte* address, long length)
    {
        _owner = owner;
        Address = address;
        Length = length;
    }

    public static ArrowBuffer Empty { get; } = Allocate(0);

    /// <summary>The first byte; valid while this object is reachable.</summary>
    public byte* Address { get; }

    /// <summary>Bytes in use, without the padding.</summary>
    public long Length { get; }

    /// <summary>New memory; the padding is zero, the content only when asked for.</summary>
    /// <exception cref="TableException">There is not enough memory.</exception>
    public static ArrowBuffer Allocate(long length, bool zeroed = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var lines = ((length + Alignment - 1) / Alignment) + 1;
        if (lines + 1 > Array.MaxLength) { throw new TableException($"A buffer of {length:N0} bytes is more than one column can hold."); }
        CacheLine[] block;
        try
        {
            block = zeroed ? GC.AllocateArray<CacheLine>((int)lines + 1, pinned: true) : GC.AllocateUninitializedArray<CacheLine>((int)lines + 1, pinned: true);
        }
        catch (OutOfMemoryException inner)
        {
            throw new TableException($"There is not enough memory for a buffer of {length:N0} bytes: read fewer rows or columns, or raise the memory limit.", inner);
        }
        var start = (byte*)Unsafe.AsPointer(ref Unsafe.AsRef(in block[0]));
        var aligned = (byte*)(((nuint)start + Alignment - 1) & ~(nuint)(Alignment - 1));
        new Span<byte>(aligned + length, (int)((Alignment - (length % Alignment)) % Alignment)).Clear();
        return new ArrowBuffer(block, aligned, length);
    }

    /// <summary>Memory that <paramref name="owner"/> keeps valid, and frees once it is collected.</summary>
    public static ArrowBuffer Foreign(object owner, byte* address, long length)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return new ArrowBuffer(owner, address, length);
    }

    public static ArrowBuffer CopyOf<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        var buffer = Allocate((long)values.Length * sizeof(T));
        values.CopyTo(buffer.Span<T>());
        return buffer;
    }

    /// <summary>The content as values; what does not fill a value at the end is left out.</summary>
    public ReadOnlySpan<T> Read<T>() where T : unmanaged => Span<T>();

    /// <summary>Values from <paramref name="start"/>, bounds checked.</summary>
    public ReadOnlySpan<T> Read<T>(long start, int count) where T : unmanaged
    {
        if (start < 0 || count < 0 || (start + count) * sizeof(T) > Length) { throw new ArgumentOutOfRangeException(nameof(start)); }
        var span = new ReadOnlySpan<T>(Address + (start * sizeof(T)), count);
        GC.KeepAlive(_owner);
        return span;
    }

    /// <summary>The same content in memory that each span keeps alive by itself: this buffer, or a copy, made once, of what its owner frees.</summary>
    public ArrowBuffer Lasting()
    {
        if (_owner is CacheLine[] or Type || (_owner is ArrowBuffer whole && whole.Lasting() == whole)) { return this; }
        if (_lasting is { } made) { return made; }
        var copy = Allocate(Length);
        Buffer.MemoryCopy(Address, copy.Address, Length, Length);
        GC.KeepAlive(this);
        return Interlocked.CompareExchange(ref _lasting, copy, null) ?? copy;
    }

    /// <summary>For writing while the buffer is being built; a buffer of a column is never changed.</summary>
    internal Span<T> Span<T>() where T : unmanaged
    {
        var span = new Span<T>(Address, checked((int)(Length / sizeof(T))));
        GC.KeepAlive(_owner);
        return span;
    }

    /// <summary>As <see cref="Span{T}"/>, of a part; for buffers beyond 2 GiB.</summary>
    internal Span<byte> Part(long start, int length)
    {
        if (start < 0 || length < 0 || start + length > Length) { throw new ArgumentOutOfRangeException(nameof(start)); }
        var span = new Span<byte>(Address + start, length);
        GC.KeepAlive(_owner);
        return span;
    }

    [InlineArray(Alignment)]
    private struct CacheLine
    {
        private byte _first;
    }
}
