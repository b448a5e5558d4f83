using System.Globalization;

namespace Sinogram.Data.Privacy;

/// <summary>The ways in which a date is written. What parts the words does not count here; the matcher looks at it.</summary>
internal static class DateSpellings
{
    /// <summary>Shorter numbers of seconds are ordinary ones, such as those of a day.</summary>
    private const int FewestFiguresOfInstant = 9;

    private static readonly string[] Main = ["en", "de", "fr", "es", "it"];

    private static readonly string[] Further = ["pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "hu", "ro", "tr", "ru", "uk", "el"];

    /// <summary>Zones that the Unix and Java writing of a date names between time and year.</summary>
    private static readonly string[] Zones = ["", "UTC ", "GMT ", "CET "];

    /// <summary>In figures.</summary>
    public static IEnumerable<string> InFigures(DateOnly date)
    {
        var (y, m, d) = (date.Year.ToString("0000", CultureInfo.InvariantCulture), date.Month, date.Day);
        var (mm, dd) = (Two(m), Two(d));
        yield return $"{y}{mm}{dd}";
        yield return $"{dd}{mm}{y}";
        yield return $"{mm}{dd}{y}";
        yield return $"{y} {mm} {dd}";
        yield return $"{y} {mm} {dd}T00";
        yield return $"{dd} {mm} {y}";
        yield return $"{mm} {dd} {y}";
        yield return $"{y} {m} {d}";
        yield return $"{d} {m} {y}";
        yield return $"{m} {d} {y}";
    }

    /// <summary>In figures, without the century.</summary>
    public static IEnumerable<string> InTwoFigures(DateOnly date)
    {
        var (yy, m, d) = (Two(date.Year % 100), date.Month, date.Day);
        return new[] { $"{Two(d)} {Two(m)} {yy}", $"{Two(m)} {Two(d)} {yy}", $"{yy} {Two(m)} {Two(d)}", $"{d} {m} {yy}", $"{m} {d} {yy}" }.Distinct();
    }

    /// <summary>As computers count: seconds, milliseconds, microseconds and nanoseconds from 1970 on, or before.</summary>
    public static IEnumerable<string> AsInstant(DateOnly date)
    {
        var seconds = Math.Abs((date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber) * 86_400L).ToString(CultureInfo.InvariantCulture);
        return new[] { "", "000", "000000", "000000000" }.Select(zeros => seconds + zeros).Where(number => number.Length >= FewestFiguresOfInstant && number[0] != '0');
    }

    /// <summary>With the month's name.</summary>
    public static IEnumerable<string> WithMonthName(DateOnly date)
    {
        var y = date.Year.ToString("0000", CultureInfo.InvariantCulture);
        var words = new List<string>();
        foreach (var culture in Main)
        {
            foreach (var month in Months(culture, date.Month))
            {
                foreach (var day in Days(date))
                {
                    words.AddRange([$"{day} {month} {y}", $"{month} {day} {y}", $"{y} {month} {day}", $"{day}{month}{y}"]);
                }
            }
        }

        foreach (var culture in Further)
        {
            foreach (var month in Months(culture, date.Month))
            {
                words.AddRange(Days(date).SelectMany(day => new[] { $"{day} {month} {y}", $"{y} {month} {day}" }));
            }
        }

        foreach (var culture in (ReadOnlySpan<string>)["es", "pt", "ca"])
        {
            words.AddRange(Months(culture, date.Month).SelectMany(month => Days(date).Select(day => $"{day} de {month} de {y}")));
        }

        var english = CultureInfo.InvariantCulture.DateTimeFormat;
        var ordinal = date.Day.ToString(CultureInfo.InvariantCulture) + (date.Day is 11 or 12 or 13 ? "th" : (date.Day % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" });
        foreach (var month in (ReadOnlySpan<string>)[english.GetMonthName(date.Month), english.GetAbbreviatedMonthName(date.Month)])
        {
            words.AddRange([$"{ordinal} {month} {y}", $"{ordinal} of {month} {y}", $"{month} {ordinal} {y}"]);
        }

        words.AddRange(Days(date).SelectMany(day => Zones.Select(zone => $"{english.GetAbbreviatedMonthName(date.Month)} {day} 00 00 00 {zone}{y}")));
        foreach (var (year, month, day) in (ReadOnlySpan<(char, char, char)>)[('年', '月', '日'), ('년', '월', '일')])
        {
            words.AddRange([$"{y}{year}{date.Month}{month}{date.Day}{day}", $"{y}{year}{Two(date.Month)}{month}{Two(date.Day)}{day}"]);
        }

        return words.Distinct(StringComparer.OrdinalIgnoreCase);
    }

    private static string[] Days(DateOnly date) => [Two(date.Day), date.Day.ToString(CultureInfo.InvariantCulture)];

    private static IEnumerable<string> Months(string culture, int month)
    {
        var format = CultureInfo.GetCultureInfo(culture).DateTimeFormat;
        return new[] { format.GetMonthName(month), format.MonthGenitiveNames[month - 1], format.GetAbbreviatedMonthName(month).TrimEnd('.') }.Distinct(StringComparer.OrdinalIgnoreCase);
    }

    private static string Two(int number) => number.ToString("00", CultureInfo.InvariantCulture);
}
