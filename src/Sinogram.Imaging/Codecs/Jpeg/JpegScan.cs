namespace Sinogram.Imaging.Codecs.Jpeg;

/// <summary>A component of a scan with its Huffman tables.</summary>
internal readonly record struct ScanComponent(JpegComponent Component, int DcTable, int AcTable);

/// <summary>A scan header (SOS) and the tables in force when it was met.</summary>
internal sealed record JpegScan(ScanComponent[] Components, int Start, int PointTransform, JpegTables Tables)
{
    /// <summary>MCUs between restart markers; 0 for none.</summary>
    internal int RestartInterval => Tables.RestartInterval;
}
