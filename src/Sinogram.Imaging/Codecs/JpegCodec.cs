using System.Runtime.InteropServices;
using Sinogram.Imaging.Codecs.Jpeg;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Codecs;

/// <summary>JPEG baseline, extended (8 and 12 bit) and lossless (ISO/IEC 10918-1; PS3.5 section 8.2.1). Colours stay as coded.</summary>
public sealed class JpegCodec : IFrameCodec
{
    /// <inheritdoc/>
    public string Name => "JPEG";

    /// <inheritdoc/>
    public IReadOnlyList<string> TransferSyntaxes { get; } =
    [
        TransferSyntaxUid.JpegBaseline, TransferSyntaxUid.JpegExtended, TransferSyntaxUid.JpegLossless, TransferSyntaxUid.JpegLosslessFirstOrder,
    ];

    /// <inheritdoc/>
    public bool IsNative => false;

    /// <inheritdoc/>
    public DecodedFrame Decode(ReadOnlySpan<byte> frame, PixelDescription description, CancellationToken token = default)
    {
        var jpeg = new JpegParser(frame, description.Rows, description.Columns, token).Parse();
        if (jpeg.Components.Length != description.SamplesPerPixel)
        {
            throw new PixelDataException(
                $"The JPEG image has {jpeg.Components.Length} components, the data set announces {description.SamplesPerPixel} samples a pixel.");
        }

        if (jpeg.Precision > description.BitsAllocated || description.BitsAllocated > 16)
        {
            throw new PixelDataException($"The JPEG image has {jpeg.Precision} bits a sample, the data set allocates {description.BitsAllocated}.");
        }

        var samples = new byte[description.SampleCount * description.SampleType.Size()];
        for (var i = 0; i < jpeg.Components.Length; i++)
        {
            var component = jpeg.Components[i];
            var isFull = component.Horizontal == jpeg.MaxHorizontal && component.Vertical == jpeg.MaxVertical;
            var plane = isFull ? component.Plane : ChromaUpsampling.Expand(jpeg, component);
            Place(plane, isFull ? component.Stride : jpeg.Width, description, samples, i);
        }

        UnusedBits.Clear(samples, description);
        return new DecodedFrame(
            description.Rows, description.Columns, description.SamplesPerPixel, description.SampleType, Meaning(jpeg, description.Photometric), samples);
    }

    /// <summary>What the samples mean. Files that say RGB may hold YCbCr (JFIF or Adobe say so), and the other way round.</summary>
    private static PhotometricInterpretation Meaning(JpegFrame jpeg, PhotometricInterpretation stored)
    {
        if (jpeg.Components.Length != 3)
        {
            return stored;
        }

        if (stored == PhotometricInterpretation.Rgb)
        {
            var isSubsampled = jpeg.MaxHorizontal > 1 || jpeg.MaxVertical > 1;
            var isYbr = jpeg.AdobeTransform == 1 || (jpeg.AdobeTransform is null && !jpeg.IsLossless && (jpeg.IsJfif || isSubsampled));
            return isYbr ? PhotometricInterpretation.YbrFull : stored;
        }

        var isRgb = jpeg.AdobeTransform == 0 || jpeg.Components is [{ Id: (byte)'R' }, { Id: (byte)'G' }, { Id: (byte)'B' }];
        return isRgb ? PhotometricInterpretation.Rgb : PhotometricInterpretation.YbrFull;
    }

    private static void Place(ushort[] plane, int stride, PixelDescription description, byte[] samples, int first)
    {
        var step = description.SamplesPerPixel;
        var wide = description.BitsAllocated > 8;
        var shorts = MemoryMarshal.Cast<byte, ushort>(samples.AsSpan());
        var target = first;
        for (var y = 0; y < description.Rows; y++)
        {
            var line = plane.AsSpan(y * stride, description.Columns);
            foreach (var sample in line)
            {
                if (wide)
                {
                    shorts[target] = sample;
                }
                else
                {
                    samples[target] = (byte)sample;
                }

                target += step;
            }
        }
    }
}
