namespace Sinogram.Imaging.Dicom;

/// <summary>How a data set and its pixel data are encoded (PS3.5 section 10 and annex A).</summary>
/// <param name="Uid">The UID of the syntax.</param>
/// <param name="Name">Its name in the standard, or the UID of one that is not known here.</param>
/// <param name="IsImplicit">Whether value representations are left out.</param>
/// <param name="IsBigEndian">Whether numbers are big endian.</param>
/// <param name="IsDeflated">Whether the data set is deflated.</param>
/// <param name="IsEncapsulated">Whether pixel data is compressed and cut into fragments.</param>
public sealed record TransferSyntax(string Uid, string Name, bool IsImplicit = false, bool IsBigEndian = false, bool IsDeflated = false, bool IsEncapsulated = false)
{
    public static TransferSyntax ImplicitLittleEndian { get; } = new(TransferSyntaxUid.ImplicitLittleEndian, "Implicit VR Little Endian", IsImplicit: true);

    public static TransferSyntax ExplicitLittleEndian { get; } = new(TransferSyntaxUid.ExplicitLittleEndian, "Explicit VR Little Endian");

    public static TransferSyntax DeflatedExplicitLittleEndian { get; } = new(TransferSyntaxUid.DeflatedExplicitLittleEndian, "Deflated Explicit VR Little Endian", IsDeflated: true);

    public static TransferSyntax ExplicitBigEndian { get; } = new(TransferSyntaxUid.ExplicitBigEndian, "Explicit VR Big Endian", IsBigEndian: true);

    private static readonly Dictionary<string, TransferSyntax> Known = new[]
    {
        ImplicitLittleEndian,
        ExplicitLittleEndian,
        DeflatedExplicitLittleEndian,
        ExplicitBigEndian,
        Compressed(TransferSyntaxUid.JpegBaseline, "JPEG Baseline (Process 1)"),
        Compressed(TransferSyntaxUid.JpegExtended, "JPEG Extended (Process 2 and 4)"),
        Compressed(TransferSyntaxUid.JpegLossless, "JPEG Lossless, Non-Hierarchical (Process 14)"),
        Compressed(TransferSyntaxUid.JpegLosslessFirstOrder, "JPEG Lossless, Non-Hierarchical, First-Order Prediction"),
        Compressed(TransferSyntaxUid.JpegLsLossless, "JPEG-LS Lossless"),
        Compressed(TransferSyntaxUid.JpegLsNearLossless, "JPEG-LS Near-Lossless"),
        Compressed(TransferSyntaxUid.Jpeg2000Lossless, "JPEG 2000 Lossless"),
        Compressed(TransferSyntaxUid.Jpeg2000, "JPEG 2000"),
        Compressed("1.2.840.10008.1.2.4.92", "JPEG 2000 Part 2 Multi-component Lossless"),
        Compressed("1.2.840.10008.1.2.4.93", "JPEG 2000 Part 2 Multi-component"),
        Compressed("1.2.840.10008.1.2.4.94", "JPIP Referenced"),
        Compressed("1.2.840.10008.1.2.4.95", "JPIP Referenced Deflate") with { IsDeflated = true },
        Compressed("1.2.840.10008.1.2.4.100", "MPEG2 Main Profile / Main Level"),
        Compressed("1.2.840.10008.1.2.4.101", "MPEG2 Main Profile / High Level"),
        Compressed("1.2.840.10008.1.2.4.102", "MPEG-4 AVC/H.264 High Profile / Level 4.1"),
        Compressed("1.2.840.10008.1.2.4.103", "MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1"),
        Compressed("1.2.840.10008.1.2.4.107", "HEVC/H.265 Main Profile / Level 5.1"),
        Compressed("1.2.840.10008.1.2.4.108", "HEVC/H.265 Main 10 Profile / Level 5.1"),
        Compressed("1.2.840.10008.1.2.4.110", "JPEG XL Lossless"),
        Compressed("1.2.840.10008.1.2.4.111", "JPEG XL JPEG Recompression"),
        Compressed("1.2.840.10008.1.2.4.112", "JPEG XL"),
        Compressed(TransferSyntaxUid.HtJpeg2000Lossless, "High-Throughput JPEG 2000 Lossless"),
        Compressed(TransferSyntaxUid.HtJpeg2000LosslessRpcl, "High-Throughput JPEG 2000 with RPCL Lossless"),
        Compressed(TransferSyntaxUid.HtJpeg2000, "High-Throughput JPEG 2000"),
        Compressed(TransferSyntaxUid.Rle, "RLE Lossless"),
        Compressed(TransferSyntaxUid.DeflatedImageFrame, "Deflated Image Frame Compression"),
    }.ToDictionary(s => s.Uid, StringComparer.Ordinal);

    /// <summary>The syntax of a UID; one that is not known is read as explicit little endian, which every other syntax of the standard is.</summary>
    public static TransferSyntax Of(string uid) =>
        Known.GetValueOrDefault(uid) ?? new TransferSyntax(uid, uid, IsEncapsulated: true);

    /// <summary>Whether the standard's list knows the UID.</summary>
    public static bool IsKnown(string uid) => Known.ContainsKey(uid);

    private static TransferSyntax Compressed(string uid, string name) => new(uid, name, IsEncapsulated: true);
}
