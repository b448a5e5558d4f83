namespace Sinogram.Imaging.Codecs.Jpeg;

/// <summary>A frame header (SOF) with its components, and the hints that application segments give about colour.</summary>
internal sealed class JpegFrame(byte process, int precision, int width, int height, JpegComponent[] components)
{
    /// <summary>The SOF marker.</summary>
    internal byte Process { get; } = process;

    /// <summary>Bits of a sample.</summary>
    internal int Precision { get; } = precision;

    internal int Width { get; } = width;

    internal int Height { get; } = height;

    internal JpegComponent[] Components { get; } = components;

    internal bool IsLossless => Process == JpegMarker.LosslessFrame;

    internal int MaxHorizontal { get; } = components.Max(component => component.Horizontal);

    internal int MaxVertical { get; } = components.Max(component => component.Vertical);

    /// <summary>The transform of Adobe's APP14 segment: 0 none, 1 YCbCr; null without one.</summary>
    internal int? AdobeTransform { get; set; }

    /// <summary>True with a JFIF APP0 segment, which promises YCbCr.</summary>
    internal bool IsJfif { get; set; }

    internal void Allocate()
    {
        foreach (var component in Components)
        {
            component.Allocate(Width, Height, MaxHorizontal, MaxVertical, IsLossless ? 1 : 8);
        }
    }
}
