using System.Collections.Concurrent;
using System.Text.Json;
using Sinogram.Jupyter.Channels;
using Sinogram.Jupyter.Kernel;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Client;

/// <summary>Sends requests to another kernel and brings replies and output back to them. Safe from any thread.</summary>
internal sealed class KernelClient : IDisposable
{
    /// <summary>Requests that may still get output from work which they left running.</summary>
    private const int Remembered = 256;

    private readonly MessageWriter _writer;
    private readonly IKernelWire _wire;
    private readonly WorkLane<(ChannelName Channel, Func<Message?> Read)> _incoming;
    private readonly ConcurrentDictionary<string, KernelRequest> _requests = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();
    private KernelException? _broken;

    /// <param name="writer">Makes its messages.</param>
    /// <param name="open">Opens the way to the kernel.</param>
    internal KernelClient(MessageWriter writer, Func<WireReceiver, IKernelWire> open)
    {
        _writer = writer;
        _incoming = new WorkLane<(ChannelName, Func<Message?>)>("kernel client", Dispatch);
        _incoming.Start();
        _wire = open((channel, read) => _incoming.Post((channel, read)));
    }

    /// <summary>Completes when stdin and control have reached the kernel.</summary>
    internal Task Connected => _wire.Connected;

    /// <summary>Takes messages of live channels, with the request that caused them where it is known; in order with all else, on one thread.</summary>
    internal Action<Message, KernelRequest?>? CommReceived { get; set; }

    /// <summary>The request of an id, where it is remembered.</summary>
    internal KernelRequest? Find(string id) => _requests.GetValueOrDefault(id);

    /// <summary>Sends a request; <paramref name="origin"/> gets what it causes, in order, from one thread.</summary>
    internal KernelRequest Send(
        ChannelName channel,
        string type,
        Action<Utf8JsonWriter> content,
        RequestOrigin? origin = null,
        IReadOnlyList<ReadOnlyMemory<byte>>? buffers = null,
        string? metadata = null)
    {
        var frames = _writer.Write([], type, default, content, out var id, buffers, metadata is null ? null : json => json.WriteFieldsOf(metadata));
        var request = new KernelRequest(id, origin, hasReply: type.EndsWith("_request", StringComparison.Ordinal));
        _requests[id] = request;
        _order.Enqueue(id);
        while (_order.Count > Remembered && _order.TryPeek(out var oldest) && (!_requests.TryGetValue(oldest, out var old) || old.Completed.IsCompleted) && _order.TryDequeue(out _))
        {
            _requests.TryRemove(oldest, out _);
        }

        if (Volatile.Read(ref _broken) is { } broken)
        {
            request.Fail(broken);
        }

        _wire.Post(channel, frames);
        return request;
    }

    /// <summary>Answers a question of the kernel's.</summary>
    internal void Answer(Message question, string value) =>
        _wire.Post(ChannelName.Stdin, _writer.Write([], "input_reply", question.Header.Json, json => json.WriteString("value", value)));

    /// <summary>The kernel is gone: nothing will be answered any more.</summary>
    internal void Break(KernelException reason)
    {
        Volatile.Write(ref _broken, reason);
        foreach (var request in _requests.Values)
        {
            request.Fail(reason);
        }
    }

    public void Dispose()
    {
        _wire.Dispose();
        _incoming.Stop(TimeSpan.FromSeconds(1));
    }

    private void Dispatch((ChannelName Channel, Func<Message?> Read) incoming)
    {
        if (incoming.Read() is not { } message)
        {
            return;
        }

        var request = message.ParentId is { } parent ? _requests.GetValueOrDefault(parent) : null;
        if (incoming.Channel == ChannelName.Iopub && message.Header.Type.StartsWith("comm_", StringComparison.Ordinal))
        {
            CommReceived?.Invoke(message, request);
            return;
        }

        if (request is null)
        {
            return;
        }

        if (incoming.Channel is ChannelName.Shell or ChannelName.Control)
        {
            request.Replied(message);
        }
        else if (incoming.Channel == ChannelName.Iopub && message.Header.Type == "status")
        {
            request.Status(message.Json.Text("execution_state") ?? "");
        }
        else
        {
            request.Listen(incoming.Channel, message);
        }
    }
}
