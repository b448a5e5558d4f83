namespace Sinogram.Data.Privacy;

/// <summary>Finds the identifying values in texts: whole words, without regard to case, accents, and what parts them.</summary>
internal sealed partial class TextMatcher(IdentifyingValues values, IdentifyingValues.Known known)
{
    /// <summary>A longer word belongs to a picture or another blob in base64.</summary>
    private const int LongestWord = 48;

    /// <summary>Shorter words are no base64 and no hexadecimal digits of a value.</summary>
    private const int ShortestEncoded = 8;

    private EncodedRuns.TextMask? _replaced;
    private Func<byte[], byte[]?>? _cleaned;

    /// <summary>The places, in order, not overlapping.</summary>
    public List<Hit>? Find(ReadOnlySpan<char> text) => Find(text, wordsOnly: false);

    /// <summary>The places where values stand as words: of what is no text that is read.</summary>
    public List<Hit>? FindWords(ReadOnlySpan<char> text) => Find(text, wordsOnly: true);

    private List<Hit>? Find(ReadOnlySpan<char> text, bool wordsOnly)
    {
        if (text.IndexOfAny(Escapes.Starts) < 0)
        {
            return Find(text, decodes: false, wordsOnly);
        }

        // What stands after an escape begins a word in one reading or the other (\nDoe, 100%Doe): both count.
        var hits = Find(text, decodes: true, wordsOnly);
        var besides = FindBesideEscapes(text);
        return hits is null ? besides : besides is null ? hits : Merged(hits, besides);
    }

    /// <summary>How many characters at the end of a text must wait, because a value may go on in what follows.</summary>
    public int Held(ReadOnlySpan<char> text) => Math.Max(Math.Max(HeldWords(text), HeldSpelledOut(text)), ByteDumps.Unfinished(text, HeldWords) is >= 0 and var dump ? text.Length - dump : 0);

    private int HeldWords(ReadOnlySpan<char> text)
    {
        const int MostHeld = 256;
        var tail = text.Length > MostHeld ? text[^MostHeld..] : text;
        var reader = new WordReader(tail, known.Token.Seed, decodes: false);
        Span<(int Start, int End, ulong Hash)> words = stackalloc (int, int, ulong)[MostHeld];
        var count = 0;
        while (reader.Next())
        {
            words[count++] = (reader.Start, reader.End, reader.Hash);
        }

        if (count == 0 || tail.Length - words[count - 1].End > WidestGap || tail[words[count - 1].End..].Contains('\n'))
        {
            return 0;
        }

        var isOpen = words[count - 1].End == tail.Length;
        var complete = isOpen ? count - 1 : count;
        var partial = isOpen ? words[count - 1].Hash : 0;
        for (var first = Math.Max(0, count - Math.Max(known.Index.LongestWords, 1)); first < count; first++)
        {
            if (MayGoOn(words[first..complete], isOpen, partial))
            {
                return tail.Length - words[first].Start;
            }
        }

        return isOpen && MayBeginPart(tail[words[count - 1].Start..]) ? tail.Length - words[count - 1].Start : 0;
    }

    private bool MayGoOn(ReadOnlySpan<(int Start, int End, ulong Hash)> words, bool isOpen, ulong partial)
    {
        ulong window = 0;
        for (var i = 0; i < words.Length; i++)
        {
            window = i == 0 ? WindowIndex.Begin(words[0].Hash) : WindowIndex.Extend(window, words[i].Hash);
            if ((known.Index.Find(window).Kinds & WindowKinds.Beginning) == 0)
            {
                return false;
            }
        }

        return isOpen ? known.Index.MayBeginWord(partial) : words.Length > 0;
    }

    /// <summary>Words that begin or end at an escape, read as they stand.</summary>
    private List<Hit>? FindBesideEscapes(ReadOnlySpan<char> text)
    {
        List<Hit>? hits = null;
        var fold = CharacterFold.Table;
        for (var at = text.IndexOfAny(Escapes.Starts); at >= 0;)
        {
            var start = at;
            while (start > 0 && fold[text[start - 1]] is CharacterFold.Ignored or >= CharacterFold.FirstLetter)
            {
                start--;
            }

            foreach (var from in (ReadOnlySpan<int>)[start, at + 1])
            {
                var reader = new WordReader(text, known.Token.Seed, decodes: false, from);
                if (from != at && reader.Next() && known.Index.MayBegin(reader.Hash) && TryMatch(text, reader, decodes: false, out var hit))
                {
                    (hits ??= []).Add(hit);
                }
            }

            var next = text[(at + 1)..].IndexOfAny(Escapes.Starts);
            at = next < 0 ? -1 : at + 1 + next;
        }

        return hits;
    }

