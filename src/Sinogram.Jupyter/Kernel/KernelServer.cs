using System.Collections.Frozen;
using Sinogram.Core.Display;
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
    private readonly MessageReader _reader;
    private readonly MessageWriter _writer;
    private readonly KernelChannels _channels;
    private readonly StreamFlusher _flusher;
    private readonly StdinHub _stdin;
    private readonly FrozenDictionary<string, IRequestHandler> _handlers;
    private readonly ExecuteRequest _execute;
    private readonly WorkLane<Incoming> _shell;
    private readonly WorkLane<Incoming> _control;
    private readonly WorkLane<Request> _execution;
    private readonly WorkLane<Request> _services;
    private readonly WorkLane<Request> _comms;
    private readonly ManualResetEventSlim _ending = new();
    private KernelEnd _end;
    private Request? _latestCompletion;

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
        _stdin = new StdinHub(_channels, _writer);
        Publisher = new IopubPublisher(_channels, _writer);
        Comms = new CommHub(Publisher, session.Filtered, options.Log);
        History = new CellHistory(options.HistoryFile is { } file ? new HistoryFile(file, options.Log) : null);
        Runs = new CellRuns(options.Log);
        var handlers = RequestCatalog.All(this);
        _handlers = handlers.ToFrozenDictionary(h => h.Type);
        _execute = handlers.OfType<ExecuteRequest>().Single();
        _shell = new WorkLane<Incoming>("jupyter shell", Route);
        _control = new WorkLane<Incoming>("jupyter control", Route);
        _execution = new WorkLane<Request>("cells", RunQueued, stackMegabytes: 16);
        _services = new WorkLane<Request>("jupyter services", Process, stackMegabytes: 16);
        _comms = new WorkLane<Request>("jupyter comms", Process);
    }

    internal Session Session { get; }

    internal KernelOptions Options { get; }

    internal IopubPublisher Publisher { get; }

    internal CommHub Comms { get; }

    internal CellHistory History { get; }

    internal CellRuns Runs { get; }

    /// <summary>The connection with the ports that were bound.</summary>
    internal ConnectionFile Connection => _channels.Connection;

    internal void Start()
    {
        Publisher.Status("starting", default);
        _flusher.Start();
        Runs.Start();
        _execution.Start();
        _services.Start();
        _comms.Start();
        _control.Start();
        _shell.Start();
        _channels.Start();
    }

    /// <summary>Interrupts the running cell.</summary>
    internal void Interrupt() => Runs.Interrupt();

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
    /// Takes the cells that had arrived by now out of the queue and aborts them once <paramref name="failed"/> is idle. Called on the
    /// execution lane before the failure is answered: what a client sends in the light of that answer runs.
    /// </summary>
    internal void AbortQueuedCells(Request failed)
    {
        var passed = new ManualResetEventSlim();
        _channels.PostBarrier(() => _shell.Post(new Incoming(ChannelName.Shell, [], passed.Set)));
        passed.Wait(TimeSpan.FromSeconds(1));
        var waiting = _execution.Drain();
        failed.AfterIdle = () =>
        {
            foreach (var request in waiting)
            {
                if (request.Type == ExecuteRequest.MessageType)
                {
                    Process(request, _execute.Abort);
                }
                else
                {
                    Process(request);
                }
            }
        };
    }

    void IChannelReceiver.Receive(ChannelName channel, IReadOnlyList<byte[]> frames) =>
        (channel == ChannelName.Shell ? _shell : _control).Post(new Incoming(channel, frames, null));

    void IChannelReceiver.Subscribed(byte[] topic) => Publisher.Welcome(topic);

    /// <summary>Interrupts what runs, ends the threads and closes the sockets after what was posted has been sent.</summary>
    public void Dispose()
    {
        Interrupt();
        if (!_execution.Stop(TimeSpan.FromSeconds(1.5)))
        {
            Options.Log("a cell did not stop in time; the kernel ends without it");
        }

        _control.Stop(TimeSpan.FromSeconds(1));
        _shell.Stop(TimeSpan.FromSeconds(1));
        _services.Stop(TimeSpan.FromSeconds(0.2));
        _comms.Stop(TimeSpan.FromSeconds(0.2));
        _flusher.Stop();
        Runs.Dispose();
        _channels.Dispose();
        _stdin.Dispose();
        _ending.Dispose();
    }

    /// <summary>On a channel's thread: checks the message and gives it to its lane.</summary>
    private void Route(Incoming incoming)
    {
        if (incoming.Barrier is { } passed)
        {
            passed();
            return;
        }

        if (_reader.Read(incoming.Frames, out var rejection) is not { } message)
        {
            Options.Log($"dropped a message on {incoming.Channel}: {rejection}");
            return;
        }

        if (incoming.Channel == ChannelName.Stdin)
        {
            if (message.Header.Type == "input_reply")
            {
                _stdin.Answer(message);
            }

            return;
        }

        var output = new RequestOutput(Publisher, _flusher, message.Header.Json);
        var request = new Request(message, incoming.Channel, output, _channels, _writer);
        switch (LaneOf(request))
        {
            case RequestLane.Execution:
                _execution.Post(request);
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
                Process(request);
                break;
        }
    }

    private RequestLane LaneOf(Request request)
    {
        var lane = _handlers.TryGetValue(request.Type, out var handler) ? handler.Lane : RequestLane.Channel;
        // A message for a comm or target that a running or waiting cell may still make comes after that cell.
        return lane == RequestLane.Comms && !IsKnownComm(request) && Runs.IsRunning ? RequestLane.Execution : lane;
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
            Process(request);
        }
        finally
        {
            Runs.End();
        }
    }

    private void Process(Request request) =>
        Process(request, _handlers.TryGetValue(request.Type, out var handler) ? handler.Handle : UnknownRequest.Handle(Options.Log));

    private void Process(Request request, Action<Request> handle)
    {
        Publisher.Status("busy", request.Header);
        try
        {
            handle(request);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Options.Log($"{request.Type} failed: {e}");
            if (!request.IsAnswered && request.Type.EndsWith("_request", StringComparison.Ordinal))
            {
                request.ReplyError(e.GetType().Name, "The kernel failed at this request; its log says where.", [e.GetType().Name]);
            }
        }
        finally
        {
            request.Output.Flush();
            Publisher.Status("idle", request.Header);
        }

        request.AfterIdle?.Invoke();
    }

    private readonly record struct Incoming(ChannelName Channel, IReadOnlyList<byte[]> Frames, Action? Barrier);
}
