using System.Text;
using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Data;
using Sinogram.Gpu.Devices;
using Sinogram.Gpu.Training;
using Sinogram.Magics.Gpu;
using Sinogram.Testing.Kernel;
using Sinogram.Testing.Waiting;

namespace Sinogram.Magics.Tests.Gpu;

public sealed class GpuMagicTests : IAsyncDisposable
{
    private const string Kernels = """
        #!gpu kernel
        kernel void saxpy(global const float* x, global float* y, float a)
        {
            y[get_global_id(0)] += a * x[get_global_id(0)];
        }
        kernel void square(global const float* x, global float* z) { size_t i = get_global_id(0); z[i] = x[i] * x[i]; }
        """;

    private readonly TestSession _session;

    public GpuMagicTests()
    {
        try
        {
            _ = GpuDevices.All;
        }
        catch (GpuException e)
        {
            Assert.Skip(e.Message);
        }
        _session = new TestSession([new GpuMagic(TimeProvider.System)]);
    }

    [Fact]
    public async Task Devices_are_listed_as_a_table()
    {
        var table = Assert.IsType<Table>(Assert.IsType<CellResult.Completed>((await Run("#!gpu devices")).Result).Value);
        Assert.Equal(GpuDevices.All.Select(d => d.Name), table["name"].ToArray<string>());
        Assert.Single(table["is_default"].ToArray<bool>(), b => b);
    }

    [Fact]
    public async Task A_compiled_kernel_runs_by_its_name_with_variables_of_the_notebook()
    {
        var (_, compiled) = await Run(Kernels);
        Assert.Contains("saxpy(const float* x, float* y, float a)", compiled.Displays[0][Mime.Plain], StringComparison.Ordinal);
        Set("x", new float[] { 1, 2, 3 });
        Set("start", new double[] { 10, 20, 30 });
        var (_, sink) = await Run("#!gpu run saxpy --in x,y=start,2 --out y=sum");
        Assert.Null(sink.Error);
        Assert.Equal([12f, 24, 36], Assert.IsType<float[]>(Get("sum")));
        Assert.Equal([10.0, 20, 30], Assert.IsType<double[]>(Get("start")));
        Assert.Contains("kernel", sink.Displays[0][Mime.Plain], StringComparison.Ordinal);
        await Run("#!gpu run square --in x --out z");
        Assert.Equal([1f, 4, 9], Assert.IsType<float[]>(Get("z")));
    }

