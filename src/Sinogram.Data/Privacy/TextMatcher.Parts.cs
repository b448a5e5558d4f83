namespace Sinogram.Data.Privacy;

/// <content>Values that stand in a text not quite as words: cut short, grown together with figures.</content>
internal sealed partial class TextMatcher
{
    private const int FewestLetters = 4;
    private const int FewestDigits = 6;

    /// <summary>A hash or another code is made of many runs of letters and figures; a name with a number of few.</summary>
    private const int MostRuns = 4;

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
}
