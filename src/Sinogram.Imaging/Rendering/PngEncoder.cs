using System.Buffers.Binary;
using System.IO.Compression;

namespace Sinogram.Imaging.Rendering;

/// <summary>Writes PNG files (ISO/IEC 15948): 8 bit gray or RGB, each row filtered in the way that leaves the smallest values.</summary>
public static class PngEncoder
{
    private const int FilterCount = 5;
    private static readonly uint[] CrcTable = MakeCrcTable();

    /// <summary>The picture as a PNG file. No metadata is written.</summary>
    public static byte[] Encode(RasterImage image)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], image.Height);
        header[8] = 8;
        header[9] = (byte)(image.Channels == 1 ? 0 : 2);
        WriteChunk(file, "IHDR"u8, header);
        using (var data = new MemoryStream())
        {
            using (var zlib = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true))
            {
                WriteRows(image, zlib);
            }

            WriteChunk(file, "IDAT"u8, data.GetBuffer().AsSpan(0, (int)data.Length));
        }

        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static void WriteRows(RasterImage image, ZLibStream zlib)
    {
        var length = image.Width * image.Channels;
        var above = new byte[length];
        var candidate = new byte[length + 1];
        var best = new byte[length + 1];
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Pixels.AsSpan(y * length, length);
            var smallest = long.MaxValue;
            for (var filter = 0; filter < FilterCount; filter++)
            {
                var sum = Filter(filter, row, above, image.Channels, candidate);
                if (sum < smallest)
                {
                    smallest = sum;
                    (best, candidate) = (candidate, best);
                }
            }

            zlib.Write(best);
            row.CopyTo(above);
        }
    }

    /// <summary>Filters one row (section 9.2) and gives the sum of the absolute differences.</summary>
    private static long Filter(int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int step, Span<byte> target)
    {
        target[0] = (byte)filter;
        long sum = 0;
        for (var x = 0; x < row.Length; x++)
        {
            var left = x >= step ? row[x - step] : 0;
            var up = above[x];
            var prediction = filter switch
            {
                0 => 0,
                1 => left,
                2 => up,
                3 => (left + up) >> 1,
                _ => Paeth(left, up, x >= step ? above[x - step] : 0),
            };
            var difference = (byte)(row[x] - prediction);
            target[x + 1] = difference;
            sum += Math.Abs((int)(sbyte)difference);
        }

        return sum;
    }

    private static int Paeth(int left, int up, int corner)
    {
        var estimate = left + up - corner;
        var (toLeft, toUp, toCorner) = (Math.Abs(estimate - left), Math.Abs(estimate - up), Math.Abs(estimate - corner));
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        var crc = UpdateCrc(UpdateCrc(uint.MaxValue, type), data) ^ uint.MaxValue;
        BinaryPrimitives.WriteUInt32BigEndian(number, crc);
        file.Write(number);
    }

    private static uint UpdateCrc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (var value in data)
        {
            crc = CrcTable[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        return crc;
    }

    private static uint[] MakeCrcTable()
    {
        var table = new uint[256];
        for (uint n = 0; n < 256; n++)
        {
            var entry = n;
            for (var bit = 0; bit < 8; bit++)
            {
                entry = (entry & 1) != 0 ? 0xEDB88320 ^ (entry >> 1) : entry >> 1;
            }

            table[n] = entry;
        }

        return table;
    }
}
