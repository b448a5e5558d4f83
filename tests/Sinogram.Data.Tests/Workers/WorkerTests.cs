using System.Diagnostics;
using System.Runtime.InteropServices;
using Sinogram.Data.Workers;
using Sinogram.Testing.Waiting;

namespace Sinogram.Data.Tests.Workers;

public sealed class WorkerTests
{
    internal static WorkerOptions Options { get; } = new(TrialWorker.WorkerName)
    {
        Command = new WorkerCommand(Environment.ProcessPath!),
        CancelGrace = Patience.Limit,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_body_and_blocks_come_back_as_they_were_sent()
    {
        using var host = new WorkerHost(Options);
        using var block = SharedBlock.Copy([1, 2, 3]);
        using var empty = SharedBlock.Create(0);
        using var reply = await host.RequestAsync(new WorkerRequest("echo", new byte[] { 9, 8 }, [block, empty]), null, Token);
        Assert.Equal([9, 8], reply.Body.ToArray());
        Assert.Equal([1, 2, 3], reply.Blocks[0].ToArray());
        Assert.Equal(0, reply.Blocks[1].Length);
    }

    [Fact]
    public async Task Bulk_data_crosses_in_shared_memory()
    {
        using var host = new WorkerHost(Options);
        using var block = SharedBlock.Create(8L * 1_000_000);
        var numbers = MemoryMarshal.Cast<byte, long>(block.Write(0, (int)block.Length));
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = i;
        }

        using var reply = await host.RequestAsync(new WorkerRequest("sum", default, [block]), null, Token);
        Assert.Equal("499999500000", reply.Text);
    }

    [Fact]
    public async Task A_block_that_was_sent_can_be_read_but_not_written()
    {
        using var host = new WorkerHost(Options);
        using var block = SharedBlock.Copy([1, 2, 3]);
        using var reply = await host.RequestAsync(new WorkerRequest("echo", default, [block]), null, Token);
        Assert.True(block.IsFrozen);
        Assert.Throws<InvalidOperationException>(() => block.Write(0, 1).Length);
        Assert.Throws<InvalidOperationException>(() => reply.Blocks[0].Write(0, 1).Length);
        Assert.Equal([1, 2, 3], block.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => block.Read(2, 2).Length);
    }

    [Fact]
    public async Task State_stays_between_requests_and_ends_with_the_worker()
    {
        using var host = new WorkerHost(Options);
        Assert.Equal("1", await Ask(host, "count"));
        Assert.Equal("2", await Ask(host, "count"));
        host.Stop();
        Assert.Null(host.ProcessId);
        Assert.Equal("1", await Ask(host, "count"));
        Assert.Equal(2, host.Starts);
    }

    [Fact]
    public async Task Text_of_every_origin_and_events_keep_their_order()
    {
        using var host = new WorkerHost(Options);
        var heard = new List<string>();
        using var reply = await host.RequestAsync(
            new WorkerRequest("chatter"),
            message =>
            {
                // Text may arrive in any number of pieces.
                var text = message.Text + string.Concat(message.Blocks.Select(block => block.Length));
                var continues = heard.Count > 0 && heard[^1].StartsWith(message.Name + ":", StringComparison.Ordinal);
                heard.Add(continues ? heard[^1] + text : message.Name + ":" + text);
                if (continues)
                {
                    heard.RemoveAt(heard.Count - 2);
                }
            },
            Token);
        Assert.Equal(["stdout:one\ntwo ä\n", "picture:three3", "stderr:four\n", "stdout:five\nsix\n"], heard);
        Assert.Equal("done", reply.Text);
    }

    [Fact]
    public async Task An_error_of_the_handler_is_the_request_s_and_the_worker_lives_on()
    {
        using var host = new WorkerHost(Options);
        await Ask(host, "count");
        var failure = await Assert.ThrowsAsync<WorkerFailedException>(() => Ask(host, "fail", "not this"));
        Assert.Equal("not this", failure.Message);
        Assert.Equal("ArgumentException", failure.Kind);
        Assert.Equal("2", await Ask(host, "count"));
    }

    [Fact]
    public async Task A_listener_that_throws_fails_its_own_request_only()
    {
        using var host = new WorkerHost(Options);
        await Assert.ThrowsAsync<NotSupportedException>(() => host.RequestAsync(new WorkerRequest("chatter"), _ => throw new NotSupportedException(), Token));
        Assert.Equal("1", await Ask(host, "count"));
    }

    [Theory]
    [InlineData("segfault", "", 11, "about to fall")]
    [InlineData("abort", "", 6, "")]
    [InlineData("exit", "7", null, "")]
    public async Task A_worker_that_dies_is_an_error_of_that_request_and_the_next_one_is_served(string how, string with, int? signal, string lastWords)
    {
        using var host = new WorkerHost(Options);
        var death = await Assert.ThrowsAsync<WorkerDiedException>(() => Ask(host, how, with));
        Assert.Equal(signal, death.Exit.Signal);
        Assert.Equal(signal is null ? 7 : null, death.Exit.Code);
        Assert.Contains(lastWords, string.Join('\n', death.LastErrorLines), StringComparison.Ordinal);
        Assert.Null(host.TakeUnreportedDeath());
        Assert.Equal("1", await Ask(host, "count"));
    }

    [Fact]
    public async Task A_worker_killed_between_requests_is_replaced_and_its_death_told_once()
    {
        using var host = new WorkerHost(Options);
        await Ask(host, "count");
        var worker = await host.EnsureAsync(Token);
        using (var process = Process.GetProcessById(worker.ProcessId))
        {
            process.Kill();
        }

        await worker.Death.WaitAsync(Token);
        Assert.Equal(9, host.TakeUnreportedDeath()?.Exit.Signal);
        Assert.Null(host.TakeUnreportedDeath());
        Assert.Equal("1", await Ask(host, "count"));
    }

