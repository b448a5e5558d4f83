using System.Collections.Frozen;
using System.Text;

namespace Sinogram.Data.Privacy;

/// <content>Words of HTML and SVG that tags part without parting them for the reader: <c>&lt;b&gt;Do&lt;/b&gt;e</c>.</content>
internal sealed partial class TextMatcher
{
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Inline = new[]
    {
        "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tspan", "tt",
        "u", "var", "wbr",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The values among words that tags part; each piece of one is a place of its own, so that the tags stay.</summary>
    public List<Hit>? FindAcrossTags(string markup)
    {
        List<Hit>? hits = null;
        for (var at = markup.IndexOf('<', StringComparison.Ordinal); at >= 0;)
        {
            var next = at + 1;
            if (at > 0 && IsLetter(markup[at - 1]) && BehindTags(markup, at) is var behind && behind > at && behind < markup.Length && IsLetter(markup[behind]))
            {
                next = AddAcrossTags(markup, at, ref hits);
            }

            at = next < markup.Length ? markup.IndexOf('<', next) : -1;
        }

        return hits;
    }

    private int AddAcrossTags(string markup, int tag, ref List<Hit>? hits)
    {
        var start = tag;
        while (start > 0 && IsLetter(markup[start - 1]))
        {
            start--;
        }

        var pieces = new List<(int Start, int End)>();
        var word = new StringBuilder();
        for (var at = start; ;)
        {
            var from = at;
            while (at < markup.Length && IsLetter(markup[at]))
            {
                at++;
            }

            pieces.Add((from, at));
            word.Append(markup, from, at - from);
            var behind = BehindTags(markup, at);
            if (behind == at || behind >= markup.Length || !IsLetter(markup[behind]))
            {
                break;
            }

            at = behind;
        }

        if (Find(word.ToString(), decodes: false, wordsOnly: false) is [var hit, ..])
        {
            var mask = hit.Replacement ?? known.Token.Of(values.AttributeOf(hit.Found.Attribute), hit.Found.Value);
            foreach (var (from, to) in pieces)
            {
                (hits ??= []).Add(new Hit(from, to, hit.Found, from == start ? mask : ""));
            }
        }

        return pieces[^1].End;
    }

    /// <summary>Tags and comments that go on for longer are text with angle brackets in it: to search all of it for the end of each would take forever.</summary>
    private const int LongestTag = 1 << 12;

    private static bool IsLetter(char c) => CharacterFold.Table[c] is CharacterFold.Ignored or >= CharacterFold.FirstLetter;

    /// <summary>What follows the tags and comments at a place that do not part words; the place itself where there are none.</summary>
    private static int BehindTags(string markup, int at)
    {
        while (at < markup.Length && markup[at] == '<')
        {
            if (markup.AsSpan(at).StartsWith("<!--"))
            {
                var comment = Ahead(markup, at + 4).IndexOf("-->");
                if (comment < 0)
                {
                    return at;
                }

                at += 4 + comment + 3;
                continue;
            }

            var name = at + 1 < markup.Length && markup[at + 1] == '/' ? at + 2 : at + 1;
            var end = name;
            while (end < markup.Length && char.IsAsciiLetter(markup[end]))
            {
                end++;
            }

            if (!Inline.Contains(markup.AsSpan(name, end - name)) || Ahead(markup, end).IndexOf('>') is var close && close < 0)
            {
                return at;
            }

            at = end + close + 1;
        }

        return at;
    }

    private static ReadOnlySpan<char> Ahead(string markup, int from) => markup.AsSpan(from, Math.Min(LongestTag, markup.Length - from));
}
