using System.Buffers;
using System.Numerics;

namespace Sinogram.Data.Privacy;

/// <content>Values that a longer word joins with others, as file names and identifiers do: <c>MeierReport</c>, <c>scanMeier3</c>.</content>
internal sealed partial class TextMatcher
{
    /// <summary>A word with more parts is a code and joins no words.</summary>
    private const int MostParts = 8;

    private static readonly SearchValues<char> Capitals = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞ");

    /// <summary>Adds the known words that a word joins with others, each from a capital letter or a figure to the next.</summary>
    private bool AddJoined(ReadOnlySpan<char> text, ref WordReader reader, ref List<Hit>? hits)
    {
        if (!reader.MayHoldCapitals || !MayJoin(text[reader.Start..reader.End]))
        {
            return false;
        }

        var word = text[reader.Start..reader.End];
        var (former, parts) = Parts(word);
        return AddJoined(text, ref reader, word, former, ref hits) || (parts != former && AddJoined(text, ref reader, word, parts, ref hits));
    }

    private bool AddJoined(ReadOnlySpan<char> text, ref WordReader reader, ReadOnlySpan<char> word, ulong parts, ref List<Hit>? hits)
    {
        var isAny = false;
        var start = reader.Start;
        for (var left = parts; left != 0;)
        {
            var from = BitOperations.TrailingZeroCount(left);
            left &= left - 1;
            if (!MayBegin(word[from..]))
            {
                continue;
            }

            if (from > 0 && GoesOnBehind(text, start + from, start + word.Length, out var whole))
            {
                (hits ??= []).Add(whole);
                reader.Seek(whole.End);
                return true;
            }

            if (LongestFrom(text, start, word, from, parts, out var hit))
            {
                (hits ??= []).Add(hit);
                isAny = true;
                // What follows begins where the known word ends.
                left = hit.End - start < word.Length ? left & (ulong.MaxValue << (hit.End - start)) : 0;
            }
        }

        return isAny;
    }

    /// <summary>The longest known word that a part begins, up to the beginning of another; letters that begin no known word end the search.</summary>
    private bool LongestFrom(ReadOnlySpan<char> text, int start, ReadOnlySpan<char> word, int from, ulong parts, out Hit hit)
    {
        hit = default;
        var partial = known.Token.Seed;
        var fold = CharacterFold.Table;
        var letters = 0;
        for (var at = from; at < word.Length;)
        {
            var folded = fold[word[at++]];
            if (folded >= CharacterFold.FirstLetter)
            {
                partial = WordReader.Step(partial, folded);
                if (++letters >= FewestLetters && !(letters == WindowIndex.ShortLetters ? known.Index.MayBeginShort(partial) : known.Index.MayBeginWord(partial)))
                {
                    break;
                }
            }
            else if (folded != CharacterFold.Ignored)
            {
                break;
            }

            var isWhole = at == word.Length && from == 0;
            if (!isWhole && at - from >= FewestLetters && (at == word.Length || (parts >> at & 1) != 0) && known.Index.MayBegin(partial) && IsKnown(text, start + from, start + at, out var found))
            {
                hit = found;
            }
        }

        return hit.End > 0;
    }

    /// <summary>A whole name whose first word ends a longer one: <c>nmLong^Table</c>.</summary>
    private bool GoesOnBehind(ReadOnlySpan<char> text, int from, int end, out Hit hit)
    {
        hit = default;
        if (char.IsAsciiDigit(text[from]) && (end == text.Length || char.IsWhiteSpace(text[end])))
        {
            // A number at the end of a word is the day of no date behind it.
            return false;
        }

        var last = new WordReader(text, known.Token.Seed, decodes: false, from);
        return last.Next() && known.Index.MayBegin(last.Hash) && TryMatch(text, last, decodes: false, out hit) && hit.End > end;
    }

    private static bool MayJoin(ReadOnlySpan<char> word) => word.Length is > 1 and <= LongestWord && HasCapital(word[1..]) && !word.ContainsAny(Escapes.Starts);

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

    /// <summary>Whether a known word may begin at a part of an unfinished word.</summary>
    private bool MayBeginPart(ReadOnlySpan<char> word)
    {
        for (var left = MayJoin(word) ? Parts(word).TakingBack & ~1ul : 0; left != 0; left &= left - 1)
        {
            var part = new WordReader(word, known.Token.Seed, decodes: false, BitOperations.TrailingZeroCount(left));
            if (part.Next() && part.End == word.Length && known.Index.MayBeginWord(part.Hash))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Where the parts of a word begin, a bit for each; none where they are too many. The last capital of several belongs to the small letters after it
    /// (<c>CTMeier</c>), or else to those before it (<c>MEIERreport</c>).
    /// </summary>
    /// <param name="word">The word, of at most <see cref="LongestWord"/> characters.</param>
    private static (ulong TakingBack, ulong Leaving) Parts(ReadOnlySpan<char> word)
    {
        var (capitals, small, digits) = (0ul, 0ul, 0ul);
        for (var i = 0; i < word.Length; i++)
        {
            var c = word[i];
            if (char.IsLower(c))
            {
                small |= 1ul << i;
            }
            else if (char.IsUpper(c))
            {
                capitals |= 1ul << i;
            }
            else if (char.IsDigit(c))
            {
                digits |= 1ul << i;
            }
        }

        var others = ((1ul << word.Length) - 1) & ~capitals & ~digits;
        var both = 1 | (capitals & ~(capitals << 1)) | (digits & ~(digits << 1)) | (others & (digits << 1));
        return (Few(both | (capitals & (small >> 1))), Few(both | (others & (capitals << 1) & (capitals << 2))));

        static ulong Few(ulong parts) => BitOperations.PopCount(parts) <= MostParts ? parts : 0;
    }
}
