using System.Collections.Frozen;

namespace Sinogram.Data.Privacy;

/// <content>
/// Short numbers that say how many or how much, though a patient's number is the same: <c>1234 rows</c>, <c>1234 ms</c>. A number of six figures and more is the
/// patient's wherever it stands.
/// </content>
internal sealed partial class TextMatcher
{
    private const int LongestQuantity = 5;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Counted = new[]
    {
        "row", "rows", "column", "columns", "line", "lines", "cell", "cells", "item", "items", "value", "values", "point", "points", "sample", "samples", "step", "steps", "epoch", "epochs",
        "image", "images", "slice", "slices", "frame", "frames", "series", "study", "studies", "instance", "instances", "file", "files", "object", "objects", "patients", "elements", "characters",
        "letters", "words", "pixel", "pixels", "px", "voxel", "voxels", "byte", "bytes", "kB", "KB", "KiB", "MB", "MiB", "GB", "GiB", "ms", "us", "ns", "s", "seconds", "min", "minutes", "h", "hours",
        "mm", "cm", "m", "HU", "Hz", "kHz", "MHz", "GHz", "kV", "mA", "mAs", "mGy", "ml", "mL", "mg", "kg", "times", "of", "x", "total", "threads", "events", "messages", "errors", "warnings",
    }.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private static bool IsQuantity(ReadOnlySpan<char> text, int start, int end, int letters)
    {
        if (letters > LongestQuantity)
        {
            return false;
        }

        if (text[..start].EndsWith(" x ") || text[..start].EndsWith("× "))
        {
            return true;
        }

        if (end + 1 >= text.Length || text[end] != ' ')
        {
            return false;
        }

        var word = text[(end + 1)..];
        var length = 0;
        while (length < word.Length && char.IsAsciiLetter(word[length]))
        {
            length++;
        }

        return Counted.Contains(word[..length]) || word[0] is '×' or '%';
    }

    /// <summary>Whether what stands between the words of a name is what stands there in names: words of a table's head that are a name are none.</summary>
    private static bool AreNameGaps(ReadOnlySpan<char> text, ReadOnlySpan<(int Start, int End)> words)
    {
        for (var i = 1; i < words.Length; i++)
        {
            var gap = text[words[i - 1].End..words[i].Start];
            if (gap.Length > 1 && gap is not (", " or "^^") && !(gap.ContainsAny(Escapes.Starts) && !gap.Contains(' ')))
            {
                return false;
            }
        }

        return true;
    }
}
