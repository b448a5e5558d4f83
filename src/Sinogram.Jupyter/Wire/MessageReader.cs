namespace Sinogram.Jupyter.Wire;

/// <summary>Why a message was dropped.</summary>
public enum Rejection
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>The frames or their JSON are not a Jupyter message.</summary>
    Malformed,

    /// <summary>The signature is missing or wrong.</summary>
    BadSignature,

    /// <summary>The same message came before.</summary>
    Replayed,
}

/// <summary>Turns frames into messages: <c>identities, &lt;IDS|MSG&gt;, signature, header, parent header, metadata, content, buffers</c>.</summary>
public sealed class MessageReader
{
    /// <summary>Ends the identities.</summary>
    internal static readonly byte[] Delimiter = "<IDS|MSG>"u8.ToArray();

    private const int PartsAfterDelimiter = 5;
    private readonly MessageSigner _signer;
    private readonly ReplayGuard _replays = new();

    /// <param name="signer">Checks signatures.</param>
    public MessageReader(MessageSigner signer) => _signer = signer;

    /// <summary>The message, or null with the reason.</summary>
    public Message? Read(IReadOnlyList<byte[]> frames, out Rejection rejection)
    {
        ArgumentNullException.ThrowIfNull(frames);
        rejection = Rejection.Malformed;
        var delimiter = 0;
        while (delimiter < frames.Count && !frames[delimiter].AsSpan().SequenceEqual(Delimiter))
        {
            delimiter++;
        }

        var first = delimiter + 1;
        if (frames.Count < first + PartsAfterDelimiter)
        {
            return null;
        }

        var signature = frames[first];
        var (header, parent, metadata, content) = (frames[first + 1], frames[first + 2], frames[first + 3], frames[first + 4]);
        if (!_signer.Verify(signature, header, parent, metadata, content))
        {
            rejection = Rejection.BadSignature;
            return null;
        }

        if (!MessageHeader.TryParse(header, out var parsed) || !JsonReading.IsObject(parent) || !JsonReading.IsObject(metadata) || !JsonReading.IsObject(content))
        {
            return null;
        }

        if (_signer.IsSigning && !_replays.IsNew(signature))
        {
            rejection = Rejection.Replayed;
            return null;
        }

        rejection = Rejection.None;
        return new Message(
            [.. frames.Take(delimiter)],
            parsed!,
            parent,
            metadata,
            content,
            [.. frames.Skip(first + PartsAfterDelimiter).Select(f => new ReadOnlyMemory<byte>(f))]);
    }
}
