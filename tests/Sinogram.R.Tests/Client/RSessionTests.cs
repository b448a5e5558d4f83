using System.Diagnostics;
using Sinogram.Data.Workers;
using Sinogram.Testing.Waiting;

namespace Sinogram.R.Tests.Client;

public sealed class RSessionTests : IDisposable
{
    private readonly RSession _r = new(new WorkerOptions("r") { CancelGrace = Patience.Limit });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _r.Dispose();

    [Theory]
    [InlineData("1 + 1", "[1] 2\n")]
    [InlineData("x <- 3", "")]
    [InlineData("invisible(3)", "")]
    [InlineData("x <- 3; x; x * 2", "[1] 3\n[1] 6\n")]
    [InlineData("'é € 😀'", "[1] \"é € 😀\"\n")]
    [InlineData("cat('a'); cat('b\\n')", "ab\n")]
    [InlineData("system('echo from the shell')", "from the shell\n")]
    [InlineData("cat('before\\n'); system('echo inside'); cat('after\\n')", "before\ninside\nafter\n")]
    [InlineData("NULL", "NULL\n")]
    [InlineData("(function() invisible(1))()", "")]
    [InlineData("if (TRUE) 5", "[1] 5\n")]
    [InlineData("for (i in 1:3) i", "")]
    [InlineData("factor(c('a','b'))", "[1] a b\nLevels: a b\n")]
    [InlineData("", "")]
    [InlineData("# only a comment", "")]
    [InlineData("setClass('P', representation(x = 'numeric')); new('P', x = 1)", "An object of class \"P\"\nSlot \"x\":\n[1] 1\n\n")]
    public async Task Visible_values_are_printed_as_R_prints_them(string code, string printed)
    {
        var heard = await Run(code);
        Assert.Equal(printed, heard.Output);
        Assert.Equal("", heard.Error);
    }

    [Fact]
    public async Task Output_messages_and_warnings_come_in_order()
    {
        var heard = await Run("cat('one\\n'); message('two'); as.integer('x'); cat('three\\n'); f <- function() { warning('four'); 5 }; f()");
        Assert.Equal("one\ntwo\nWarning message:\nNAs introduced by coercion\n[1] NA\nthree\nWarning message:\nIn f() : four\n[1] 5\n", heard.All);
        Assert.Equal("one\n[1] NA\nthree\n[1] 5\n", heard.Output);
    }

