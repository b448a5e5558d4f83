using System.Globalization;
using System.Text;

namespace Sinogram.Data.Privacy;

/// <content>Values that stand in a text as numbers, one for each byte or character: <c>51-75-69</c>, <c>[77, 101, 105]</c>, <c>0x4d, 0x65</c>.</content>
internal sealed partial class TextMatcher
{
    /// <summary>So many numbers in a row may be bytes of a text.</summary>
    private const int FewestBytes = 4;

    /// <summary>What stands between two of them at most: a comma, the end of a line and its indentation.</summary>
    private const int WidestByteGap = 12;

    /// <summary>Whether a word may be a byte in hexadecimal or decimal figures.</summary>
    private static bool MayBeByte(string text, in WordReader reader) =>
        reader.Letters == 2 || (reader.Letters <= 4 && char.IsAsciiDigit(text[reader.Start]));

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

            places.Add((reader.Start, reader.End));
        }

        return AddBytes(text, places, hits);
    }

    private List<Hit>? AddBytes(string text, List<(int Start, int End)> places, List<Hit>? hits)
    {
        foreach (var form in (ReadOnlySpan<ByteForm>)[ByteForm.Pairs, ByteForm.Decimal, ByteForm.Prefixed])
        {
            for (var from = 0; from < places.Count;)
            {
                var bytes = new List<byte>();
                var at = from;
                while (at < places.Count && Read(text.AsSpan(places[at].Start, places[at].End - places[at].Start), form) is { } value)
                {
                    bytes.Add(value);
                    at++;
                }

                if (bytes.Count >= FewestBytes && Overwritten(text, bytes, places[from..at], form) is { } hit)
                {
                    (hits ??= []).Add(hit);
                    return hits;
                }

                from = at + 1;
            }
        }

        return hits;
    }

    private Hit? Overwritten(string text, List<byte> bytes, List<(int Start, int End)> places, ByteForm form)
    {
        ReadOnlyMemory<byte> whole = bytes.ToArray();
        var masked = values.Masked(whole);
        if (masked.Equals(whole))
        {
            return null;
        }

        var start = places[0].Start;
        var shown = new StringBuilder(text, start, places[^1].End - start, 0);
        for (var i = places.Count - 1; i >= 0; i--)
        {
            if (masked.Span[i] != bytes[i])
            {
                var other = masked.Span[i].ToString(form == ByteForm.Decimal ? "D" : "x2", CultureInfo.InvariantCulture);
                shown.Remove(places[i].Start - start, places[i].End - places[i].Start).Insert(places[i].Start - start, form == ByteForm.Prefixed ? "0x" + other : other);
            }
        }

        return new Hit(start, places[^1].End, default, shown.ToString());
    }

    private static byte? Read(ReadOnlySpan<char> word, ByteForm form) => form switch
    {
        ByteForm.Pairs => word.Length == 2 && byte.TryParse(word, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var pair) ? pair : null,
        ByteForm.Decimal => word.Length <= 3 && byte.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null,
        _ => word.Length is 3 or 4 && word[0] == '0' && word[1] is 'x' or 'X' && byte.TryParse(word[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var prefixed) ? prefixed : null,
    };

    private enum ByteForm
    {
        Pairs,
        Decimal,
        Prefixed,
    }
}
