using System.Buffers.Binary;

namespace Sinogram.Imaging.Codecs.Jpeg;

/// <summary>The tables that segments define and scans use.</summary>
internal sealed class JpegTables
{
    /// <summary>Natural (row by row) index of each coefficient in zigzag order (figure A.6).</summary>
    internal static ReadOnlySpan<byte> Zigzag =>
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    private readonly int[]?[] _quantization = new int[]?[4];
    private readonly HuffmanTable?[] _dc = new HuffmanTable?[4];
    private readonly HuffmanTable?[] _ac = new HuffmanTable?[4];

    /// <summary>MCUs between restart markers; 0 for none.</summary>
    internal int RestartInterval { get; private set; }

    internal int[] Quantization(int index) => _quantization[index] ?? throw Missing("quantization", index);

    internal HuffmanTable Dc(int index) => _dc[index] ?? throw Missing("DC Huffman", index);

    internal HuffmanTable Ac(int index) => _ac[index] ?? throw Missing("AC Huffman", index);

    internal void ReadQuantization(ReadOnlySpan<byte> segment)
    {
        while (segment.Length > 0)
        {
            var (wide, index) = (segment[0] >> 4, segment[0] & 15);
            var size = wide == 0 ? 1 : 2;
            if (wide > 1 || index > 3 || segment.Length < 1 + (64 * size))
            {
                throw new PixelDataException("A quantization table of the JPEG data is damaged.");
            }

            var table = new int[64];
            for (var i = 0; i < 64; i++)
            {
                table[Zigzag[i]] = size == 1 ? segment[1 + i] : BinaryPrimitives.ReadUInt16BigEndian(segment[(1 + (2 * i))..]);
            }

            _quantization[index] = table;
            segment = segment[(1 + (64 * size))..];
        }
    }

    internal void ReadHuffman(ReadOnlySpan<byte> segment)
    {
        while (segment.Length > 0)
        {
            var (kind, index) = (segment[0] >> 4, segment[0] & 15);
            if (kind > 1 || index > 3 || segment.Length < 17)
            {
                throw new PixelDataException("A Huffman table of the JPEG data is damaged.");
            }

            var lengths = segment.Slice(1, 16);
            var count = 0;
            foreach (var length in lengths)
            {
                count += length;
            }

            if (count > 256 || segment.Length < 17 + count)
            {
                throw new PixelDataException("A Huffman table of the JPEG data is damaged.");
            }

            (kind == 0 ? _dc : _ac)[index] = new HuffmanTable(lengths, segment.Slice(17, count));
            segment = segment[(17 + count)..];
        }
    }

    internal void ReadRestartInterval(ReadOnlySpan<byte> segment) =>
        RestartInterval = segment.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(segment) : throw new PixelDataException("A restart interval of the JPEG data is damaged.");

    private static PixelDataException Missing(string kind, int index) => new($"The JPEG data uses {kind} table {index} and does not define it.");
}
