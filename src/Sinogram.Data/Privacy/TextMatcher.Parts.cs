namespace Sinogram.Data.Privacy;

/// <content>Values that stand in a text not quite as words: cut short, grown together with figures.</content>
internal sealed partial class TextMatcher
{
    private const int FewestLetters = 4;
    private const int FewestDigits = 6;

    /// <summary>A shorter beginning is that of many words.</summary>
    private const int FewestOfCut = 6;

    /// <summary>A hash or another code is made of many runs of letters and figures; a name with a number of few.</summary>
    private const int MostRuns = 4;

    /// <summary>A word that a display has cut short (<c>Quillwor…</c>), and that a known one begins with.</summary>
    private bool IsCut(ReadOnlySpan<char> text, in WordReader reader, out Hit hit)
    {
        hit = default;
        if (reader.End >= text.Length || !EndsCut(text[reader.End..]) || !known.Index.MayBeginWord(reader.Hash))
        {
            return false;
        }

        var word = text[reader.Start..reader.End];
        var isNumber = !word.ContainsAnyExceptInRange('0', '9');
        if (values.Vocabulary.Contains(word)
            || (isNumber && (word.Length < FewestDigits || IsPartOfNumber(text, reader.Start, reader.End)))
            || (word.Length < FewestOfCut && FollowsOther(text, reader.Start) && values.Vocabulary.HasBeginning(word))
            || !BeginsThroughout(word))
        {
            return false;
        }

        hit = new Hit(reader.Start, reader.End, default, known.Token.Of("value", reader.Hash));
        return true;
    }

    /// <summary>Whether a word stands one blank behind another that begins no value: not where a name is shown, which would have begun before it.</summary>
    private bool FollowsOther(ReadOnlySpan<char> text, int start)
    {
        if (start < 2 || text[start - 1] != ' ' || !char.IsLetterOrDigit(text[start - 2]))
        {
            return false;
        }

        var from = start - 2;
        while (from > 0 && CharacterFold.Table[text[from - 1]] is CharacterFold.Ignored or >= CharacterFold.FirstLetter)
        {
            from--;
        }

        return !known.Index.MayBegin(Plain(text, from).Hash);
    }

    /// <summary>Whether every beginning of a word begins a known one: where many values are known, one of some beginnings of any word seems to by chance.</summary>
    private bool BeginsThroughout(ReadOnlySpan<char> word)
    {
        var partial = known.Token.Seed;
        foreach (var c in word)
        {
            if (CharacterFold.Table[c] is >= CharacterFold.FirstLetter and var folded)
            {
                partial = WordReader.Step(partial, folded);
                if (!known.Index.MayBeginWord(partial))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool EndsCut(ReadOnlySpan<char> rest) =>
        rest[0] is not (' ' or ',' or '\n' or '"' or '<') && (rest[0] == '…' || rest.StartsWith("...") || (Escapes.Starts.Contains(rest[0]) && Escapes.Read(rest).Character == '…'));

    /// <summary>A known word within one of letters and figures: <c>Quillworth1950</c>, <c>31mQuillworth</c>.</summary>
    private bool IsPartOfMixed(ReadOnlySpan<char> text, in WordReader reader, out Hit hit)
    {
        hit = default;
        var word = text[reader.Start..reader.End];
        if (!reader.MayHoldDigits || word.Length > LongestWord || word.IndexOfAnyInRange('0', '9') < 0 || !word.ContainsAnyExceptInRange('0', '9') || word.ContainsAny(Escapes.Starts))
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
            if (length >= (isDigits ? FewestDigits : FewestLetters) && IsKnown(text, start, start + length, out var part))
            {
                hit = part with { Start = reader.Start, End = reader.End };
                return true;
            }

            from += length;
        }

        return false;
    }

    /// <summary>Whether a part of a text is a known word that stands for its value there.</summary>
    private bool IsKnown(ReadOnlySpan<char> text, int start, int end, out Hit hit)
    {
        hit = default;
        if (!MayBegin(text[start..end]))
        {
            return false;
        }

        var part = new WordReader(text[..end], known.Token.Seed, decodes: false, start);
        if (!part.Next() || part.Start != start || part.End != end || !known.Index.MayBegin(part.Hash))
        {
            return false;
        }

        var found = known.Index.Find(WindowIndex.Begin(part.Hash));
        hit = new Hit(start, end, found);
        return (found.Kinds & WindowKinds.Spelling) != 0 && IsMeant(text, [(start, end)], part.Letters, found.Kinds);
    }

    /// <summary>False where no known word begins with the first letters of a word.</summary>
    private bool MayBegin(ReadOnlySpan<char> word)
    {
        var partial = known.Token.Seed;
        var fold = CharacterFold.Table;
        var letters = 0;
        foreach (var c in word)
        {
            if (fold[c] is >= CharacterFold.FirstLetter and var folded)
            {
                partial = WordReader.Step(partial, folded);
                if (++letters == WindowIndex.ShortLetters)
                {
                    return known.Index.MayBeginShort(partial);
                }
            }
        }

        return true;
    }
}
