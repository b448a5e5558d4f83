using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Sinogram.Jupyter.Channels;
using Sinogram.Jupyter.Output;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Requests;

/// <summary>A message to handle, and the way to answer it.</summary>
[SuppressMessage(
    "Design",
    "CA1001:Types that own disposable fields should be disposable",
    Justification = "Work that a cell leaves behind may still hold its token; a source without a timer has nothing to free.")]
internal sealed class Request
{
    private readonly KernelChannels _channels;
    private readonly MessageWriter _writer;
    private readonly CancellationTokenSource _cancelled = new();

    internal Request(Message message, ChannelName channel, RequestOutput output, KernelChannels channels, MessageWriter writer)
    {
        Message = message;
        Channel = channel;
        Output = output;
        Token = _cancelled.Token;
        _channels = channels;
        _writer = writer;
    }

    /// <summary>The message.</summary>
    internal Message Message { get; }

    /// <summary>The channel it came by, and by which its reply goes.</summary>
    internal ChannelName Channel { get; }

    /// <summary>Publishes under this request's header.</summary>
    internal RequestOutput Output { get; }

    /// <summary>The content, parsed.</summary>
    internal JsonElement Content => field.ValueKind == JsonValueKind.Undefined ? field = Message.Json : field;

    /// <summary>The header, as the parent of what answers it.</summary>
    internal ReadOnlyMemory<byte> Header => Message.Header.Json;

    /// <summary>The msg_type.</summary>
    internal string Type => Message.Header.Type;

    /// <summary>Cancelled when the answer is no longer wanted, or the cell is interrupted.</summary>
    internal CancellationToken Token { get; }

    /// <summary>What to do on the same thread when this request is idle; several are done in order.</summary>
    internal Action? AfterIdle { get; set; }

    /// <summary>What has to come before the request counts as idle, besides its handler; null for nothing.</summary>
    internal Task? IdleAfter { get; set; }

    /// <summary>A reply was sent.</summary>
    internal bool IsAnswered { get; private set; }

    /// <summary>The reply's msg_type: the request's with <c>_reply</c>.</summary>
    internal string ReplyType => Type.Replace("_request", "_reply", StringComparison.Ordinal);

    /// <summary>The answer is no longer wanted, or the cell is interrupted.</summary>
    internal void Cancel() => _cancelled.Cancel();

    /// <summary>Sends the reply with status <c>ok</c> and the fields given.</summary>
    internal void Reply(Action<Utf8JsonWriter> fields) => ReplyWith("ok", fields);

    /// <summary>Sends the reply with a status of its own.</summary>
    internal void ReplyWith(string status, Action<Utf8JsonWriter> fields)
    {
        IsAnswered = true;
        _channels.Post(Channel, _writer.Write(Message.Identities, ReplyType, Header, json =>
        {
            json.WriteString("status", status);
            fields(json);
        }));
    }

    /// <summary>Sends an error reply.</summary>
    internal void ReplyError(string name, string message, IReadOnlyList<string> traceback) =>
        ReplyWith("error", json => json.WriteError(name, message, traceback));
}