    [Fact]
    public async Task A_cancelled_request_stops_and_the_worker_keeps_its_state()
    {
        using var host = new WorkerHost(Options);
        await Ask(host, "count");
        using var stop = new CancellationTokenSource();
        var waiting = host.RequestAsync(new WorkerRequest("wait"), null, stop.Token);
        await stop.CancelAsync();
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.IsNotType<WorkerKilledException>(cancelled);
        Assert.Equal("2", await Ask(host, "count"));
    }

    [Fact]
    public async Task A_worker_that_does_not_stop_is_killed_and_that_is_said()
    {
        using var host = new WorkerHost(Options with { CancelGrace = TimeSpan.FromMilliseconds(200) });
        await Ask(host, "count");
        using var stop = new CancellationTokenSource();
        var began = new TaskCompletionSource();
        var waiting = host.RequestAsync(new WorkerRequest("deaf"), _ => began.TrySetResult(), stop.Token);
        await began.Task.WaitAsync(Token);
        await stop.CancelAsync();
        await Assert.ThrowsAsync<WorkerKilledException>(() => waiting);
        Assert.Equal("1", await Ask(host, "count"));
    }

    [Theory]
    [InlineData("wait", false)]
    [InlineData("deaf", true)]
    [InlineData("spin", true)]
    public async Task A_request_over_its_time_limit_is_stopped(string how, bool killed)
    {
        using var host = new WorkerHost(Options with { CancelGrace = killed ? TimeSpan.FromMilliseconds(200) : Patience.Limit });
        var late = await Assert.ThrowsAsync<WorkerTimeoutException>(
            () => host.RequestAsync(new WorkerRequest(how) { TimeLimit = TimeSpan.FromMilliseconds(20) }, null, Token));
        Assert.Equal(killed, late.WorkerEnded);
    }

    [Fact]
    public async Task A_memory_limit_holds_for_its_request_only()
    {
        using var host = new WorkerHost(Options);
        const string Gigabyte = "1000000000";
        using var refused = await host.RequestAsync(new WorkerRequest("allocate", Gigabyte) { MemoryLimit = 200 << 20 }, null, Token);
        Assert.Equal("refused", refused.Text);
        Assert.Equal("given", await Ask(host, "allocate", Gigabyte));
    }

    [Fact]
    public async Task A_reply_too_large_for_a_frame_is_an_error_not_a_hang()
    {
        using var host = new WorkerHost(Options);
        var failure = await Assert.ThrowsAsync<WorkerFailedException>(() => Ask(host, "large", (17 << 20).ToString()));
        Assert.Contains("block", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("JUPYTERHUB_API_TOKEN", true)]
    [InlineData("JPY_API_TOKEN", true)]
    [InlineData("SINOGRAM_KEY_FILE", true)]
    [InlineData("AWS_SECRET_ACCESS_KEY", true)]
    [InlineData("PATH", false)]
    [InlineData("DOTNET_ROOT", false)]
    public void Secrets_are_known_by_name(string name, bool secret) => Assert.Equal(secret, WorkerEnvironment.IsSecret(name));

    [Fact]
    public async Task A_worker_sees_no_secret_of_its_parent()
    {
        Environment.SetEnvironmentVariable("JUPYTERHUB_API_TOKEN", "not for children");
        using var host = new WorkerHost(Options);
        Assert.Equal("(unset)", await Ask(host, "environment", "JUPYTERHUB_API_TOKEN"));
        Assert.Equal(Environment.GetEnvironmentVariable("PATH"), await Ask(host, "environment", "PATH"));
    }

    [Fact]
    public async Task What_is_no_worker_does_not_start()
    {
        var failure = await Assert.ThrowsAsync<WorkerStartException>(
            () => WorkerProcess.StartAsync(new WorkerOptions("trial") { Command = new WorkerCommand("/bin/false") }, Token));
        Assert.Contains("exit code 1", failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<WorkerStartException>(
            () => WorkerProcess.StartAsync(new WorkerOptions("trial") { Command = new WorkerCommand("/no/such/program") }, Token));
    }

    [Fact]
    public async Task When_the_parent_is_killed_neither_worker_nor_its_children_nor_its_folder_remain()
    {
        var folder = Directory.CreateTempSubdirectory("doomed-");
        var report = Path.Combine(folder.FullName, "report");
        using var parent = Process.Start(Environment.ProcessPath!, ["parent", report]);
        await Patience.UntilAsync(() => File.Exists(report));
        var lines = await File.ReadAllLinesAsync(report, Token);
        Assert.True(ProcessState.IsRunning(lines[0]) && ProcessState.IsRunning(lines[1]) && Directory.Exists(lines[2]));
        parent.Kill();
        await Patience.UntilAsync(() => !ProcessState.IsRunning(lines[0]) && !ProcessState.IsRunning(lines[1]) && !Directory.Exists(lines[2]));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_disposed_host_leaves_no_process_and_no_folder()
    {
        string worker, child, temporary;
        using (var host = new WorkerHost(Options))
        {
            child = await Ask(host, "child");
            temporary = await Ask(host, "environment", "TMPDIR");
            worker = host.ProcessId!.Value.ToString();
        }

        await Patience.UntilAsync(() => !ProcessState.IsRunning(worker) && !ProcessState.IsRunning(child) && !Directory.Exists(temporary));
    }

    private static async Task<string> Ask(WorkerHost host, string name, string body = "")
    {
        using var reply = await host.RequestAsync(new WorkerRequest(name, body), null, Token);
        return reply.Text;
    }
}
