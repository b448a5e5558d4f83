using System.Runtime.InteropServices;

namespace Sinogram.Data.Buffers;

/// <summary>
/// Native memory that grows in place where the system can (large blocks are moved by their pages, not copied), aligned to 64 bytes where it is large.
/// A finished block becomes the memory of a buffer: from then on the collector knows of its bytes, and frees it with the buffer.
/// </summary>
internal sealed unsafe class NativeBlock() : SafeHandle(0, ownsHandle: true)
{
    // The C library puts 16 bytes before a large block, which begins at a page: values begin at the next multiple of 64.
    private const int Lead = 48;
    private long _pressure;

    public override bool IsInvalid => handle == 0;

    public byte* Address => (byte*)handle + Lead;

    public long Length { get; private set; }

    /// <exception cref="TableException">There is not enough memory; the block is as it was.</exception>
    public void Resize(long length)
    {
        try
        {
            handle = (nint)NativeMemory.Realloc((void*)handle, checked((nuint)length + Lead + 64));
            Length = length;
        }
        catch (OutOfMemoryException inner)
        {
            throw new TableException($"There is not enough memory for a buffer of {length:N0} bytes: read fewer rows or columns.", inner);
        }
    }

    /// <summary>Gives back what is not used, and tells the collector of the rest.</summary>
    public void Finish(long length)
    {
        Resize(length);
        new Span<byte>(Address + length, 64 - (int)(length % 64)).Clear();
        _pressure = length;
        if (_pressure > 0) { GC.AddMemoryPressure(_pressure); }
    }

    protected override bool ReleaseHandle()
    {
        NativeMemory.Free((void*)handle);
        if (_pressure > 0) { GC.RemoveMemoryPressure(_pressure); }
        return true;
    }
}
