
namespace Sinogram.Imaging.Rendering;

/// <summary>All that decides how the frame of an image is shown.</summary>
public sealed record DisplayParameters
{
    /// <summary>To the modality's values.</summary>
    public ModalityTransform Modality { get; init; } = new ModalityTransform.Identity();

    /// <summary>To brightness; null for the frame's own range, from its smallest to its largest value.</summary>
    public VoiTransform? Voi { get; init; }

    /// <summary>True where brightness is inverted: Presentation LUT Shape INVERSE, or MONOCHROME1.</summary>
    public bool IsInverted { get; init; }

    /// <summary>The colours of PALETTE COLOR.</summary>
    public Palette? Palette { get; init; }

    /// <summary>Bits of a colour sample, of which the highest 8 are shown.</summary>
    public int BitsStored { get; init; } = 8;
}
