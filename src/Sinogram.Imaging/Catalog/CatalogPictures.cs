using System.Globalization;
using Sinogram.Data;
using Sinogram.Imaging.Codecs;
using Sinogram.Imaging.Dicom;
using Sinogram.Imaging.Rendering;

namespace Sinogram.Imaging.Catalog;

/// <summary>Pictures of a catalogue's instances, side by side.</summary>
/// <param name="Picture">The montage; null where there is no image.</param>
/// <param name="Shown">Tiles in it.</param>
/// <param name="Withheld">Tiles whose pixels may identify a patient and are not shown.</param>
/// <param name="Missing">Tiles that could not be decoded.</param>
/// <param name="Images">Instances with pixels in the catalogue.</param>
public sealed record CatalogMontage(RasterImage? Picture, int Shown, int Withheld, int Missing, long Images)
{
    /// <summary>What is seen and what is not, in a sentence.</summary>
    public string Caption
    {
        get
        {
            string cut = Shown < Images ? $"{Shown:N0} of {Images:N0} images" : Shown == 1 ? "1 image" : $"{Shown:N0} images";
            string withheld = Withheld > 0 ? $", {Withheld:N0} withheld because text may be burned into their pixels" : "";
            string missing = Missing > 0 ? $", {Missing:N0} that cannot be decoded" : "";
            return string.Create(CultureInfo.InvariantCulture, $"{cut}{withheld}{missing}.");
        }
    }
}

/// <summary>Opens and draws the images of a catalogue.</summary>
public static class CatalogPictures
{
    private const string HasPixels = "Rows IS NOT NULL AND \"Columns\" IS NOT NULL";

    /// <summary>A montage of at most <paramref name="limit"/> images: the first of each series, then the second, and so on. Withholds pixels that may identify, unless <paramref name="showIdentifying"/>.</summary>
    public static CatalogMontage Montage(
        this ImageCatalog catalog, int limit = 24, int columns = 6, int tileSize = 128, bool showIdentifying = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        long images = (long)catalog.Query($"SELECT count(*) AS n FROM catalog WHERE {HasPixels}", cancellationToken).GetValue(0, "n")!;
        Table chosen = catalog.Query(
            $"""
            SELECT sinogram_file, Modality FROM catalog WHERE {HasPixels}
            ORDER BY row_number() OVER (PARTITION BY SeriesInstanceUID ORDER BY InstanceNumber, SOPInstanceUID), Modality, SeriesInstanceUID LIMIT {limit.ToString(CultureInfo.InvariantCulture)}
            """,
            cancellationToken);
        List<MontageTile> tiles = [];
        foreach (Row row in chosen.Rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            tiles.Add(Tile(catalog, row.Get<string>("sinogram_file"), row.Get<string?>("Modality") ?? "", showIdentifying, cancellationToken));
        }

        int withheld = tiles.Count(t => t.Notice == MontageTile.WithheldNotice);
        return new CatalogMontage(
            tiles.Count > 0 ? Rendering.Montage.Draw(tiles, columns, tileSize) : null, tiles.Count, withheld, tiles.Count(t => t.Image is null) - withheld, images);
    }

    /// <summary>The image of an instance; null where the catalogue has no such instance.</summary>
    /// <exception cref="PixelDataException">The instance has no pixels.</exception>
    public static DicomImage? OpenImage(this ImageCatalog catalog, string sopInstanceUid, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        Table found = catalog.Query($"SELECT sinogram_file FROM catalog WHERE SOPInstanceUID = {DuckDbEngine.Literal(sopInstanceUid)}", cancellationToken);
        return found.RowCount > 0 ? catalog.OpenFile(catalog.PathOf((string)found.GetValue(0, "sinogram_file")!)) : null;
    }

    /// <summary>The files of a series in the order of Instance Number, or the one file of an instance; none where the catalogue has neither.</summary>
    /// <param name="catalog">The catalogue.</param>
    /// <param name="uid">A SeriesInstanceUID or SOPInstanceUID.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public static IReadOnlyList<string> ImageFiles(this ImageCatalog catalog, string uid, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        string literal = DuckDbEngine.Literal(uid);
        Table found = catalog.Query(
            $"SELECT sinogram_file FROM catalog WHERE (SeriesInstanceUID = {literal} OR SOPInstanceUID = {literal}) AND {HasPixels} ORDER BY InstanceNumber, SOPInstanceUID", cancellationToken);
        return [.. found.Rows.Select(r => catalog.PathOf(r.Get<string>("sinogram_file")))];
    }

    /// <summary>The image of one of the catalogue's files; where the workspace was harvested as one without patients, its pixels identify nobody.</summary>
    /// <exception cref="PixelDataException">It has no pixels.</exception>
    public static DicomImage OpenFile(this ImageCatalog catalog, string path)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return DicomImage.Open(DicomFile.Read(path, ReadOptions.Default with { IsPublic = catalog.Workspace.Manifest is { Profile: "none", Identified: false } }));
    }

    private static MontageTile Tile(ImageCatalog catalog, string file, string modality, bool showIdentifying, CancellationToken cancellationToken)
    {
        try
        {
            return catalog.OpenFile(catalog.PathOf(file)).ToTile(showIdentifying: showIdentifying, token: cancellationToken);
        }
        catch (Exception e) when (e is PixelDataException or DicomFormatException or IOException)
        {
            return MontageTile.Missing("cannot be opened", modality);
        }
    }
}
