using Sinogram.Jupyter.Channels;
using Sinogram.Jupyter.Kernel;
using Sinogram.Jupyter.Tests.Client;

namespace Sinogram.Jupyter.Tests.Kernel;

public sealed class InterruptTests : IDisposable
{
    private readonly RunningKernel _kernel = new();

    private JupyterClient Client => _kernel.Client;

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void An_interrupt_on_control_ends_the_cell_and_aborts_those_behind_it()
    {
        _kernel.Language.Cell("wait", WaitAsync);
        var waiting = Client.SendExecute("wait");
        var behind = Client.SendExecute("behind");
        Client.Next(ChannelName.Iopub, m => m.Type == "execute_input");
        var interrupt = Client.Send("interrupt_request", _ => { }, ChannelName.Control);
        Assert.Equal("ok", Client.Reply(interrupt, ChannelName.Control).Text("status"));
        var reply = Client.Reply(waiting);
        Assert.Equal(("error", "Interrupted"), (reply.Text("status"), reply.Text("ename")));
        Assert.Equal("aborted", Client.Reply(behind).Text("status"));
        Assert.Equal("later", Client.Execute("later").Result);
    }

    [Fact]
    public void An_interrupt_is_meant_for_the_cell_as_soon_as_it_is_seen_busy()
    {
        _kernel.Language.Cell("wait", WaitAsync);
        for (var i = 0; i < 100; i++)
        {
            var id = Client.SendExecute("wait");
            Client.Next(ChannelName.Iopub, m => m.ParentId == id && m.State == "busy");
            Client.Send("interrupt_request", _ => { }, ChannelName.Control);
            Assert.Equal("Interrupted", Client.Reply(id).Text("ename"));
        }
    }

    [Fact]
    public void An_interrupt_of_an_idle_kernel_does_nothing_to_the_next_cell()
    {
        Client.Reply(Client.Send("interrupt_request", _ => { }, ChannelName.Control), ChannelName.Control);
        Assert.Equal("next", Client.Execute("next").Result);
    }

    [Fact]
    public void Control_heartbeat_and_completion_answer_while_cells_burn_every_processor_and_the_thread_pool()
    {
        using var stop = new CancellationTokenSource();
        _kernel.Language.Cell("burn", (_, token) =>
        {
            void Burn()
            {
                while (!token.IsCancellationRequested && !stop.IsCancellationRequested)
                {
                }
            }

            for (var i = 0; i < 16; i++)
            {
                ThreadPool.UnsafeQueueUserWorkItem(_ => Burn(), null);
            }

            Burn();
            token.ThrowIfCancellationRequested();
            return Task.FromResult<object?>(null);
        });
        var burning = Client.SendExecute("burn");
        Client.Next(ChannelName.Iopub, m => m.Type == "execute_input");
        Assert.Equal([1, 2, 3], Client.Beat([1, 2, 3]));
        var info = Client.Send("kernel_info_request", _ => { }, ChannelName.Control);
        Assert.Equal("ok", Client.Reply(info, ChannelName.Control).Text("status"));
        var complete = Client.Send("complete_request", json =>
        {
            json.WriteString("code", "a");
            json.WriteNumber("cursor_pos", 1);
        });
        Assert.Equal("ok", Client.Reply(complete).Text("status"));
        Client.Send("interrupt_request", _ => { }, ChannelName.Control);
        Assert.Equal("error", Client.Reply(burning).Text("status"));
        stop.Cancel();
    }

    [Theory]
    [InlineData(false, KernelEnd.Shutdown)]
    [InlineData(true, KernelEnd.Restart)]
    public void A_shutdown_is_answered_and_ends_the_kernel_even_while_a_cell_runs(bool restart, KernelEnd end)
    {
        _kernel.Language.Cell("wait", WaitAsync);
        Client.SendExecute("wait");
        Client.Next(ChannelName.Iopub, m => m.Type == "execute_input");
        var shutdown = Client.Send("shutdown_request", json => json.WriteBoolean("restart", restart), ChannelName.Control);
        var reply = Client.Reply(shutdown, ChannelName.Control);
        Assert.Equal(restart, reply.Content.GetProperty("restart").GetBoolean());
        Assert.Equal("ok", reply.Text("status"));
        Assert.NotNull(Client.Next(ChannelName.Iopub, m => m.Type == "shutdown_reply"));
        Assert.Equal(end, _kernel.WaitForEnd());
    }

    private static async Task<object?> WaitAsync(Sinogram.Core.Execution.CellContext context, CancellationToken token)
    {
        await Task.Delay(Timeout.Infinite, token);
        return null;
    }
}
