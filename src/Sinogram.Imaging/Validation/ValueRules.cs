using System.Globalization;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Validation;

/// <summary>What a value of each representation may be (PS3.5 table 6.2-1).</summary>
internal static class ValueRules
{
    /// <summary>Whether one value, without padding, is valid; empty ones are.</summary>
    public static bool IsValid(VR vr, string value) => value.Length == 0 || vr switch
    {
        VR.AE => value.Length <= 16 && !value.Any(char.IsControl),
        VR.AS => value.Length == 4 && char.IsAsciiDigit(value[0]) && char.IsAsciiDigit(value[1]) && char.IsAsciiDigit(value[2]) && value[3] is 'D' or 'W' or 'M' or 'Y',
        VR.CS => value.Length <= 16 && value.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c is ' ' or '_'),
        VR.DA => value.Length is 8 or 10 && DateTimeValues.TryParseDate(value, out _),
        VR.DS => value.Length <= 16 && value.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or 'E' or 'e' or '.')
            && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
        VR.DT => DateTimeValues.TryParseDateTime(value, out _, out _),
        VR.IS => value.Length <= 12 && int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        VR.LO => value.Length <= 64 && !HasControl(value),
        VR.SH => value.Length <= 16 && !HasControl(value),
        VR.PN => IsName(value),
        VR.TM => DateTimeValues.TryParseTime(value, out _),
        VR.UI => IsUid(value),
        VR.LT => value.Length <= 10240,
        VR.ST => value.Length <= 1024,
        VR.UR => !value.StartsWith(' ') && !value.Contains('\\', StringComparison.Ordinal),
        _ => true,
    };

    /// <summary>Whether a UID is one: up to 64 characters, numbers parted by points, none with a zero before it (PS3.5 section 9.1).</summary>
    public static bool IsUid(string value)
    {
        if (value.Length > 64)
        {
            return false;
        }
        foreach (var part in value.Split('.'))
        {
            if (part.Length == 0 || (part.Length > 1 && part[0] == '0') || !part.All(char.IsAsciiDigit))
            {
                return false;
            }
        }
        return true;
    }

    private static bool IsName(string value)
    {
        var groups = value.Split('=');
        return groups.Length <= 3 && !HasControl(value) && groups.All(g => g.Length <= 64 && g.Count(c => c == '^') <= 4);
    }

    private static bool HasControl(string value) => value.Any(c => char.IsControl(c) && c != '\u001b');
}
