using System.Runtime.InteropServices;

namespace Sinogram.Data.Interop;

/// <summary>A type in Arrow's C data interface (https://arrow.apache.org/docs/format/CDataInterface.html).</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct ArrowSchema
{
    internal const long Ordered = 1;
    internal const long Nullable = 2;

    public byte* Format;
    public byte* Name;
    public byte* Metadata;
    public long Flags;
    public long ChildCount;
    public ArrowSchema** Children;
    public ArrowSchema* Dictionary;
    public delegate* unmanaged[Cdecl]<ArrowSchema*, void> Release;
    public void* PrivateData;
}

/// <summary>Data in Arrow's C data interface.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct ArrowArray
{
    public long Length;
    public long NullCount;
    public long Offset;
    public long BufferCount;
    public long ChildCount;
    public void** Buffers;
    public ArrowArray** Children;
    public ArrowArray* Dictionary;
    public delegate* unmanaged[Cdecl]<ArrowArray*, void> Release;
    public void* PrivateData;
}
