namespace Sinogram.Imaging.Codecs;

/// <summary>Decodes one frame of the transfer syntaxes that it knows. Stateless; any thread may call it.</summary>
public interface IFrameCodec
{
    /// <summary>The codec's name in messages, e.g. <c>JPEG lossless</c>.</summary>
    string Name { get; }

    /// <summary>The transfer syntax UIDs that this codec decodes.</summary>
    IReadOnlyList<string> TransferSyntaxes { get; }

    /// <summary>True where native code parses the bytes: it must run in a worker process.</summary>
    bool IsNative { get; }

    /// <summary>Decodes the bytes of one frame (all its fragments joined).</summary>
    /// <exception cref="PixelDataException">The bytes are damaged, cut off or beyond what the codec can do. No other exception leaves this method.</exception>
    DecodedFrame Decode(ReadOnlySpan<byte> frame, PixelDescription description, CancellationToken token = default);
}
