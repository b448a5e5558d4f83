using System.Text;
using Sinogram.Data.Workers;
using Sinogram.Testing.Waiting;

namespace Sinogram.Data.Tests.Workers;

public sealed class ProcessGroupTests
{
    [Theory]
    [InlineData("exit 3", 3, null)]
    [InlineData("true", 0, null)]
    [InlineData("kill -SEGV $$", null, 11)]
    public async Task It_says_how_the_program_ended(string script, int? code, int? signal)
    {
        var (exit, _, _) = await RunAsync("/bin/bash", "-c", script);
        Assert.Equal(new WorkerExit(code, signal), exit);
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_exit_code_127() => Assert.Equal(127, (await RunAsync("/no/such/program")).Exit.Code);

    [Fact]
    public async Task All_output_has_arrived_when_it_ends_in_order_and_with_characters_whole()
    {
        var (_, output, error) = await RunAsync("/bin/bash", "-c", "for i in $(seq 1 20000); do echo \"Zeile $i äöü😀\"; done; echo end >&2");
        Assert.Equal(string.Concat(Enumerable.Range(1, 20_000).Select(i => $"Zeile {i} äöü😀\n")), output);
        Assert.Equal("end\n", error);
    }

    [Fact]
    public async Task Output_of_a_program_that_is_killed_is_kept_and_what_it_started_is_gone()
    {
        var started = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var group = ProcessGroup.Start(
            ["/bin/bash", "-c", "sleep 1000 & echo $!; wait"], "/", WorkerEnvironment.Clean(), (text, _) => started.TrySetResult(text.Trim()));
        var child = await started.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        group.Kill();
        Assert.Equal(9, (await group.Ended).Signal);
        // The signal was sent to all; each takes it when it next runs.
        await Patience.UntilAsync(() => !ProcessState.IsRunning(child));
    }

    [Fact]
    public async Task An_interrupt_reaches_the_program_and_not_its_guard()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var group = ProcessGroup.Start(
            ["/bin/bash", "-c", "trap 'exit 7' INT; echo ready; while :; do sleep 0.05; done"], "/", WorkerEnvironment.Clean(), (_, _) => started.TrySetResult());
        await started.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        group.Interrupt();
        Assert.Equal(7, (await group.Ended.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken)).Code);
    }

    [Fact]
    public async Task Words_with_spaces_quotes_and_dollars_are_passed_as_they_are()
    {
        var (_, output, _) = await RunAsync("printf", "%s|", "a b", "$HOME", "'\"", "");
        Assert.Equal("a b|$HOME|'\"||", output);
    }

    private static async Task<(WorkerExit Exit, string Output, string Error)> RunAsync(params string[] command)
    {
        var (output, error) = (new StringBuilder(), new StringBuilder());
        using var group = ProcessGroup.Start(command, "/", WorkerEnvironment.Clean(), (text, isError) => (isError ? error : output).Append(text));
        var exit = await group.Ended.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        return (exit, output.ToString(), error.ToString());
    }
}
