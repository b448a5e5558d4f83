namespace Sinogram.Data.Privacy;

/// <summary>Finds the identifying values in texts: whole words, without regard to case, accents, and what parts them.</summary>
internal sealed partial class TextMatcher(IdentifyingValues values, IdentifyingValues.Known known)
{
    private const int WidestGap = 4;
    private const int WidestEscapedGap = 24;

    /// <summary>A longer word belongs to a picture or another blob in base64.</summary>
    private const int LongestWord = 48;

    /// <summary>Shorter words are no base64 and no hexadecimal digits of a value.</summary>
    private const int ShortestEncoded = 8;

    private const int SpelledOut = 4;

    /// <summary>The places, in order, not overlapping.</summary>
    public List<Hit>? Find(string text)
    {
        if (text.AsSpan().IndexOfAny(Escapes.Starts) < 0)
        {
            return Find(text, decodes: false);
        }

        // What stands after an escape begins a word in one reading or the other (\nDoe, 100%Doe): both count.
        var hits = Find(text, decodes: true);
        var besides = FindBesideEscapes(text);
        return hits is null ? besides : besides is null ? hits : Merged(hits, besides);
    }

    /// <summary>How many characters at the end of a text must wait, because a value may go on in what follows.</summary>
    public int Held(ReadOnlySpan<char> text) => Math.Max(Math.Max(HeldWords(text), HeldSpelledOut(text)), ByteDumps.Unfinished(text) is >= 0 and var dump ? text.Length - dump : 0);

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
    private List<Hit>? FindBesideEscapes(string text)
    {
        List<Hit>? hits = null;
        var fold = CharacterFold.Table;
        for (var at = text.AsSpan().IndexOfAny(Escapes.Starts); at >= 0;)
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

            var next = text.AsSpan(at + 1).IndexOfAny(Escapes.Starts);
            at = next < 0 ? -1 : at + 1 + next;
        }

