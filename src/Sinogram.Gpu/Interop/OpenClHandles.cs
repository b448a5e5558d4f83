using Microsoft.Win32.SafeHandles;

namespace Sinogram.Gpu.Interop;

internal sealed class ContextHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => OpenCl.clReleaseContext(handle) == OpenClConstants.Success;
}

internal sealed class QueueHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => OpenCl.clReleaseCommandQueue(handle) == OpenClConstants.Success;
}

internal sealed class MemoryHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    private long _bytes;

    /// <summary>Tells the garbage collector how much memory hangs on this handle.</summary>
    internal void Charge(long bytes)
    {
        _bytes = bytes;
        GC.AddMemoryPressure(bytes);
    }

    protected override bool ReleaseHandle()
    {
        if (_bytes > 0)
        {
            GC.RemoveMemoryPressure(_bytes);
        }
        return OpenCl.clReleaseMemObject(handle) == OpenClConstants.Success;
    }
}

internal sealed class ProgramHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => OpenCl.clReleaseProgram(handle) == OpenClConstants.Success;
}

internal sealed class KernelHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => OpenCl.clReleaseKernel(handle) == OpenClConstants.Success;
}

internal sealed class EventHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    internal EventHandle(nint value) : base(ownsHandle: true) => SetHandle(value);

    protected override bool ReleaseHandle() => OpenCl.clReleaseEvent(handle) == OpenClConstants.Success;
}
