using System.Buffers.Binary;
using Sinogram.Data.Workers;
using Sinogram.Testing.Waiting;

namespace Sinogram.R.Tests.Client;

/// <summary>What is drawn comes as pictures, in its place among the text.</summary>
public sealed class PlotTests : IDisposable
{
    private readonly RSession _r = new(new WorkerOptions("r") { CancelGrace = Patience.Limit });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _r.Dispose();

    [Fact]
    public async Task A_plot_is_a_picture_of_the_asked_size_in_its_place()
    {
        var heard = await Run("cat('a\\n'); plot(1:3); cat('b\\n')", new RPlotOptions { Width = 640, Height = 500 });
        Assert.Equal("a\n[plot]b\n", heard.All);
        Assert.Equal((640, 500), PngSize(heard.Plots.Values.Single()));
    }

    [Fact]
    public async Task Every_high_level_plot_is_a_picture_and_low_level_strokes_update_theirs()
    {
        var heard = await Run("plot(1:3)\nlines(3:1)\ncat('x\\n')\nfor (i in 1:2) hist(rnorm(10))\npar(mfrow = c(1, 2)); plot(1); plot(2)");
        Assert.Equal(4, heard.Plots.Count);
        Assert.StartsWith("[plot][update]x\n[plot][plot]", heard.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Size_in_inches_and_resolution_give_pixels()
    {
        var heard = await Run("plot(1)", new RPlotOptions { Width = 4, Height = 3, Units = "in", Resolution = 150 });
        Assert.Equal((600, 450), PngSize(heard.Plots.Values.Single()));
    }

    [Fact]
    public async Task A_plot_can_be_drawn_as_SVG()
    {
        var heard = await Run("plot(1)", new RPlotOptions { Format = "svg" });
        var plot = heard.Plots.Values.Single();
        Assert.Equal("image/svg+xml", plot.MimeType);
        Assert.Contains("<svg", System.Text.Encoding.UTF8.GetString(plot.Bytes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_of_the_cell_s_own_is_left_alone()
    {
        var heard = await Run("f <- tempfile(fileext = '.png'); png(f, 400, 300); plot(1); invisible(dev.off()); file.size(f) > 0");
        Assert.Equal("[1] TRUE\n", heard.All);
    }

    [Fact]
    public async Task A_plot_before_an_error_is_shown()
    {
        var heard = new Transcript();
        await Assert.ThrowsAsync<RException>(() => _r.RunAsync("plot(1); stop('x')", heard.Add, token: Token));
        Assert.Single(heard.Plots);
    }

    [Fact]
    public async Task A_ggplot_is_drawn_when_it_is_the_value()
    {
        Assert.SkipUnless(Directory.Exists("/usr/lib/R/site-library/ggplot2"), "r-cran-ggplot2 is not installed");
        var heard = await Run(
            "library(ggplot2)\nggplot(mtcars, aes(wt, mpg)) + geom_point()", new RPlotOptions { Width = 5, Height = 4, Units = "in", Resolution = 100 });
        Assert.Equal((500, 400), PngSize(heard.Plots.Values.Single()));
        Assert.Equal("[plot]", heard.All);
    }

    private static (int Width, int Height) PngSize(ROutput.Plot plot)
    {
        Assert.Equal("image/png", plot.MimeType);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], plot.Bytes[..8]);
        Assert.Equal("IEND"u8.ToArray(), plot.Bytes[^8..^4]);
        return (BinaryPrimitives.ReadInt32BigEndian(plot.Bytes.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(plot.Bytes.AsSpan(20)));
    }

    private async Task<Transcript> Run(string code, RPlotOptions? plot = null)
    {
        var heard = new Transcript();
        await _r.RunAsync(code, heard.Add, new RRunOptions { Plot = plot ?? new RPlotOptions() }, Token);
        return heard;
    }
}
