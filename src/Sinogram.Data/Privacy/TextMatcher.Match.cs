namespace Sinogram.Data.Privacy;

/// <content>Words one after the other that spell a value.</content>
internal sealed partial class TextMatcher
{
    private const int WidestGap = 4;
    private const int WidestEscapedGap = 24;

    /// <summary>The longest value that begins with the reader's word.</summary>
    private bool TryMatch(ReadOnlySpan<char> text, in WordReader first, bool decodes, out Hit hit)
    {
        var kinds = known.Index.Find(WindowIndex.Begin(first.Hash)).Kinds;
        if ((kinds & (WindowKinds.Spelling | WindowKinds.OtherBeginning)) != 0
            || ((kinds & WindowKinds.DateBeginning) != 0 && MayBeDate(text, first.Start, first.End))
            || ((kinds & WindowKinds.GroupBeginning) != 0 && MayBeGroup(text, first.End)))
        {
            return TryMatchFrom(text, first, decodes, out hit);
        }

        hit = default;
        return false;
    }

    private bool TryMatchFrom(ReadOnlySpan<char> text, WordReader reader, bool decodes, out Hit hit)
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

            var gap = text[words[count - 1].End..reader.Start];
            if (gap.Length > WidestGap && !(decodes && gap.Length <= WidestEscapedGap && gap.ContainsAny(Escapes.Starts)))
            {
                break;
            }

            window = WindowIndex.Extend(window, reader.Hash);
        }

        return hit.End > 0;
    }

    /// <summary>Whether words that spell a value stand for it here.</summary>
    private bool IsMeant(ReadOnlySpan<char> text, ReadOnlySpan<(int Start, int End)> words, int letters, WindowKinds kinds)
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
            return AreGroups(text, words) && !IsQuantity(text, words[0].Start, words[^1].End, letters);
        }

        if ((kinds & WindowKinds.Digits) != 0 && words.Length == 1)
        {
            var (start, end) = words[0];
            return !(letters == 4 && Vocabulary.IsYear(text[start..end])) && !IsPartOfNumber(text, start, end) && !IsQuantity(text, start, end, letters);
        }

        if ((kinds & WindowKinds.Alphabetic) == 0)
        {
            return true;
        }

        var isWritten = true;
        foreach (var (start, end) in words)
        {
            if (!values.Vocabulary.Contains(text[start..end]))
            {
                return true;
            }

            isWritten &= char.IsUpper(text[start]);
        }

        // Ordinary words alone: one never, several where they are written as names are.
        return words.Length > 1 && ((isWritten && AreNameGaps(text, words)) || text[words[0].Start..words[^1].End].Contains('^'));
    }
}
