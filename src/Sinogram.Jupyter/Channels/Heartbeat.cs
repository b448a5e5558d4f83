using Sinogram.Jupyter.Interop;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Channels;

/// <summary>Echoes what comes. The loop is ZeroMQ's own and native: neither a busy cell nor a garbage collection delays it.</summary>
internal sealed class Heartbeat : IDisposable
{
    private readonly ZmqSocket _socket;
    private readonly Thread _thread;

    internal Heartbeat(ZmqContext context, ConnectionFile connection)
    {
        _socket = new ZmqSocket(context, LibZmq.ROUTER);
        CurveKeys.Require(_socket, connection);
        _thread = new Thread(Run) { Name = "jupyter heartbeat", IsBackground = true };
    }

    internal string Bind(string endpoint) => _socket.Bind(endpoint);

    internal void Start() => _thread.Start();

    /// <summary>Call it when the context was shut down, which ends the loop.</summary>
    public void Dispose()
    {
        if (_thread.IsAlive)
        {
            _thread.Join(TimeSpan.FromSeconds(5));
        }

        _socket.Dispose();
    }

    private void Run()
    {
        while (LibZmq.zmq_proxy(_socket.Handle, _socket.Handle, 0) != 0
            && System.Runtime.InteropServices.Marshal.GetLastPInvokeError() == LibZmq.EINTR)
        {
        }
    }
}
