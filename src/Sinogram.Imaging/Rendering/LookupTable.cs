using Sinogram.Imaging.Codecs;

namespace Sinogram.Imaging.Rendering;

/// <summary>A table from values to values: modality LUT, VOI LUT or one colour of a palette (PS3.3 C.11.1.1, C.11.2.1.1, C.7.6.3.1.5).</summary>
public sealed class LookupTable
{
    private readonly ushort[] _entries;

    /// <summary>A table whose first entry is for <paramref name="firstMapped"/>.</summary>
    /// <exception cref="PixelDataException">There are no entries, or their bits are not 8 to 16.</exception>
    public LookupTable(int firstMapped, int bits, ReadOnlySpan<ushort> entries)
    {
        if (entries.IsEmpty || bits is < 8 or > 16)
        {
            throw new PixelDataException($"A lookup table of {entries.Length} entries of {bits} bits cannot be used.");
        }

        (FirstMapped, Bits, _entries) = (firstMapped, bits, entries.ToArray());
    }

    /// <summary>The value of the first entry; smaller ones get that entry too, larger ones than the last get the last.</summary>
    public int FirstMapped { get; }

    /// <summary>Bits of an entry.</summary>
    public int Bits { get; }

    /// <summary>The entries.</summary>
    public ReadOnlySpan<ushort> Entries => _entries;

    /// <summary>The largest value that an entry can have.</summary>
    public int Highest => (1 << Bits) - 1;

    /// <summary>The entry of a value.</summary>
    public ushort this[double value] => _entries[(int)Math.Clamp(value - FirstMapped, 0, _entries.Length - 1)];

    /// <summary>
    /// Makes a table from a LUT Descriptor's three values and the LUT Data. An entry count of 0 means 65,536;
    /// entries of 8 bits may come one or two to the word.
    /// </summary>
    /// <exception cref="PixelDataException">The data is shorter than the descriptor says.</exception>
    public static LookupTable FromDescriptor(int count, int firstMapped, int bits, ReadOnlySpan<ushort> words)
    {
        count = count == 0 ? 1 << 16 : count;
        if (words.Length >= count)
        {
            return new LookupTable(firstMapped, bits, words[..count]);
        }

        if (bits != 8 || words.Length < (count + 1) / 2)
        {
            throw new PixelDataException($"A lookup table announces {count} entries of {bits} bits and has {words.Length} words.");
        }

        var entries = new ushort[count];
        for (var i = 0; i < count; i++)
        {
            entries[i] = (byte)(words[i / 2] >> (8 * (i & 1)));
        }

        return new LookupTable(firstMapped, bits, entries);
    }
}
