using System.Globalization;
using System.Text;

namespace Sinogram.Data.Privacy;

/// <content>Values that stand in a text not quite as words: cut short, grown together with figures, as bytes in figures.</content>
internal sealed partial class TextMatcher
{
    private const int FewestLetters = 4;
    private const int FewestDigits = 6;

    /// <summary>A hash or another code is made of many runs of letters and figures; a name with a number of few.</summary>
    private const int MostRuns = 4;

    /// <summary>So many pairs of hexadecimal digits in a row may be bytes of a text.</summary>
    private const int FewestPairs = 8;

    /// <summary>A word that a display has cut short (<c>Quillwor…</c>), and that a known one begins with.</summary>
    private bool IsCut(string text, WordReader reader, out Hit hit)
    {
        hit = default;
        if (reader.End >= text.Length || !EndsCut(text.AsSpan(reader.End)) || !known.Index.MayBeginWord(reader.Hash))
        {
            return false;
        }

        var word = text.AsSpan(reader.Start, reader.End - reader.Start);
        if (values.Vocabulary.Contains(word) || (word.Length < FewestDigits && !word.ContainsAnyExceptInRange('0', '9')))
        {
            return false;
        }

        hit = new Hit(reader.Start, reader.End, default, known.Token.Of("value", reader.Hash));
        return true;
    }

    private static bool EndsCut(ReadOnlySpan<char> rest) =>
        rest[0] == '…' || rest.StartsWith("...") || (Escapes.Starts.Contains(rest[0]) && Escapes.Read(rest).Character == '…');

    /// <summary>A known word within one of letters and figures: <c>Quillworth1950</c>, <c>31mQuillworth</c>.</summary>
    private bool IsPartOfMixed(string text, WordReader reader, out Hit hit)
    {
        hit = default;
        var word = text.AsSpan(reader.Start, reader.End - reader.Start);
        if (word.Length > LongestWord || word.IndexOfAnyInRange('0', '9') < 0 || !word.ContainsAnyExceptInRange('0', '9') || word.ContainsAny(Escapes.Starts))
        {
            return false;
        }

        var runs = 0;
        for (var from = 0; from < word.Length && ++runs <= MostRuns;)
        {
            var isDigits = char.IsAsciiDigit(word[from]);
            var length = isDigits ? word[from..].IndexOfAnyExceptInRange('0', '9') : word[from..].IndexOfAnyInRange('0', '9');
            length = length < 0 ? word.Length - from : length;
            var start = reader.Start + from;
            var run = new WordReader(text.AsSpan(0, start + length), known.Token.Seed, decodes: false, start);
            if (length >= (isDigits ? FewestDigits : FewestLetters) && run.Next() && known.Index.MayBegin(run.Hash)
                && known.Index.Find(WindowIndex.Begin(run.Hash)) is { Kinds: var kinds } found && (kinds & WindowKinds.Spelling) != 0
                && IsMeant(text, [(start, start + length)], run.Letters, kinds))
            {
                hit = new Hit(reader.Start, reader.End, found);
                return true;
            }

            from += length;
        }

        return false;
    }

    /// <summary>Bytes in pairs of hexadecimal digits, as a dump shows them (<c>51-75-69-6C</c>): those of a value are overwritten.</summary>
    private List<Hit>? AddPairs(string text, int start, int end, List<Hit>? hits)
    {
        var bytes = new List<byte>();
        var places = new List<(int Start, int End)>();
        var reader = new WordReader(text.AsSpan(0, end), known.Token.Seed, decodes: true, start);
        while (reader.Next())
        {
            if (reader.End - reader.Start != 2 || !byte.TryParse(text.AsSpan(reader.Start, reader.End - reader.Start), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                return hits;
            }

            if (places.Count > 1 && !Gap(places[^1].End, reader.Start).SequenceEqual(Gap(places[^2].End, places[^1].Start)))
            {
                // Another thing stands between: the length before a dump, the next line of a table.
                hits = AddBytes(text, bytes, places, hits);
                bytes.Clear();
                places.Clear();
            }
            else if (places.Count == 1 && Gap(places[0].End, reader.Start).Length > 1)
            {
                bytes.Clear();
                places.Clear();
            }

            bytes.Add(value);
            places.Add((reader.Start, reader.End));
        }

        return AddBytes(text, bytes, places, hits);

        ReadOnlySpan<char> Gap(int from, int to) => text.AsSpan(from, to - from);
    }

    private List<Hit>? AddBytes(string text, List<byte> bytes, List<(int Start, int End)> places, List<Hit>? hits)
    {
        if (bytes.Count < FewestPairs)
        {
            return hits;
        }

        var start = places[0].Start;

        ReadOnlyMemory<byte> whole = bytes.ToArray();
        var masked = values.Masked(whole);
        if (masked.Equals(whole))
        {
            return hits;
        }

        var shown = new StringBuilder(text, start, places[^1].End - start, 0);
        for (var i = 0; i < places.Count; i++)
        {
            if (masked.Span[i] != bytes[i])
            {
                shown.Remove(places[i].Start - start, 2).Insert(places[i].Start - start, masked.Span[i].ToString("x2", CultureInfo.InvariantCulture));
            }
        }

        (hits ??= []).Add(new Hit(start, places[^1].End, default, shown.ToString()));
        return hits;
    }
}
