using Sinogram.Imaging.Codecs;

namespace Sinogram.Imaging.Rendering;

/// <summary>Frames of three samples a pixel as 8 bit RGB (PS3.3 C.7.6.3.1.2).</summary>
internal static class ColorRenderer
{
    internal static RasterImage Render(DecodedFrame frame, int bitsStored)
    {
        var samples = ToBytes(frame, Math.Max(0, bitsStored - 8));
        var pixels = new byte[frame.Rows * frame.Columns * 3];
        var step = frame.SamplesPerPixel;
        for (int from = 0, to = 0; to < pixels.Length; from += step, to += 3)
        {
            var (first, second, third) = (samples[from], samples[from + 1], samples[from + 2]);
            (pixels[to], pixels[to + 1], pixels[to + 2]) = frame.Photometric switch
            {
                PhotometricInterpretation.YbrFull or PhotometricInterpretation.YbrFull422 => FromFullRange(first, second - 128, third - 128),
                PhotometricInterpretation.YbrPartial422 or PhotometricInterpretation.YbrPartial420 => FromVideoRange(first - 16, second - 128, third - 128),
                _ => (first, second, third),
            };
        }

        return new RasterImage(frame.Columns, frame.Rows, 3, pixels);
    }

    private static byte[] ToBytes(DecodedFrame frame, int shift)
    {
        if (frame.Type is SampleType.UInt8)
        {
            return frame.Bytes;
        }

        var bytes = new byte[frame.SampleCount];
        switch (frame.Type)
        {
            case SampleType.UInt16:
                Shift(frame.As<ushort>(), shift, bytes);
                break;
            case SampleType.UInt32:
                Shift(frame.As<uint>(), shift, bytes);
                break;
            default:
                throw new PixelDataException($"Colour samples of type {frame.Type} cannot be shown.");
        }

        return bytes;
    }

    private static void Shift<T>(ReadOnlySpan<T> samples, int shift, Span<byte> bytes)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = byte.CreateSaturating(samples[i] >> shift);
        }
    }

    // The coefficients follow from the luminance weights 0.299, 0.587, 0.114 (ITU-R BT.601).
    private static (byte Red, byte Green, byte Blue) FromFullRange(double y, double blue, double red) => (
        Round(y + (1.402 * red)),
        Round(y - (0.114 * 1.772 / 0.587 * blue) - (0.299 * 1.402 / 0.587 * red)),
        Round(y + (1.772 * blue)));

    private static (byte Red, byte Green, byte Blue) FromVideoRange(double y, double blue, double red) =>
        FromFullRange(y * 255 / 219, blue * 255 / 224, red * 255 / 224);

    private static byte Round(double value) => (byte)Math.Clamp(Math.Floor(value + 0.5), 0, 255);
}
