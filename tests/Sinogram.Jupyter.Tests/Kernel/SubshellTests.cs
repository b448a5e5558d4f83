using Sinogram.Jupyter.Channels;
using Sinogram.Jupyter.Tests.Client;
using Sinogram.Testing.Waiting;

namespace Sinogram.Jupyter.Tests.Kernel;

public sealed class SubshellTests : IDisposable
{
    private readonly RunningKernel _kernel = new();

    private JupyterClient Client => _kernel.Client;

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void A_subshell_is_listed_from_its_making_to_its_end()
    {
        Assert.Empty(List());
        var (first, second) = (Create(), Create());
        Assert.Equal(new[] { first, second }.Order(StringComparer.Ordinal), List());
        Assert.Equal("ok", Delete(first).Text("status"));
        Assert.Equal([second], List());
        Assert.Equal("UnknownSubshell", Delete(first).Text("ename"));
    }

    [Fact]
    public void A_cell_of_a_subshell_runs_while_one_of_the_main_queue_does()
    {
        using var go = new ManualResetEventSlim();
        _kernel.Language.Cell("wait", _ => go.Await());
        var waiting = Client.SendExecute("wait");
        Client.Next(ChannelName.Iopub, m => m.Type == "execute_input");
        var beside = Client.Await(Client.SendExecute("beside", subshell: Create()));
        Assert.Equal("beside", beside.Result);
        Assert.Contains("subshell_id", System.Text.Encoding.UTF8.GetString(beside.Reply.Message.ParentHeader.Span), StringComparison.Ordinal);
        go.Set();
        Assert.Equal("ok", Client.Await(waiting).Status);
    }

    [Fact]
    public void Cells_of_one_subshell_run_one_at_a_time_and_in_order()
    {
        var running = 0;
        var most = 0;
        for (var i = 0; i < 20; i++)
        {
            _kernel.Language.Cell($"cell {i}", _ =>
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                Thread.Yield();
                Interlocked.Decrement(ref running);
            });
        }

        var subshell = Create();
        string[] ids = [.. Enumerable.Range(0, 20).Select(i => Client.SendExecute($"cell {i}", subshell: subshell))];
        Assert.Equal(ids, ids.Select(_ => Client.Next(ChannelName.Shell, _ => true).ParentId));
        Assert.Equal(1, most);
    }

    [Fact]
    public void A_failure_aborts_the_cells_of_its_own_subshell_only()
    {
        var arrived = new TaskCompletionSource();
        _kernel.Language.FailsAfter = arrived.Task;
        var (one, other) = (Create(), Create());
        var failing = Client.SendExecute("fail", subshell: one);
        var behind = Client.SendExecute("behind", subshell: one);
        var elsewhere = Client.SendExecute("elsewhere", subshell: other);
        Client.Reply(Client.Send("kernel_info_request", _ => { }));
        arrived.SetResult();
        Assert.Equal("error", Client.Await(failing).Status);
        Assert.Equal("aborted", Client.Await(behind).Status);
        Assert.Equal("elsewhere", Client.Await(elsewhere).Result);
    }

    [Fact]
    public void An_interrupt_can_be_for_one_subshell_or_for_all_that_runs()
    {
        _kernel.Language.Cell("wait", async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return null;
        });
        var subshell = Create();
        var main = Client.SendExecute("wait");
        Client.Next(ChannelName.Iopub, m => m.Type == "execute_input" && m.ParentId == main);
        var inSubshell = Client.SendExecute("wait", subshell: subshell);
        Client.Next(ChannelName.Iopub, m => m.Type == "execute_input" && m.ParentId == inSubshell);
        Client.Send("interrupt_request", _ => { }, ChannelName.Control, subshell: subshell);
        Assert.Equal("Interrupted", Client.Reply(inSubshell).Text("ename"));
        var again = Client.SendExecute("wait", subshell: subshell);
        Client.Next(ChannelName.Iopub, m => m.Type == "execute_input" && m.ParentId == again);
        Client.Send("interrupt_request", _ => { }, ChannelName.Control);
        Assert.Equal("Interrupted", Client.Reply(again).Text("ename"));
        Assert.Equal("Interrupted", Client.Reply(main).Text("ename"));
    }

    [Fact]
    public void The_end_of_a_subshell_aborts_what_waits_in_it_and_lets_what_runs_end()
    {
        using var go = new ManualResetEventSlim();
        _kernel.Language.Cell("wait", _ => go.Await());
        var subshell = Create();
        var running = Client.SendExecute("wait", subshell: subshell);
        Client.Next(ChannelName.Iopub, m => m.Type == "execute_input");
        var waiting = Client.SendExecute("behind", subshell: subshell);
        Client.Reply(Client.Send("kernel_info_request", _ => { }));
        Assert.Equal("ok", Delete(subshell).Text("status"));
        Assert.Equal("aborted", Client.Await(waiting).Status);
        go.Set();
        Assert.Equal("ok", Client.Await(running).Status);
    }

    [Fact]
    public void A_cell_for_a_subshell_that_is_not_there_is_refused()
    {
        var run = Client.Await(Client.SendExecute("x", subshell: "nowhere"));
        Assert.Equal(("error", "UnknownSubshell"), (run.Status, run.Reply.Text("ename")));
        Assert.Equal(0, _kernel.Session.ExecutionCount);
        Assert.Equal("next", Client.Execute("next").Result);
    }

    [Fact]
    public void A_message_of_a_live_channel_waits_in_the_subshell_that_it_names()
    {
        using var go = new ManualResetEventSlim();
        var seen = new List<string>();
        _kernel.Language.Cell("listen", context => context.Channels.Accept("t", (channel, _) => channel.Received += m => seen.Add(m.Json)));
        _kernel.Language.Cell("wait", _ =>
        {
            go.Await();
            seen.Add("cell");
        });
        Client.Execute("listen");
        var subshell = Create();
        Client.UntilIdle(Client.Send("comm_open", json =>
        {
            json.WriteString("comm_id", "c");
            json.WriteString("target_name", "t");
        }));
        var waiting = Client.SendExecute("wait", subshell: subshell);
        var message = Client.Send("comm_msg", json =>
        {
            json.WriteString("comm_id", "c");
            json.WritePropertyName("data");
            json.WriteRawValue("1");
        }, subshell: subshell);
        Client.Reply(Client.Send("kernel_info_request", _ => { }));
        go.Set();
        Client.Await(waiting);
        Client.UntilIdle(message);
        Assert.Equal(["cell", "1"], seen);
    }

    private string Create() => Reply(Client.Send("create_subshell_request", _ => { }, ChannelName.Control)).Text("subshell_id")!;

    private ReceivedMessage Delete(string id) =>
        Reply(Client.Send("delete_subshell_request", json => json.WriteString("subshell_id", id), ChannelName.Control));

    private IEnumerable<string?> List() =>
        Reply(Client.Send("list_subshell_request", _ => { }, ChannelName.Control)).Content.GetProperty("subshell_id").EnumerateArray().Select(e => e.GetString());

    private ReceivedMessage Reply(string id) => Client.Reply(id, ChannelName.Control);
}
