using System.Text;

namespace Sinogram.Data.Privacy;

/// <summary>The ways in which a value is written. What parts the words does not count, so that <c>DOE^JOHN</c> and <c>Doe, John</c> are one.</summary>
internal static class Spellings
{
    private const int FewestFigures = 5;
    private const int MostFigures = 18;

    private static readonly char[] NameParts = ['^', '='];

    private static readonly Encoding Windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    private static readonly Dictionary<char, string> Plainly = new()
    {
        ['ä'] = "ae", ['ö'] = "oe", ['ü'] = "ue", ['Ä'] = "Ae", ['Ö'] = "Oe", ['Ü'] = "Ue", ['ß'] = "ss", ['ẞ'] = "SS", ['æ'] = "ae", ['Æ'] = "Ae", ['ø'] = "oe", ['Ø'] = "Oe", ['å'] = "aa", ['Å'] = "Aa",
        ['œ'] = "oe", ['Œ'] = "Oe", ['ł'] = "l", ['Ł'] = "L", ['đ'] = "d", ['Đ'] = "D", ['ð'] = "d", ['þ'] = "th", ['ı'] = "i", ['ﬁ'] = "fi", ['ﬂ'] = "fl",
    };

    /// <summary>A person's name: as stored, the other way round, with and without the middle name, and its parts alone; also as other systems write its letters.</summary>
    public static IEnumerable<string> OfName(string value) => Ascii.IsValid(value) ? OfLetters(value) : new[] { value }.Concat(InOtherLetters(value)).SelectMany(OfLetters);

    /// <summary>An identifier: as stored, with nothing between its parts, and as a number prints, without the zeros before it.</summary>
    public static IEnumerable<string> OfIdentifier(string value)
    {
        const int FewestJoined = 6;
        yield return value;
        if (AsNumber(value) is { } number && number.Length < value.Length)
        {
            yield return number;
        }

        if (value.Length is >= FewestJoined and <= 40 && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or ' ' or '/' or '_' or '.') && value.Any(char.IsAsciiLetter) && value.Any(char.IsAsciiDigit)
            && string.Concat(value.Where(char.IsAsciiLetterOrDigit)) is { Length: >= FewestJoined } joined && joined.Length < value.Length)
        {
            yield return joined;
        }
    }

    /// <summary>An identifier of figures as the number that it reads as; null where that is short, and so could be any.</summary>
    public static string? AsNumber(string value) =>
        value.Length <= MostFigures && value.All(char.IsAsciiDigit) && value.TrimStart('0') is { Length: >= FewestFigures } number ? number : null;

    /// <summary>A number's figures in groups of three: <c>847 213</c>.</summary>
    public static string InGroups(string number)
    {
        var first = number.Length % 3;
        var groups = Enumerable.Range(0, number.Length / 3).Select(i => number.Substring(first + (3 * i), 3));
        return string.Join(' ', first > 0 ? groups.Prepend(number[..first]) : groups);
    }

    /// <summary>A name without the letters that others lack: spelled out (Mueller), lost (M?ller, Mller), or read in the wrong encoding (MÃ¼ller).</summary>
    private static IEnumerable<string> InOtherLetters(string value)
    {
        var composed = value.Normalize(NormalizationForm.FormC);
        var plain = string.Concat(composed.Select(c => Plainly.TryGetValue(c, out var letters) ? letters : c.ToString()));
        if (plain != composed)
        {
            yield return plain;
        }

        if (composed.Contains('ß', StringComparison.Ordinal))
        {
            yield return composed.Replace("ß", "ss", StringComparison.Ordinal);
        }

        if (composed.Any(c => c is > '\u007F' and < '\u0250'))
        {
            yield return string.Concat(composed.Select(c => c < 0x80 ? c : '?'));
            yield return string.Concat(composed.Where(char.IsAscii));
            var bytes = Encoding.UTF8.GetBytes(composed);
            yield return Encoding.Latin1.GetString(bytes);
            yield return Windows.GetString(bytes);
        }
    }

    private static IEnumerable<string> OfLetters(string value)
    {
        yield return value;
        foreach (var group in value.Split('='))
        {
            var parts = Components(group);
            var (family, given, middle) = (parts.ElementAtOrDefault(0) ?? "", parts.ElementAtOrDefault(1) ?? "", parts.ElementAtOrDefault(2) ?? "");
            if (given.Length > 0 && family.Length > 0)
            {
                yield return $"{family} {given}";
                yield return $"{given} {family}";
                yield return family + given;
                yield return given + family;
                if (middle.Length > 0)
                {
                    yield return $"{family} {given} {middle}";
                    yield return $"{given} {middle} {family}";
                    yield return $"{middle} {family}";
                }
            }

            foreach (var part in parts.Where(p => p.Length > 0).Take(3))
            {
                yield return part;
            }

            yield return string.Join(' ', parts.Where(p => p.Length > 0));
        }
    }

    /// <summary>True for text that is written as DICOM writes names.</summary>
    public static bool LooksLikeName(string value) => value.AsSpan().IndexOfAny(NameParts) >= 0;

    private static List<string> Components(string group)
    {
        if (group.Contains('^', StringComparison.Ordinal))
        {
            return [.. group.Split('^', StringSplitOptions.TrimEntries)];
        }

        // "Doe, John" and "John Doe" as other systems keep names.
        var comma = group.IndexOf(',', StringComparison.Ordinal);
        if (comma > 0)
        {
            return [group[..comma].Trim(), group[(comma + 1)..].Trim()];
        }

        var words = group.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 2 ? [words[1], words[0]] : [group.Trim()];
    }
}
