using Sinogram.Core.Display;
using Sinogram.Data;
using Sinogram.Gpu.Devices;
using Sinogram.Gpu.Features;
using Sinogram.Gpu.Training;
using Sinogram.Magics.Gpu;

namespace Sinogram.Magics.Tests.Gpu;

public sealed class GpuFormatterTests
{
    private readonly Formatters _formatters = new(new GpuFormatter());

    [Fact]
    public void A_model_is_shown_with_its_curve_and_a_read_one_without()
    {
        SkipWithoutDevice();
        var table = new Table(Column.Of("x", Enumerable.Range(0, 40).Select(i => (double)i).ToArray()), Column.Of("<y>", Enumerable.Range(0, 40).Select(i => i < 20 ? "a" : "b").ToArray()));
        var model = Classifier.Train(table, "<y>", options: new TrainingOptions { Epochs = 3, Hidden = [4] }, token: TestContext.Current.CancellationToken);
        var shown = _formatters.Format(model);
        Assert.Contains("data:image/svg+xml;base64,", shown[Mime.Html], StringComparison.Ordinal);
        Assert.Contains("&lt;y&gt; from 1 features", shown[Mime.Html], StringComparison.Ordinal);
        Assert.Contains("rows: 24 training, 4 validation, 12 held out", shown[Mime.Plain], StringComparison.Ordinal);
        var file = Path.GetTempFileName();
        model.Save(file);
        var read = _formatters.Format(TrainedModel.Load(file));
        File.Delete(file);
        Assert.DoesNotContain("<img", read[Mime.Html], StringComparison.Ordinal);
        Assert.Contains("network: 1-4-1", read[Mime.Plain], StringComparison.Ordinal);
    }

    [Fact]
    public void Features_are_shown_with_their_names_and_tags()
    {
        SkipWithoutDevice();
        var shown = _formatters.Format(FirstOrderFeatures.Compute(GpuContext.Default, [1, 2, 3, 6]));
        Assert.Contains("Mean intensity", shown[Mime.Html], StringComparison.Ordinal);
        Assert.Matches(@"stat_mean +3\n", shown[Mime.Plain]!);
    }

    [Fact]
    public void A_program_is_shown_as_the_signatures_of_its_kernels()
    {
        SkipWithoutDevice();
        var program = GpuContext.Default.Compile("kernel void f(global int* a, float b) { a[0] = b; }");
        Assert.Equal("f(int* a, float b)", _formatters.Format(program)[Mime.Plain]);
    }

    private static void SkipWithoutDevice()
    {
        try
        {
            _ = GpuDevices.All;
        }
        catch (GpuException e)
        {
            Assert.Skip(e.Message);
        }
    }
}
