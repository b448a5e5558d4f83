using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Testing.Kernel;

namespace Sinogram.Tool.Tests.Languages;

/// <summary>Kernels that a real Jupyter server runs, over its REST interface and its WebSocket.</summary>
public sealed class ServerKernelTests(PythonFixture python, NotebookServer server) : IClassFixture<PythonFixture>, IClassFixture<NotebookServer>
{
    [Fact]
    public async Task Cells_run_there_and_their_output_values_errors_and_questions_arrive_as_from_here()
    {
        Assert.SkipUnless(server.Address.Length > 0, "jupyter-notebook is not installed");
        var before = await server.KernelsAsync();
        await ConnectAsync("far");
        var ours = Assert.Single((await server.KernelsAsync()).Except(before));
        var sink = await python.CompletesAsync(
            """
            #!far
            import sys
            from IPython.display import HTML, display
            print("out")
            print("err", file=sys.stderr)
            handle = display(HTML("<b>one</b>"), display_id=True)
            handle.update(HTML("<b>two</b>"))
            6 * 7
            """);
        Assert.Equal(("out\n", "err\n", "42"), (sink.Stdout, sink.Stderr, sink.Result));
        Assert.Equal("<b>two</b>", Assert.Single(sink.Displays)[Mime.Html]);

        var (_, failed) = await python.RunAsync("#!far\n1 / 0", token: TestContext.Current.CancellationToken);
        Assert.Equal("ZeroDivisionError", failed.Error!.Name);
        var (_, asked) = await python.RunAsync("#!far\nprint(input('Which? '))", input: new Answering("Basel"), token: TestContext.Current.CancellationToken);
        Assert.EndsWith("Basel\n", asked.Stdout, StringComparison.Ordinal);

        await python.CompletesAsync("#!connect end far");
        Assert.DoesNotContain(ours, await server.KernelsAsync());
    }

    [Fact]
    public async Task Values_cross_where_the_server_is_on_this_machine()
    {
        await ConnectAsync("near");
        await python.CompletesAsync("#!csharp\nvar dose = new double[] { 1, 2, 4 };\n#!near\n#!share dose --from csharp\ntotal = float(dose.sum())");
        Assert.Equal("7", (await python.CompletesAsync("#!share total --from near\ntotal")).Result);
        await python.CompletesAsync("#!connect end near");
    }

    [Fact]
    public async Task An_interrupt_stops_the_cell_there_and_the_variables_are_kept()
    {
        await ConnectAsync("slow");
        using var interrupt = new CancellationTokenSource();
        var sink = new RecordingSink();
        var running = python.RunAsync("#!slow\nkept = 7\nprint('started', flush=True)\nwhile True: pass", sink, token: interrupt.Token);
        while (sink.Stdout.Length == 0)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        await interrupt.CancelAsync();
        Assert.Null(Assert.IsType<CellResult.Cancelled>((await running).Result).StillRunning);
        Assert.Equal("7", (await python.CompletesAsync("#!slow\nkept")).Result);
        await python.CompletesAsync("#!connect end slow");
    }

    [Fact]
    public async Task Live_channels_with_binary_buffers_work_through_the_server()
    {
        await ConnectAsync("live");
        var front = new RecordingChannels("jupyter.widget");
        var request = new CellRequest(
            "#!live\nfrom ipykernel.comm import Comm\nc = Comm(target_name='viewer', data={'a': 1}, buffers=[b'\\x01\\x02'])\nc.on_msg(lambda m: c.send({}, buffers=[bytes(reversed(b)) for b in m['buffers']]))");
        var result = await python.Session.ExecuteAsync(request, 1, new CellFrontEnd(new RecordingSink(), new NoInput(), front), TestContext.Current.CancellationToken);
        Assert.IsType<CellResult.Completed>(result);
        Assert.Equal([1, 2], front.Opened.Single().Buffers.Single().ToArray());
        var message = new ChannelMessage("{}", [new byte[] { 7, 8, 9 }]);
        front.Opened[0].Tell(message);
        message.Release();
        await message.Handled.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal([9, 8, 7], front.Opened[0].Sent.Single().Buffers.Single().ToArray());
        await python.CompletesAsync("#!connect end live");
    }

    [Fact]
    public async Task A_kernel_that_dies_there_is_told_and_the_next_cell_starts_a_fresh_one()
    {
        await ConnectAsync("mortal");
        await python.CompletesAsync("#!mortal\nx = 1");
        var (result, sink) = await python.RunAsync("#!mortal\nimport os; os._exit(3)", token: TestContext.Current.CancellationToken);
        Assert.False(Assert.IsType<CellResult.Failed>(result).Error.IsDefect);
        Assert.Equal("KernelDied", sink.Error!.Name);
        Assert.Equal("False", (await python.CompletesAsync("#!mortal\n'x' in globals()")).Result);
        await python.CompletesAsync("#!connect end mortal");
    }

    [Theory]
    [InlineData("--token prompt:", "refuses the token")]
    [InlineData("--token file:TOKEN --kernel-spec nowhere", "has no kernel 'nowhere'")]
    [InlineData("--token file:/nowhere", "does not exist")]
    [InlineData("--token 0123", "never the secret itself")]
    public async Task Slips_are_one_message_which_never_holds_the_token(string options, string message)
    {
        Assert.SkipUnless(server.Address.Length > 0, "jupyter-notebook is not installed");
        var (result, sink) = await python.RunAsync(
            $"#!connect jupyter --kernel-name slip --url {server.Address} {options.Replace("TOKEN", server.TokenFile, StringComparison.Ordinal)}",
            input: new Answering("wrong"),
            token: TestContext.Current.CancellationToken);
        Assert.False(Assert.IsType<CellResult.Failed>(result).Error.IsDefect);
        Assert.Contains(message, sink.Error!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Token, string.Join('\n', sink.Error.Traceback), StringComparison.Ordinal);
    }

    private async Task ConnectAsync(string name)
    {
        Assert.SkipUnless(server.Address.Length > 0, "jupyter-notebook is not installed");
        await python.CompletesAsync($"#!connect jupyter --kernel-name {name} --kernel-spec python3 --url {server.Address} --token file:{server.TokenFile}");
    }

    private sealed class Answering(string answer) : IInput
    {
        public bool IsAvailable => true;

        public Task<string> AskAsync(string prompt, bool secret, CancellationToken token) => Task.FromResult(answer);
    }
}
