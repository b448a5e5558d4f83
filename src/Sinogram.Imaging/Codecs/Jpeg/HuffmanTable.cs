namespace Sinogram.Imaging.Codecs.Jpeg;

/// <summary>A Huffman table (ISO/IEC 10918-1 annex C): short codes by one look-up, long ones by the canonical limits.</summary>
internal sealed class HuffmanTable
{
    private const int LookBits = 9;
    private const int MaxLength = 16;

    // Entry: length << 8 | value; 0 where the code is longer.
    private readonly ushort[] _look = new ushort[1 << LookBits];
    private readonly int[] _limit = new int[MaxLength + 1];
    private readonly int[] _offset = new int[MaxLength + 1];
    private readonly byte[] _values;

    /// <summary>Builds the table from the number of codes of each length 1 to 16 and the values in the order of their codes.</summary>
    internal HuffmanTable(ReadOnlySpan<byte> lengths, ReadOnlySpan<byte> values)
    {
        _values = values.ToArray();
        var code = 0;
        var index = 0;
        for (var length = 1; length <= MaxLength; length++)
        {
            if (code + lengths[length - 1] > 1 << length)
            {
                throw new PixelDataException($"A Huffman table of the JPEG data has more codes of {length} bits than there can be.");
            }

            _offset[length] = index - code;
            for (var i = 0; i < lengths[length - 1]; i++, code++, index++)
            {
                if (length <= LookBits)
                {
                    _look.AsSpan(code << (LookBits - length), 1 << (LookBits - length)).Fill((ushort)((length << 8) | values[index]));
                }
            }

            _limit[length] = code;
            code <<= 1;
        }
    }

    /// <summary>The value of the next code.</summary>
    internal int Read(ref JpegBitReader reader)
    {
        var ahead = reader.Peek(MaxLength);
        var entry = _look[ahead >> (MaxLength - LookBits)];
        if (entry != 0)
        {
            reader.Skip(entry >> 8);
            return entry & 0xFF;
        }

        for (var length = LookBits + 1; length <= MaxLength; length++)
        {
            var code = (int)(ahead >> (MaxLength - length));
            if (code < _limit[length])
            {
                var index = code + _offset[length];
                if ((uint)index < (uint)_values.Length)
                {
                    reader.Skip(length);
                    return _values[index];
                }
            }
        }

        throw new PixelDataException($"The JPEG data has a code that its Huffman table does not know, near byte {reader.Position}.");
    }
}
