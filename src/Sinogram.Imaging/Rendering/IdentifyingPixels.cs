using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Rendering;

/// <summary>Tells which pictures may show who the patient is, as text burned into the pixels.</summary>
public static class IdentifyingPixels
{
    /// <summary>The code of Clean Pixel Data Option (CID 7050), which says that the pixels were cleaned.</summary>
    public const string CleanPixelDataCode = "113101";

    private const string SecondaryCapture = "1.2.840.10008.5.1.4.1.1.7";

    // Ultrasound, secondary capture, other, angiography, endoscopy: devices that write the patient's name into the picture.
    private static readonly string[] Modalities = ["US", "SC", "OT", "XA", "ES"];

    /// <summary>
    /// True where pixels count as identifying: the modality is US, SC, OT, XA or ES, the SOP class is a secondary capture, or Burned In Annotation says YES.
    /// <paramref name="isCleaned"/> (De-identification Method Code Sequence has <see cref="CleanPixelDataCode"/>) overrules all.
    /// </summary>
    public static bool Suspected(string? modality, string? sopClassUid, string? burnedInAnnotation, bool isCleaned) =>
        !isCleaned && (
            Modalities.Contains(modality?.Trim(), StringComparer.OrdinalIgnoreCase)
            || IsSecondaryCapture(sopClassUid?.Trim(' ', '\0'))
            || string.Equals(burnedInAnnotation?.Trim(), "YES", StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc cref="Suspected(string?, string?, string?, bool)"/>
    public static bool Suspected(DataSet dataSet) => Suspected(
        dataSet.GetString(Tags.Modality),
        dataSet.GetString(Tags.SOPClassUID),
        dataSet.GetString(Tags.BurnedInAnnotation),
        dataSet.GetItems(Tags.DeidentificationMethodCodeSequence).Any(item => item.GetString(Tags.CodeValue) == CleanPixelDataCode));

    private static bool IsSecondaryCapture(string? uid) =>
        uid is not null && (uid == SecondaryCapture || uid.StartsWith(SecondaryCapture + ".", StringComparison.Ordinal));
}
