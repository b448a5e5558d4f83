namespace Sinogram.Remote.Drill.Cluster.Results;

/// <summary>Reads decimal numbers exactly: digits, a point, an exponent.</summary>
internal static class ExactNumber
{
    /// <summary>The number as a whole one of 10^-scale; false when it has more digits than 38, or more behind the point than the scale.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, int scale, out Int128 unscaled)
    {
        unscaled = 0;
        var at = 0;
        var negative = text.Length > 0 && text[0] == '-';
        if (negative) { at++; }
        var (digits, places, seen) = (0, 0, false);
        for (; at < text.Length && (char.IsAsciiDigit((char)text[at]) || text[at] == '.'); at++)
        {
            if (text[at] == '.')
            {
                if (seen) { return false; }
                seen = true;
                continue;
            }
            if (unscaled != 0 || text[at] != '0') { digits++; }
            if (digits > 38) { return false; }
            unscaled = (unscaled * 10) + (text[at] - '0');
            if (seen) { places++; }
        }
        if (at == 0 || (negative && at == 1)) { return false; }
        var exponent = 0;
        if (at < text.Length)
        {
            if (text[at] is not ((byte)'e' or (byte)'E') || !int.TryParse(text[(at + 1)..], System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out exponent) || Math.Abs((long)exponent) > 1000) { return false; }
        }
        for (var shift = scale - places + exponent; shift != 0; shift += shift > 0 ? -1 : 1)
        {
            if (shift > 0)
            {
                if (unscaled > Int128.MaxValue / 10 || ++digits > 38 && unscaled != 0) { return false; }
                unscaled *= 10;
            }
            else
            {
                (unscaled, var rest) = Int128.DivRem(unscaled, 10);
                if (rest != 0) { return false; }
            }
        }
        if (negative) { unscaled = -unscaled; }
        return true;
    }
}

/// <summary>An answer that is not in the form of Drill's.</summary>
internal sealed class ResultFormatException(string message, Exception? inner = null) : Exception(message, inner);
