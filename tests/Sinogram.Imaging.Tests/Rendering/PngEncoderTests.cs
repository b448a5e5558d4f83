using System.Security.Cryptography;
using Sinogram.Imaging.Rendering;
using Sinogram.Testing;

namespace Sinogram.Imaging.Tests.Rendering;

public sealed class PngEncoderTests
{
    // Reads a PNG with Python's zlib and the filters as the standard words them, and prints shape and hash of the pixels.
    private const string Reader = """
        import sys, zlib, struct, hashlib
        d = open(sys.argv[1], 'rb').read()
        assert d[:8] == b'\x89PNG\r\n\x1a\n'
        at, data, names = 8, b'', []
        while at < len(d):
            n, = struct.unpack('>I', d[at:at+4]); kind = d[at+4:at+8]; body = d[at+8:at+8+n]
            assert struct.unpack('>I', d[at+8+n:at+12+n])[0] == zlib.crc32(kind + body)
            names.append(kind.decode()); at += 12 + n
            if kind == b'IHDR': w, h, bits, color, c, f, i = struct.unpack('>IIBBBBB', body)
            if kind == b'IDAT': data += body
        assert names[0] == 'IHDR' and names[-1] == 'IEND' and (bits, c, f, i) == (8, 0, 0, 0)
        step = {0: 1, 2: 3}[color]; raw = zlib.decompress(data); line = w * step; up = bytearray(line); out = b''; used = set()
        for y in range(h):
            kind = raw[y * (line + 1)]; used.add(kind); row = bytearray(raw[y * (line + 1) + 1:(y + 1) * (line + 1)])
            for x in range(line):
                a = row[x - step] if x >= step else 0; b = up[x]; e = up[x - step] if x >= step else 0
                p = a + b - e; pa, pb, pc = abs(p - a), abs(p - b), abs(p - e)
                paeth = a if pa <= pb and pa <= pc else b if pb <= pc else e
                row[x] = (row[x] + [0, a, b, (a + b) // 2, paeth][kind]) & 255
            up = row; out += bytes(row)
        print(w, h, step, hashlib.sha256(out).hexdigest(), len(used) > 1)
        """;

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(37, 23, 1)]
    [InlineData(64, 41, 3)]
    public void An_independent_reader_finds_the_same_pixels(int width, int height, int channels)
    {
        // A smooth picture with noise in it, so that several row filters are chosen.
        var random = new Random(7);
        var pixels = new byte[width * height * channels];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)((i / (width * channels) * 3) + (i % (width * channels)) + (i % 97 == 0 ? random.Next(256) : 0));
        }

        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, PngEncoder.Encode(new RasterImage(width, height, channels, pixels)));
            var printed = Oracle.Python(Reader, file).Trim().Split(' ');
            Assert.Equal([$"{width}", $"{height}", $"{channels}", Convert.ToHexStringLower(SHA256.HashData(pixels))], printed[..4]);
            Assert.Equal(width > 1 ? "True" : "False", printed[4]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_picture_whose_bytes_do_not_fit_its_size_is_refused() =>
        Assert.Throws<ArgumentException>(() => new RasterImage(3, 3, 3, new byte[26]));
}
