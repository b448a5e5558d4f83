using Sinogram.Imaging.Codecs.Interop;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Codecs;

/// <summary>JPEG-LS, lossless and near-lossless (ISO/IEC 14495-1; PS3.5 section 8.2.3), decoded by CharLS.</summary>
public sealed unsafe class JpegLsCodec : IFrameCodec
{
    /// <inheritdoc/>
    public string Name => "JPEG-LS";

    /// <inheritdoc/>
    public IReadOnlyList<string> TransferSyntaxes { get; } = [TransferSyntaxUid.JpegLsLossless, TransferSyntaxUid.JpegLsNearLossless];

    /// <inheritdoc/>
    public bool IsNative => true;

    /// <inheritdoc/>
    public DecodedFrame Decode(ReadOnlySpan<byte> frame, PixelDescription description, CancellationToken token = default)
    {
        try
        {
            return DecodeNative(frame, description);
        }
        catch (DllNotFoundException missing)
        {
            throw new PixelDataException($"JPEG-LS needs CharLS ({CharLs.Library}): apt-get install {CharLs.Package}", missing);
        }
    }

    private static DecodedFrame DecodeNative(ReadOnlySpan<byte> frame, PixelDescription description)
    {
        using var decoder = CharLs.charls_jpegls_decoder_create();
        fixed (byte* source = frame)
        {
            Check(CharLs.charls_jpegls_decoder_set_source_buffer(decoder, source, (nuint)frame.Length));
            Check(CharLs.charls_jpegls_decoder_read_header(decoder));
            CharLs.FrameInfo info;
            int interleave;
            Check(CharLs.charls_jpegls_decoder_get_frame_info(decoder, &info));
            Check(CharLs.charls_jpegls_decoder_get_interleave_mode(decoder, &interleave));
            var bytes = info.BitsPerSample > 8 ? 2 : 1;
            if (info.Height != description.Rows || info.Width != description.Columns || info.ComponentCount != description.SamplesPerPixel)
            {
                throw new PixelDataException(
                    $"The JPEG-LS image has {info.Height} x {info.Width} x {info.ComponentCount} samples, the data set announces {description.Rows} x {description.Columns} x {description.SamplesPerPixel}.");
            }

            if (bytes > description.SampleType.Size())
            {
                throw new PixelDataException($"The JPEG-LS image has {info.BitsPerSample} bits a sample, the data set allocates {description.BitsAllocated}.");
            }

            var samples = new byte[description.SampleCount * bytes];
            nuint needed;
            Check(CharLs.charls_jpegls_decoder_get_destination_size(decoder, 0, &needed));
            if (needed != (nuint)samples.Length)
            {
                throw new PixelDataException($"The JPEG-LS image takes {needed} bytes, not {samples.Length}.");
            }

            fixed (byte* destination = samples)
            {
                Check(CharLs.charls_jpegls_decoder_decode_to_buffer(decoder, destination, needed, 0));
            }

            if (info.ComponentCount > 1 && interleave == CharLs.InterleaveNone)
            {
                samples = NativeCodec.Interleave(samples, info.ComponentCount, bytes);
            }

            return CodedSamples.ToFrame(samples, bytes, info.BitsPerSample, description, description.Photometric);
        }
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new PixelDataException($"The JPEG-LS data cannot be decoded: {CharLs.Message(error)}.");
        }
    }
}
