using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Sinogram.EndToEnd.Tests.Privacy;

/// <summary>
/// Looks for markers in bytes, as a reader would who takes every encoding apart: UTF-8, UTF-16 of both orders, base64 at each of its alignments and in both
/// alphabets, hexadecimal digits of both cases, URLs, entities, escapes of JSON, accents, and letters that anything parts.
/// </summary>
/// <param name="words">Words of which one stands in each marker that is a text or a name.</param>
/// <param name="dates">Dates that are markers.</param>
/// <param name="uid">How marked UIDs begin; null where UIDs are shown.</param>
internal sealed partial class MarkerSearch(IEnumerable<string> words, IReadOnlySet<DateOnly> dates, string? uid)
{
    private const int Deepest = 2;
    private const int LongestNested = 1 << 14;
    private const int FewestPrintable = 6;

    private static readonly string[] Months = [.. Enumerable.Range(1, 12).Select(m => CultureInfo.InvariantCulture.DateTimeFormat.GetAbbreviatedMonthName(m).ToUpperInvariant())];

    private readonly SearchValues<string> _words = SearchValues.Create([.. words.Select(Squeezed)], StringComparison.Ordinal);

    /// <summary>Of what is masked where an identified file is shown.</summary>
    public static readonly IReadOnlyList<string> Masked = ["Zyqvarnix", "Qemlithor", "Wexbrindol", "雉沼", "蓮司", "きじぬま", "Fjällgården"];

    /// <summary>Of all that de-identification takes away.</summary>
    public static readonly IReadOnlyList<string> All = [.. Masked, "Kuprastel"];

    /// <summary>How marked UIDs begin.</summary>
    public const string Uid = "1.2.826.0.1.3680043.8.498.77.";

    /// <summary>What is masked where the files themselves are read: dates of birth are of the 19th century.</summary>
    public static MarkerSearch ForMasked(MarkedImages images) => new(Masked, images.Dates.Where(d => d.Year >= 1800).ToHashSet(), null);

    /// <summary>All markers.</summary>
    public static MarkerSearch ForAll(MarkedImages images) => new(All, images.Dates, Uid);

    /// <summary>The markers in some bytes, each with what stands around it.</summary>
    public IReadOnlyList<string> Find(byte[] bytes, string where) => [.. Found(Printable(Encoding.UTF8.GetString(bytes)), "", 0).Distinct().Take(20).Select(f => $"{where}: {f}")];

