using Sinogram.Imaging.Codecs;
using Sinogram.Imaging.Rendering;

namespace Sinogram.Imaging.Tests.Rendering;

public sealed class SegmentedPaletteTests
{
    // Two points, a line of four from the last of them, one point, and the first two segments again.
    [Fact]
    public void Segments_expand_to_points_lines_and_repetitions()
    {
        ushort[] words = [0, 2, 10, 20, 1, 4, 60, 0, 1, 5, 2, 2, 0, 0];
        Assert.Equal([10, 20, 30, 40, 50, 60, 5, 10, 20, 30, 40, 50, 60], SegmentedPalette.Expand(words).Select(entry => (int)entry));
    }

    [Theory]
    [InlineData(new ushort[] { 1, 3, 9 })]
    [InlineData(new ushort[] { 0, 5, 1 })]
    [InlineData(new ushort[] { 7, 1, 1 })]
    [InlineData(new ushort[] { 2, 1, 0, 0 })]
    [InlineData(new ushort[] { 0, 1, 1, 2, 1, 9, 0 })]
    [InlineData(new ushort[] { 0, 1, 1, 2, 1, 0, 65535 })]
    public void Damaged_segments_are_an_error(ushort[] words) => Assert.Throws<PixelDataException>(() => SegmentedPalette.Expand(words));

    [Fact]
    public void Any_words_give_a_table_or_an_error()
    {
        var random = new Random(5);
        for (var i = 0; i < 20_000; i++)
        {
            var words = new ushort[random.Next(40)];
            for (var k = 0; k < words.Length; k++)
            {
                words[k] = (ushort)(random.Next(4) == 0 ? random.Next(65536) : random.Next(6));
            }

            try
            {
                Assert.InRange(SegmentedPalette.Expand(words).Length, 0, 65536);
            }
            catch (PixelDataException)
            {
                // The only exception that may come.
            }
        }
    }
}
