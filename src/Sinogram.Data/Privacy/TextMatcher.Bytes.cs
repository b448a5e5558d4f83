using System.Globalization;
using System.Runtime.InteropServices;

namespace Sinogram.Data.Privacy;

/// <content>Values that stand in a text as numbers, one for each byte or character: <c>51-75-69</c>, <c>[77, 101, 105]</c>, <c>0x4d, 0x65</c>.</content>
internal sealed partial class TextMatcher
{
    /// <summary>So many numbers in a row may be bytes of a text.</summary>
    private const int FewestBytes = 4;

    /// <summary>What stands between two of them at most: a comma, the end of a line and its indentation.</summary>
    private const int WidestByteGap = 12;

    /// <summary>The figures of the greatest character: 65535.</summary>
    private const int LongestNumber = 5;

    /// <summary>Whether a word may be a byte in hexadecimal or decimal figures, or a character.</summary>
    private static bool MayBeByte(string text, in WordReader reader) =>
        reader.Letters == 2 || (reader.Letters <= LongestNumber && char.IsAsciiDigit(text[reader.Start]));

    /// <summary>Overwrites the numbers that are the bytes of a value, so that there are as many as before.</summary>
    private List<Hit>? AddBytes(string text, int start, int end, List<Hit>? hits)
    {
        var places = new List<(int Start, int End)>();
        var reader = new WordReader(text.AsSpan(0, end), known.Token.Seed, decodes: true, start);
        while (reader.Next())
        {
            if (places.Count > 0 && reader.Start - places[^1].End > WidestByteGap)
            {
                hits = AddBytes(text, places, hits);
                places.Clear();
            }

            // R counts values at the beginning of each line: [19].
            if (!(reader.Start > 0 && text[reader.Start - 1] == '[' && reader.End < text.Length && text[reader.End] == ']'))
            {
                places.Add((reader.Start, reader.End));
            }
        }

        return AddBytes(text, places, hits);
    }

    private List<Hit>? AddBytes(string text, List<(int Start, int End)> places, List<Hit>? hits)
    {
        places = WithoutNumbers(text, places) ?? places;
        string?[]? others = null;
        foreach (var form in (ReadOnlySpan<ByteForm>)[ByteForm.Pairs, ByteForm.Decimal, ByteForm.Prefixed, ByteForm.Characters])
        {
            for (var from = 0; from < places.Count;)
            {
                var numbers = new List<char>();
                var at = from;
                while (at < places.Count && Read(text.AsSpan(places[at].Start, places[at].End - places[at].Start), form) is { } value)
                {
                    numbers.Add(value);
                    at++;
                }

                if (numbers.Count >= FewestBytes && (form == ByteForm.Characters ? OfCharacters(numbers) : OfBytes(numbers)) is { } masked)
                {
                    others ??= new string?[places.Count];
                    for (var i = 0; i < masked.Count; i++)
                    {
                        others[from + i] = masked[i] == numbers[i] ? others[from + i]
                            : ((int)masked[i]).ToString(form is ByteForm.Decimal or ByteForm.Characters ? "D" : "x2", CultureInfo.InvariantCulture).Insert(0, form == ByteForm.Prefixed ? "0x" : "");
                    }
                }

                from = at + 1;
            }
        }

        for (var i = 0; others is not null && i < places.Count; i++)
        {
            if (others[i] is { } other)
            {
                (hits ??= []).Add(new Hit(places[i].Start, places[i].End, default, other));
            }
        }

        return hits;
    }

    /// <summary>Of numbers that each stand beside the number of their row, those that are no rows' numbers; null where they are not such.</summary>
    private static List<(int Start, int End)>? WithoutNumbers(string text, List<(int Start, int End)> places)
    {
        for (var first = 0; first < 2 && places.Count >= 2 * FewestBytes; first++)
        {
            var rows = places.Where((_, i) => i % 2 == first).Select(p => int.TryParse(text.AsSpan(p.Start, p.End - p.Start), NumberStyles.None, CultureInfo.InvariantCulture, out var row) ? row : -1).ToList();
            if (rows[0] >= 0 && rows.Zip(rows.Skip(1)).All(r => r.Second == r.First + 1))
            {
                return [.. places.Where((_, i) => i % 2 != first)];
            }
        }

        return null;
    }

    /// <summary>Bytes with those of values overwritten; null where there are none.</summary>
    private List<char>? OfBytes(List<char> bytes)
    {
        ReadOnlyMemory<byte> whole = bytes.Select(b => (byte)b).ToArray();
        var masked = values.Masked(whole);
        return masked.Equals(whole) ? null : [.. masked.ToArray().Select(b => (char)b)];
    }

    /// <summary>The same for characters.</summary>
    private List<char>? OfCharacters(List<char> characters)
    {
        if (Find(string.Concat(characters), decodes: false)?.Where(h => h.Replacement is null).ToList() is not { Count: > 0 } hits)
        {
            return null;
        }

        List<char> masked = [.. characters];
        foreach (var hit in hits)
        {
            CollectionsMarshal.AsSpan(masked)[hit.Start..hit.End].Fill('*');
        }

        return masked;
    }

    private static char? Read(ReadOnlySpan<char> word, ByteForm form) => form switch
    {
        ByteForm.Pairs => word.Length == 2 && byte.TryParse(word, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var pair) ? (char)pair : null,
        ByteForm.Decimal => word.Length <= 3 && byte.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (char)number : null,
        ByteForm.Characters => ushort.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var character) ? (char)character : null,
        _ => word.Length is 3 or 4 && word[0] == '0' && word[1] is 'x' or 'X' && byte.TryParse(word[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var prefixed) ? (char)prefixed : null,
    };

    private enum ByteForm
    {
        Pairs,
        Decimal,
        Prefixed,
        Characters,
    }
}
