namespace Sinogram.Imaging.Dicom;

/// <summary>What PS3.5 section 6.2 says about each value representation.</summary>
public static class VRTraits
{
    /// <summary>Whether the two letters name a value representation of the standard.</summary>
    public static bool IsKnown(this VR vr) => vr switch
    {
        VR.AE or VR.AS or VR.AT or VR.CS or VR.DA or VR.DS or VR.DT or VR.FD or VR.FL or VR.IS or VR.LO or VR.LT or VR.OB or VR.OD or VR.OF
            or VR.OL or VR.OV or VR.OW or VR.PN or VR.SH or VR.SL or VR.SQ or VR.SS or VR.ST or VR.SV or VR.TM or VR.UC or VR.UI or VR.UL
            or VR.UN or VR.UR or VR.US or VR.UT or VR.UV => true,
        _ => false,
    };

    /// <summary>Whether explicit encodings write a 32-bit length after two reserved bytes (PS3.5 section 7.1.2).</summary>
    public static bool HasLongLength(this VR vr) => vr is VR.OB or VR.OD or VR.OF or VR.OL or VR.OV or VR.OW or VR.SQ or VR.SV or VR.UC or VR.UN
        or VR.UR or VR.UT or VR.UV;

    /// <summary>Whether the values are characters.</summary>
    public static bool IsText(this VR vr) => vr is VR.AE or VR.AS or VR.CS or VR.DA or VR.DS or VR.DT or VR.IS or VR.LO or VR.LT or VR.PN or VR.SH
        or VR.ST or VR.TM or VR.UC or VR.UI or VR.UR or VR.UT;

    /// <summary>Whether the characters are those of Specific Character Set (0008,0005).</summary>
    public static bool UsesCharacterSet(this VR vr) => vr is VR.LO or VR.LT or VR.PN or VR.SH or VR.ST or VR.UC or VR.UT;

    /// <summary>Whether a backslash is text and no separator of values.</summary>
    public static bool IsSingleText(this VR vr) => vr is VR.LT or VR.ST or VR.UT or VR.UR;

    /// <summary>Whether leading spaces are part of the value; trailing ones never are (PS3.5 table 6.2-1).</summary>
    public static bool KeepsLeadingSpaces(this VR vr) => vr is VR.LT or VR.ST or VR.UT or VR.UC or VR.UR;

    /// <summary>The byte that makes a value's length even: NUL for UI and binary values, a space for other text.</summary>
    public static byte Padding(this VR vr) => vr.IsText() && vr != VR.UI ? (byte)' ' : (byte)0;

    /// <summary>The size in bytes of the units that a big-endian encoding swaps; 1 where nothing is swapped.</summary>
    public static int SwapUnit(this VR vr) => vr switch
    {
        VR.US or VR.SS or VR.OW or VR.AT => 2,
        VR.UL or VR.SL or VR.FL or VR.OF or VR.OL => 4,
        VR.FD or VR.OD or VR.OV or VR.SV or VR.UV => 8,
        _ => 1,
    };

    /// <summary>The size in bytes of one binary value, or 0 for text, sequences and unstructured bytes.</summary>
    public static int ValueSize(this VR vr) => vr switch
    {
        VR.US or VR.SS or VR.OW => 2,
        VR.UL or VR.SL or VR.FL or VR.OF or VR.OL or VR.AT => 4,
        VR.FD or VR.OD or VR.OV or VR.SV or VR.UV => 8,
        _ => 0,
    };

    internal static VR FromLetters(byte first, byte second) => (VR)((first << 8) | second);

    internal static VR Parse(ReadOnlySpan<char> letters) => letters.Length >= 2 ? (VR)((letters[0] << 8) | letters[1]) : VR.None;
}
