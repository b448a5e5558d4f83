namespace Sinogram.Imaging.Rendering;

/// <summary>An 8 bit picture to be shown: gray (1 channel) or red, green, blue (3 channels), row by row, the channels of a pixel side by side.</summary>
public sealed class RasterImage
{
    /// <summary>Wraps <paramref name="pixels"/>, of width x height x channels bytes.</summary>
    public RasterImage(int width, int height, int channels, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (channels is not (1 or 3) || pixels.Length != (long)width * height * channels)
        {
            throw new ArgumentException($"{width} x {height} pixels of {channels} channels do not fit {pixels.Length} bytes.", nameof(pixels));
        }

        (Width, Height, Channels, Pixels) = (width, height, channels, pixels);
    }

    /// <summary>A picture in one color.</summary>
    public static RasterImage Filled(int width, int height, byte red, byte green, byte blue)
    {
        var pixels = new byte[width * height * 3];
        for (var i = 0; i < pixels.Length; i += 3)
        {
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (red, green, blue);
        }

        return new RasterImage(width, height, 3, pixels);
    }

    /// <summary>Pixels of a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>1 for gray, 3 for colour.</summary>
    public int Channels { get; }

    /// <summary>It may show who the patient is, as text burned into its pixels: notebooks withhold it.</summary>
    public bool MayIdentify { get; internal set; }

    /// <summary>The samples.</summary>
    public byte[] Pixels { get; }

    /// <summary>The picture as a PNG file.</summary>
    public byte[] ToPng() => PngEncoder.Encode(this);
}
