namespace Sinogram.Imaging.Codecs;

/// <summary>How the samples of an image are laid out (Image Pixel module, PS3.3 C.7.6.3), and in which transfer syntax they are encoded.</summary>
public sealed record PixelDescription
{
    /// <summary>A decoded frame is never larger than this: a header of a few bytes must not ask for all the memory.</summary>
    public const long MaxFrameBytes = 1L << 30;

    /// <summary>Rows (0028,0010).</summary>
    public required int Rows { get; init; }

    /// <summary>Columns (0028,0011).</summary>
    public required int Columns { get; init; }

    /// <summary>Samples per Pixel (0028,0002): 1 for gray and palette, 3 for colour.</summary>
    public int SamplesPerPixel { get; init; } = 1;

    /// <summary>Bits Allocated (0028,0100): 1, or a multiple of 8.</summary>
    public required int BitsAllocated { get; init; }

    /// <summary>Bits Stored (0028,0101).</summary>
    public required int BitsStored { get; init; }

    /// <summary>High Bit (0028,0102): the highest bit of a sample within its allocated bits.</summary>
    public required int HighBit { get; init; }

    /// <summary>Pixel Representation (0028,0103): true for two's complement.</summary>
    public bool IsSigned { get; init; }

    /// <summary>Planar Configuration (0028,0006): 0 colour by pixel, 1 colour by plane.</summary>
    public int PlanarConfiguration { get; init; }

    /// <summary>Photometric Interpretation (0028,0004), as stored.</summary>
    public PhotometricInterpretation Photometric { get; init; } = PhotometricInterpretation.Monochrome2;

    /// <summary>Number of Frames (0028,0008), 1 where absent.</summary>
    public int NumberOfFrames { get; init; } = 1;

    /// <summary>True for Float Pixel Data (7FE0,0008) and Double Float Pixel Data (7FE0,0009).</summary>
    public bool IsFloat { get; init; }

    /// <summary>True where the value representation is OW: in big endian 8 bit samples then lie swapped in pairs.</summary>
    public bool IsOtherWord { get; init; }

    /// <summary>The transfer syntax UID of the pixel data.</summary>
    public required string TransferSyntax { get; init; }

    /// <summary>Rows times columns.</summary>
    public long PixelCount => (long)Rows * Columns;

    /// <summary>Samples of one decoded frame.</summary>
    public long SampleCount => PixelCount * SamplesPerPixel;

    /// <summary>The type of a decoded sample.</summary>
    public SampleType SampleType => IsFloat
        ? BitsAllocated == 64 ? SampleType.Float64 : SampleType.Float32
        : SampleTypes.Integer(BitsAllocated, IsSigned);

    /// <summary>Refuses what no decoder can follow.</summary>
    /// <exception cref="PixelDataException">A value is outside its range.</exception>
    public void Validate()
    {
        Require(Rows is > 0 and <= 65535 && Columns is > 0 and <= 65535, $"the image has {Rows} rows and {Columns} columns");
        Require(SamplesPerPixel is 1 or 3 or 4, $"Samples per Pixel is {SamplesPerPixel}; 1, 3 and 4 can be read");
        Require(IsFloat ? BitsAllocated is 32 or 64 : BitsAllocated is 1 or 8 or 16 or 32, $"Bits Allocated is {BitsAllocated}; 1, 8, 16 and 32 can be read");
        Require(IsFloat || (BitsStored >= 1 && BitsStored <= BitsAllocated), $"Bits Stored is {BitsStored} of {BitsAllocated} allocated");
        Require(IsFloat || (HighBit >= BitsStored - 1 && HighBit < BitsAllocated), $"High Bit is {HighBit} with {BitsStored} of {BitsAllocated} bits stored");
        Require(SampleCount * SampleType.Size() <= MaxFrameBytes, $"a frame of {Rows} x {Columns} x {SamplesPerPixel} samples is larger than {MaxFrameBytes >> 20} MiB");
    }

    private static void Require(bool condition, string problem)
    {
        if (!condition)
        {
            throw new PixelDataException($"The pixel data cannot be read: {problem}.");
        }
    }
}
