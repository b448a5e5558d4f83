using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Sinogram.Jupyter.Interop;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Channels;

/// <summary>The sockets that carry messages.</summary>
internal enum ChannelName
{
    Shell,
    Control,
    Stdin,
    Iopub,
}

/// <summary>Takes what arrives. Called on the I/O thread: must only hand over.</summary>
internal interface IChannelReceiver
{
    void Receive(ChannelName channel, IReadOnlyList<byte[]> frames);

    /// <summary>A client subscribed to a topic of iopub.</summary>
    void Subscribed(byte[] topic);
}

/// <summary>
/// The kernel's five sockets. One I/O thread owns shell, control, stdin and iopub and is the only one that touches them; any thread hands
/// it signed messages by <see cref="Post"/>, and their order is the order of posting. The heartbeat has its own thread.
/// </summary>
internal sealed class KernelChannels : IDisposable
{
    /// <summary>Nothing that a front end sends is larger; ZeroMQ drops the peer that tries.</summary>
    private const long LargestFrame = 512L << 20;

    /// <summary>Output that may wait for its readers.</summary>
    private const long MostInFlight = 64L << 20;

    /// <summary>After so many messages of one kind the others get their turn.</summary>
    private const int Burst = 128;

    private readonly ZmqContext _context = ZmqContext.Create();
    private readonly EventDescriptor _wake = new();
    private readonly ConcurrentQueue<Outgoing> _outgoing = new();
    private readonly IChannelReceiver _receiver;
    private readonly ZmqSocket _shell;
    private readonly ZmqSocket _control;
    private readonly ZmqSocket _stdin;
    private readonly ZmqSocket _iopub;
    private readonly Heartbeat _heartbeat;
    private readonly Thread _thread;
    private long _queuedBytes;
    private int _isAwake;
    private volatile bool _stopping;

    /// <summary>Binds all sockets.</summary>
    /// <exception cref="ZeroMqException">libzmq is missing, or a port is taken.</exception>
    internal KernelChannels(ConnectionFile connection, IChannelReceiver receiver)
    {
        _receiver = receiver;
        _shell = Router(connection);
        _control = Router(connection);
        _stdin = Router(connection);
        _iopub = new ZmqSocket(_context, LibZmq.XPUB);
        CurveKeys.Require(_iopub, connection);
        // Every subscription is reported, also one that another client has made already: each client gets its welcome.
        _iopub.Set(LibZmq.XPUB_VERBOSE, 1);
        _iopub.Set(LibZmq.SNDHWM, 0);
        _heartbeat = new Heartbeat(_context, connection);
        Connection = connection with
        {
            ShellPort = Bind(_shell.Bind, connection, connection.ShellPort, 1),
            ControlPort = Bind(_control.Bind, connection, connection.ControlPort, 2),
            StdinPort = Bind(_stdin.Bind, connection, connection.StdinPort, 3),
            IopubPort = Bind(_iopub.Bind, connection, connection.IopubPort, 4),
            HeartbeatPort = Bind(_heartbeat.Bind, connection, connection.HeartbeatPort, 5),
        };
        _thread = new Thread(Run) { Name = "jupyter io", IsBackground = true };
    }

    /// <summary>The connection with the ports that were bound.</summary>
    internal ConnectionFile Connection { get; }

    internal void Start()
    {
        _heartbeat.Start();
        _thread.Start();
    }

    /// <summary>Sends a message after all that were posted before it. Safe from any thread; never waits.</summary>
    internal void Post(ChannelName channel, IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        Interlocked.Add(ref _queuedBytes, SizeOf(frames));
        _outgoing.Enqueue(new Outgoing(channel, frames, null));
        Wake();
    }

    /// <summary>
    /// Waits, for a second at most, while more than <see cref="MostInFlight"/> bytes are on their way: a cell that prints without end is
    /// held to the speed of its slowest reader instead of filling the memory.
    /// </summary>
    internal void WaitForRoom()
    {
        for (var i = 0; i < 100 && Volatile.Read(ref _queuedBytes) + ZmqSocket.LentBytes > MostInFlight; i++)
        {
            Thread.Sleep(10);
        }
    }

    /// <summary>Calls back on the I/O thread once every message that had arrived by now was handed over.</summary>
    internal void PostBarrier(Action passed)
    {
        _outgoing.Enqueue(new Outgoing(ChannelName.Shell, [], passed));
        Wake();
    }

    /// <summary>Sends what was posted, then closes every socket.</summary>
    public void Dispose()
    {
        if (_stopping)
        {
            return;
        }

        _stopping = true;
        _wake.Raise();
        if (_thread.IsAlive)
        {
            _thread.Join(TimeSpan.FromSeconds(5));
        }

        foreach (var socket in new[] { _shell, _control, _stdin, _iopub })
        {
            socket.Dispose();
        }

        _context.Shutdown();
        _heartbeat.Dispose();
        _context.Dispose();
        _wake.Dispose();
    }

