using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Rendering;

/// <summary>Tells which pictures may show who the patient is, as text burned into the pixels.</summary>
public static class IdentifyingPixels
{
    /// <summary>The code of Clean Pixel Data Option (CID 7050), which says that the pixels were cleaned.</summary>
    public const string CleanPixelDataCode = "113101";

    private const string Storage = "1.2.840.10008.5.1.4.1.1.";
    private const string SecondaryCapture = Storage + "7";

    // Of images that do not say their modality: ultrasound, X-ray angiography, visible light of endoscopes (PS3.4 table B.5-1).
    private static readonly string[] ClassesOfModalities = [Storage + "3", Storage + "6", Storage + "12.1", Storage + "77.1.1"];

    // Ultrasound, secondary capture, other, angiography, endoscopy: devices that write the patient's name into the picture.
    private static readonly string[] Modalities = ["US", "SC", "OT", "XA", "ES"];

    /// <summary>
    /// True where pixels count as identifying: the modality is US, SC, OT, XA or ES, or missing in an image of their SOP classes, the SOP class is a secondary
    /// capture, or Burned In Annotation says YES.
    /// <paramref name="isCleaned"/> (De-identification Method Code Sequence has <see cref="CleanPixelDataCode"/>) overrules all.
    /// </summary>
    public static bool Suspected(string? modality, string? sopClassUid, string? burnedInAnnotation, bool isCleaned) =>
        !isCleaned && (
            Modalities.Contains(modality?.Trim(), StringComparer.OrdinalIgnoreCase)
            || Is(sopClassUid, SecondaryCapture)
            || (string.IsNullOrWhiteSpace(modality) && Array.Exists(ClassesOfModalities, c => Is(sopClassUid, c)))
            || string.Equals(burnedInAnnotation?.Trim(), "YES", StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc cref="Suspected(string?, string?, string?, bool)"/>
    public static bool Suspected(DataSet dataSet) => Suspected(
        dataSet.GetString(Tags.Modality),
        dataSet.GetString(Tags.SOPClassUID),
        dataSet.GetString(Tags.BurnedInAnnotation),
        dataSet.GetItems(Tags.DeidentificationMethodCodeSequence).Any(item => item.GetString(Tags.CodeValue) == CleanPixelDataCode));

    /// <summary>Whether a SOP class is one, or of its family.</summary>
    private static bool Is(string? uid, string sopClass) =>
        uid?.Trim(' ', '\0') is { } trimmed && (trimmed == sopClass || trimmed.StartsWith(sopClass + ".", StringComparison.Ordinal));
}
