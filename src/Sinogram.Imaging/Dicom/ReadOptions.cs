namespace Sinogram.Imaging.Dicom;

/// <summary>How much of a file is read, and the limits that a hostile or broken one meets.</summary>
public sealed record ReadOptions
{
    /// <summary>Everything, with the default limits.</summary>
    public static ReadOptions Default { get; } = new();

    /// <summary>
    /// The file carries no patient: nothing in it is taken as identifying and masked in outputs. So are files of a workspace that was de-identified.
    /// </summary>
    public bool IsPublic { get; init; }

    /// <summary>The header only: reading ends at the pixel data of the top level.</summary>
    public static ReadOptions HeaderOnly { get; } = new() { StopAtPixelData = true };

    /// <summary>Whether to end before (7FE0,0008), (7FE0,0009) or (7FE0,0010) of the top level.</summary>
    public bool StopAtPixelData { get; init; }

    /// <summary>How deep sequences may be nested.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>How long one value other than pixel data may be, in bytes.</summary>
    public int MaxElementLength { get; init; } = 1 << 30;

    /// <summary>How many elements and items a file may have, nested ones included.</summary>
    public int MaxElements { get; init; } = 5_000_000;

    /// <summary>How many bytes a file, or a data set once inflated, may have.</summary>
    public int MaxLength { get; init; } = Array.MaxLength;
}