        return hits;
    }

    private List<Hit>? Find(string text, bool decodes)
    {
        List<Hit>? hits = null;
        var reader = new WordReader(text, known.Token.Seed, decodes);
        var index = known.Index;
        var (spelledFrom, spelled) = (0, 0);
        var (pairsFrom, pairs) = (0, 0);
        while (reader.Next())
        {
            if (MayBeByte(text, reader))
            {
                pairsFrom = pairs++ == 0 ? reader.Start : pairsFrom;
            }
            else if (pairs > 0)
            {
                hits = pairs >= FewestBytes ? AddBytes(text, pairsFrom, reader.Start, hits) : hits;
                pairs = 0;
            }

            if (reader.Letters == 1)
            {
                spelledFrom = spelled++ == 0 ? reader.Start : spelledFrom;
            }
            else
            {
                hits = spelled >= SpelledOut ? AddSpelledOut(text, spelledFrom, reader.Start, hits) : hits;
                spelled = 0;
            }

            if (index.MayBegin(reader.Hash) && (TryMatch(text, reader, decodes, out var hit) || (decodes && TryMatch(text, Plain(text, reader.Start), decodes: false, out hit))))
            {
                hits = spelled >= SpelledOut ? AddSpelledOut(text, spelledFrom, hit.Start, hits) : hits;
                (hits ??= []).Add(hit);
                reader.Seek(hit.End);
                (spelled, pairs) = (0, 0);
            }
            else if (reader.Letters >= FewestLetters && (IsCut(text, reader, out hit) || IsPadded(text, reader, out hit) || IsPartOfMixed(text, reader, out hit)))
            {
                (hits ??= []).Add(hit);
                reader.Seek(Math.Max(hit.End, reader.End));
            }
            else if (reader.Letters > FewestLetters && AddJoined(text, ref reader, ref hits))
            {
                continue;
            }
            else if (reader.Letters >= ShortestEncoded)
            {
                if (EncodedRuns.Examine(text, reader.Start, reader.End, reader.Letters > LongestWord, Replace, Clean) is { } run)
                {
                    while (hits is { Count: > 0 } && hits[^1].End > run.Start)
                    {
                        hits.RemoveAt(hits.Count - 1);
                    }

                    if (run.Replacement is not null)
                    {
                        (hits ??= []).Add(run);
                    }

                    reader.Seek(Math.Max(run.End, reader.End));
                }
            }
        }

        hits = pairs >= FewestBytes ? AddBytes(text, pairsFrom, text.Length, hits) : hits;
        return spelled >= SpelledOut ? AddSpelledOut(text, spelledFrom, text.Length, hits) : hits;
    }

    /// <summary>The word at a place as it stands.</summary>
    private WordReader Plain(string text, int start)
    {
        var reader = new WordReader(text, known.Token.Seed, decodes: false, start);
        reader.Next();
        return reader;
    }

    private byte[]? Clean(byte[] picture)
    {
        ReadOnlyMemory<byte> whole = picture;
        var cleaned = PictureText.Cleaned(whole, values);
        return cleaned.Equals(whole) ? null : cleaned.ToArray();
    }

    private string? Replace(string decoded) => Find(decoded) is { } hits ? MaskedText.Write(decoded, hits, values, known) : null;

    /// <summary>Letters one by one, as a list of characters is shown: <c>D, o, e</c>.</summary>
    private List<Hit>? AddSpelledOut(string text, int start, int end, List<Hit>? hits)
    {
        if (AddNumberedLetters(text, start, ref hits))
        {
            return hits;
        }

        var letters = new List<(int Start, int End)>();
        var reader = new WordReader(text.AsSpan(0, end), known.Token.Seed, decodes: true, start);
        while (reader.Next())
        {
            letters.Add((reader.Start, reader.End));
        }

        // What parts the letters is the same throughout; where it differs, a word ends.
        var usual = letters.Zip(letters.Skip(1), (a, b) => text[a.End..b.Start]).GroupBy(g => g).MaxBy(g => g.Count())?.Key;
        var spelled = new System.Text.StringBuilder();
        for (var i = 0; i < letters.Count; i++)
        {
            spelled.Append(i > 0 && !text.AsSpan(letters[i - 1].End, letters[i].Start - letters[i - 1].End).SequenceEqual(usual) ? " " : "").Append(text[letters[i].Start]);
        }

        var last = letters.Count == 0 ? end : letters[^1].End;
        var joined = spelled.ToString();
        var inner = new WordReader(joined, known.Token.Seed, decodes: false);
        while (inner.Next())
        {
            if (known.Index.MayBegin(inner.Hash) && TryMatch(joined, inner, decodes: false, out var hit))
            {
                (hits ??= []).Add(new Hit(start, last, hit.Found));
                return hits;
            }
        }

        return hits;
    }

    /// <summary>The longest value that begins with the reader's word.</summary>
    private bool TryMatch(string text, WordReader reader, bool decodes, out Hit hit)
    {
        hit = default;
        Span<(int Start, int End)> words = stackalloc (int, int)[16];
        var start = reader.Start;
        var window = WindowIndex.Begin(reader.Hash);
        var (count, letters) = (0, 0);
        while (true)
        {
            words[count++] = (reader.Start, reader.End);
            letters += reader.Letters;
            var found = known.Index.Find(window);
            if ((found.Kinds & WindowKinds.Spelling) != 0 && IsMeant(text, words[..count], letters, found.Kinds))
            {
                hit = new Hit(start, reader.End, found);
            }

            if ((found.Kinds & WindowKinds.Beginning) == 0 || count == words.Length || !reader.Next())
            {
                break;
            }

            var gap = text.AsSpan(words[count - 1].End, reader.Start - words[count - 1].End);
            if (gap.Length > WidestGap && !(decodes && gap.Length <= WidestEscapedGap && gap.ContainsAny(Escapes.Starts)))
            {
                break;
            }

            window = WindowIndex.Extend(window, reader.Hash);
        }

        return hit.End > 0;
    }

    /// <summary>Whether words that spell a value stand for it here.</summary>
    private bool IsMeant(string text, ReadOnlySpan<(int Start, int End)> words, int letters, WindowKinds kinds)
    {
        if ((kinds & (WindowKinds.Digits | WindowKinds.FiguresDate | WindowKinds.NamedDate)) != 0 && values.IsDense(kinds, letters))
        {
            return false;
        }

        if ((kinds & (WindowKinds.FiguresDate | WindowKinds.NamedDate)) != 0 && (kinds & WindowKinds.Value) == 0)
        {
            return AreDateGaps(text, words, isNamed: (kinds & WindowKinds.NamedDate) != 0);
        }

        if ((kinds & WindowKinds.Grouped) != 0 && (kinds & WindowKinds.Value) == 0)
        {
            return AreGroups(text, words);
        }

        if ((kinds & WindowKinds.Digits) != 0 && words.Length == 1)
        {
            var (start, end) = words[0];
            return !(letters == 4 && Vocabulary.IsYear(text.AsSpan(start, end - start))) && !IsPartOfNumber(text, start, end) && !IsQuantity(text, start, end, letters);
        }

        if ((kinds & WindowKinds.Alphabetic) == 0)
        {
            return true;
        }

        var isWritten = true;
        foreach (var (start, end) in words)
        {
            if (!values.Vocabulary.Contains(text.AsSpan(start, end - start)))
            {
                return true;
            }

            isWritten &= char.IsUpper(text[start]);
        }

        // Ordinary words alone: one never, several where they are written as names are.
        return words.Length > 1 && ((isWritten && AreNameGaps(text, words)) || text.AsSpan(words[0].Start..words[^1].End).Contains('^'));
    }

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
