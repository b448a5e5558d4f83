using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Sinogram.Jupyter.Channels;
using Sinogram.Jupyter.Interop;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Client;

/// <summary>
/// The client's ends of another kernel's shell, control, stdin and iopub. One thread owns them; any thread posts messages, in whose order they are
/// sent. What arrives is handed over on that thread.
/// </summary>
internal sealed class ClientChannels : IKernelWire
{
    private readonly ZmqContext _context = ZmqContext.Create();
    private readonly EventDescriptor _wake = new();
    private readonly ConcurrentQueue<(ChannelName Channel, IReadOnlyList<ReadOnlyMemory<byte>> Frames)> _outgoing = new();
    private readonly Action<ChannelName, IReadOnlyList<byte[]>> _receive;
    private readonly ZmqSocket _shell;
    private readonly ZmqSocket _control;
    private readonly ZmqSocket _stdin;
    private readonly ZmqSocket _iopub;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _stopping;

    internal ClientChannels(ConnectionFile connection, string session, Action<ChannelName, IReadOnlyList<byte[]>> receive)
    {
        _receive = receive;
        // Shell and stdin share an identity: the kernel sends a question to the one that its request came from.
        var identity = System.Text.Encoding.ASCII.GetBytes(session);
        // Nothing can be sent on stdin and control before the other side is there: so that being able to send says that it is.
        _shell = Socket(LibZmq.DEALER, connection.Endpoint(connection.ShellPort), identity, immediate: false);
        _control = Socket(LibZmq.DEALER, connection.Endpoint(connection.ControlPort), identity, immediate: true);
        _stdin = Socket(LibZmq.DEALER, connection.Endpoint(connection.StdinPort), identity, immediate: true);
        _iopub = Socket(LibZmq.SUB, connection.Endpoint(connection.IopubPort), null, immediate: false);
        _iopub.Set(LibZmq.SUBSCRIBE, []);
        _thread = new Thread(Run) { Name = "kernel client io", IsBackground = true };
        _thread.Start();
    }

    /// <summary>
    /// Completes when stdin and control have reached the kernel. Shell proves itself by an answer; these two may be later, and a question that the
    /// kernel asks before stdin is there is lost.
    /// </summary>
    public Task Connected => _connected.Task;

    /// <summary>Sends a message after all that were posted before it. Safe from any thread; never waits.</summary>
    public void Post(ChannelName channel, IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        _outgoing.Enqueue((channel, frames));
        _wake.Raise();
    }

    public void Dispose()
    {
        if (_stopping)
        {
            return;
        }

        _stopping = true;
        _wake.Raise();
        _thread.Join(TimeSpan.FromSeconds(5));
        foreach (var socket in new[] { _shell, _control, _stdin, _iopub })
        {
            socket.Set(LibZmq.LINGER, 0);
            socket.Dispose();
        }

        _context.Shutdown();
        _context.Dispose();
        _wake.Dispose();
    }

    private ZmqSocket Socket(int type, string endpoint, byte[]? identity, bool immediate)
    {
        var socket = new ZmqSocket(_context, type);
        socket.Set(LibZmq.SNDHWM, 0);
        socket.Set(LibZmq.RCVHWM, 0);
        socket.Set(LibZmq.IMMEDIATE, immediate ? 1 : 0);
        if (identity is not null)
        {
            socket.Set(LibZmq.IDENTITY, identity);
        }

        socket.Connect(endpoint);
        return socket;
    }

    private unsafe void Run()
    {
        var sockets = new[] { (_iopub, ChannelName.Iopub), (_stdin, ChannelName.Stdin), (_control, ChannelName.Control), (_shell, ChannelName.Shell) };
        var items = stackalloc LibZmq.PollItem[5];
        for (var i = 0; i < sockets.Length; i++)
        {
            items[i] = new LibZmq.PollItem { Socket = sockets[i].Item1.Handle.Pointer, Events = LibZmq.POLLIN };
        }

        items[4] = new LibZmq.PollItem { Fd = _wake.Number, Events = LibZmq.POLLIN };
        items[1].Events |= LibZmq.POLLOUT;
        items[2].Events |= LibZmq.POLLOUT;
        while (!_stopping)
        {
            if (LibZmq.zmq_poll(items, 5, -1) < 0 && Marshal.GetLastPInvokeError() == LibZmq.ETERM)
            {
                return;
            }

            _wake.Reset();
            for (var i = 1; i <= 2; i++)
            {
                items[i].Events &= (short)~(items[i].Returned & LibZmq.POLLOUT);
            }

            if (((items[1].Events | items[2].Events) & LibZmq.POLLOUT) == 0)
            {
                _connected.TrySetResult();
            }

            foreach (var (socket, channel) in sockets)
            {
                while (socket.TryReceive() is { } frames)
                {
                    _receive(channel, frames);
                }
            }

            while (_outgoing.TryDequeue(out var message))
            {
                _ = (message.Channel switch { ChannelName.Shell => _shell, ChannelName.Control => _control, _ => _stdin }).TrySend(message.Frames);
            }
        }
    }
}
