using Sinogram.Core.Configuration;
using Sinogram.Core.Execution;
using Sinogram.Testing.Kernel;
using Sinogram.Testing.Waiting;

namespace Sinogram.Magics.Tests.Notebook;

public sealed class ShellMagicTests : IAsyncDisposable
{
    private readonly TestSession _session = new(MagicCatalog.Create(new NotebookState(TimeProvider.System)));

    [Fact]
    public async Task Output_of_both_streams_is_shown_and_the_rest_of_the_line_is_taken_as_written()
    {
        var (result, sink) = await _session.RunAsync("#!sh\necho one; echo two >&2\necho Größe", TestContext.Current.CancellationToken);
        Assert.IsType<CellResult.Completed>(result);
        Assert.Equal("one\nGröße\n", sink.Stdout);
        Assert.Equal("two\n", sink.Stderr);

        (_, sink) = await _session.RunAsync("#!sh printf '%s|' -l \"a  b\" --out @x", TestContext.Current.CancellationToken);
        Assert.Equal("-l|a  b|--out|@x|", sink.Stdout);
    }

    [Fact]
    public async Task Output_can_be_kept()
    {
        await _session.RunAsync("#!sh --out text echo kept", TestContext.Current.CancellationToken);
        Assert.True(_session.Echo.Variables.TryGet("text", out var text));
        Assert.Equal("kept", text);
    }

    [Theory]
    [InlineData("#!sh exit 3", "exit code 3", "")]
    [InlineData("#!sh no-such-command-here", "exit code 127", "did not find a command")]
    [InlineData("#!sh kill -SEGV $$", "SIGSEGV", "")]
    public async Task A_script_that_fails_says_how(string code, string message, string hint)
    {
        var (result, sink) = await _session.RunAsync(code, TestContext.Current.CancellationToken);
        Assert.False(Assert.IsType<CellResult.Failed>(result).Error.IsDefect);
        Assert.Contains(message, sink.Error!.Message, StringComparison.Ordinal);
        Assert.Contains(hint, string.Join('\n', sink.Error.Traceback), StringComparison.Ordinal);
        var goesOn = code.Replace("#!sh", "#!sh --no-fail", StringComparison.Ordinal);
        Assert.IsType<CellResult.Completed>((await _session.RunAsync(goesOn, TestContext.Current.CancellationToken)).Result);
    }

    [Fact]
    public async Task An_interrupt_ends_the_script_and_all_it_has_started()
    {
        using var interrupt = new CancellationTokenSource();
        var sink = new RecordingSink();
        var running = _session.RunAsync("#!sh\nsleep 1000 &\necho $!\nsleep 1000", sink, interrupt.Token);
        await Patience.UntilAsync(() => sink.Stdout.Contains('\n', StringComparison.Ordinal));
        await interrupt.CancelAsync();
        Assert.IsType<CellResult.Cancelled>((await running).Result);
        // A signal is sent before the cell ends; the process takes it when it next runs.
        await Patience.UntilAsync(() => !ProcessState.IsRunning(sink.Stdout));
    }

    [Fact]
    public async Task Children_see_no_token_of_the_hub()
    {
        Environment.SetEnvironmentVariable("JUPYTERHUB_API_TOKEN", "do-not-show");
        var (_, sink) = await _session.RunAsync("#!sh env", TestContext.Current.CancellationToken);
        Assert.Contains("PATH=", sink.Stdout, StringComparison.Ordinal);
        Assert.DoesNotContain("do-not-show", sink.Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_policy_may_forbid_it()
    {
        await using var session = new TestSession(
            MagicCatalog.Create(new NotebookState(TimeProvider.System)), settings: Settings.Default with { Policy = Policy.Closed });
        var (result, sink) = await session.RunAsync("#!sh echo x", TestContext.Current.CancellationToken);
        Assert.IsType<CellResult.Failed>(result);
        Assert.Contains("policy", sink.Error!.Message, StringComparison.Ordinal);
        Assert.Empty(sink.Stdout);
    }

    public ValueTask DisposeAsync() => _session.DisposeAsync();
}
