using System.Text;
using Sinogram.Imaging.Network;

namespace Sinogram.Imaging.Tests.Network;

public sealed class MultipartReaderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4096)]
    public async Task Parts_come_out_as_they_went_in_however_the_bytes_arrive(int piece)
    {
        byte[][] parts = [[], [1, 2, 3], Encoding.ASCII.GetBytes("\r\n--bound is no delimiter\r\n--"), new byte[50_000]];
        new Random(7).NextBytes(parts[3]);
        byte[] body = Body(parts);

        List<MultipartPart> read = await ReadAllAsync(new PiecewiseStream(body, piece));

        Assert.Equal(parts, read.Select(p => p.Content));
        Assert.All(read, p => Assert.Equal("application/dicom", p.Headers["content-type"]));
    }

    [Fact]
    public async Task A_preamble_an_epilogue_and_padding_are_left_out()
    {
        byte[] body = Encoding.ASCII.GetBytes("this is a preamble\r\n--boundary  \t\r\n\r\nX\r\n--boundary--\r\nepilogue");
        Assert.Equal("X"u8.ToArray(), Assert.Single(await ReadAllAsync(new MemoryStream(body))).Content);
    }

    [Fact]
    public async Task A_body_cut_off_anywhere_is_an_error_and_never_a_short_part()
    {
        byte[][] parts = [[1, 2, 3, 4], [5, 6]];
        byte[] body = Body(parts);
        for (int length = 0; length < body.Length - 4; length++)
        {
            List<MultipartPart> read = [];
            await Assert.ThrowsAsync<DicomWebException>(() => ReadAllAsync(new MemoryStream(body, 0, length), read));
            Assert.Equal(parts.Take(read.Count), read.Select(p => p.Content));
        }
    }

    [Fact]
    public async Task Mutated_bodies_end_in_parts_or_in_one_typed_error()
    {
        Random random = new(20260101);
        byte[] body = Body([[1, 2, 3, 4, 5, 6], new byte[300]]);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] mutant = [.. body];
            for (int i = random.Next(1, 6); i > 0; i--)
            {
                mutant[random.Next(mutant.Length)] = (byte)random.Next(256);
            }

            try
            {
                List<MultipartPart> read = await ReadAllAsync(new MemoryStream(mutant));
                Assert.True(read.Sum(p => p.Content.Length) <= mutant.Length);
            }
            catch (DicomWebException)
            {
            }
        }
    }

    [Fact]
    public async Task A_part_over_the_limit_is_refused()
    {
        MultipartReader reader = new(new MemoryStream(Body([new byte[5000]])), "boundary", maximumPartBytes: 4999);
        await Assert.ThrowsAsync<DicomWebException>(async () => await reader.ReadNextAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789x")]
    public void A_boundary_that_the_standard_forbids_is_refused(string boundary) =>
        Assert.Throws<DicomWebException>(() => new MultipartReader(Stream.Null, boundary));

    internal static byte[] Body(byte[][] parts)
    {
        using MemoryStream body = new();
        foreach (byte[] part in parts)
        {
            body.Write("\r\n--boundary\r\nContent-Type: application/dicom\r\n\r\n"u8);
            body.Write(part);
        }

        body.Write("\r\n--boundary--\r\n"u8);
        return body.ToArray();
    }

    private static async Task<List<MultipartPart>> ReadAllAsync(Stream stream, List<MultipartPart>? into = null)
    {
        List<MultipartPart> parts = into ?? [];
        MultipartReader reader = new(stream, "boundary");
        while (await reader.ReadNextAsync() is { } part)
        {
            parts.Add(part);
        }

        return parts;
    }

    private sealed class PiecewiseStream(byte[] content, int piece) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
