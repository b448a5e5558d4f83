using Sinogram.Imaging.Rendering;

namespace Sinogram.Imaging.Tests.Rendering;

public sealed class ThumbnailTests
{
    [Fact]
    public void A_whole_ratio_gives_the_mean_of_each_square()
    {
        var image = new RasterImage(4, 4, 1, [0, 10, 100, 100, 20, 30, 100, 101, 255, 255, 1, 2, 255, 255, 3, 4]);
        Assert.Equal([15, 100, 255, 3], Thumbnail.Fit(image, 2).Pixels);
    }

    [Fact]
    public void A_broken_ratio_weighs_the_parts_of_pixels()
    {
        // Three pixels into two: the middle one counts half to each side. (0 + 30 / 2) / 1.5 and (30 / 2 + 90) / 1.5.
        var image = new RasterImage(3, 1, 1, [0, 30, 90]);
        Assert.Equal([10, 70], Thumbnail.Fit(image, 2).Pixels);
    }

    [Fact]
    public void A_small_picture_grows_by_whole_multiples_and_keeps_its_proportions()
    {
        var fitted = Thumbnail.Fit(new RasterImage(3, 2, 3, new byte[18]), 100);
        Assert.Equal((99, 66, 3), (fitted.Width, fitted.Height, fitted.Channels));
    }

    [Fact]
    public void A_long_picture_never_gets_thinner_than_a_pixel()
    {
        var fitted = Thumbnail.Fit(new RasterImage(1000, 1, 1, new byte[1000]), 64);
        Assert.Equal((64, 1), (fitted.Width, fitted.Height));
    }
}
