using System.Runtime.InteropServices;

namespace Sinogram.Jupyter.Interop;

/// <summary>A ZeroMQ socket; it keeps its context alive. Not safe for two threads at once.</summary>
internal sealed class ZmqSocketHandle : SafeHandle
{
    private ZmqContext? _context;

    public ZmqSocketHandle()
        : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    internal static ZmqSocketHandle Create(ZmqContext context, int type)
    {
        var socket = new ZmqSocketHandle();
        var added = false;
        context.DangerousAddRef(ref added);
        socket._context = context;
        socket.SetHandle(LibZmq.zmq_socket(context, type));
        if (socket.IsInvalid)
        {
            context.DangerousRelease();
            throw ZeroMqException.Last("zmq_socket");
        }

        return socket;
    }

    /// <summary>The native pointer, for a poll set whose owner keeps this handle open.</summary>
    internal nint Pointer => handle;

    protected override bool ReleaseHandle()
    {
        var closed = LibZmq.zmq_close(handle) == 0;
        _context?.DangerousRelease();
        return closed;
    }
}
