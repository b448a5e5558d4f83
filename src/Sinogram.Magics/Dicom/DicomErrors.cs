using Sinogram.Core.Magics;
using Sinogram.Imaging;
using Sinogram.Imaging.Codecs;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Magics.Dicom;

/// <summary>Turns the typed errors of the imaging library into what a notebook shows: message and hint, no trace.</summary>
internal static class DicomErrors
{
    public static MagicException? Explain(Exception exception) => exception switch
    {
        ImagingException e => new MagicException(e.Message, Sentence(e.Hint), e),
        DicomFormatException e => new MagicException(e.Message, "The file is damaged or no DICOM file.", e),
        PixelDataException e => new MagicException(e.Message, "The image cannot be shown; its header and its row in the catalogue are valid.", e),
        _ => null,
    };

    /// <summary>Hints of the library continue its message; here they stand on a line of their own.</summary>
    private static string? Sentence(string? hint) =>
        string.IsNullOrEmpty(hint) || hint.StartsWith("chmod", StringComparison.Ordinal) ? hint
        : char.ToUpperInvariant(hint[0]) + hint[1..] + (hint[^1] is '.' or '`' or ')' ? "" : ".");
}
