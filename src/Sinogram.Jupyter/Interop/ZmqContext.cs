using System.Runtime.InteropServices;

namespace Sinogram.Jupyter.Interop;

/// <summary>A ZeroMQ context. Its sockets hold it open until each is closed; then it ends.</summary>
internal sealed class ZmqContext : SafeHandle
{
    public ZmqContext()
        : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>A new context.</summary>
    /// <exception cref="ZeroMqException">libzmq is not installed or cannot start.</exception>
    internal static ZmqContext Create()
    {
        var context = new ZmqContext();
        try
        {
            context.SetHandle(LibZmq.zmq_ctx_new());
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw new ZeroMqException($"The ZeroMQ library {LibZmq.Library} cannot be loaded; install it with: apt-get install libzmq5", e);
        }

        return context.IsInvalid ? throw new ZeroMqException("ZeroMQ could not make a context.") : context;
    }

    /// <summary>Ends every blocking call on the context's sockets with ETERM.</summary>
    internal void Shutdown()
    {
        var added = false;
        try
        {
            DangerousAddRef(ref added);
            _ = LibZmq.zmq_ctx_shutdown(handle);
        }
        finally
        {
            if (added)
            {
                DangerousRelease();
            }
        }
    }

    protected override bool ReleaseHandle()
    {
        while (LibZmq.zmq_ctx_term(handle) != 0)
        {
            if (Marshal.GetLastPInvokeError() != LibZmq.EINTR)
            {
                return false;
            }
        }

        return true;
    }
}
