using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Sinogram.Jupyter.Channels;
using Sinogram.Jupyter.Interop;
using Sinogram.Jupyter.Wire;
using Sinogram.Testing.Waiting;

namespace Sinogram.Jupyter.Tests.Client;

/// <summary>A front end on real ZeroMQ sockets. Used by one thread.</summary>
internal sealed class JupyterClient : IDisposable
{
    private readonly ZmqContext _context = ZmqContext.Create();
    private readonly Dictionary<ChannelName, ZmqSocket> _sockets = [];
    private readonly Dictionary<ChannelName, Queue<ReceivedMessage>> _waiting = [];
    private readonly MessageReader _reader;
    private readonly ConnectionFile _connection;
    private readonly List<string> _sent = [];

    public JupyterClient(ConnectionFile connection)
    {
        _connection = connection;
        var signer = new MessageSigner(connection.Key);
        Writer = new MessageWriter(signer, TimeProvider.System, "tester");
        _reader = new MessageReader(signer);
        var identity = Encoding.ASCII.GetBytes(Writer.Session);
        Open(ChannelName.Shell, LibZmq.DEALER, connection.ShellPort, identity);
        Open(ChannelName.Control, LibZmq.DEALER, connection.ControlPort, identity);
        Open(ChannelName.Stdin, LibZmq.DEALER, connection.StdinPort, identity);
        Open(ChannelName.Iopub, LibZmq.SUB, connection.IopubPort, []);
        Socket(ChannelName.Iopub).Set(LibZmq.SUBSCRIBE, ReadOnlySpan<byte>.Empty);
        Welcome = Next(ChannelName.Iopub, m => m.Type == "iopub_welcome");
    }

    public MessageWriter Writer { get; }

    public ReceivedMessage Welcome { get; }

    public ZmqSocket Socket(ChannelName channel) => _sockets[channel];

    /// <summary>Sends a message and gives its id.</summary>
    public string Send(
        string type,
        Action<Utf8JsonWriter> content,
        ChannelName channel = ChannelName.Shell,
        IReadOnlyList<ReadOnlyMemory<byte>>? buffers = null,
        Action<Utf8JsonWriter>? metadata = null,
        string? subshell = null)
    {
        var frames = Writer.Write([], type, default, content, out var id, buffers, metadata, subshell);
        Assert.True(Socket(channel).TrySend(frames));
        _sent.Add($"{type} {id}");
        return id;
    }

    public string SendExecute(string code, Action<Utf8JsonWriter>? more = null, string? subshell = null) => Send(
        "execute_request",
        json =>
        {
            json.WriteString("code", code);
            more?.Invoke(json);
        },
        subshell: subshell);

    /// <summary>Runs a cell and gives its reply with all that iopub showed for it, up to idle.</summary>
    public Executed Execute(string code, Action<Utf8JsonWriter>? more = null) => Await(SendExecute(code, more));

    public Executed Await(string id, ChannelName channel = ChannelName.Shell) => new(Reply(id, channel), UntilIdle(id));

    public ReceivedMessage Reply(string id, ChannelName channel = ChannelName.Shell) => Next(channel, m => m.ParentId == id);

    /// <summary>What iopub shows for a request, from busy to idle.</summary>
    public IReadOnlyList<ReceivedMessage> UntilIdle(string id)
    {
        var messages = new List<ReceivedMessage>();
        do
        {
            messages.Add(Next(ChannelName.Iopub, m => m.ParentId == id));
        }
        while (messages[^1].State != "idle");
        return messages;
    }

    /// <summary>The next message that a condition holds for; others are kept for later.</summary>
    public ReceivedMessage Next(ChannelName channel, Func<ReceivedMessage, bool> wanted)
    {
        var kept = new Queue<ReceivedMessage>();
        var clock = Stopwatch.StartNew();
        var waiting = _waiting[channel];
        try
        {
            while (clock.Elapsed < Patience.Limit)
            {
                if (waiting.TryDequeue(out var message) || TryReceive(channel, Patience.Limit - clock.Elapsed) is { } received && (message = received) is not null)
                {
                    if (wanted(message))
                    {
                        return message;
                    }

                    kept.Enqueue(message);
                }
            }
        }
        finally
        {
            while (waiting.TryDequeue(out var rest))
            {
                kept.Enqueue(rest);
            }

            _waiting[channel] = kept;
        }

        throw new TimeoutException(
            $"no such message on {channel} within {Patience.Limit.TotalSeconds} s; sent: {string.Join(", ", _sent)}; unread: {string.Join("; ", _waiting.Select(Seen))}");
    }

    /// <summary>Whether nothing arrives on a channel for a while.</summary>
    public bool IsSilent(ChannelName channel, TimeSpan time) => _waiting[channel].Count == 0 && !Socket(channel).WaitForInput(time);

    /// <summary>One heartbeat there and back.</summary>
    public byte[]? Beat(byte[] beat)
    {
        using var socket = new ZmqSocket(_context, LibZmq.REQ);
        CurveKeys.Offer(socket, _connection);
        socket.Connect(_connection.Endpoint(_connection.HeartbeatPort));
        Assert.True(socket.TrySend([beat]));
        return socket.WaitForInput(Patience.Limit) ? socket.TryReceive()?.Single() : null;
    }

    public void Dispose()
    {
        foreach (var socket in _sockets.Values)
        {
            socket.Dispose();
        }

        _context.Dispose();
    }

    private void Open(ChannelName channel, int type, int port, byte[] identity)
    {
        var socket = new ZmqSocket(_context, type);
        if (identity.Length > 0)
        {
            socket.Set(LibZmq.IDENTITY, identity);
        }

        socket.Set(LibZmq.LINGER, 0);
        socket.Set(LibZmq.RCVHWM, 0);
        CurveKeys.Offer(socket, _connection);
        socket.Connect(_connection.Endpoint(port));
        _sockets[channel] = socket;
        _waiting[channel] = new Queue<ReceivedMessage>();
    }

    /// <summary>The headers of what came on a channel and was not taken: never a content.</summary>
    private static string Seen(KeyValuePair<ChannelName, Queue<ReceivedMessage>> channel) =>
        $"{channel.Key}: {string.Join(", ", channel.Value.Select(m => $"{m.Type}{(m.State is { } state ? " " + state : "")} of {m.ParentId ?? "nothing"}"))}";

    private ReceivedMessage? TryReceive(ChannelName channel, TimeSpan patience)
    {
        var socket = Socket(channel);
        if (!socket.WaitForInput(patience) || socket.TryReceive() is not { } frames)
        {
            return null;
        }

        var message = _reader.Read(frames, out var rejection);
        Assert.True(message is not null, $"a message on {channel} was {rejection}");
        return new ReceivedMessage(message!);
    }
}

/// <summary>A request's reply and what iopub showed.</summary>
internal sealed record Executed(ReceivedMessage Reply, IReadOnlyList<ReceivedMessage> Iopub)
{
    public string? Status => Reply.Text("status");

    public IEnumerable<ReceivedMessage> Of(string type) => Iopub.Where(m => m.Type == type);

    public string Stdout => string.Concat(Of("stream").Where(m => m.Text("name") == "stdout").Select(m => m.Text("text")));

    public string? Result => Of("execute_result").SingleOrDefault()?.Content.GetProperty("data").Text("text/plain");
}
