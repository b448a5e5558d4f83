using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Data;
using Sinogram.Magics.R;
using Sinogram.Testing.Kernel;
using Sinogram.Testing.Waiting;

namespace Sinogram.Magics.Tests.R;

public sealed class RMagicTests : IAsyncDisposable
{
    private readonly TestSession _session = new([new RMagic()]);

    public RMagicTests() => Assert.SkipUnless(File.Exists("/usr/bin/R"), "R is not installed: apt-get install r-base-core");

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    [Fact]
    public async Task Values_are_printed_and_the_session_goes_on()
    {
        Assert.Equal("[1] 3\n", (await Run("#!r\nx <- 2\nx + 1")).Sink.Stdout);
        Assert.Equal("[1] 2\n", (await Run("#!r\nx")).Sink.Stdout);
    }

    [Fact]
    public async Task Variables_go_in_and_out_under_the_same_or_other_names()
    {
        Set("cases", new Table(Column.Of("id", 1, 2, 3), Column.Of("size", new double?[] { 1.5, null, 3 })));
        Set("factor", 10.0);
        var (result, sink) = await Run("#!r -i cases,k=factor -o scaled,n -o mean_size=mean.size\nscaled <- transform(cases, size = size * k)\nn <- nrow(cases)\nmean.size <- mean(cases$size, na.rm = TRUE)");
        Assert.True(result is CellResult.Completed, sink.Error?.Message);
        Assert.Equal([15, null, 30], Assert.IsType<Table>(Get("scaled"))["size"].ToArray<double?>());
        Assert.Equal(3, Get("n"));
        Assert.Equal(2.25, Get("mean_size"));
    }

    [Fact]
    public async Task Variables_can_go_without_code()
    {
        Set("a", 5);
        await Run("#!r --in a");
        await Run("#!r --out b=a");
        Assert.Equal(5, Get("b"));
    }

    [Fact]
    public async Task Text_and_plots_keep_their_order_and_size()
    {
        var (_, sink) = await Run("#!r -w 400 -h 300\ncat('a\\n')\nplot(1:3)\ncat('b\\n')\nlines(3:1)");
        var order = sink.Events.Select(e => e switch
        {
            OutputEvent.Stream s => s.Text.Trim(),
            OutputEvent.DisplayData => "plot",
            OutputEvent.UpdateDisplayData => "update",
            _ => "?",
        });
        Assert.Equal(["a", "plot", "b", "update"], order);
        var png = System.Convert.FromBase64String(sink.Displays.Single()[Mime.Png]!);
        Assert.Equal((400, 300), (System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))));
    }

    [Fact]
    public async Task A_data_frame_as_the_value_is_shown_as_a_table()
    {
        var (_, sink) = await Run("#!r\nhead(iris, 2)");
        Assert.Equal("", sink.Stdout);
        Assert.Contains("Sepal.Length", sink.Displays.Single()[Mime.Plain], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_names_call_and_line_of_the_cell_without_a_trace()
    {
        var (result, sink) = await Run("#!r\nf <- function(x) {\n  stop('no good')\n}\nf(1)");
        Assert.IsType<CellResult.Failed>(result);
        Assert.Contains("Error in f(1): no good (line 3 of the cell)", sink.Error!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", string.Join('\n', sink.Error.Traceback), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#!r\n1 +* 2", "R cannot read this cell, line 2")]
    [InlineData("#!r\nlibrary(notThere)", "there is no package called")]
    [InlineData("#!r --in absent\n1", "There is no variable 'absent'")]
    [InlineData("#!r --out absent\n1", "no variable 'absent' in R")]
    [InlineData("#!r --out fit\nfit <- lm(mpg ~ wt, mtcars)", "class lm")]
    [InlineData("#!r -u cm\nplot(1)", "needs --width and --height")]
    [InlineData("#!r -w 100000\nplot(1)", "out of range")]
    [InlineData("#!r\nq()", "ended by q()")]
    public async Task What_goes_wrong_is_said_without_a_trace(string cell, string message)
    {
        var (result, sink) = await Run(cell);
        Assert.IsType<CellResult.Failed>(result);
        Assert.Contains(message, sink.Error!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", string.Join('\n', sink.Error.Traceback), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_package_comes_with_the_command_that_installs_it()
    {
        var (_, sink) = await Run("#!r\nlibrary(notThere)");
        Assert.Contains("apt-get install r-cran-notthere", string.Join('\n', sink.Error!.Traceback) + sink.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupt_cancels_the_cell_and_keeps_the_session()
    {
        await Run("#!r\nx <- 1");
        using var stop = new CancellationTokenSource();
        var sink = new RecordingSink();
        var running = _session.RunAsync("#!r\ncat('begun')\nrepeat {}", sink, stop.Token);
        await Patience.UntilAsync(() => sink.Stdout.Length > 0);
        await stop.CancelAsync();
        Assert.IsType<CellResult.Cancelled>((await running).Result);
        Assert.Equal("[1] 1\n", (await Run("#!r\nx")).Sink.Stdout);
    }

    [Fact]
    public async Task Variables_are_listed_and_a_restart_forgets_them()
    {
        await Run("#!r\nx <- 1:3");
        var table = Assert.IsType<Table>(Assert.IsType<CellResult.Completed>((await Run("#!r vars")).Result).Value);
        Assert.Equal("integer[3]", table.GetValue(0, "kind"));
        await Run("#!r restart");
        var (_, sink) = await Run("#!r\nexists('x')");
        Assert.Equal("[1] FALSE\n", sink.Stdout);
        Assert.Equal("", sink.Stderr);
    }

    [Fact]
    public async Task The_line_alone_shows_help()
    {
        var (_, sink) = await Run("#!r");
        Assert.Contains("--width", sink.Displays.Single()[Mime.Plain], StringComparison.Ordinal);
    }

    private Task<(CellResult Result, RecordingSink Sink)> Run(string cell) => _session.RunAsync(cell, TestContext.Current.CancellationToken);

    private void Set(string name, object value) => _session.Session.Variables.Set(name, value);

    private object? Get(string name) => _session.Session.Variables.TryGet(name, out var value) ? value : null;
}
