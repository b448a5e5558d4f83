using System.Buffers.Binary;
using System.Text.Json;
using Sinogram.Jupyter.Channels;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Client.Server;

/// <summary>
/// Messages as a Jupyter server's WebSocket carries them: one JSON object with the parts of the message and the name of its channel; where it has binary
/// buffers, before them in one binary message: the number of parts and where each begins (32 bits, big-endian).
/// </summary>
internal static class ServerMessages
{
    private static readonly string[] Parts = ["header", "parent_header", "metadata", "content"];

    /// <summary>The text or the bytes of a message, from the frames of the wire protocol without identities.</summary>
    internal static (byte[] Data, bool IsBinary) Write(ChannelName channel, IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        const int First = 2;
        using var whole = new MemoryStream();
        using (var json = new Utf8JsonWriter(whole))
        {
            json.WriteStartObject();
            json.WriteString("channel", channel.ToString().ToLowerInvariant());
            for (var i = 0; i < Parts.Length; i++)
            {
                json.WritePropertyName(Parts[i]);
                json.WriteRawValue(frames[First + i].Span, skipInputValidation: true);
            }

            json.WriteStartArray("buffers");
            json.WriteEndArray();
            json.WriteEndObject();
        }

        var buffers = frames.Skip(First + Parts.Length).ToList();
        return buffers.Count == 0 ? (whole.ToArray(), false) : (Join([whole.ToArray(), .. buffers]), true);
    }

    /// <summary>Reads a message; null where it is none.</summary>
    internal static (ChannelName Channel, Message Message)? Read(ReadOnlyMemory<byte> data, bool isBinary)
    {
        var parts = isBinary ? Split(data) : [data];
        if (parts is null || parts.Count == 0 || !System.Text.Unicode.Utf8.IsValid(parts[0].Span))
        {
            return null;
        }

        try
        {
            var json = JsonElement.Parse(parts[0].Span);
            if (json.ValueKind != JsonValueKind.Object || !Enum.TryParse<ChannelName>(json.Text("channel"), ignoreCase: true, out var channel)
                || json.Object("header") is not { } head || !MessageHeader.TryParse(Bytes(head), out var header))
            {
                return null;
            }

            // A server gives an empty parent for what nobody asked for.
            return (channel, new Message([], header!, BytesOf(json, "parent_header"), BytesOf(json, "metadata"), BytesOf(json, "content"), [.. parts.Skip(1)]));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[] Join(IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        var start = sizeof(int) * (parts.Count + 1);
        var joined = new byte[start + parts.Sum(p => p.Length)];
        BinaryPrimitives.WriteInt32BigEndian(joined, parts.Count);
        for (var i = 0; i < parts.Count; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(joined.AsSpan(sizeof(int) * (i + 1)), start);
            parts[i].CopyTo(joined.AsMemory(start));
            start += parts[i].Length;
        }

        return joined;
    }

    private static List<ReadOnlyMemory<byte>>? Split(ReadOnlyMemory<byte> data)
    {
        if (data.Length < sizeof(int) || BinaryPrimitives.ReadInt32BigEndian(data.Span) is var count && (count < 1 || count > (data.Length / sizeof(int)) - 1))
        {
            return null;
        }

        var parts = new List<ReadOnlyMemory<byte>>(count);
        for (var i = 0; i < count; i++)
        {
            var from = BinaryPrimitives.ReadInt32BigEndian(data.Span[(sizeof(int) * (i + 1))..]);
            var to = i + 1 < count ? BinaryPrimitives.ReadInt32BigEndian(data.Span[(sizeof(int) * (i + 2))..]) : data.Length;
            if (from < sizeof(int) * (count + 1) || to < from || to > data.Length)
            {
                return null;
            }

            parts.Add(data[from..to]);
        }

        return parts;
    }

    private static byte[] BytesOf(JsonElement json, string part) => json.Object(part) is { } found ? Bytes(found) : "{}"u8.ToArray();

    private static byte[] Bytes(JsonElement json) => System.Text.Encoding.UTF8.GetBytes(json.GetRawText());
}
