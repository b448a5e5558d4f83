namespace Sinogram.Imaging.Codecs.Jpeg;

/// <summary>One colour component of a JPEG frame and the plane that it is decoded into.</summary>
internal sealed class JpegComponent(byte id, int horizontal, int vertical, int quantization)
{
    /// <summary>The identifier that scan headers use.</summary>
    internal byte Id { get; } = id;

    /// <summary>Horizontal sampling factor, 1 to 4.</summary>
    internal int Horizontal { get; } = horizontal;

    /// <summary>Vertical sampling factor, 1 to 4.</summary>
    internal int Vertical { get; } = vertical;

    /// <summary>The number of its quantization table.</summary>
    internal int Quantization { get; } = quantization;

    /// <summary>Samples of a line that belong to the image.</summary>
    internal int Width { get; private set; }

    /// <summary>Lines that belong to the image.</summary>
    internal int Height { get; private set; }

    /// <summary>Samples of a line of <see cref="Plane"/>, with padding.</summary>
    internal int Stride { get; private set; }

    /// <summary>Decoded samples, <see cref="Stride"/> to the line.</summary>
    internal ushort[] Plane { get; private set; } = [];

    /// <summary>True once a scan has filled the plane.</summary>
    internal bool IsDecoded { get; set; }

    /// <summary>Makes the plane for an image of the given size; <paramref name="unit"/> is 8 for blocks and 1 for lossless samples.</summary>
    internal void Allocate(int width, int height, int maxHorizontal, int maxVertical, int unit)
    {
        Width = DivideUp(width * Horizontal, maxHorizontal);
        Height = DivideUp(height * Vertical, maxVertical);
        Stride = DivideUp(width, maxHorizontal * unit) * Horizontal * unit;
        Plane = new ushort[Stride * DivideUp(height, maxVertical * unit) * Vertical * unit];
    }

    internal static int DivideUp(int value, int by) => (value + by - 1) / by;
}
