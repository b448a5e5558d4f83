using System.Runtime.InteropServices;

namespace Sinogram.Data.Buffers;

/// <summary>
/// Native memory that grows in place where the system can (large blocks are moved by their pages, not copied). Builders use it, so that
/// the collector sees only finished buffers of their exact size.
/// </summary>
internal sealed unsafe class NativeBlock() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    public byte* Address => (byte*)handle;

    public long Length { get; private set; }

    /// <exception cref="TableException">There is not enough memory; the block is as it was.</exception>
    public void Resize(long length)
    {
        try
        {
            handle = (nint)NativeMemory.Realloc((void*)handle, checked((nuint)length));
            Length = length;
        }
        catch (OutOfMemoryException inner)
        {
            throw new TableException($"There is not enough memory for a buffer of {length:N0} bytes: read fewer rows or columns.", inner);
        }
    }

    protected override bool ReleaseHandle()
    {
        NativeMemory.Free((void*)handle);
        return true;
    }
}
