using Sinogram.Core.Magics;
using Sinogram.Core.Privacy;
using Sinogram.Imaging.Rendering;

namespace Sinogram.Magics.Viewing;

/// <summary>Pictures whose pixels may show who the patient is: shown only where the cell reveals them, with a line in the audit.</summary>
internal static class IdentifyingPicture
{
    /// <summary>What the audit calls them.</summary>
    public const string Attribute = "PixelData";

    /// <summary>Whether such a picture stays out of an output; one that is revealed is noted.</summary>
    public static bool IsWithheld(bool mayIdentify) => mayIdentify && !Reveals(1);

    /// <summary>Whether the cell reveals pictures, which is noted.</summary>
    public static bool Reveals(int pictures)
    {
        if (RevealScope.Current is not { } reveal)
        {
            return false;
        }

        reveal.Note(Attribute, pictures);
        return true;
    }

    /// <summary>Refuses an image whose pixels may identify and are not revealed.</summary>
    /// <exception cref="MagicException">It is withheld.</exception>
    public static void Require(DicomImage image)
    {
        if (IsWithheld(image.HasIdentifyingPixels))
        {
            throw new MagicException(
                "The pixels of this image may show who the patient is (US, SC, OT, XA, ES, or Burned In Annotation YES), so they are withheld.",
                "--reveal shows them to a person in Jupyter; the basic profile does not clean pixels.");
        }
    }
}
