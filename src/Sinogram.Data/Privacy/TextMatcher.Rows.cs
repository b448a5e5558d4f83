using System.Globalization;
using System.Runtime.InteropServices;

namespace Sinogram.Data.Privacy;

/// <content>Letters that each stand in a row of their own, behind its number: <c>0 D</c>, <c>1 o</c>, <c>2 e</c>.</content>
internal sealed partial class TextMatcher
{
    /// <summary>Overwrites the letters of such rows that spell a value; false where there are none.</summary>
    private bool AddNumberedLetters(ReadOnlySpan<char> text, int start, ref List<Hit>? hits)
    {
        List<int>? places = null;
        List<char>? spelled = null;
        var reader = new WordReader(text, known.Token.Seed, decodes: false, start);
        int? row = null;
        while (reader.Next() && int.TryParse(text[reader.Start..reader.End], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && (row is null || number == row + 1))
        {
            row = number;
            var end = reader.End;
            if (!reader.Next() || reader.Letters != 1 || reader.Start - end > WidestByteGap)
            {
                break;
            }

            (places ??= []).Add(reader.Start);
            (spelled ??= []).Add(text[reader.Start]);
        }

        if (places is not { Count: >= SpelledOut } || Find(CollectionsMarshal.AsSpan(spelled), decodes: false, wordsOnly: false) is not { } found)
        {
            return false;
        }

        foreach (var hit in found)
        {
            for (var i = hit.Start; i < hit.End; i++)
            {
                (hits ??= []).Add(new Hit(places[i], places[i] + 1, default, "*"));
            }
        }

        return true;
    }
}