    [Fact]
    public async Task OpenCL_below_a_line_without_a_verb_is_compiled()
    {
        var (result, sink) = await Run("#!gpu\nkernel void f(global float* a) { a[0] = missing; }");
        Assert.IsType<CellResult.Failed>(result);
        Assert.Contains("line 2, column 41", sink.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compile_error_names_the_line_of_the_cell()
    {
        var (result, sink) = await Run("#!gpu kernel\nkernel void f(global float* a)\n{\n    a[0] = missing;\n}");
        Assert.IsType<CellResult.Failed>(result);
        Assert.Contains("line 4, column 12", sink.Error!.Message, StringComparison.Ordinal);
        Assert.Contains("a[0] = missing;", sink.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#!gpu run nothing", "There is no kernel 'nothing'")]
    [InlineData("#!gpu run saxpy --in absent", "There is no variable 'absent'")]
    [InlineData("#!gpu run square --in x --out x", "cannot be a result")]
    [InlineData("#!gpu run saxpy --in x --out y", "'a' of saxpy")]
    [InlineData("#!gpu run saxpy --in x,1,2,3 --out y", "has no parameter left for '2'")]
    [InlineData("#!gpu run square --in x --out z --global 3y", "--global takes")]
    [InlineData("#!gpu run square --in text --out z", "cannot be a float")]
    [InlineData("#!gpu train --in x --label y", "'x' is a Single[], not a Table")]
    [InlineData("#!gpu train --in t --label y", "no column 'y'")]
    [InlineData("#!gpu train --in t --label c --epochs 0", "--epochs takes a number from 1")]
    [InlineData("#!gpu train --in t --label c --exclude q", "no column 'q' to exclude")]
    [InlineData("#!gpu predict --in t --model m", "no variable and no file 'm'")]
    [InlineData("#!gpu features --in t", "not a float[]")]
    [InlineData("#!gpu devices --device nowhere", "--device")]
    [InlineData("#!gpu kernel --device nowhere\nkernel void f() {}", "No OpenCL device matches 'nowhere'")]
    public async Task What_cannot_be_done_is_said_without_a_trace(string cell, string message)
    {
        await Run(Kernels);
        Set("x", new float[] { 1, 2, 3 });
        Set("text", new[] { "a", "b", "c" });
        Set("t", new Table(Column.Of("v", 1.0, 2, 3, 4), Column.Of("c", "a", "b", "a", "b")));
        var (result, sink) = await Run(cell);
        Assert.IsType<CellResult.Failed>(result);
        Assert.Contains(message, sink.Error!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", string.Join('\n', sink.Error.Traceback), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Training_shows_a_live_curve_and_keeps_model_and_predictions()
    {
        Set("cases", Moons(200));
        var (result, sink) = await Run("#!gpu train --in cases --label side --exclude id --hidden 8 --epochs 30 --seed 4 --rate 0.02 --test-fraction 0.3 --out model --predictions held");
        Assert.Null(sink.Error);
        Assert.IsType<CellResult.Completed>(result);
        var bundle = Assert.Single(sink.Displays);
        Assert.Contains("epoch 30 of 30", bundle[Mime.Plain], StringComparison.Ordinal);
        Assert.Contains("held-out AUC: ", bundle[Mime.Plain], StringComparison.Ordinal);
        var html = bundle[Mime.Html]!;
        var svg = Encoding.UTF8.GetString(Convert.FromBase64String(html.Split("base64,")[1].Split('"')[0]));
        Assert.StartsWith("<svg", svg, StringComparison.Ordinal);
        Assert.Equal(2, System.Xml.Linq.XElement.Parse(svg).Elements().Count(e => e.Name.LocalName == "polyline"));
        var model = Assert.IsType<TrainedModel>(Get("model"));
        Assert.Equal(["u", "v"], model.Features);
        Assert.True(model.Test!.Accuracy > 0.9, model.ToString());
        Assert.Equal(60, Assert.IsType<Table>(Get("held")).RowCount);
        await Run("#!gpu predict --in cases --model model --out all");
        Assert.Equal(["predicted", "probability"], Assert.IsType<Table>(Get("all")).Schema.Select(f => f.Name));
    }

    [Fact]
    public async Task An_interrupted_training_keeps_the_complete_epochs()
    {
        Set("cases", Moons(2000));
        using var stop = new CancellationTokenSource();
        var watched = new RecordingSink();
        var began = TimeProvider.System.GetTimestamp();
        var run = _session.RunAsync("#!gpu train --in cases --label side --epochs 1000000 --out model", watched, stop.Token);
        await Patience.UntilAsync(() => run.IsCompleted || watched.Events.OfType<OutputEvent.UpdateDisplayData>().Count() >= 2);
        await stop.CancelAsync();
        var (result, sink) = await run;
        Assert.IsType<CellResult.Cancelled>(result);
        var model = Assert.IsType<TrainedModel>(Get("model"));
        Assert.Equal(TrainingEnd.Interrupted, model.End);
        Assert.NotEmpty(model.History);
        Assert.Contains("interrupted", sink.Displays[0][Mime.Plain], StringComparison.Ordinal);
        // Five a second, and one at the end.
        Assert.InRange(sink.Events.OfType<OutputEvent.UpdateDisplayData>().Count(), 1, 2 + (5 * TimeProvider.System.GetElapsedTime(began).TotalSeconds));
    }

    [Fact]
    public async Task Features_of_images_come_as_a_table()
    {
        Set("images", new List<float[]> { new float[] { 1, 2, 3, 4 }, Array.Empty<float>() });
        await Run("#!gpu features --in images --out f");
        var table = Assert.IsType<Table>(Get("f"));
        Assert.Equal([4, null], table["voxels"].ToArray<long?>());
        Assert.Equal([2.5, null], table["stat_mean"].ToArray<double?>());
    }

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private Task<(CellResult Result, RecordingSink Sink)> Run(string cell) => _session.RunAsync(cell, TestContext.Current.CancellationToken);

    private void Set(string name, object value) => _session.Session.Variables.Set(name, value);

    private object? Get(string name) => _session.Session.Variables.TryGet(name, out var value) ? value : null;

    /// <summary>Two half circles that interlock.</summary>
    private static Table Moons(int count)
    {
        var random = new Random(3);
        return Table.From(Enumerable.Range(0, count).Select(i =>
        {
            var (angle, upper) = (random.NextDouble() * Math.PI, i % 2 == 0);
            return new
            {
                id = i,
                u = (upper ? Math.Cos(angle) : 1 - Math.Cos(angle)) + random.NextDouble() * 0.1,
                v = (upper ? Math.Sin(angle) : 0.5 - Math.Sin(angle)) + random.NextDouble() * 0.1,
                side = upper ? "up" : "down",
            };
        }));
    }
}