    [Fact]
    public async Task A_flood_of_warnings_is_cut_and_says_so()
    {
        var heard = await Run("for (i in 1:1000) warning(i)");
        Assert.Equal(50, heard.Error.Split("Warning message:").Length - 1);
        Assert.Contains("950 more warnings", heard.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task State_stays_from_cell_to_cell()
    {
        await Run("x <- 20; set.seed(1); library(stats4)");
        Assert.Equal("[1] 41\n", (await Run("2 * x + 1")).Output);
    }

    [Fact]
    public async Task An_error_has_message_call_line_and_trace_and_what_ran_before_is_kept()
    {
        await Run("inner <- function(v) {\n  stop('boom ', v)\n}");
        var failure = await Assert.ThrowsAsync<RException>(() => Run("kept <- 1\nouter <- function(v) inner(v + 1)\n\nouter(1)\nnever <- 2"));
        Assert.Equal("boom 2", failure.Error.Message);
        Assert.Equal("inner(v + 1)", failure.Error.Call);
        Assert.Equal(2, failure.Error.Line);
        Assert.Equal(["outer(1)  (line 4)", "inner(v + 1)  (line 2)"], failure.Error.Traceback);
        Assert.Equal("[1] TRUE\n[1] FALSE\n", (await Run("exists('kept'); exists('never')")).Output);
    }

    [Fact]
    public async Task A_cell_that_does_not_parse_runs_nothing_and_names_the_line()
    {
        var failure = await Assert.ThrowsAsync<RException>(() => Run("early <- 1\nx <- (2 +\ny z"));
        Assert.True(failure.Error.IsSyntax);
        Assert.Equal(3, failure.Error.Line);
        Assert.Contains("unexpected symbol", failure.Error.Message, StringComparison.Ordinal);
        Assert.Equal("[1] FALSE\n", (await Run("exists('early')")).Output);
    }

    [Theory]
    [InlineData("x <- '\\xZZ'")]
    [InlineData("'open")]
    [InlineData("f(")]
    [InlineData("}")]
    public async Task Text_that_is_no_R_is_an_error(string code)
    {
        Assert.True((await Assert.ThrowsAsync<RException>(() => Run(code))).Error.IsSyntax);
        Assert.Equal("[1] 1\n", (await Run("1")).Output);
    }

    [Fact]
    public async Task A_missing_package_is_an_error_that_says_what_to_install()
    {
        foreach (var code in new[] { "library(notThere)", "notThere::f()", "loadNamespace('notThere')" })
        {
            var failure = await Assert.ThrowsAsync<RException>(() => Run(code));
            Assert.Equal("notThere", failure.Error.MissingPackage);
            Assert.Contains("apt-get install r-cran-notthere", failure.Error.Hint, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("repeat {}")]
    [InlineData("Sys.sleep(600)")]
    [InlineData("system('sleep 600')")]
    [InlineData("repeat cat('.')")]
    [InlineData("repeat tryCatch(Sys.sleep(600), error = function(e) NULL)")]
    public async Task An_interrupt_stops_the_cell_and_keeps_the_session(string code)
    {
        await Run("x <- 7");
        using var stop = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        var running = _r.RunAsync("cat('started\\n'); " + code, _ => started.TrySetResult(), token: stop.Token);
        await await Task.WhenAny(started.Task, running).WaitAsync(Token);
        await stop.CancelAsync();
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.IsNotType<WorkerKilledException>(cancelled);
        Assert.Equal("[1] 7\n", (await Run("x")).Output);
    }

    [Fact]
    public async Task R_that_does_not_react_to_an_interrupt_is_ended_and_that_is_said()
    {
        using var r = new RSession(new WorkerOptions("r") { CancelGrace = TimeSpan.FromMilliseconds(300) });
        using var stop = new CancellationTokenSource();
        var started = new TaskCompletionSource();

        // R suspends interrupts while it runs this; C code that never asks behaves alike.
        var running = r.RunAsync("suspendInterrupts({ cat('started\\n'); repeat {} })", _ => started.TrySetResult(), token: stop.Token);
        await await Task.WhenAny(started.Task, running).WaitAsync(Token);
        await stop.CancelAsync();
        await Assert.ThrowsAsync<WorkerKilledException>(() => running);
        var heard = new Transcript();
        await r.RunAsync("1", heard.Add, token: Token);
        Assert.Equal("[1] 1\n", heard.All);
    }

    [Theory]
    [InlineData("q()")]
    [InlineData("quit(status = 3)")]
    [InlineData("base::q('no')")]
    [InlineData("tools::pskill(Sys.getpid(), 9)")]
    [InlineData("dyn.load('/lib/x86_64-linux-gnu/libc.so.6'); .C('abort')")]
    [InlineData("dyn.load('/lib/x86_64-linux-gnu/libc.so.6'); .C('free', 1:10)")]
    public async Task R_that_ends_is_an_error_of_its_cell_and_the_next_starts_afresh(string code)
    {
        await Run("x <- 1");
        var ended = await Assert.ThrowsAsync<REndedException>(() => Run(code));
        Assert.Contains("fresh", ended.Message, StringComparison.Ordinal);
        Assert.Equal("[1] FALSE\n", (await Run("exists('x')")).All);
    }

    [Fact]
    public async Task R_killed_between_cells_is_told_at_the_next()
    {
        await Run("x <- 1");
        using (var process = Process.GetProcessById(_r.ProcessId!.Value))
        {
            process.Kill();
        }

        await Patience.UntilAsync(() => !_r.IsRunning);
        var heard = await Run("2");
        Assert.Contains("SIGKILL", heard.Error, StringComparison.Ordinal);
        Assert.Equal("[1] 2\n", heard.Output);
    }

    [Fact]
    public async Task A_restart_forgets_everything_and_says_nothing()
    {
        await Run("x <- 1");
        _r.Restart();
        Assert.Equal("[1] FALSE\n", (await Run("exists('x')")).All);
    }

    [Theory]
    [InlineData("f <- function(n) f(n + 1); f(1)")]
    [InlineData("options(expressions = 500000); f <- function(n) f(n + 1); f(1)")]
    public async Task Endless_recursion_is_an_error_of_R(string code)
    {
        await Assert.ThrowsAsync<RException>(() => Run(code));
        Assert.Equal("[1] 1\n", (await Run("1")).Output);
    }

    [Fact]
    public async Task Forked_children_of_R_work()
    {
        Assert.Equal("[1] 285\n", (await Run("sum(unlist(parallel::mclapply(1:9, function(i) i^2, mc.cores = 2)))")).Output);
        Assert.Equal("[1] 1\n", (await Run("1")).Output);
    }

    [Fact]
    public async Task The_session_follows_the_notebook_s_folder_and_stays_where_R_went()
    {
        var folder = Directory.CreateTempSubdirectory("r-folder-").FullName;
        var heard = new Transcript();
        await _r.RunAsync("cat(getwd()); setwd('/')", heard.Add, new RRunOptions { Folder = folder }, Token);
        Assert.Equal(folder, heard.Output);
        await _r.RunAsync("cat(getwd())", heard.Add, new RRunOptions { Folder = folder }, Token);
        Assert.Equal(folder + "/", heard.Output);
        Directory.Delete(folder);
    }

    [Fact]
    public async Task Lines_are_counted_from_the_top_of_the_cell()
    {
        var failure = await Assert.ThrowsAsync<RException>(() => _r.RunAsync("\nf <- function() {\n  stop('x')\n}\nf()", null, new RRunOptions { FirstLine = 10 }, Token));
        Assert.Equal(13, failure.Error.Line);
        Assert.Contains("f()  (line 15)", failure.Error.Traceback);
        failure = await Assert.ThrowsAsync<RException>(() => _r.RunAsync("1\n2 2", null, new RRunOptions { FirstLine = 10 }, Token));
        Assert.Equal(12, failure.Error.Line);
    }

    [Fact]
    public async Task A_data_frame_that_is_the_value_comes_as_a_table_with_what_R_prints()
    {
        var frames = new List<ROutput>();
        await _r.RunAsync("head(iris, 1)\nhead(iris, 2)", frames.Add, new RRunOptions { FramesAsTables = true }, Token);
        Assert.StartsWith("  Sepal.Length", Assert.IsType<ROutput.Text>(frames[0]).Value, StringComparison.Ordinal);
        var frame = Assert.IsType<ROutput.Frame>(frames[^1]);
        Assert.Equal((2, 5), ((int)frame.Value.RowCount, frame.Value.ColumnCount));
        Assert.Equal(3, frame.Printed.Split('\n').Length);
    }

    [Fact]
    public async Task A_data_frame_that_no_table_can_hold_is_printed()
    {
        var heard = new Transcript();
        await _r.RunAsync("data.frame(a = 1i)", heard.Add, new RRunOptions { FramesAsTables = true }, Token);
        Assert.Contains("0+1i", heard.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_sessions_share_nothing()
    {
        using var other = new RSession();
        await Run("x <- 1");
        var heard = new Transcript();
        await other.RunAsync("exists('x')", heard.Add, token: Token);
        Assert.Equal("[1] FALSE\n", heard.Output);
        Assert.NotEqual(_r.ProcessId, other.ProcessId);
    }

    [Fact]
    public async Task Help_is_text() => Assert.Contains("Arithmetic Mean", (await Run("?mean")).Output, StringComparison.Ordinal);

    private async Task<Transcript> Run(string code)
    {
        var heard = new Transcript();
        await _r.RunAsync(code, heard.Add, token: Token);
        return heard;
    }
}
