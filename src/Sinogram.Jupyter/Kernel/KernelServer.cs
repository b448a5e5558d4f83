using Sinogram.Core.Execution;
using Sinogram.Jupyter.Channels;
using Sinogram.Jupyter.Comms;
using Sinogram.Jupyter.History;
using Sinogram.Jupyter.Output;
using Sinogram.Jupyter.Requests;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Kernel;

/// <summary>
/// A running kernel. What arrives is checked on its channel's thread and handled there or on the request's lane; before each request the
/// kernel says busy, and after it, when its output is out, idle.
/// </summary>
internal sealed class KernelServer : IChannelReceiver, IDisposable
{
    /// <summary>Messages of at most so many bytes are read on the I/O thread.</summary>
    private const int ReadInPlace = 64 * 1024;

    /// <summary>How long cells may take to be answered before the kernel ends by itself.</summary>
    private static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(2);

    private readonly MessageReader _reader;
    private readonly MessageWriter _writer;
    private readonly KernelChannels _channels;
    private readonly StreamFlusher _flusher;
    private readonly StdinHub _stdin;
    private readonly DroppedMessages _dropped;
    private readonly IdleWatch _idle;
    private readonly RequestProcessor _processor;
    private readonly WorkLane<Incoming> _shell;
    private readonly WorkLane<Incoming> _control;
    private readonly WorkLane<Request> _services;
    private readonly WorkLane<Request> _comms;
    private readonly ManualResetEventSlim _ending = new();
    private KernelEnd _end;
    private Request? _latestCompletion;
    private int _unread;

    /// <summary>Binds the sockets; <see cref="Start"/> begins to answer.</summary>
    internal KernelServer(ConnectionFile connection, Session session, KernelOptions options)
    {
        Session = session;
        Options = options;
        var signer = new MessageSigner(connection.Key);
        _reader = new MessageReader(signer);
        _writer = new MessageWriter(signer, options.Time);
        _channels = new KernelChannels(connection, this);
        _flusher = new StreamFlusher(options.StreamInterval, options.Time);
        _dropped = new DroppedMessages(options.Log);
        _stdin = new StdinHub(_channels, _writer);
        Publisher = new IopubPublisher(_channels, _writer);
        Comms = new CommHub(Publisher, session.Filtered, _flusher.FlushAll, options.Log);
        Comms.Widgets.Serve(Comms.For(default));
        History = new CellHistory(options.HistoryFile is { } file ? new HistoryFile(file, options.Log) : null);
        Runs = new CellRuns(options.Log);
        _idle = new IdleWatch(options.IdleAfter, () => Runs.IsRunning, options.Idle, options.Time);
        _processor = new RequestProcessor(this, _idle.Restart);
        _shell = new WorkLane<Incoming>("jupyter shell", Take);
        _control = new WorkLane<Incoming>("jupyter control", Take);
        Queues = new CellQueues(RunQueued);
        _services = new WorkLane<Request>("jupyter services", _processor.Process, stackMegabytes: 16);
        _comms = new WorkLane<Request>("jupyter comms", _processor.Process);
    }

    internal Session Session { get; }

    internal KernelOptions Options { get; }

    internal IopubPublisher Publisher { get; }

    internal CommHub Comms { get; }

    internal CellHistory History { get; }

    internal CellRuns Runs { get; }

    /// <summary>Where cells wait.</summary>
    internal CellQueues Queues { get; }

    /// <summary>The connection with the ports that were bound.</summary>
    internal ConnectionFile Connection => _channels.Connection;

    internal void Start()
    {
        Publisher.Status("starting", default);
        _flusher.Start();
        Runs.Start();
        Queues.Start();
        _services.Start();
        _comms.Start();
        _control.Start();
        _shell.Start();
        _channels.Start();
    }

    /// <summary>Interrupts the running cells, or only that of a subshell.</summary>
    internal void Interrupt(string? subshell = null) => Runs.Interrupt(subshell);

    /// <summary>Makes the kernel end; the first reason counts.</summary>
    internal void RequestEnd(KernelEnd end)
    {
        lock (_ending)
        {
            if (!_ending.IsSet)
            {
                _end = end;
                _ending.Set();
            }
        }
    }

    /// <summary>Makes the kernel end when the running cells are answered, or have had their time.</summary>
    internal void EndAfterCells(KernelEnd end)
    {
        Runs.WaitForEnd(LastAnswers);
        RequestEnd(end);
    }

    /// <summary>Blocks until the kernel is to end.</summary>
    internal KernelEnd WaitForEnd()
    {
        _ending.Wait();
        return _end;
    }

    /// <summary>A cell's front end under a request's header.</summary>
    internal CellFrontEnd FrontEndOf(Request request, bool allowStdin) =>
        new(request.Output, _stdin.For(request, allowStdin), Comms.For(request.Header));

    /// <summary>Makes a request's output that of the calling thread, for work outside cells.</summary>
    internal IDisposable EnterContext(Request request) =>
        Session.CreateContext(FrontEndOf(request, allowStdin: false), Session.ExecutionCount).Enter(request.Token);

