using System.Globalization;
using System.Runtime.InteropServices;

namespace Sinogram.Data.Privacy;

/// <content>Letters that each stand in a row of their own, behind its number: <c>0 D</c>, <c>1 o</c>, <c>2 e</c>.</content>
internal sealed partial class TextMatcher
{
    /// <summary>R counts values at the beginning of each line: <c>[19]</c>.</summary>
    private static bool IsRowCounter(ReadOnlySpan<char> text, in WordReader reader) =>
        reader.Start > 0 && text[reader.Start - 1] == '[' && reader.End < text.Length && text[reader.End] == ']' && char.IsAsciiDigit(text[reader.Start]);

    /// <summary>Whether a gap between letters is the usual one; at the end of a line it may have more blanks, and R's counter.</summary>
    private static bool PartsAlike(ReadOnlySpan<char> gap, ReadOnlySpan<char> usual) =>
        gap.SequenceEqual(usual) || (!usual.IsWhiteSpace() && gap.IndexOf('\n') is >= 0 and var end && gap[..end].Trim().SequenceEqual(Quotes(usual, 0)) && gap[(end + 1)..] is var next
            && next[(next.IndexOf(']') + 1)..].Trim().SequenceEqual(Quotes(usual, 1)));

    /// <summary>What of a gap stands before its blank, and what behind it.</summary>
    private static ReadOnlySpan<char> Quotes(ReadOnlySpan<char> usual, int side)
    {
        var blank = usual.IndexOf(' ');
        return blank < 0 ? side == 0 ? usual.Trim() : default : side == 0 ? usual[..blank].Trim() : usual[(blank + 1)..].Trim();
    }

    /// <summary>Overwrites the letters of such rows that spell a value; false where there are none.</summary>
    private bool AddNumberedLetters(ReadOnlySpan<char> text, int start, ref List<Hit>? hits)
    {
        List<int>? places = null;
        List<char>? spelled = null;
        var reader = new WordReader(text, known.Token.Seed, decodes: false, start);
        var (row, isOpen) = (-1, false);
        for (var end = start; reader.Next() && reader.Start - end <= WidestByteGap; end = reader.End)
        {
            if (int.TryParse(text[reader.Start..reader.End], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && (row < 0 || number == row + 1))
            {
                // A row without a letter has what parts words.
                if (isOpen)
                {
                    (places ??= []).Add(-1);
                    (spelled ??= []).Add(' ');
                }

                (row, isOpen) = (number, true);
            }
            else if (isOpen && reader.Letters == 1)
            {
                (places ??= []).Add(reader.Start);
                (spelled ??= []).Add(text[reader.Start]);
                isOpen = false;
            }
            else
            {
                break;
            }
        }

        if (places is not { Count: >= SpelledOut } || Find(CollectionsMarshal.AsSpan(spelled), decodes: false, wordsOnly: false) is not { } found)
        {
            return false;
        }

        foreach (var hit in found)
        {
            foreach (var place in places[hit.Start..hit.End].Where(p => p >= 0))
            {
                (hits ??= []).Add(new Hit(place, place + 1, default, "*"));
            }
        }

        return true;
    }
}
