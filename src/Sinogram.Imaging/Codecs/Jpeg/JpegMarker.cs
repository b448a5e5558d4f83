namespace Sinogram.Imaging.Codecs.Jpeg;

/// <summary>The second byte of the markers that matter here (ISO/IEC 10918-1 table B.1).</summary>
internal static class JpegMarker
{
    internal const byte BaselineFrame = 0xC0;
    internal const byte ExtendedFrame = 0xC1;
    internal const byte LosslessFrame = 0xC3;
    internal const byte HuffmanTables = 0xC4;
    internal const byte JpegExtension = 0xC8;
    internal const byte ArithmeticConditioning = 0xCC;
    internal const byte LastFrame = 0xCF;
    internal const byte FirstRestart = 0xD0;
    internal const byte LastRestart = 0xD7;
    internal const byte StartOfImage = 0xD8;
    internal const byte EndOfImage = 0xD9;
    internal const byte StartOfScan = 0xDA;
    internal const byte QuantizationTables = 0xDB;
    internal const byte RestartInterval = 0xDD;
    internal const byte Application0 = 0xE0;
    internal const byte Application14 = 0xEE;

    /// <summary>True for the frame headers SOF0 to SOF15, which share their range with three other markers.</summary>
    internal static bool IsFrame(byte marker) =>
        marker is >= BaselineFrame and <= LastFrame and not (HuffmanTables or JpegExtension or ArithmeticConditioning);
}
