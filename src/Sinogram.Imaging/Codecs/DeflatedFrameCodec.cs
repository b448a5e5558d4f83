using System.IO.Compression;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Codecs;

/// <summary>Deflated Image Frame Compression (PS3.5 section 8.2.16): each frame's uncompressed bytes, deflated (RFC 1951).</summary>
public sealed class DeflatedFrameCodec : IFrameCodec
{
    /// <inheritdoc/>
    public string Name => "deflate";

    /// <inheritdoc/>
    public IReadOnlyList<string> TransferSyntaxes { get; } = [TransferSyntaxUid.DeflatedImageFrame];

    /// <inheritdoc/>
    public bool IsNative => false;

    /// <inheritdoc/>
    public DecodedFrame Decode(ReadOnlySpan<byte> frame, PixelDescription description, CancellationToken token = default)
    {
        var plain = new byte[NativeCodec.FrameBytes(description)];
        using var source = new MemoryStream(frame.ToArray(), writable: false);
        using var inflater = new DeflateStream(source, CompressionMode.Decompress);
        int length;
        try
        {
            length = inflater.ReadAtLeast(plain, plain.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException broken)
        {
            throw new PixelDataException("The deflated frame is damaged.", broken);
        }

        if (length < plain.Length)
        {
            throw PixelDataException.TooShort("The deflated frame", plain.Length, length);
        }

        return description.BitsAllocated == 1
            ? NativeCodec.DecodeBits(plain, 0, description)
            : NativeCodec.Unpack(plain, description, bigEndian: false);
    }
}
