namespace Sinogram.Imaging.Codecs;

/// <summary>Decodes frames: the one visible list of codecs, chosen by transfer syntax.</summary>
public static class FrameDecoder
{
    /// <summary>All codecs, in the order of their transfer syntaxes.</summary>
    public static IReadOnlyList<IFrameCodec> Codecs { get; } =
    [
        new NativeCodec(),
        new JpegCodec(),
        new JpegLsCodec(),
        new Jpeg2000Codec(),
        new RleCodec(),
        new DeflatedFrameCodec(),
    ];

    /// <summary>The codec of a transfer syntax, or null.</summary>
    public static IFrameCodec? Find(string transferSyntax) => Codecs.FirstOrDefault(codec => codec.TransferSyntaxes.Contains(transferSyntax));

    /// <summary>Decodes one frame in this process. Native codecs belong into a worker: see <c>DicomImage</c>.</summary>
    /// <exception cref="PixelDataException">The transfer syntax is not known, or the frame cannot be decoded.</exception>
    public static DecodedFrame Decode(ReadOnlySpan<byte> frame, PixelDescription description, CancellationToken token = default)
    {
        description.Validate();
        var codec = Find(description.TransferSyntax)
            ?? throw new PixelDataException($"The transfer syntax {description.TransferSyntax} cannot be decoded; these can: "
                + string.Join(", ", Codecs.SelectMany(known => known.TransferSyntaxes)) + ".");
        return codec.Decode(frame, description, token);
    }
}
