using Sinogram.Imaging.Codecs;

namespace Sinogram.Imaging.Rendering;

/// <summary>Turns a decoded frame into an 8 bit picture.</summary>
public static class FrameRenderer
{
    /// <summary>Renders gray frames through modality and VOI transform, palette frames through their palette, colour frames as RGB.</summary>
    /// <exception cref="PixelDataException">A palette frame without palette, or samples that mean nothing known.</exception>
    public static RasterImage Render(DecodedFrame frame, DisplayParameters display)
    {
        var picture = Draw(frame, display);
        picture.MayIdentify = frame.MayIdentify;
        return picture;
    }

    private static RasterImage Draw(DecodedFrame frame, DisplayParameters display)
    {
        if (frame.SamplesPerPixel >= 3)
        {
            return ColorRenderer.Render(frame, display.BitsStored);
        }

        return frame.Photometric == PhotometricInterpretation.PaletteColor
            ? RenderPalette(frame, display.Palette ?? throw new PixelDataException("The image is PALETTE COLOR and has no palette that can be read."))
            : RenderGray(frame, display);
    }

    private static RasterImage RenderGray(DecodedFrame frame, DisplayParameters display)
    {
        var voi = display.Voi ?? FullRange(frame, display.Modality);
        var pixels = new byte[frame.Rows * frame.Columns];
        StoredValues.Map(frame, stored => Shade(voi.Apply(display.Modality.Apply(stored)), display.IsInverted), pixels);
        return new RasterImage(frame.Columns, frame.Rows, 1, pixels);
    }

    private static byte Shade(double brightness, bool isInverted)
    {
        // Not a number (float images mark missing values so) is shown as the lowest brightness.
        var shade = brightness > 0 ? (int)Math.Floor((Math.Min(brightness, 1) * 255) + 0.5) : 0;
        return (byte)(isInverted ? 255 - shade : shade);
    }

    private static VoiTransform.Range FullRange(DecodedFrame frame, ModalityTransform modality)
    {
        var (lowest, highest) = StoredValues.Range(frame, modality.Apply);
        return new VoiTransform.Range(lowest, highest);
    }

    private static RasterImage RenderPalette(DecodedFrame frame, Palette palette)
    {
        var pixels = new byte[frame.Rows * frame.Columns * 3];
        LookupTable[] tables = [palette.Red, palette.Green, palette.Blue];
        var plane = new byte[frame.Rows * frame.Columns];
        for (var channel = 0; channel < 3; channel++)
        {
            var table = tables[channel];
            var shift = Math.Max(0, table.Bits - 8);
            StoredValues.Map(frame, stored => (byte)(table[stored] >> shift), plane);
            for (var i = 0; i < plane.Length; i++)
            {
                pixels[(3 * i) + channel] = plane[i];
            }
        }

        return new RasterImage(frame.Columns, frame.Rows, 3, pixels);
    }
}