    /// <param name="text">The text.</param>
    /// <param name="decodes">Escapes are read as the characters that they stand for.</param>
    /// <param name="wordsOnly">What is not a word of the text itself is left out: numbers that are bytes, words cut short, encoded text.</param>
    private List<Hit>? Find(ReadOnlySpan<char> text, bool decodes, bool wordsOnly)
    {
        List<Hit>? hits = null;
        NumberRun? numbers = null;
        var reader = new WordReader(text, known.Token.Seed, decodes);
        var index = known.Index;
        var (spelledFrom, spelled) = (0, 0);
        while (reader.Next())
        {
            if (!wordsOnly && (numbers is { Count: > 0 } || reader.End - reader.Start <= TextNumber.LongestDigits))
            {
                hits = AddNumber(text, reader, ref numbers, hits);
            }

            if (reader.Letters == 1)
            {
                spelledFrom = spelled++ == 0 ? reader.Start : spelledFrom;
            }
            else if (spelled == 0 || !IsRowCounter(text, reader))
            {
                hits = spelled >= SpelledOut ? AddSpelledOut(text, spelledFrom, reader.Start, hits) : hits;
                spelled = 0;
            }

            if ((reader.Letters < WindowIndex.ShortLetters || index.MayBeginShort(reader.ShortHash)) && index.MayBegin(reader.Hash) && (TryMatch(text, reader, decodes, out var hit) || (decodes && TryMatch(text, Plain(text, reader.Start), decodes: false, out hit))))
            {
                hits = spelled >= SpelledOut ? AddSpelledOut(text, spelledFrom, hit.Start, hits) : hits;
                hits = AddNumbers(numbers, hits);
                (hits ??= []).Add(hit);
                reader.Seek(hit.End);
                spelled = 0;
            }
            else if (reader.Letters < FewestLetters)
            {
                if (numbers is { Count: >= FewestBytes } && reader.Letters > 1 && numbers.End == reader.End)
                {
                    reader.Seek(PassNumbers(text, reader.End, decodes, numbers));
                }
            }
            else if ((!wordsOnly && IsCut(text, reader, out hit)) || IsPadded(text, reader, out hit) || IsPartOfMixed(text, reader, out hit))
            {
                (hits ??= []).Add(hit);
                reader.Seek(Math.Max(hit.End, reader.End));
            }
            else if (!(reader.Letters > FewestLetters && AddJoined(text, ref reader, ref hits)) && !wordsOnly && reader.Letters >= ShortestEncoded)
            {
                hits = AddEncoded(text, ref reader, hits);
            }
        }

        hits = AddNumbers(numbers, hits);
        numbers?.Dispose();
        return spelled >= SpelledOut ? AddSpelledOut(text, spelledFrom, text.Length, hits) : hits;
    }

    /// <summary>Text in base64 or hexadecimal digits, with the values in it masked; a blob is passed over.</summary>
    private List<Hit>? AddEncoded(ReadOnlySpan<char> text, ref WordReader reader, List<Hit>? hits)
    {
        _replaced ??= Replaced;
        _cleaned ??= Cleaned;
        if (EncodedRuns.Examine(text, reader.Start, reader.End, reader.Letters > LongestWord, _replaced, _cleaned) is not { } run)
        {
            return hits;
        }

        while (hits is { Count: > 0 } && hits[^1].End > run.Start)
        {
            hits.RemoveAt(hits.Count - 1);
        }

        if (run.Replacement is not null)
        {
            (hits ??= []).Add(run);
        }

        reader.Seek(Math.Max(run.End, reader.End));
        return hits;
    }

    /// <summary>The word at a place as it stands.</summary>
    private WordReader Plain(ReadOnlySpan<char> text, int start)
    {
        var reader = new WordReader(text, known.Token.Seed, decodes: false, start);
        reader.Next();
        return reader;
    }

    private byte[]? Cleaned(byte[] picture)
    {
        ReadOnlyMemory<byte> whole = picture;
        var cleaned = PictureText.Cleaned(whole, values);
        return cleaned.Equals(whole) ? null : cleaned.ToArray();
    }

    private string? Replaced(ReadOnlySpan<char> decoded) => Find(decoded) is { } hits ? MaskedText.Write(decoded.ToString(), hits, values, known) : null;

    private static List<Hit> Merged(List<Hit> plain, List<Hit> escaped)
    {
        var merged = new List<Hit>(plain.Count + escaped.Count);
        foreach (var hit in plain.Concat(escaped).OrderBy(h => h.Start).ThenByDescending(h => h.End))
        {
            if (merged.Count == 0 || hit.Start >= merged[^1].End)
            {
                merged.Add(hit);
            }
            else if (hit.End > merged[^1].End)
            {
                merged[^1] = merged[^1] with { End = hit.End, Replacement = null };
            }
        }

        return merged;
    }
}
