namespace Sinogram.Data.Privacy;

/// <content>Values that several writes spell, letter by letter or number by number, each with what parts it from the next.</content>
internal sealed partial class TextMatcher
{
    private const int MostSpelledOut = 1024;

    /// <summary>What may stand behind a letter or number that a write or a line has for itself.</summary>
    private static readonly System.Buffers.SearchValues<char> Closings = System.Buffers.SearchValues.Create(" ,;\"'\r\n");

    /// <summary>How many characters at the end of a text must wait, because they are letters or numbers one by one that may go on to spell a value.</summary>
    private int HeldSpelledOut(ReadOnlySpan<char> text)
    {
        var tail = text.Length > MostSpelledOut ? text[^MostSpelledOut..] : text;
        var at = tail.Length;
        if (Before(tail, ref at) is not { } last)
        {
            return 0;
        }

        List<(int Start, int End)> places = [last];
        while (Before(tail, ref at) is { } place)
        {
            places.Add(place);
        }

        if (places.Count == 1 && !IsAlone(tail, last))
        {
            return 0;
        }

        places.Reverse();

        Span<char> spelled = stackalloc char[MostSpelledOut];
        foreach (var form in (ReadOnlySpan<NumberForms>)[NumberForms.None, NumberForms.Characters, NumberForms.Pairs, NumberForms.Prefixed])
        {
            var count = 0;
            while (count < places.Count && Spelled(tail[places[^(count + 1)].Start..places[^(count + 1)].End], form) is { } letter)
            {
                spelled[^++count] = letter;
            }

            if (HeldWords(spelled[^count..]) is > 0 and var held)
            {
                return tail.Length - places[^held].Start;
            }
        }

        return 0;
    }

    /// <summary>The first of them is waited for where it has a write or a line for itself: any output may end in a letter.</summary>
    private static bool IsAlone(ReadOnlySpan<char> text, (int Start, int End) place)
    {
        var before = text[(text[..place.Start].LastIndexOf('\n') + 1)..place.Start].Trim();
        before = before is ['[', ..] ? before[(before.IndexOf(']') + 1)..].Trim() : before;
        return before.IndexOfAnyExcept('"', '\'') < 0 && text[place.End..].IndexOfAnyExcept(Closings) < 0;
    }

    private static char? Spelled(ReadOnlySpan<char> word, NumberForms form) =>
        form == NumberForms.None ? word.Length == 1 ? word[0] : null
        : TextNumber.Read(word) is var number && (number.Forms & form) != 0 ? (char)number.In(form) : null;

    /// <summary>The letter or number that ends before a place, with little between; null where none does. R's counters are passed over.</summary>
    private static (int Start, int End)? Before(ReadOnlySpan<char> text, ref int at)
    {
        var fold = CharacterFold.Table;
        for (var from = at; ;)
        {
            var end = from;
            while (end > 0 && fold[text[end - 1]] < CharacterFold.FirstLetter)
            {
                end--;
            }

            var start = end;
            while (start > 0 && end - start <= TextNumber.LongestDigits && fold[text[start - 1]] >= CharacterFold.FirstLetter)
            {
                start--;
            }

            var word = text[start..end];
            if (end == 0 || at - end > WidestByteGap
                || !(word.Length <= 2 || (word.Length <= TextNumber.LongestDigits && (word.IndexOfAnyExceptInRange('0', '9') < 0 || word[1] is 'x' or 'X'))))
            {
                return null;
            }

            if (start > 0 && text[start - 1] == '[' && end < text.Length && text[end] == ']')
            {
                from = start;
                continue;
            }

            at = start;
            return (start, end);
        }
    }
}
