using System.Buffers;

namespace Sinogram.Data.Privacy;

/// <content>Long texts, whose halves are searched beside one another.</content>
internal sealed partial class TextMatcher
{
    /// <summary>Shorter texts are searched faster than a second thread begins.</summary>
    public const int LongText = 1 << 20;

    /// <summary>What both halves read: more than a value has characters in any spelling.</summary>
    private const int Shared = 1 << 16;

    /// <summary>Nothing that is encoded stands where so many characters before and behind hold no long word.</summary>
    private const int Surroundings = 256;

    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \n");

    /// <summary>The places, in order, not overlapping: those of a long text by two threads.</summary>
    public List<Hit>? FindInHalves(string text)
    {
        if (text.Length < LongText || Environment.ProcessorCount == 1 || Cut(text) is not (> 0 and var cut))
        {
            return Find(text);
        }

        // Each half reads on beyond the cut, so that it finds whole what stands across.
        List<Hit>? first = null, second = null;
        var end = cut + Shared + Math.Max(0, text.AsSpan(cut + Shared).IndexOfAny(Blanks));
        var start = text.AsSpan(0, cut - Shared).LastIndexOfAny(Blanks) is >= 0 and var before ? before : cut - Shared;
        Parallel.Invoke(() => first = Find(text.AsSpan(0, end)), () => second = Find(text.AsSpan(start)));
        first?.RemoveAll(h => h.Start >= cut);
        second?.RemoveAll(h => h.End + start <= cut);
        for (var i = 0; i < second?.Count; i++)
        {
            second[i] = second[i] with { Start = second[i].Start + start, End = second[i].End + start };
        }

        return first is not { Count: > 0 } ? second : second is not { Count: > 0 } ? first : Merged(first, second);
    }

    /// <summary>A blank about the middle that stands in no encoded text, which has a beginning and must be read from there; -1 where there is none.</summary>
    private static int Cut(ReadOnlySpan<char> text)
    {
        var last = text.Length / 8 * 5;
        for (var at = text.Length / 2; at < last;)
        {
            var blank = text[at..last].IndexOfAny(Blanks);
            if (blank < 0)
            {
                return -1;
            }

            at += blank;
            var window = text.Slice(at - Surroundings, 2 * Surroundings);
            if (!EncodedRuns.HoldsLine(window))
            {
                return at;
            }

            at += Surroundings;
        }

        return -1;
    }
}
