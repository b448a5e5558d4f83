using System.Text.Json;

namespace Sinogram.Jupyter.Wire;

/// <summary>A Jupyter message as it came from the wire, with its signature checked.</summary>
public sealed class Message
{
    internal Message(
        IReadOnlyList<byte[]> identities,
        MessageHeader header,
        ReadOnlyMemory<byte> parentHeader,
        ReadOnlyMemory<byte> metadata,
        ReadOnlyMemory<byte> content,
        IReadOnlyList<ReadOnlyMemory<byte>> buffers)
    {
        Identities = identities;
        Header = header;
        ParentHeader = parentHeader;
        Metadata = metadata;
        Content = content;
        Buffers = buffers;
    }

    /// <summary>Routing identities, or the topic on iopub.</summary>
    public IReadOnlyList<byte[]> Identities { get; }

    /// <summary>The header.</summary>
    public MessageHeader Header { get; }

    /// <summary>The parent's header as UTF-8 JSON; <c>{}</c> where there is none.</summary>
    public ReadOnlyMemory<byte> ParentHeader { get; }

    /// <summary>The metadata as UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Metadata { get; }

    /// <summary>The content as UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>Binary buffers, in order.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Buffers { get; }

    /// <summary>The content, parsed.</summary>
    internal JsonElement Json => Parse(Content);

    /// <summary>The metadata, parsed.</summary>
    internal JsonElement MetadataJson => Parse(Metadata);

    /// <summary>The msg_id of the parent, or null.</summary>
    internal string? ParentId => Parse(ParentHeader).Text("msg_id");

    private static JsonElement Parse(ReadOnlyMemory<byte> json) => JsonElement.Parse(json.Span);
}
