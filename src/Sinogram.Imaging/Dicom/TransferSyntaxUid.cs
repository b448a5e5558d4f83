namespace Sinogram.Imaging.Dicom;

/// <summary>The transfer syntax UIDs that say how pixel data is encoded (PS3.5 annex A, PS3.6 annex A).</summary>
public static class TransferSyntaxUid
{
    /// <summary>Implicit VR Little Endian.</summary>
    public const string ImplicitLittleEndian = "1.2.840.10008.1.2";

    /// <summary>Explicit VR Little Endian.</summary>
    public const string ExplicitLittleEndian = "1.2.840.10008.1.2.1";

    /// <summary>Deflated Explicit VR Little Endian: the data set is deflated, its pixels are then plain.</summary>
    public const string DeflatedExplicitLittleEndian = "1.2.840.10008.1.2.1.99";

    /// <summary>Explicit VR Big Endian (retired).</summary>
    public const string ExplicitBigEndian = "1.2.840.10008.1.2.2";

    /// <summary>JPEG baseline, process 1.</summary>
    public const string JpegBaseline = "1.2.840.10008.1.2.4.50";

    /// <summary>JPEG extended, processes 2 and 4.</summary>
    public const string JpegExtended = "1.2.840.10008.1.2.4.51";

    /// <summary>JPEG lossless, process 14.</summary>
    public const string JpegLossless = "1.2.840.10008.1.2.4.57";

    /// <summary>JPEG lossless, process 14, selection value 1.</summary>
    public const string JpegLosslessFirstOrder = "1.2.840.10008.1.2.4.70";

    /// <summary>JPEG-LS lossless.</summary>
    public const string JpegLsLossless = "1.2.840.10008.1.2.4.80";

    /// <summary>JPEG-LS near-lossless.</summary>
    public const string JpegLsNearLossless = "1.2.840.10008.1.2.4.81";

    /// <summary>JPEG 2000, lossless only.</summary>
    public const string Jpeg2000Lossless = "1.2.840.10008.1.2.4.90";

    /// <summary>JPEG 2000.</summary>
    public const string Jpeg2000 = "1.2.840.10008.1.2.4.91";

    /// <summary>High-Throughput JPEG 2000, lossless only.</summary>
    public const string HtJpeg2000Lossless = "1.2.840.10008.1.2.4.201";

    /// <summary>High-Throughput JPEG 2000, lossless only, RPCL progression.</summary>
    public const string HtJpeg2000LosslessRpcl = "1.2.840.10008.1.2.4.202";

    /// <summary>High-Throughput JPEG 2000.</summary>
    public const string HtJpeg2000 = "1.2.840.10008.1.2.4.203";

    /// <summary>RLE lossless.</summary>
    public const string Rle = "1.2.840.10008.1.2.5";

    /// <summary>Deflated Image Frame Compression.</summary>
    public const string DeflatedImageFrame = "1.2.840.10008.1.2.8.1";
}