    /// <summary>
    /// Takes the cells that had arrived by now out of the failed one's queue and aborts them once it is idle. Called on that queue's
    /// thread before the failure is answered: what a client sends in the light of that answer runs.
    /// </summary>
    internal void AbortQueuedCells(Request failed)
    {
        var passed = new ManualResetEventSlim();
        _channels.PostBarrier(() => _shell.Post(new Incoming(ChannelName.Shell, [], passed.Set, null)));
        passed.Wait(TimeSpan.FromSeconds(1));
        var waiting = Queues.Drain(failed);
        failed.AfterIdle += () => Abort(waiting);
    }

    /// <inheritdoc cref="RequestProcessor.Abort"/>
    internal void Abort(IReadOnlyList<Request> waiting) => _processor.Abort(waiting);

    void IChannelReceiver.Receive(ChannelName channel, IReadOnlyList<byte[]> frames)
    {
        if (channel != ChannelName.Shell)
        {
            _control.Post(new Incoming(channel, frames, null, null));
        }
        else if (Volatile.Read(ref _unread) == 0 && frames.Sum(f => f.Length) <= ReadInPlace)
        {
            // A hand-over to another thread takes longer than reading a small message.
            Route(channel, frames);
        }
        else
        {
            Interlocked.Increment(ref _unread);
            _shell.Post(new Incoming(channel, frames, null, null));
        }
    }

    void IChannelReceiver.Subscribed(byte[] topic) => Publisher.Welcome(topic);

    /// <summary>
    /// Interrupts what runs and ends the threads; then, when nothing can change or show a widget any more, puts still pictures in their places, and closes the sockets
    /// after all that was posted has been sent.
    /// </summary>
    public void Dispose()
    {
        Interrupt();
        if (!Queues.Stop(TimeSpan.FromSeconds(1.5)))
        {
            Options.Log("a cell did not stop in time; the kernel ends without it");
        }

        _control.Stop(TimeSpan.FromSeconds(1));
        _shell.Stop(TimeSpan.FromSeconds(1));
        _services.Stop(TimeSpan.FromSeconds(0.2));
        _comms.Stop(TimeSpan.FromSeconds(0.2));
        Comms.Widgets.Freeze();
        _flusher.Stop();
        Runs.Dispose();
        _idle.Dispose();
        _channels.Dispose();
        _stdin.Dispose();
        _ending.Dispose();
    }

    /// <summary>On a channel's thread: does what the I/O thread must not wait for.</summary>
    private void Take(Incoming incoming)
    {
        if (incoming.Barrier is { } passed)
        {
            passed();
        }
        else if (incoming.Request is { } request)
        {
            _processor.Process(request);
        }
        else
        {
            Route(incoming.Channel, incoming.Frames);
            if (incoming.Channel == ChannelName.Shell)
            {
                Interlocked.Decrement(ref _unread);
            }
        }
    }

    /// <summary>Checks a message and gives it to its lane. Small ones of the shell on the I/O thread, all others on their channel's.</summary>
    private void Route(ChannelName channel, IReadOnlyList<byte[]> frames)
    {
        if (_reader.Read(frames, out var rejection) is not { } message)
        {
            _dropped.Add(channel, rejection);
            return;
        }

        if (channel == ChannelName.Stdin)
        {
            if (message.Header.Type == "input_reply")
            {
                _stdin.Answer(message);
            }

            return;
        }

        var output = new RequestOutput(Publisher, _flusher, message.Header.Json);
        var request = new Request(message, channel, output, _channels, _writer);
        switch (LaneOf(request))
        {
            case RequestLane.Execution when Queues.TryPost(request):
                break;
            case RequestLane.Services:
                if (request.Type == "complete_request")
                {
                    Interlocked.Exchange(ref _latestCompletion, request)?.Cancel();
                }

                _services.Post(request);
                break;
            case RequestLane.Comms:
                _comms.Post(request);
                break;
            default:
                (channel == ChannelName.Shell ? _shell : _control).Post(new Incoming(channel, [], null, request));
                break;
        }
    }

    private RequestLane LaneOf(Request request)
    {
        var lane = _processor.LaneOf(request.Type);
        // A message for a comm or target that a running or waiting cell may still make comes after that cell.
        var waits = request.Message.Header.Subshell is not null || (!IsKnownComm(request) && Runs.IsRunning);
        return lane == RequestLane.Comms && waits ? RequestLane.Execution : lane;
    }

    private bool IsKnownComm(Request request) =>
        request.Type == "comm_open"
            ? Comms.Accepts(request.Content.Text("target_name") ?? "")
            : Comms.Find(request.Content.Text("comm_id") ?? "") is not null;

    private void RunQueued(Request request)
    {
        Runs.Begin(request);
        try
        {
            _processor.Process(request);
        }
        finally
        {
            Runs.End(request);
        }
    }

    private readonly record struct Incoming(ChannelName Channel, IReadOnlyList<byte[]> Frames, Action? Barrier, Request? Request);
}