    /// <summary>The markers in the files of a folder, and in their names.</summary>
    public IReadOnlyList<string> FindIn(string folder, Func<string, bool> isSearched)
    {
        var found = new List<string>();
        foreach (var file in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }) : [])
        {
            if (isSearched(file))
            {
                var relative = Path.GetRelativePath(folder, file);
                found.AddRange(Find(Encoding.UTF8.GetBytes(relative), "the name of a file"));
                found.AddRange(Find(File.ReadAllBytes(file), relative));
            }
        }

        return found;
    }

    /// <summary>What is text of a large file: of pixels, nothing but the odd word by chance.</summary>
    private static string Printable(string text)
    {
        if (text.Length < LongestNested)
        {
            return text;
        }

        var printable = new StringBuilder(text.Length);
        for (var (start, i, letters) = (0, 0, 0); i <= text.Length; i++)
        {
            // The zeros of UTF-16 stand between its letters; an ideograph says as much as several.
            if (i < text.Length && text[i] is not '\uFFFD' and ('\0' or '\n' or '\r' or '\t' or >= ' '))
            {
                letters += text[i] >= '\u3040' ? FewestPrintable : text[i] > ' ' ? 1 : 0;
                continue;
            }

            if (letters >= FewestPrintable)
            {
                printable.Append(text, start, i - start).Append('\n');
            }

            (start, letters) = (i + 1, 0);
        }

        return printable.ToString();
    }

    /// <summary>Letters and digits alone, without case and accents: what parts them does not count, and so neither do the zeros of UTF-16.</summary>
    private static string Squeezed(string text)
    {
        var letters = new StringBuilder(text.Length);
        foreach (var c in text.AsSpan().ContainsAnyExceptInRange('\0', '\x7F') ? Regex.Replace(text, @"[\uD800-\uDFFF]", "").Normalize(NormalizationForm.FormD) : text)
        {
            if (char.IsLetterOrDigit(c))
            {
                letters.Append(char.ToUpperInvariant(c));
            }
        }

        return letters.ToString();
    }

    private IEnumerable<string> Found(string text, string how, int depth)
    {
        var views = new List<(string Text, string How)> { (text, how) };
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            views.Add((text.Replace("\0", "", StringComparison.Ordinal), how + " as UTF-16"));
        }

        if (text.AsSpan().ContainsAny('%', '&', '\\'))
        {
            views.Add((Unescaped(text), how + " unescaped"));
        }

        // As a reader sees it whose page joins what tags part, and who reads on from line to line of a dump.
        foreach (var view in views.Where(v => v.Text.Contains('<', StringComparison.Ordinal)))
        {
            foreach (var found in Plain(Tags().Replace(view.Text, "")))
            {
                yield return found + view.How + " across tags";
            }
        }

        if (text.Contains("000000", StringComparison.Ordinal))
        {
            views.Add((Offsets().Replace(text, " "), how + " in a dump"));
        }

        foreach (var view in views)
        {
            foreach (var found in Plain(view.Text))
            {
                yield return found + view.How;
            }

            foreach (var (decoded, form) in depth < Deepest ? Decoded(view.Text) : [])
            {
                // What is long is a picture or another file, and taken apart once.
                foreach (var found in Found(decoded, $" in {form}{view.How}", decoded.Length > LongestNested ? Deepest : depth + 1))
                {
                    yield return found;
                }
            }
        }
    }

    private IEnumerable<string> Plain(string text)
    {
        var squeezed = Squeezed(text);
        for (var (from, next) = (0, squeezed.AsSpan().IndexOfAny(_words)); next >= 0; next = squeezed.AsSpan(from).IndexOfAny(_words))
        {
            var at = from + next;
            yield return $"…{squeezed[Math.Max(0, at - 40)..Math.Min(squeezed.Length, at + 25)]}…";
            from = at + 1;
        }

        if (uid is not null && text.IndexOf(uid, StringComparison.Ordinal) is >= 0 and var place)
        {
            yield return $"a UID after …{text[Math.Max(0, place - 40)..place]}";
        }

        foreach (Match match in YearFirst().Matches(text).Concat(YearLast().Matches(text)).Concat(Named().Matches(text)))
        {
            if (DatesIn(match).Any(dates.Contains))
            {
                yield return $"the date {match.Value} after …{text[Math.Max(0, match.Index - 40)..match.Index]}";
            }
        }
    }

    private static IEnumerable<DateOnly> DatesIn(Match match)
    {
        var year = int.Parse(match.Groups["y"].Value, CultureInfo.InvariantCulture);
        if (match.Groups["m"].Success)
        {
            return Valid(year, 1 + Array.IndexOf(Months, match.Groups["m"].Value[..3].ToUpperInvariant()), int.Parse(match.Groups["d"].Value, CultureInfo.InvariantCulture));
        }

        var (a, b) = (int.Parse(match.Groups["a"].Value, CultureInfo.InvariantCulture), int.Parse(match.Groups["b"].Value, CultureInfo.InvariantCulture));
        return Valid(year, a, b).Concat(Valid(year, b, a));

        static IEnumerable<DateOnly> Valid(int year, int month, int day) =>
            month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? [new DateOnly(year, month, day)] : [];
    }

    private static string Unescaped(string text)
    {
        var plain = WebUtility.HtmlDecode(Escape().Replace(text, m => ((char)int.Parse(m.Groups[1].Value + m.Groups[2].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString()));
        return plain.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(plain) : plain;
    }

    private static IEnumerable<(string Text, string Form)> Decoded(string text)
    {
        foreach (Match match in Hexadecimal().Matches(text))
        {
            var digits = match.Value.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
            yield return (Bytes(Convert.FromHexString(digits[..(digits.Length & ~1)])), "hexadecimal digits");
            yield return (Bytes(Convert.FromHexString(digits[1..][..((digits.Length - 1) & ~1)])), "hexadecimal digits");
        }

        foreach (Match match in Numbers().Matches(text))
        {
            var numbers = Number().Matches(match.Value).Select(n => n.Value.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
                ? int.Parse(n.Value[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture) : int.Parse(n.Value, CultureInfo.InvariantCulture)).ToList();
            yield return (numbers.TrueForAll(n => n < 256) ? Bytes([.. numbers.Select(n => (byte)n)]) : string.Concat(numbers.Select(n => (char)n)), "numbers");
        }

        foreach (Match match in Base64().Matches(text))
        {
            var run = match.Value.Replace('-', '+').Replace('_', '/');
            for (var shift = 0; shift < 4; shift++)
            {
                var length = (run.Length - shift) & ~3;
                if (length >= 8)
                {
                    yield return (Bytes(Convert.FromBase64String(run.Substring(shift, length))), "base64");
                }
            }
        }
    }

    /// <summary>Bytes as text: as UTF-8 where they are that, else each as a character.</summary>
    private static string Bytes(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        return text.Contains('\uFFFD', StringComparison.Ordinal) ? Encoding.Latin1.GetString(bytes) : text;
    }

    // Six digits behind the seconds of a time are no date.
    [GeneratedRegex(@"(?<!\d)(?<!T\d\d:\d\d:\d\d\.)(?<y>1[78]\d\d)([-/._ ]?)(?<a>\d\d?)\1(?<b>\d\d?)(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex YearFirst();

    [GeneratedRegex(@"(?<!\d)(?<!T\d\d:\d\d:\d\d\.)(?<a>\d\d?)([-/._ ]?)(?<b>\d\d?)\1(?<y>1[78]\d\d)(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex YearLast();

    [GeneratedRegex(
        @"(?<!\d)(?<d>\d\d?)(?:st|nd|rd|th)?[-., ]{0,2}(?<m>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\.?[-, ]{0,2}(?<y>1[78]\d\d)(?!\d)|(?<m>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\.?[-, ]{0,2}(?<d>\d\d?)(?:st|nd|rd|th)?[-, ]{1,2}(?<y>1[78]\d\d)(?!\d)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Named();

    [GeneratedRegex(@"\\u([0-9A-Fa-f]{4})|\\x([0-9A-Fa-f]{2})", RegexOptions.CultureInvariant)]
    private static partial Regex Escape();

    [GeneratedRegex("</?(?:a|b|code|em|font|i|mark|s|small|span|strong|sub|sup|tspan|u|wbr)(?: [^<>]{0,300})?>|<!--.{0,300}?-->", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Tags();

    // The end of a line with the characters beside the figures, and the offset of the next.
    [GeneratedRegex(@"(?:  [^\n]{0,20})?\n[0-9A-Fa-f]{6,8}:? +", RegexOptions.CultureInvariant)]
    private static partial Regex Offsets();

    [GeneratedRegex("[0-9A-Fa-f]{2}(?:[- ]?[0-9A-Fa-f]{2}){7,}", RegexOptions.CultureInvariant)]
    private static partial Regex Hexadecimal();

    [GeneratedRegex(@"(?<![\w.])(?:0x[0-9A-Fa-f]{1,2}|\d{1,5})(?:[\s,;:\[\]()'""]{1,8}(?:0x[0-9A-Fa-f]{1,2}|\d{1,5})){5,}(?![\w.])", RegexOptions.CultureInvariant)]
    private static partial Regex Numbers();

    [GeneratedRegex(@"0x[0-9A-Fa-f]{1,2}|\d{1,5}", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex("[A-Za-z0-9+/_-]{12,}", RegexOptions.CultureInvariant)]
    private static partial Regex Base64();
}
