using System.Runtime.InteropServices;

namespace Sinogram.Jupyter.Interop;

/// <summary>ZeroMQ is missing, or refused a call; the message says which and what to do.</summary>
public sealed class ZeroMqException : Exception
{
    internal ZeroMqException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>The error of the thread's last call.</summary>
    internal static ZeroMqException Last(string call, string? where = null)
    {
        var text = Marshal.PtrToStringUTF8(LibZmq.zmq_strerror(Marshal.GetLastPInvokeError()));
        return new ZeroMqException(where is null ? $"{call} failed: {text}." : $"{call} failed at {where}: {text}.");
    }
}
