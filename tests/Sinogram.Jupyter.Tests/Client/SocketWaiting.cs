using Sinogram.Jupyter.Channels;
using Sinogram.Jupyter.Interop;

namespace Sinogram.Jupyter.Tests.Client;

/// <summary>Waiting for one socket, as a client does that talks on one channel at a time.</summary>
internal static unsafe class SocketWaiting
{
    /// <summary>Waits until a message can be received; false when the time is over.</summary>
    public static bool WaitForInput(this ZmqSocket socket, TimeSpan timeout)
    {
        var item = new LibZmq.PollItem { Socket = socket.Handle.Pointer, Events = LibZmq.POLLIN };
        return LibZmq.zmq_poll(&item, 1, (nint)timeout.TotalMilliseconds) > 0;
    }
}
