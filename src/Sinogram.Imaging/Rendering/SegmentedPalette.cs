using Sinogram.Imaging.Codecs;

namespace Sinogram.Imaging.Rendering;

/// <summary>Expands Segmented Palette Color Lookup Table Data (PS3.3 C.7.9.2).</summary>
public static class SegmentedPalette
{
    private const int Discrete = 0;
    private const int Linear = 1;
    private const int Indirect = 2;

    // A palette has at most 65,536 entries; more is an attack or a defect.
    private const int MaxEntries = 1 << 16;

    /// <summary>The entries that the segments describe.</summary>
    /// <exception cref="PixelDataException">The segments are damaged.</exception>
    public static ushort[] Expand(ReadOnlySpan<ushort> words)
    {
        var entries = new List<ushort>();
        Run(words, 0, int.MaxValue, isNested: false, entries);
        return [.. entries];
    }

    private static void Run(ReadOnlySpan<ushort> words, int start, int segments, bool isNested, List<ushort> entries)
    {
        var at = start;
        for (var segment = 0; segment < segments && at < words.Length; segment++)
        {
            var (kind, count) = (words[at], (int)Word(words, at + 1));
            at += 2;
            switch (kind)
            {
                case Discrete:
                    for (var i = 0; i < count; i++)
                    {
                        entries.Add(Word(words, at + i));
                    }

                    at += count;
                    break;
                case Linear:
                    AddLine(entries, Word(words, at), count);
                    at++;
                    break;
                case Indirect when !isNested:
                    var offset = (Word(words, at + 1) << 16) | Word(words, at);
                    Run(words, offset, count, isNested: true, entries);
                    at += 2;
                    break;
                default:
                    throw new PixelDataException($"A segmented palette has a segment of kind {kind} at word {at - 2}.");
            }

            if (entries.Count > MaxEntries)
            {
                throw new PixelDataException($"A segmented palette describes more than {MaxEntries} entries.");
            }
        }
    }

    /// <summary>Entries on the straight line from the last entry (which is not repeated) to <paramref name="end"/>.</summary>
    private static void AddLine(List<ushort> entries, ushort end, int count)
    {
        if (entries.Count == 0)
        {
            throw new PixelDataException("A segmented palette begins with a line, which has no start.");
        }

        var start = entries[^1];
        for (var i = 1; i <= count; i++)
        {
            entries.Add((ushort)Math.Round(start + ((end - start) * (double)i / count), MidpointRounding.AwayFromZero));
        }
    }

    private static ushort Word(ReadOnlySpan<ushort> words, int at) => (uint)at < (uint)words.Length
        ? words[at]
        : throw new PixelDataException($"A segmented palette of {words.Length} words refers to word {at}.");
}
