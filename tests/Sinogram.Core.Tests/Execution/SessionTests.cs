using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Core.Tests.Magics;
using Sinogram.Testing.Kernel;

namespace Sinogram.Core.Tests.Execution;

public sealed class SessionTests
{
    [Fact]
    public async Task The_last_value_is_the_result_and_earlier_ones_are_displays()
    {
        await using var session = new TestSession([new EchoTestMagic()]);
        var (_, sink) = await session.RunAsync("a\n#!tool list\nb");
        Assert.Equal("b", sink.Result);
        Assert.Equal(["a", "list False "], sink.Displays.Select(d => d[Mime.Plain]!));
    }

    [Fact]
    public async Task A_failure_stops_the_cell_and_is_shown_once()
    {
        await using var session = new TestSession([new EchoTestMagic()]);
        var (result, sink) = await session.RunAsync("fail\n#!tool list");
        Assert.Equal("EchoError", Assert.IsType<CellResult.Failed>(result).Error.Name);
        Assert.Single(sink.Events);
    }

    [Fact]
    public async Task A_defect_is_shown_with_its_trace_and_the_next_cell_runs()
    {
        await using var session = new TestSession();
        var (result, sink) = await session.RunAsync("throw");
        Assert.True(Assert.IsType<CellResult.Failed>(result).Error.IsDefect);
        Assert.Contains("EchoLanguage", string.Join('\n', sink.Error!.Traceback), StringComparison.Ordinal);
        Assert.Equal("next", (await session.RunAsync("next")).Sink.Result);
    }

    [Fact]
    public async Task A_cancelled_cell_is_cancelled_and_no_failure()
    {
        await using var session = new TestSession();
        using var source = new CancellationTokenSource();
        var running = session.RunAsync("wait", source.Token);
        await source.CancelAsync();
        Assert.IsType<CellResult.Cancelled>((await running).Result);
    }

    [Fact]
    public async Task Every_output_passes_the_filter_and_the_result_holds_what_was_shown()
    {
        await using var session = new TestSession(filter: new Masking());
        Assert.Equal("‹masked›", (await session.RunAsync("secret")).Sink.Result);
        Assert.Equal("‹masked›", (await session.RunAsync("print secret")).Sink.Stdout);
    }

    [Theory]
    [InlineData("a\n#!tol list", "Line 2: there is no magic or language '#!tol'", "Did you mean #!tool?")]
    [InlineData("#!fsharp\nlet x = 1", "'#!fsharp'", "echo-language")]
    [InlineData("%time 1 + 1", "Magics begin with #! here", "#!lsmagic")]
    public async Task A_magic_that_is_not_there_is_told_before_anything_runs(string code, string message, string hint)
    {
        await using var session = new TestSession([new EchoTestMagic()]);
        var (_, sink) = await session.RunAsync(code);
        Assert.Contains(message, sink.Error!.Message, StringComparison.Ordinal);
        Assert.Contains(hint, string.Join('\n', sink.Error.Traceback), StringComparison.Ordinal);
        Assert.Empty(session.Echo.Parts);
    }

    [Theory]
    [InlineData("#!/bin/bash")]
    [InlineData("#!")]
    [InlineData("/*\n#!tol\n*/")]
    public async Task Other_lines_that_begin_so_are_text(string code)
    {
        await using var session = new TestSession([new EchoTestMagic()]);
        Assert.Equal(code, (await session.RunAsync(code)).Sink.Result);
    }

    [Fact]
    public async Task Only_cells_that_count_raise_the_execution_count()
    {
        await using var session = new TestSession();
        var silent = new CellRequest("x") { Silent = true };
        Assert.Equal(0, session.Session.NextExecutionCount(silent));
        Assert.Equal(1, session.Session.NextExecutionCount(new CellRequest("x")));
        Assert.Equal(1, session.Session.NextExecutionCount(new CellRequest("x") { StoreHistory = false }));
        Assert.Equal(2, session.Session.NextExecutionCount(new CellRequest("x")));
    }

    [Fact]
    public async Task A_cell_in_a_language_that_is_not_there_says_once_what_to_do_and_the_notebook_goes_on()
    {
        await using var session = new TestSession();
        string? previous = null;
        for (var i = 0; i < 2; i++)
        {
            var sink = new RecordingSink();
            var result = await session.Session.ExecuteAsync(
                new CellRequest("x") { Language = "cobol" }, 1, CellFrontEnd.Headless(sink), TestContext.Current.CancellationToken);
            Assert.IsType<CellResult.Completed>(result);
            var text = Assert.Single(sink.Displays)[Mime.Plain]!;
            Assert.Contains("Not run: 'cobol'", text, StringComparison.Ordinal);
            Assert.Equal(previous is null, text.Contains("#!connect jupyter", StringComparison.Ordinal));
            previous = text;
        }

        Assert.Empty(session.Echo.Parts);
    }

    [Fact]
    public async Task The_cell_is_current_for_the_work_that_it_starts_and_not_after_it()
    {
        await using var session = new TestSession();
        await session.RunAsync("x");
        Assert.Null(CellContext.Current);
    }

    private sealed class Masking : IOutputFilter
    {
        public OutputEvent? Filter(OutputEvent output) => output switch
        {
            OutputEvent.Stream stream => stream with { Text = Mask(stream.Text) },
            OutputEvent.ExecuteResult result => result with { Bundle = result.Bundle.Map((_, content) => Mask(content.Text)) },
            _ => output,
        };

        private static string Mask(string text) => text.Replace("secret", "‹masked›", StringComparison.Ordinal);
    }
}
