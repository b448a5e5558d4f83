using System.Globalization;
using System.Text;

namespace Sinogram.Data.Privacy;

/// <summary>Whether a text was made of a name, an identifier or a date.</summary>
internal static class DerivedText
{
    private const int FewestOfName = 3;
    private const int FewestOfLeftOut = 4;

    /// <summary>The letters and digits of a text, in lower case.</summary>
    public static string Folded(string text) => string.Concat(text.Normalize(NormalizationForm.FormD).Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>The words of a text, each folded.</summary>
    public static string[] Words(string text)
    {
        var words = new List<string>();
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && (char.IsLetterOrDigit(text[i]) || text[i] is '\'' or '’'))
            {
                start = start < 0 ? i : start;
            }
            else if (start >= 0)
            {
                words.Add(Folded(text[start..i]));
                start = -1;
            }
        }

        return [.. words.Where(w => w.Length > 0)];
    }

    /// <summary>The first letters of words.</summary>
    public static string Initials(IEnumerable<string> words) => string.Concat(words.Select(w => w[0]));

    /// <summary>Whether a folded text is a beginning, an end, initials, the reverse or a thinned form of words, or holds one of them.</summary>
    public static bool IsOf(string text, string[] words)
    {
        if (words.Length == 0)
        {
            return false;
        }

        var whole = string.Concat(words);
        var forward = Initials(words);
        var backward = Initials(words.Reverse());
        var rotated = forward[1..] + forward[0];
        if (Array.Exists(words, w => w.StartsWith(text, StringComparison.Ordinal)) || whole.StartsWith(text, StringComparison.Ordinal)
            || (text.Length > 1 && (whole.EndsWith(text, StringComparison.Ordinal) || text == forward || text == backward || text == rotated || IsPieces(text, words))))
        {
            return true;
        }

        return Array.Exists(words, w => w.Length >= FewestOfName && text.Contains(w, StringComparison.Ordinal))
            || (text.Length >= FewestOfLeftOut && ((text.Length * 2 >= whole.Length && IsThinned(text, whole)) || string.Concat(whole.Reverse()) == text));
    }

    /// <summary>Whether a text tells the day or the month of a date.</summary>
    public static bool IsOfDate(string text, DateOnly date)
    {
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var format in (string[])["%d", "dd", "%M", "MM", "MMM", "MMMM"])
        {
            known.Add(date.ToString(format, CultureInfo.InvariantCulture));
        }

        var years = new HashSet<string>(StringComparer.Ordinal) { date.ToString("yyyy", CultureInfo.InvariantCulture), date.ToString("yy", CultureInfo.InvariantCulture) };
        var words = Words(text);
        return words.Length > 0 && Array.TrueForAll(words, w => known.Contains(w) || years.Contains(w)) && Array.Exists(words, known.Contains);
    }

    /// <summary>Beginnings of two words or more, one after the other, in either order: <c>alove</c> of Ada Lovelace.</summary>
    private static bool IsPieces(string text, string[] words)
    {
        for (var cut = 1; cut < text.Length; cut++)
        {
            var (left, right) = (text[..cut], text[cut..]);
            var first = Array.FindIndex(words, w => w.StartsWith(left, StringComparison.Ordinal));
            if (first >= 0 && Array.FindLastIndex(words, w => w.StartsWith(right, StringComparison.Ordinal)) is >= 0 and var second && second != first)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsThinned(string text, string whole)
    {
        var at = 0;
        foreach (var c in whole)
        {
            at += at < text.Length && text[at] == c ? 1 : 0;
        }

        return at == text.Length;
    }
}
