using Sinogram.Imaging.Rendering;

namespace Sinogram.Imaging.Tests.Rendering;

public sealed class MontageTests
{
    private static readonly RasterImage White = new(10, 10, 1, [.. Enumerable.Repeat((byte)255, 100)]);

    [Fact]
    public void Tiles_stand_in_rows_and_every_picture_is_there()
    {
        var canvas = Montage.Draw(Enumerable.Repeat(MontageTile.Of(White), 5), columns: 2, tileSize: 40);
        Assert.Equal((2 * 48) + 8, canvas.Width);
        Assert.Equal(5 * 40 * 40 * 3, canvas.Pixels.Count(value => value == 255));
    }

    [Fact]
    public void Captions_are_drawn_and_cut_to_the_tile()
    {
        var without = Montage.Draw([MontageTile.Of(White, "")], 1, 40);
        var with = Montage.Draw([MontageTile.Of(White, "MR 512×512 and much more")], 1, 40);
        Assert.Equal(without.Height, with.Height);
        Assert.NotEqual(without.Pixels, with.Pixels);
    }

    [Fact]
    public void A_withheld_tile_shows_a_notice_and_no_picture()
    {
        var canvas = Montage.Draw([MontageTile.Withheld("US 480×640")], 1, 128);
        Assert.DoesNotContain((byte)255, canvas.Pixels);
        Assert.Contains((byte)150, canvas.Pixels);
    }

    [Fact]
    public void No_tiles_and_too_many_are_errors()
    {
        Assert.Throws<ArgumentException>(() => Montage.Draw([], 2, 40));
        Assert.Throws<ArgumentException>(() => Montage.Draw(Enumerable.Repeat(MontageTile.Of(White), 5000), 1, 128));
    }
}
