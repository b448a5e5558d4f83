using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sinogram.Jupyter.Wire;

/// <summary>Makes outgoing messages: gives them ids, writes and signs their JSON. Safe from any thread; the work is done on the caller's.</summary>
public sealed class MessageWriter
{
    /// <summary>The version of the messaging protocol that every header declares.</summary>
    public const string ProtocolVersion = "5.5";

    private static readonly byte[] EmptyObject = "{}"u8.ToArray();
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly MessageSigner _signer;
    private readonly TimeProvider _time;
    private readonly string _username;
    private long _count;

    /// <param name="signer">Signs messages.</param>
    /// <param name="time">Dates them.</param>
    /// <param name="username">The sender's name in headers.</param>
    public MessageWriter(MessageSigner signer, TimeProvider time, string username = "kernel")
    {
        _signer = signer;
        _time = time;
        _username = username;
    }

    /// <summary>This sender's session id.</summary>
    public string Session { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The frames of a new message.</summary>
    /// <param name="identities">Where it goes, or its topic.</param>
    /// <param name="type">msg_type.</param>
    /// <param name="parentHeader">The parent's header; empty for none.</param>
    /// <param name="content">Writes the content's fields.</param>
    /// <param name="buffers">Binary buffers.</param>
    /// <param name="metadata">Writes metadata fields.</param>
    /// <param name="subshell">The subshell that the message is for.</param>
    public IReadOnlyList<ReadOnlyMemory<byte>> Write(
        IReadOnlyList<byte[]> identities,
        string type,
        ReadOnlyMemory<byte> parentHeader,
        Action<Utf8JsonWriter> content,
        IReadOnlyList<ReadOnlyMemory<byte>>? buffers = null,
        Action<Utf8JsonWriter>? metadata = null,
        string? subshell = null) =>
        Write(identities, type, parentHeader, content, out _, buffers, metadata, subshell);

    /// <summary>The frames of a new message, and its id.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Write(
        IReadOnlyList<byte[]> identities,
        string type,
        ReadOnlyMemory<byte> parentHeader,
        Action<Utf8JsonWriter> content,
        out string id,
        IReadOnlyList<ReadOnlyMemory<byte>>? buffers = null,
        Action<Utf8JsonWriter>? metadata = null,
        string? subshell = null)
    {
        ArgumentNullException.ThrowIfNull(identities);
        var messageId = string.Create(CultureInfo.InvariantCulture, $"{Session}_{Interlocked.Increment(ref _count)}");
        id = messageId;
        var header = Object(json =>
        {
            json.WriteString("msg_id", messageId);
            json.WriteString("msg_type", type);
            json.WriteString("session", Session);
            json.WriteString("username", _username);
            json.WriteString("date", _time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("version", ProtocolVersion);
            if (subshell is not null)
            {
                json.WriteString("subshell_id", subshell);
            }
        });
        var parent = parentHeader.IsEmpty ? EmptyObject : parentHeader;
        var meta = metadata is null ? EmptyObject : Object(metadata);
        var body = Object(content);
        List<ReadOnlyMemory<byte>> frames =
        [
            .. identities.Select(i => new ReadOnlyMemory<byte>(i)),
            MessageReader.Delimiter,
            _signer.Sign(header.Span, parent.Span, meta.Span, body.Span),
            header,
            parent,
            meta,
            body,
        ];
        if (buffers is not null)
        {
            frames.AddRange(buffers);
        }

        return frames;
    }

    /// <summary>A topic as the single identity of an iopub message.</summary>
    internal static IReadOnlyList<byte[]> Topic(string topic) => [Encoding.UTF8.GetBytes(topic)];

    private static ReadOnlyMemory<byte> Object(Action<Utf8JsonWriter> fields)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
