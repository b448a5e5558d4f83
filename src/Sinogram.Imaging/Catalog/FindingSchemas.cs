using Sinogram.Data;

namespace Sinogram.Imaging.Catalog;

/// <summary>The columns of the tables beside the catalogue; no value of a patient stands in them.</summary>
public static class FindingSchemas
{
    /// <summary>Columns of <c>validation/</c>: what was found on kept instances.</summary>
    public static Schema Validation { get; } = new(
        new Field("SOPInstanceUID", DataType.String),
        new Field("rule", DataType.String),
        new Field("severity", DataType.String),
        new Field("tag", DataType.String),
        new Field("keyword", DataType.String),
        new Field("message", DataType.String),
        new Field("count", DataType.Int32));

    /// <summary>Columns of <c>quarantine/</c>: the sources that were refused.</summary>
    public static Schema Quarantine { get; } = new(
        new Field("source", DataType.String),
        new Field("rule", DataType.String),
        new Field("reason", DataType.String),
        new Field("sha256", DataType.String),
        new Field("bytes", DataType.Int64),
        new Field("SOPInstanceUID", DataType.String),
        new Field("quarantined_at", DataType.Timestamp));
}
