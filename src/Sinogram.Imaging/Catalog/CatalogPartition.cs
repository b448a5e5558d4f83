using System.Globalization;

namespace Sinogram.Imaging.Catalog;

/// <summary>The folder of the catalogue in which an instance's row lies: <c>m=CT/y=2024</c>, <c>none</c> where a value is missing.</summary>
/// <param name="Modality">The modality, as it stands in the folder's name.</param>
/// <param name="Year">Year of the study date as de-identified, four digits or <c>none</c>.</param>
public readonly record struct CatalogPartition(string Modality, string Year)
{
    private const string Missing = "none";

    /// <summary>Path below <c>catalog/</c>.</summary>
    public string Folder => $"m={Modality}/y={Year}";

    /// <summary>The partition of a modality and a study date. Characters that a folder's name cannot hold become <c>_</c>.</summary>
    public static CatalogPartition Of(string? modality, DateOnly? studyDate) => new(
        string.IsNullOrWhiteSpace(modality) ? Missing : string.Concat(modality.Trim().Take(16).Select(c => char.IsAsciiLetterOrDigit(c) || c == '-' ? c : '_')),
        studyDate is { } date ? date.Year.ToString("0000", CultureInfo.InvariantCulture) : Missing);

    /// <inheritdoc/>
    public override string ToString() => Folder;
}
