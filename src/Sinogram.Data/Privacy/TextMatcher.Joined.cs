using System.Buffers;

namespace Sinogram.Data.Privacy;

/// <content>Values that a longer word joins with others, as file names and identifiers do: <c>MeierReport</c>, <c>scanMeier3</c>.</content>
internal sealed partial class TextMatcher
{
    /// <summary>A word with more parts is a code and joins no words.</summary>
    private const int MostParts = 8;

    private static readonly SearchValues<char> Capitals = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞ");

    /// <summary>Adds the known words that a word joins with others, each from a capital letter or a figure to the next.</summary>
    private bool AddJoined(string text, ref WordReader reader, ref List<Hit>? hits)
    {
        var word = text.AsSpan(reader.Start, reader.End - reader.Start);
        if (word.Length > LongestWord || !HasCapital(word[1..]) || word.ContainsAny(Escapes.Starts))
        {
            return false;
        }

        Span<int> starts = stackalloc int[MostParts + 1];
        var isAny = false;
        foreach (var takesBack in (ReadOnlySpan<bool>)[true, false])
        {
            var count = Parts(word, takesBack, starts);
            for (var first = 0; first < count; first++)
            {
                // A whole name that goes on behind the word: nmLong^Table.
                var rest = new WordReader(text, known.Token.Seed, decodes: false, reader.Start + starts[first]);
                if (first > 0 && rest.Next() && known.Index.MayBegin(rest.Hash) && TryMatch(text, rest, decodes: false, out var whole) && whole.End > reader.End)
                {
                    (hits ??= []).Add(whole);
                    reader.Seek(whole.End);
                    isAny = true;
                    break;
                }

                for (var end = count; end > first; end--)
                {
                    if (end - first < count && IsKnown(text, reader.Start + starts[first], reader.Start + starts[end], out var hit))
                    {
                        (hits ??= []).Add(hit);
                        isAny = true;
                        first = end - 1;
                        break;
                    }
                }
            }

            if (isAny)
            {
                break;
            }
        }

        return isAny;
    }

    private static bool HasCapital(ReadOnlySpan<char> word)
    {
        if (word.ContainsAny(Capitals))
        {
            return true;
        }

        for (var at = word.IndexOfAnyExceptInRange('\0', '\u00FF'); at >= 0 && at < word.Length; at++)
        {
            if (char.IsUpper(word[at]))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsKnown(string text, int start, int end, out Hit hit)
    {
        hit = default;
        var part = new WordReader(text.AsSpan(0, end), known.Token.Seed, decodes: false, start);
        if (end - start < FewestLetters || !part.Next() || part.End != end || !known.Index.MayBegin(part.Hash))
        {
            return false;
        }

        var found = known.Index.Find(WindowIndex.Begin(part.Hash));
        if ((found.Kinds & WindowKinds.Spelling) == 0 || !IsMeant(text, [(start, end)], part.Letters, found.Kinds))
        {
            return false;
        }

        hit = new Hit(start, end, found);
        return true;
    }

    /// <summary>Whether a known word may begin at a part of an unfinished word.</summary>
    private bool MayBeginPart(ReadOnlySpan<char> word)
    {
        Span<int> starts = stackalloc int[MostParts + 1];
        var count = word.Length is > 1 and <= LongestWord && HasCapital(word[1..]) ? Parts(word, takesBack: true, starts) : 0;
        for (var i = 1; i < count; i++)
        {
            var part = new WordReader(word, known.Token.Seed, decodes: false, starts[i]);
            if (part.Next() && part.End == word.Length && known.Index.MayBeginWord(part.Hash))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Where the parts of a word begin, and its end; none where they are too many.</summary>
    /// <param name="word">The word.</param>
    /// <param name="takesBack">The last capital of several belongs to the small letters after it (<c>CTMeier</c>), and not to those before it (<c>MEIERreport</c>).</param>
    /// <param name="starts">Takes the places.</param>
    private static int Parts(ReadOnlySpan<char> word, bool takesBack, Span<int> starts)
    {
        var count = 0;
        starts[count++] = 0;
        for (var i = 1; i < word.Length; i++)
        {
            var begins = char.IsUpper(word[i]) ? !char.IsUpper(word[i - 1]) || (takesBack && i + 1 < word.Length && char.IsLower(word[i + 1]))
                : char.IsDigit(word[i]) ? !char.IsDigit(word[i - 1])
                : char.IsDigit(word[i - 1]) || (!takesBack && char.IsUpper(word[i - 1]) && i > 1 && char.IsUpper(word[i - 2]));
            if (!begins)
            {
                continue;
            }

            if (count == MostParts)
            {
                return 0;
            }

            starts[count++] = i;
        }

        starts[count] = word.Length;
        return count;
    }
}
