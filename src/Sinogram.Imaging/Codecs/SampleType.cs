namespace Sinogram.Imaging.Codecs;

/// <summary>The type of one stored sample of a decoded frame.</summary>
public enum SampleType
{
    /// <summary>8 bit unsigned.</summary>
    UInt8,

    /// <summary>8 bit signed.</summary>
    Int8,

    /// <summary>16 bit unsigned.</summary>
    UInt16,

    /// <summary>16 bit signed.</summary>
    Int16,

    /// <summary>32 bit unsigned.</summary>
    UInt32,

    /// <summary>32 bit signed.</summary>
    Int32,

    /// <summary>32 bit IEEE 754.</summary>
    Float32,

    /// <summary>64 bit IEEE 754.</summary>
    Float64,
}

/// <summary>Sizes of sample types.</summary>
public static class SampleTypes
{
    /// <summary>The bytes of one sample.</summary>
    public static int Size(this SampleType type) => type switch
    {
        SampleType.UInt8 or SampleType.Int8 => 1,
        SampleType.UInt16 or SampleType.Int16 => 2,
        SampleType.Float64 => 8,
        _ => 4,
    };

    /// <summary>The integer type of <paramref name="bits"/> bits (up to 32) that holds a sample.</summary>
    public static SampleType Integer(int bits, bool signed) => bits switch
    {
        <= 8 => signed ? SampleType.Int8 : SampleType.UInt8,
        <= 16 => signed ? SampleType.Int16 : SampleType.UInt16,
        _ => signed ? SampleType.Int32 : SampleType.UInt32,
    };
}
