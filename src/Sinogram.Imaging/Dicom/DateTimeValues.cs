using System.Globalization;

namespace Sinogram.Imaging.Dicom;

/// <summary>Reads DA, TM and DT values (PS3.5 table 6.2-1), the retired forms 2024.01.31 and 10:30:00 included.</summary>
internal static class DateTimeValues
{
    public static bool TryParseDate(ReadOnlySpan<char> text, out DateOnly date)
    {
        date = default;
        text = text.Trim();
        if (text.Length == 10 && text[4] == '.' && text[7] == '.')
        {
            return DateOnly.TryParseExact(text, "yyyy.MM.dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);
        }
        return DateOnly.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);
    }

    public static bool TryParseTime(ReadOnlySpan<char> text, out TimeOnly time)
    {
        time = default;
        text = text.Trim();
        if (text.Length is >= 5 and <= 15 && text[2] == ':')
        {
            text = text.ToString().Replace(":", "", StringComparison.Ordinal);
        }
        var point = text.IndexOf('.');
        var whole = point < 0 ? text : text[..point];
        if (whole.Length is not (2 or 4 or 6) || whole.ContainsAnyExceptInRange('0', '9') || (point >= 0 && whole.Length != 6))
        {
            return false;
        }
        var hour = Digits(whole[..2]);
        var minute = whole.Length >= 4 ? Digits(whole[2..4]) : 0;
        var second = whole.Length >= 6 ? Digits(whole[4..6]) : 0;
        long ticks = 0;
        if (point >= 0)
        {
            var fraction = text[(point + 1)..];
            if (fraction.Length is 0 or > 6 || fraction.ContainsAnyExceptInRange('0', '9'))
            {
                return false;
            }
            ticks = Digits(fraction) * (long)Math.Pow(10, 7 - fraction.Length);
        }
        // 60 is a leap second, which .NET does not have.
        if (hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }
        time = new TimeOnly(hour, minute, Math.Min(second, 59)).Add(new TimeSpan(ticks));
        return true;
    }

    public static bool TryParseDateTime(ReadOnlySpan<char> text, out DateTime value, out TimeSpan? offset)
    {
        value = default;
        offset = null;
        text = text.Trim();
        if (text.Length >= 9 && text[^5] is '+' or '-')
        {
            var zone = text[^4..];
            if (zone.ContainsAnyExceptInRange('0', '9') || Digits(zone[..2]) > 14 || Digits(zone[2..]) > 59)
            {
                return false;
            }
            var span = new TimeSpan(Digits(zone[..2]), Digits(zone[2..]), 0);
            offset = text[^5] == '-' ? -span : span;
            text = text[..^5];
        }
        if (text.Length < 4 || text[..Math.Min(8, text.Length)].ContainsAnyExceptInRange('0', '9') || text.Length is 5 or 7)
        {
            return false;
        }
        var year = Digits(text[..4]);
        var month = text.Length >= 6 ? Digits(text[4..6]) : 1;
        var day = text.Length >= 8 ? Digits(text[6..8]) : 1;
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }
        var time = default(TimeOnly);
        if (text.Length > 8 && !TryParseTime(text[8..], out time))
        {
            return false;
        }
        value = new DateTime(new DateOnly(year, month, day), time, DateTimeKind.Unspecified);
        return true;
    }

    private static int Digits(ReadOnlySpan<char> text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