    private ZmqSocket Router(ConnectionFile connection)
    {
        var socket = new ZmqSocket(_context, LibZmq.ROUTER);
        CurveKeys.Require(socket, connection);
        socket.Set(LibZmq.SNDHWM, 0);
        socket.Set(LibZmq.MAXMSGSIZE, LargestFrame);
        // A client that reconnects under its identity takes its place again.
        socket.Set(LibZmq.ROUTER_HANDOVER, 1);
        return socket;
    }

    private static int Bind(Func<string, string> bind, ConnectionFile connection, int port, int ipcNumber)
    {
        if (connection.Transport == "ipc")
        {
            port = port == 0 ? ipcNumber : port;
            var endpoint = connection.Endpoint(port);
            bind(endpoint);
            File.SetUnixFileMode(endpoint["ipc://".Length..], UnixFileMode.UserRead | UnixFileMode.UserWrite);
            return port;
        }

        var bound = bind(connection.Endpoint(port));
        return int.Parse(bound.AsSpan(bound.LastIndexOf(':') + 1), System.Globalization.CultureInfo.InvariantCulture);
    }

    private unsafe void Run()
    {
        var items = stackalloc LibZmq.PollItem[5];
        items[0] = new LibZmq.PollItem { Socket = _control.Handle.Pointer, Events = LibZmq.POLLIN };
        items[1] = new LibZmq.PollItem { Socket = _stdin.Handle.Pointer, Events = LibZmq.POLLIN };
        items[2] = new LibZmq.PollItem { Socket = _shell.Handle.Pointer, Events = LibZmq.POLLIN };
        items[3] = new LibZmq.PollItem { Socket = _iopub.Handle.Pointer, Events = LibZmq.POLLIN };
        items[4] = new LibZmq.PollItem { Fd = _wake.Number, Events = LibZmq.POLLIN };
        while (!_stopping)
        {
            var ready = LibZmq.zmq_poll(items, 5, _outgoing.IsEmpty ? -1 : 0);
            if (ready < 0 && Marshal.GetLastPInvokeError() == LibZmq.ETERM)
            {
                return;
            }

            // Asking a socket in vain costs as much as a message.
            if (HasInput(items[4]))
            {
                _wake.Reset();
                Volatile.Write(ref _isAwake, 0);
            }

            if (HasInput(items[0]))
            {
                ReceiveAll(_control, ChannelName.Control);
            }

            if (HasInput(items[1]))
            {
                ReceiveAll(_stdin, ChannelName.Stdin);
            }

            if (HasInput(items[2]))
            {
                ReceiveAll(_shell, ChannelName.Shell);
            }

            if (HasInput(items[3]))
            {
                ReadSubscriptions();
            }

            SendPosted(Burst);
        }

        SendPosted(int.MaxValue);
    }

    private static bool HasInput(in LibZmq.PollItem item) => (item.Returned & LibZmq.POLLIN) != 0;

    /// <summary>Wakes the I/O thread, unless it has been woken and has not looked yet.</summary>
    private void Wake()
    {
        if (Interlocked.Exchange(ref _isAwake, 1) == 0)
        {
            _wake.Raise();
        }
    }

    private bool ReceiveAll(ZmqSocket socket, ChannelName channel, int most = Burst)
    {
        for (var i = 0; i < most; i++)
        {
            if (socket.TryReceive() is not { } frames)
            {
                return false;
            }

            _receiver.Receive(channel, frames);
        }

        return true;
    }

    private void ReadSubscriptions()
    {
        while (_iopub.TryReceive() is { } frames)
        {
            if (frames is [[1, .. var topic]])
            {
                _receiver.Subscribed(topic);
            }
        }
    }

    private void SendPosted(int most)
    {
        for (var i = 0; i < most && _outgoing.TryDequeue(out var message); i++)
        {
            if (message.Barrier is { } passed)
            {
                while (ReceiveAll(_shell, ChannelName.Shell))
                {
                }

                passed();
                continue;
            }

            var socket = message.Channel switch
            {
                ChannelName.Shell => _shell,
                ChannelName.Control => _control,
                ChannelName.Stdin => _stdin,
                _ => _iopub,
            };
            Interlocked.Add(ref _queuedBytes, -SizeOf(message.Frames));
            // Without a high-water mark a send fails only when its client is gone: nobody is left to read it.
            _ = socket.TrySend(message.Frames);
        }
    }

    private static long SizeOf(IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        var size = 0L;
        foreach (var frame in frames)
        {
            size += frame.Length;
        }

        return size;
    }

    private readonly record struct Outgoing(ChannelName Channel, IReadOnlyList<ReadOnlyMemory<byte>> Frames, Action? Barrier);
}
