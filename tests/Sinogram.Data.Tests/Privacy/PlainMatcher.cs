using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Sinogram.Data.Tests.Privacy;

/// <summary>
/// What texts say of known names, found in the plainest way: every word of the text is compared with every word that is known, also within words that are joined, base64 and lists of
/// numbers. Nothing is remembered and nothing is skipped.
/// </summary>
internal sealed partial class PlainMatcher(IReadOnlyList<(string Family, string Given)> names)
{
    /// <summary>Whether a text says any of the names, of four letters and more.</summary>
    public bool Says(string text) =>
        SaysWords(text)
        || Joined().Matches(text).Any(m => SaysParts(m.Value))
        || Base64().Matches(text).Any(m => Decoded(m.Value) is { } decoded && SaysWords(decoded))
        || Numbers().Matches(text).Any(m => SaysNumbers(Digits().Matches(m.Value).Select(d => int.Parse(d.Value, CultureInfo.InvariantCulture))))
        || Pairs().Matches(text).Any(m => SaysNumbers(Pair().Matches(m.Value).Select(d => int.Parse(d.Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture))));

    private bool SaysWords(string text)
    {
        var words = Words().Matches(text).Select(m => m.Value).ToList();
        return words.Any(IsKnown) || words.Zip(words.Skip(1)).Any(pair => names.Any(n =>
            (Same(pair.First, n.Family) && Same(pair.Second, n.Given)) || (Same(pair.First, n.Given) && Same(pair.Second, n.Family))));
    }

    private bool SaysParts(string word)
    {
        var parts = Parts().Matches(word).Select(m => m.Value).ToList();
        return parts.Count <= 8 && Enumerable.Range(0, parts.Count).Any(from => Enumerable.Range(from + 1, parts.Count - from).Any(to => IsKnown(string.Concat(parts[from..to]))));
    }

    private bool SaysNumbers(IEnumerable<int> numbers)
    {
        var bytes = numbers.ToList();
        return bytes.Count >= 4 && bytes.All(b => b is > 0 and < 128) && SaysWords(Encoding.ASCII.GetString([.. bytes.Select(b => (byte)b)]));
    }

    private bool IsKnown(string word) => word.Length >= 4 && names.Any(n => Same(word, n.Family) || Same(word, n.Given) || Same(word, n.Family + n.Given) || Same(word, n.Given + n.Family));

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static string? Decoded(string word)
    {
        try
        {
            var text = Encoding.UTF8.GetString(Convert.FromBase64String(word));
            return text.Any(char.IsControl) || text.Contains('\uFFFD') ? null : text;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    [GeneratedRegex("[A-Za-z0-9]+")]
    private static partial Regex Words();

    [GeneratedRegex("[A-Za-z0-9]{5,48}")]
    private static partial Regex Joined();

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")]
    private static partial Regex Parts();

    [GeneratedRegex("[A-Za-z0-9+/]{8,}={0,2}")]
    private static partial Regex Base64();

    [GeneratedRegex(@"[0-9]{1,3}(?:, [0-9]{1,3}){3,}")]
    private static partial Regex Numbers();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();

    [GeneratedRegex(@"\b[0-9a-f]{2}(?: [0-9a-f]{2}){3,}\b")]
    private static partial Regex Pairs();

    [GeneratedRegex("[0-9a-f]{2}")]
    private static partial Regex Pair();
}
