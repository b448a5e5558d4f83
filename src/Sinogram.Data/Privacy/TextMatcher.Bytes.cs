using System.Buffers;
using System.Globalization;

namespace Sinogram.Data.Privacy;

/// <content>Values that stand in a text as numbers, one for each byte or character: <c>51-75-69</c>, <c>[77, 101, 105]</c>, <c>0x4d, 0x65</c>.</content>
internal sealed partial class TextMatcher
{
    /// <summary>So many numbers in a row may be bytes of a text.</summary>
    private const int FewestBytes = 4;

    /// <summary>What stands between two of them at most: a comma, the end of a line and its indentation.</summary>
    private const int WidestByteGap = 12;

    /// <summary>Adds a word to the numbers before it, or, where it is none or stands too far from them, overwrites what those say.</summary>
    private List<Hit>? AddNumber(ReadOnlySpan<char> text, in WordReader reader, ref NumberRun? run, List<Hit>? hits)
    {
        var number = reader.End - reader.Start <= TextNumber.LongestDigits ? TextNumber.Read(text[reader.Start..reader.End]) : default;
        if (run is { Count: > 0 } && (number.Forms == NumberForms.None || reader.Start - run.End > WidestByteGap))
        {
            hits = AddNumbers(run, hits);
        }

        if (number.Forms != NumberForms.None && !IsRowCounter(text, reader))
        {
            (run ??= new NumberRun()).Add(reader.Start, reader.End, number);
        }

        return hits;
    }

    /// <summary>
    /// Goes past numbers of two or three digits that stand in a list, adding each to those before it, as long as no value can begin with one: no spelling that is known begins with two
    /// numbers, or it is a date, which other signs part.
    /// </summary>
    /// <returns>Where the last one ends.</returns>
    private int PassNumbers(ReadOnlySpan<char> text, int from, bool decodes, NumberRun run)
    {
        if (known.Index.HasNumbersThatBegin)
        {
            return from;
        }

        // An escape may stand for anything that parts words.
        if (run.NextEscape < from)
        {
            var escape = decodes ? text[from..].IndexOfAny(Escapes.Starts) : -1;
            run.NextEscape = escape < 0 ? text.Length : from + escape;
        }

        var safe = run.NextEscape - WidestEscapedGap;

        for (var end = from; ;)
        {
            var start = end;
            while (start < safe && text[start] is ',' or ' ' or '\n' or ';' or '\t' or ')' or '|')
            {
                start++;
            }

            var next = start;
            while (next < safe && char.IsAsciiDigit(text[next]))
            {
                next++;
            }

            var isInList = next < safe && text[next] switch
            {
                '\n' or ';' or '\t' or ')' or '|' => true,
                ',' when text[next + 1] == ' ' => char.IsAsciiDigit(text[next + 2]),
                // Three figures behind a comma may be a group of those of one number.
                ',' => char.IsAsciiDigit(text[next + 1]) && text[(next + 2)..(next + 4)].ContainsAnyExceptInRange('0', '9'),
                _ => false,
            };
            if (!isInList || next - start is < 2 or > 3 || start - end is < 1 or > WidestByteGap)
            {
                return end;
            }

            run.Add(start, next, TextNumber.Read(text[start..next]));
            end = next;
        }
    }

    /// <summary>Overwrites the numbers that are the bytes or characters of a value, so that there are as many as before.</summary>
    private List<Hit>? AddNumbers(NumberRun? run, List<Hit>? hits)
    {
        if (run is not { Count: >= FewestBytes })
        {
            run?.Clear();
            return hits;
        }

        run.LeaveRowsOut(2 * FewestBytes);
        SortedDictionary<int, string>? others = null;
        var characters = ArrayPool<char>.Shared.Rent(run.Count);
        try
        {
            foreach (var form in (ReadOnlySpan<NumberForms>)[NumberForms.Pairs, NumberForms.Decimal, NumberForms.Prefixed, NumberForms.Characters])
            {
                for (var from = 0; from < run.Count;)
                {
                    var length = run.Read(from, form, characters);
                    if (length >= FewestBytes && !IsReadAgain(run, from, characters.AsSpan(0, length), form))
                    {
                        others = Overwrite(characters.AsSpan(0, length), form, from, others);
                    }

                    from += length + 1;
                }
            }
        }
        finally
        {
            ArrayPool<char>.Shared.Return(characters);
        }

        foreach (var (at, other) in others ?? [])
        {
            var (start, end) = run.Place(at);
            (hits ??= []).Add(new Hit(start, end, default, other));
        }

        run.Clear();
        return hits;
    }

    /// <summary>Numbers that read as bytes of ASCII are the same as characters, and read so once.</summary>
    private static bool IsReadAgain(NumberRun run, int from, ReadOnlySpan<char> numbers, NumberForms form) =>
        form == NumberForms.Decimal && !run.Has(from - 1, NumberForms.Characters) && !run.Has(from + numbers.Length, NumberForms.Characters)
        && System.Text.Ascii.IsValid(numbers) && !numbers.ContainsAny(Escapes.Starts) && numbers.Count('\0') * 4 <= numbers.Length;

    /// <summary>Finds the values among bytes or characters, and says what shall stand in the place of each number of theirs.</summary>
    private SortedDictionary<int, string>? Overwrite(ReadOnlySpan<char> numbers, NumberForms form, int from, SortedDictionary<int, string>? others)
    {
        if (form == NumberForms.Characters)
        {
            foreach (var hit in Find(numbers, decodes: false, wordsOnly: true) ?? [])
            {
                if (!ByteViews.IsMeant(numbers, hit))
                {
                    continue;
                }

                for (var i = hit.Start; i < hit.End; i++)
                {
                    Put(ref others, i, '*', numbers[i]);
                }
            }

            return others;
        }

        var bytes = ArrayPool<byte>.Shared.Rent(numbers.Length);
        try
        {
            for (var i = 0; i < numbers.Length; i++)
            {
                bytes[i] = (byte)numbers[i];
            }

            foreach (var view in ByteViews.Of(bytes.AsSpan(0, numbers.Length)))
            {
                foreach (var place in view.Places(FindWords(view.Text)))
                {
                    Put(ref others, place, view.Over(place), numbers[place]);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }

        return others;

        void Put(ref SortedDictionary<int, string>? others, int at, int value, int former)
        {
            if (value != former)
            {
                var figures = value.ToString(form is NumberForms.Decimal or NumberForms.Characters ? "D" : "x2", CultureInfo.InvariantCulture);
                (others ??= [])[from + at] = form == NumberForms.Prefixed ? "0x" + figures : figures;
            }
        }
    }
}
