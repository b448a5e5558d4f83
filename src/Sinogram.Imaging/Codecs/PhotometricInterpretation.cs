namespace Sinogram.Imaging.Codecs;

/// <summary>What the samples of a pixel mean (PS3.3 C.7.6.3.1.2).</summary>
public enum PhotometricInterpretation
{
    /// <summary>Absent, or a value that the standard does not define.</summary>
    Unknown,

    /// <summary>Gray, the smallest value white.</summary>
    Monochrome1,

    /// <summary>Gray, the smallest value black.</summary>
    Monochrome2,

    /// <summary>Indices into a palette.</summary>
    PaletteColor,

    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Luminance and two chrominances, full range.</summary>
    YbrFull,

    /// <summary>As <see cref="YbrFull"/>, the chrominances of every second column only.</summary>
    YbrFull422,

    /// <summary>Luminance and two chrominances, video range, the chrominances of every second column (retired).</summary>
    YbrPartial422,

    /// <summary>Luminance and two chrominances, video range, the chrominances of every second column and row.</summary>
    YbrPartial420,

    /// <summary>The irreversible colour transformation of JPEG 2000.</summary>
    YbrIct,

    /// <summary>The reversible colour transformation of JPEG 2000.</summary>
    YbrRct,
}

/// <summary>The defined terms of Photometric Interpretation (0028,0004).</summary>
public static class PhotometricInterpretations
{
    private static readonly (string Term, PhotometricInterpretation Value)[] Terms =
    [
        ("MONOCHROME1", PhotometricInterpretation.Monochrome1),
        ("MONOCHROME2", PhotometricInterpretation.Monochrome2),
        ("PALETTE COLOR", PhotometricInterpretation.PaletteColor),
        ("RGB", PhotometricInterpretation.Rgb),
        ("YBR_FULL", PhotometricInterpretation.YbrFull),
        ("YBR_FULL_422", PhotometricInterpretation.YbrFull422),
        ("YBR_PARTIAL_422", PhotometricInterpretation.YbrPartial422),
        ("YBR_PARTIAL_420", PhotometricInterpretation.YbrPartial420),
        ("YBR_ICT", PhotometricInterpretation.YbrIct),
        ("YBR_RCT", PhotometricInterpretation.YbrRct),
    ];

    /// <summary>The value of a defined term; <see cref="PhotometricInterpretation.Unknown"/> for anything else.</summary>
    public static PhotometricInterpretation Parse(string? term)
    {
        var trimmed = term?.Trim(' ', '\0');
        return Array.Find(Terms, entry => string.Equals(entry.Term, trimmed, StringComparison.OrdinalIgnoreCase)).Value;
    }

    /// <summary>The defined term of a value; empty for <see cref="PhotometricInterpretation.Unknown"/>.</summary>
    public static string Term(this PhotometricInterpretation value) => Array.Find(Terms, entry => entry.Value == value).Term ?? "";
}
