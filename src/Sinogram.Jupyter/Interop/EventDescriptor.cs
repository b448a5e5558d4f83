using System.Runtime.InteropServices;

namespace Sinogram.Jupyter.Interop;

/// <summary>An eventfd: any thread raises it, and a poll loop that waits for it wakes up.</summary>
internal sealed unsafe class EventDescriptor : SafeHandle
{
    public EventDescriptor()
        : base(-1, ownsHandle: true)
    {
        var fd = LibC.eventfd(0, LibC.EFD_CLOEXEC | LibC.EFD_NONBLOCK);
        if (fd < 0)
        {
            throw new IOException($"eventfd failed: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
        }

        SetHandle(fd);
    }

    public override bool IsInvalid => handle == -1;

    /// <summary>The descriptor's number, for the poll set of its owner.</summary>
    internal int Number => (int)handle;

    /// <summary>Wakes the poll loop. Safe from any thread.</summary>
    internal void Raise()
    {
        var one = 1UL;
        _ = LibC.write(this, &one, sizeof(ulong));
    }

    /// <summary>Takes back all raises so far.</summary>
    internal void Reset()
    {
        var count = 0UL;
        _ = LibC.read(this, &count, sizeof(ulong));
    }

    protected override bool ReleaseHandle() => LibC.close((int)handle) == 0;
}
