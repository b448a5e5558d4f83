using Sinogram.Data;

namespace Sinogram.Imaging.Catalog;

/// <summary>How an element becomes a value of the catalogue.</summary>
public enum CatalogType
{
    /// <summary>One text, without padding.</summary>
    Text,

    /// <summary>Several texts.</summary>
    TextList,

    /// <summary>A decimal string as a double.</summary>
    Number,

    /// <summary>Several decimal strings as doubles.</summary>
    NumberList,

    /// <summary>A whole number of 64 bits.</summary>
    Whole,

    /// <summary>A date.</summary>
    Date,

    /// <summary>A time of day, in microseconds.</summary>
    Time,
}

/// <summary>A column that holds one attribute of the instance.</summary>
/// <param name="Name">The attribute's keyword.</param>
/// <param name="Tag">Its tag, as group and element in one number.</param>
/// <param name="Type">How its value is read.</param>
public sealed record CatalogColumn(string Name, uint Tag, CatalogType Type)
{
    internal Field Field => new(Name, Type switch
    {
        CatalogType.Text => DataType.String,
        CatalogType.TextList => DataType.List(DataType.String),
        CatalogType.Number => DataType.Float64,
        CatalogType.NumberList => DataType.List(DataType.Float64),
        CatalogType.Whole => DataType.Int64,
        CatalogType.Date => DataType.Date,
        _ => DataType.Time,
    });
}

/// <summary>The columns of the catalogue, the same in every version: attributes under their keywords, then what the harvest adds.</summary>
public static class CatalogSchema
{
    /// <summary>Columns that hold one attribute each.</summary>
    public static IReadOnlyList<CatalogColumn> Attributes { get; } =
    [
        new("PatientID", 0x00100020, CatalogType.Text),
        new("PatientSex", 0x00100040, CatalogType.Text),
        new("PatientAge", 0x00101010, CatalogType.Text),
        new("StudyInstanceUID", 0x0020000D, CatalogType.Text),
        new("StudyDate", 0x00080020, CatalogType.Date),
        new("StudyTime", 0x00080030, CatalogType.Time),
        new("StudyDescription", 0x00081030, CatalogType.Text),
        new("SeriesInstanceUID", 0x0020000E, CatalogType.Text),
        new("SeriesNumber", 0x00200011, CatalogType.Whole),
        new("SeriesDescription", 0x0008103E, CatalogType.Text),
        new("Modality", 0x00080060, CatalogType.Text),
        new("BodyPartExamined", 0x00180015, CatalogType.Text),
        new("Manufacturer", 0x00080070, CatalogType.Text),
        new("ManufacturerModelName", 0x00081090, CatalogType.Text),
        new("SOPInstanceUID", 0x00080018, CatalogType.Text),
        new("SOPClassUID", 0x00080016, CatalogType.Text),
        new("InstanceNumber", 0x00200013, CatalogType.Whole),
        new("TransferSyntaxUID", 0x00020010, CatalogType.Text),
        new("Rows", 0x00280010, CatalogType.Whole),
        new("Columns", 0x00280011, CatalogType.Whole),
        new("NumberOfFrames", 0x00280008, CatalogType.Whole),
        new("BitsStored", 0x00280101, CatalogType.Whole),
        new("PhotometricInterpretation", 0x00280004, CatalogType.Text),
        new("PixelSpacing", 0x00280030, CatalogType.NumberList),
        new("SliceThickness", 0x00180050, CatalogType.Number),
        new("ImagePositionPatient", 0x00200032, CatalogType.NumberList),
        new("ImageOrientationPatient", 0x00200037, CatalogType.NumberList),
        new("FrameOfReferenceUID", 0x00200052, CatalogType.Text),
        new("ImageType", 0x00080008, CatalogType.TextList),
        new("BurnedInAnnotation", 0x00280301, CatalogType.Text),
    ];

    /// <summary>Columns that the harvest adds, after the attributes. Times are UTC without a zone; <c>sinogram_file</c> is relative to the workspace.</summary>
    public static IReadOnlyList<Field> Added { get; } =
    [
        new("PatientAgeYears", DataType.Float64),
        new("sinogram_file", DataType.String),
        new("sinogram_bytes", DataType.Int64),
        new("sinogram_sha256", DataType.String),
        new("sinogram_harvested_at", DataType.Timestamp),
        new("sinogram_profile", DataType.String),
        new("DicomJson", DataType.String),
    ];

    /// <summary>All columns in order.</summary>
    public static Schema Schema { get; } = new([.. Attributes.Select(a => a.Field), .. Added]);

    /// <summary>Position of a column.</summary>
    internal static int IndexOf(string name) => Schema.IndexOf(name);
}
