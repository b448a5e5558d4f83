using System.Runtime.InteropServices;
using Sinogram.Imaging.Codecs.Interop;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Codecs;

/// <summary>JPEG 2000 and High-Throughput JPEG 2000 (ISO/IEC 15444-1 and -15; PS3.5 sections 8.2.4 and 8.2.17), decoded by OpenJPEG.</summary>
public sealed unsafe class Jpeg2000Codec : IFrameCodec
{
    /// <inheritdoc/>
    public string Name => "JPEG 2000";

    /// <inheritdoc/>
    public IReadOnlyList<string> TransferSyntaxes { get; } =
    [
        TransferSyntaxUid.Jpeg2000Lossless, TransferSyntaxUid.Jpeg2000, TransferSyntaxUid.HtJpeg2000Lossless, TransferSyntaxUid.HtJpeg2000LosslessRpcl, TransferSyntaxUid.HtJpeg2000,
    ];

    /// <inheritdoc/>
    public bool IsNative => true;

    /// <inheritdoc/>
    public DecodedFrame Decode(ReadOnlySpan<byte> frame, PixelDescription description, CancellationToken token = default)
    {
        try
        {
            fixed (byte* data = frame)
            {
                var source = new OpenJpegSource(data, frame.Length);
                return DecodeNative(&source, frame.StartsWith("\0\0\0\x0CjP  "u8) ? OpenJpeg.CodecJp2 : OpenJpeg.CodecCodestream, description);
            }
        }
        catch (DllNotFoundException missing)
        {
            throw new PixelDataException($"JPEG 2000 needs OpenJPEG ({OpenJpeg.Library}): apt-get install {OpenJpeg.Package}", missing);
        }
    }

    private static DecodedFrame DecodeNative(OpenJpegSource* source, int format, PixelDescription description)
    {
        using var codec = OpenJpeg.opj_create_decompress(format);
        using var stream = OpenJpegSource.Open(source);
        var parameters = stackalloc byte[OpenJpeg.ParametersSize];
        OpenJpeg.opj_set_default_decoder_parameters(parameters);
        _ = OpenJpeg.opj_set_error_handler(codec, &OpenJpegSource.KeepMessage, source);
        OpenJpeg.Image* image = null;
        try
        {
            if (OpenJpeg.opj_setup_decoder(codec, parameters) != OpenJpeg.True || OpenJpeg.opj_read_header(stream, codec, &image) != OpenJpeg.True)
            {
                throw Failed(source);
            }

            // Before decoding, so that a damaged header cannot ask for another size than the data set.
            CheckSize(image, description);
            if (OpenJpeg.opj_decode(codec, stream, image) != OpenJpeg.True)
            {
                throw Failed(source);
            }

            return ToFrame(image, description);
        }
        finally
        {
            if (image is not null)
            {
                OpenJpeg.opj_image_destroy(image);
            }
        }
    }

    private static void CheckSize(OpenJpeg.Image* image, PixelDescription description)
    {
        var (width, height) = ((long)image->Right - image->Left, (long)image->Bottom - image->Top);
        if (width != description.Columns || height != description.Rows || image->ComponentCount != description.SamplesPerPixel)
        {
            throw new PixelDataException(
                $"The JPEG 2000 image has {height} x {width} x {image->ComponentCount} samples, the data set announces {description.Rows} x {description.Columns} x {description.SamplesPerPixel}.");
        }

        for (var i = 0; i < image->ComponentCount; i++)
        {
            if (image->Components[i] is not { StepX: 1, StepY: 1 })
            {
                throw new PixelDataException("The JPEG 2000 image has components of different sizes, which DICOM does not use.");
            }
        }
    }

    private static DecodedFrame ToFrame(OpenJpeg.Image* image, PixelDescription description)
    {
        var bytes = Math.Min(description.SampleType.Size(), 4);
        var samples = new byte[description.SampleCount * bytes];
        var count = (int)image->ComponentCount;
        var precision = 0;
        for (var i = 0; i < count; i++)
        {
            var component = image->Components[i];
            if (component.Data is null || component.Width != description.Columns || component.Height != description.Rows)
            {
                throw new PixelDataException("The JPEG 2000 image lacks samples.");
            }

            if (component.Precision > Math.Max(8, description.BitsAllocated))
            {
                throw new PixelDataException($"The JPEG 2000 image has {component.Precision} bits a sample, the data set allocates {description.BitsAllocated}.");
            }

            precision = Math.Max(precision, (int)component.Precision);
            Place(new ReadOnlySpan<int>(component.Data, (int)description.PixelCount), samples, bytes, i, count);
        }

        // The decoder undoes the colour transformation, so what was YBR_ICT or YBR_RCT is RGB now.
        var photometric = description.Photometric is PhotometricInterpretation.YbrIct or PhotometricInterpretation.YbrRct
            ? PhotometricInterpretation.Rgb
            : description.Photometric;
        return CodedSamples.ToFrame(samples, bytes, precision, description, photometric);
    }

    /// <summary>The low bytes of each value are its two's complement, whatever its sign.</summary>
    private static void Place(ReadOnlySpan<int> values, byte[] samples, int bytes, int first, int step)
    {
        var target = first;
        foreach (var value in values)
        {
            switch (bytes)
            {
                case 1: samples[target] = (byte)value; break;
                case 2: MemoryMarshal.Cast<byte, ushort>(samples.AsSpan())[target] = (ushort)value; break;
                default: MemoryMarshal.Cast<byte, int>(samples.AsSpan())[target] = value; break;
            }

            target += step;
        }
    }

    private static PixelDataException Failed(OpenJpegSource* source) => new($"The JPEG 2000 data cannot be decoded: {source->Message}.");
}
