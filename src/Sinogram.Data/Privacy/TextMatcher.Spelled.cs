using System.Buffers;

namespace Sinogram.Data.Privacy;

/// <content>Values that are spelled out letter by letter, as a list of characters is shown: <c>D, o, e</c>.</content>
internal sealed partial class TextMatcher
{
    /// <summary>So many letters one by one may spell a value.</summary>
    private const int SpelledOut = 4;

    /// <summary>So many ways of parting letters are told apart.</summary>
    private const int MostGaps = 16;

    /// <summary>Adds the value that letters spell, as a whole.</summary>
    private List<Hit>? AddSpelledOut(ReadOnlySpan<char> text, int start, int end, List<Hit>? hits)
    {
        if (AddNumberedLetters(text, start, ref hits))
        {
            return hits;
        }

        // A letter in a text takes one character of it at least.
        var letters = ArrayPool<(int Start, int End)>.Shared.Rent(end - start);
        var spelled = ArrayPool<char>.Shared.Rent((end - start) * 2);
        try
        {
            var count = 0;
            var reader = new WordReader(text[..end], known.Token.Seed, decodes: true, start);
            while (reader.Next())
            {
                if (!IsRowCounter(text, reader))
                {
                    letters[count++] = (reader.Start, reader.End);
                }
            }

            // What parts the letters is the same throughout; where it differs, a word ends.
            var usual = UsualGap(text, letters.AsSpan(0, count));
            var length = 0;
            for (var i = 0; i < count; i++)
            {
                if (i > 0 && !PartsAlike(text[letters[i - 1].End..letters[i].Start], usual))
                {
                    spelled[length++] = ' ';
                }

                spelled[length++] = text[letters[i].Start];
            }

            var joined = spelled.AsSpan(0, length);
            var inner = new WordReader(joined, known.Token.Seed, decodes: false);
            while (inner.Next())
            {
                if (known.Index.MayBegin(inner.Hash) && TryMatch(joined, inner, decodes: false, out var hit))
                {
                    (hits ??= []).Add(new Hit(start, count == 0 ? end : letters[count - 1].End, hit.Found));
                    break;
                }
            }

            return hits;
        }
        finally
        {
            ArrayPool<(int Start, int End)>.Shared.Return(letters);
            ArrayPool<char>.Shared.Return(spelled);
        }
    }

    /// <summary>What stands between letters most often.</summary>
    private static ReadOnlySpan<char> UsualGap(ReadOnlySpan<char> text, ReadOnlySpan<(int Start, int End)> letters)
    {
        Span<(int Start, int End, int Times)> gaps = stackalloc (int, int, int)[MostGaps];
        var (count, most) = (0, 0);
        for (var i = 1; i < letters.Length; i++)
        {
            var (start, end) = (letters[i - 1].End, letters[i].Start);
            var at = 0;
            while (at < count && !text[gaps[at].Start..gaps[at].End].SequenceEqual(text[start..end]))
            {
                at++;
            }

            if (at == MostGaps)
            {
                continue;
            }

            count = Math.Max(count, at + 1);
            gaps[at] = (start, end, gaps[at].Times + 1);
            most = gaps[at].Times > gaps[most].Times ? at : most;
        }

        return count == 0 ? [] : text[gaps[most].Start..gaps[most].End];
    }
}
