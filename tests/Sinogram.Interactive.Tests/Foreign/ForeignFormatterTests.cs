using Microsoft.Data.Analysis;
using Sinogram.Core.Display;
using Sinogram.Interactive.Formatting;

namespace Sinogram.Interactive.Tests.Foreign;

/// <summary>Values of packages that the kernel does not know, by stand-ins of the same names and shapes.</summary>
public sealed class ForeignFormatterTests
{
    private static readonly Formatters Formatters = new(GeneralFormatters.All);

    [Fact]
    public void A_data_frame_is_a_table_of_its_columns_with_types_and_gaps()
    {
        var frame = new DataFrame(
            new PrimitiveDataFrameColumn<int>("age", [.. Enumerable.Range(0, 30).Select(i => i == 1 ? null : (int?)i)]),
            new PrimitiveDataFrameColumn<double>("dose", [.. Enumerable.Range(0, 30).Select(i => (double?)i / 2)]));
        var bundle = Formatters.Format(frame);
        Assert.Contains("DataFrame (30 × 2)", bundle[Mime.Plain], StringComparison.Ordinal);
        Assert.Contains("20 of 30 rows", bundle[Mime.Plain], StringComparison.Ordinal);
        Assert.Contains("14.5", bundle[Mime.Plain], StringComparison.Ordinal);
        Assert.Contains("null", bundle[Mime.Plain], StringComparison.Ordinal);
        Assert.Contains("dose<br><span style=\"font-weight:normal;opacity:0.65\">double</span>", bundle[Mime.Html], StringComparison.Ordinal);
        Assert.Equal(30, Formatters.View(frame)!.RowCount);
        Assert.Contains("DataFrameColumn age", Formatters.Format(frame.Columns[0])[Mime.Plain], StringComparison.Ordinal);
    }

    [Fact]
    public void A_compute_device_says_what_it_is_and_a_buffer_how_large()
    {
        var device = Formatters.Format(new ILGPU.Runtime.Accelerator())[Mime.Plain]!;
        Assert.Contains("NVIDIA H100", device, StringComparison.Ordinal);
        Assert.Contains("80 GiB", device, StringComparison.Ordinal);
        Assert.DoesNotContain("Itself", device, StringComparison.Ordinal);
        Assert.Equal("MemoryBuffer: 1,000,000 elements, 3.81 MiB on the device", Formatters.Format(new ILGPU.Runtime.MemoryBuffer())[Mime.Plain]);
    }

    [Fact]
    public void A_chart_of_another_library_is_drawn_without_its_network()
    {
        var bundle = Formatters.Format(new XPlot.Plotly.PlotlyChart()).Drawn();
        Assert.Equal("Figure 'From XPlot': scatter 'dose'", bundle[Mime.Plain]);
        Assert.Contains("data:image/svg+xml;base64,", bundle[Mime.Html], StringComparison.Ordinal);
        Assert.DoesNotContain("require", bundle[Mime.Html], StringComparison.Ordinal);
    }

    [Fact]
    public void A_matrix_is_a_grid_and_a_picture_a_picture()
    {
        Assert.Contains("Matrix 2 × 2", Formatters.Format(new MathNet.Numerics.LinearAlgebra.Matrix<double>(new[,] { { 1.0, 2.5 }, { 3, 4 } }))[Mime.Plain], StringComparison.Ordinal);
        Assert.Equal("SKImage 1 × 1", Formatters.Format(new SkiaSharp.SKImage())[Mime.Plain]);
        Assert.NotNull(Formatters.Format(new SkiaSharp.SKImage())[Mime.Png]);
    }
}
