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

    /// <summary>The entries that the segments describe. <paramref name="words"/> has one element for each byte where entries have 8 bits.</summary>
    /// <exception cref="PixelDataException">The segments are damaged.</exception>
    public static ushort[] Expand(ReadOnlySpan<ushort> words, int bits = 16)
    {
        var entries = new List<ushort>();
        Run(words, 0, int.MaxValue, bits, isNested: false, entries);
        return [.. entries];
    }

    private static void Run(ReadOnlySpan<ushort> words, int start, int segments, int bits, bool isNested, List<ushort> entries)
    {
        var at = start;

        // A single word that is left over is padding.
        for (var segment = 0; segment < segments && at + 1 < words.Length; segment++)
        {
            var (kind, count) = (words[at], (int)words[at + 1]);
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
                    Run(words, ReadOffset(words, at, bits), count, bits, isNested: true, entries);
                    at += bits == 8 ? 4 : 2;
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

    /// <summary>The place of the first segment to repeat, the lower half first.</summary>
    private static int ReadOffset(ReadOnlySpan<ushort> words, int at, int bits)
    {
        var offset = bits == 8
            ? Word(words, at) | ((long)Word(words, at + 1) << 8) | ((long)Word(words, at + 2) << 16) | ((long)Word(words, at + 3) << 24)
            : Word(words, at) | ((long)Word(words, at + 1) << 16);
        return offset < words.Length
            ? (int)offset
            : throw new PixelDataException($"A segmented palette of {words.Length} words repeats segments from word {offset} on.");
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
            entries.Add((ushort)Math.Round(start + ((end - start) * (double)i / count), MidpointRounding.ToEven));
        }
    }

    private static ushort Word(ReadOnlySpan<ushort> words, int at) => (uint)at < (uint)words.Length
        ? words[at]
        : throw new PixelDataException($"A segmented palette of {words.Length} words refers to word {at}.");
}
