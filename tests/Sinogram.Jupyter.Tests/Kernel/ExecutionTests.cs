using System.Text.Json;
using Sinogram.Core.Display;
using Sinogram.Jupyter.Channels;
using Sinogram.Jupyter.Tests.Client;
using Sinogram.Jupyter.Wire;
using Sinogram.Testing.Waiting;

namespace Sinogram.Jupyter.Tests.Kernel;

public sealed class ExecutionTests : IDisposable
{
    private readonly RunningKernel _kernel = new();

    private JupyterClient Client => _kernel.Client;

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void A_cell_is_busy_then_shows_its_input_and_value_then_is_idle()
    {
        var run = Client.Execute("forty-two");
        Assert.Equal(["status", "execute_input", "execute_result", "status"], run.Iopub.Select(m => m.Type));
        Assert.Equal("busy", run.Iopub[0].State);
        Assert.Equal("ok", run.Status);
        Assert.Equal("forty-two", run.Result);
        Assert.Equal(1, run.Reply.Content.GetProperty("execution_count").GetInt32());
        Assert.Equal("5.5", JsonElement.Parse(run.Reply.Message.Header.Json.Span).GetProperty("version").GetString());
    }

    [Fact]
    public void A_silent_cell_shows_neither_input_nor_value_and_does_not_count()
    {
        Client.Execute("one");
        var silent = Client.Execute("two", json => json.WriteBoolean("silent", true));
        Assert.Equal(["status", "status"], silent.Iopub.Select(m => m.Type));
        Assert.Equal(1, silent.Reply.Content.GetProperty("execution_count").GetInt32());
        Assert.Equal(2, Client.Execute("three").Reply.Content.GetProperty("execution_count").GetInt32());
    }

    [Fact]
    public void A_cell_that_is_not_stored_does_not_count_but_shows_its_value()
    {
        var run = Client.Execute("one", json => json.WriteBoolean("store_history", false));
        Assert.Equal("one", run.Result);
        Assert.Equal(1, Client.Execute("two").Reply.Content.GetProperty("execution_count").GetInt32());
    }

    [Fact]
    public void A_failed_cell_is_one_error_on_iopub_and_the_same_in_its_reply()
    {
        var run = Client.Execute("fail");
        var error = Assert.Single(run.Of("error"));
        Assert.Equal("error", run.Status);
        Assert.Equal("ScriptError", error.Text("ename"));
        Assert.Equal(error.Content.GetProperty("traceback").GetRawText(), run.Reply.Content.GetProperty("traceback").GetRawText());
        Assert.Equal("next", Client.Execute("next").Result);
    }

    [Fact]
    public void An_error_aborts_the_cells_that_wait_and_not_those_that_come_later()
    {
        var arrived = new TaskCompletionSource();
        _kernel.Language.FailsAfter = arrived.Task;
        string[] ids = [.. new[] { "fail", "second", "third" }.Select(code => Client.SendExecute(code))];
        Client.Reply(Client.Send("kernel_info_request", _ => { }));
        arrived.SetResult();
        string[] statuses = [.. ids.Select(id => Client.Await(id).Status ?? "")];
        Assert.Equal(["error", "aborted", "aborted"], statuses);
        Assert.Equal("fourth", Client.Execute("fourth").Result);
    }

    [Fact]
    public void A_cell_that_must_not_stop_the_others_does_not()
    {
        var failing = Client.SendExecute("fail", json => json.WriteBoolean("stop_on_error", false));
        var second = Client.SendExecute("second");
        Assert.Equal("error", Client.Await(failing).Status);
        Assert.Equal("second", Client.Await(second).Result);
    }

    [Fact]
    public void User_expressions_are_evaluated_after_the_cell_and_show_nothing()
    {
        var run = Client.Execute("cell", json =>
        {
            json.WriteStartObject("user_expressions");
            json.WriteString("good", "value");
            json.WriteString("bad", "fail");
            json.WriteEndObject();
        });
        var expressions = run.Reply.Content.GetProperty("user_expressions");
        Assert.Equal("value", expressions.GetProperty("good").GetProperty("data").GetProperty("text/plain").GetString());
        Assert.Equal("ScriptError", expressions.GetProperty("bad").GetProperty("ename").GetString());
        Assert.Empty(run.Of("error"));
        Assert.Single(run.Of("execute_result"));
    }

    [Fact]
    public void Ten_thousand_printed_lines_arrive_whole_in_few_messages()
    {
        _kernel.Language.Cell("print", context =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                context.Output.Stdout($"line {i}\n");
            }
        });
        var run = Client.Execute("print");
        Assert.Equal(string.Concat(Enumerable.Range(0, 10_000).Select(i => $"line {i}\n")), run.Stdout);
        // One message in 50 ms: how many that are is the machine's affair, but never one a line.
        Assert.InRange(run.Of("stream").Count(), 1, 2_000);
    }

    [Fact]
    public void Streams_and_displays_keep_their_order()
    {
        _kernel.Language.Cell("mixed", context =>
        {
            context.Output.Stdout("a");
            context.Output.Stdout("b");
            context.Output.Stderr("c");
            context.Output.Display(MimeBundle.Text("d"));
            context.Output.Stdout("e");
            context.Output.Clear(wait: true);
        });
        var run = Client.Execute("mixed");
        Assert.Equal(
            ["status", "execute_input", "stream", "stream", "display_data", "stream", "clear_output", "status"],
            run.Iopub.Select(m => m.Type));
        Assert.Equal("ab", run.Iopub[2].Text("text"));
        Assert.Equal("stderr", run.Iopub[3].Text("name"));
        Assert.True(run.Iopub[6].Content.GetProperty("wait").GetBoolean());
    }

    [Fact]
    public void Output_of_a_running_cell_arrives_before_the_cell_ends()
    {
        using var go = new ManualResetEventSlim();
        _kernel.Language.Cell("slow", context =>
        {
            context.Output.Stdout("early");
            go.Await();
        });
        var id = Client.SendExecute("slow");
        Assert.Equal("early", Client.Next(ChannelName.Iopub, m => m.Type == "stream").Text("text"));
        go.Set();
        Assert.Equal("ok", Client.Await(id).Status);
    }

    [Fact]
    public void Output_after_the_cell_still_belongs_to_it()
    {
        using var go = new ManualResetEventSlim();
        _kernel.Language.Cell("background", context => new Thread(() =>
        {
            go.Await();
            context.Output.Stdout("late");
        }).Start());
        var id = Client.SendExecute("background");
        Client.Await(id);
        go.Set();
        var late = Client.Next(ChannelName.Iopub, m => m.Type == "stream");
        Assert.Equal(id, late.ParentId);
    }

    [Fact]
    public void A_display_is_updated_from_a_later_cell_under_its_id_and_that_cell_s_request()
    {
        IDisplayHandle? handle = null;
        _kernel.Language.Cell("show", context => handle = context.Output.Display(MimeBundle.Html("<i>1</i>", "1")));
        _kernel.Language.Cell("change", _ => handle!.Update(MimeBundle.Text("2")));
        var shown = Client.Execute("show").Of("display_data").Single();
        var updated = Client.Execute("change").Of("update_display_data").Single();
        Assert.Equal(
            shown.Content.GetProperty("transient").GetProperty("display_id").GetString(),
            updated.Content.GetProperty("transient").GetProperty("display_id").GetString());
    }

    [Fact]
    public void A_display_that_a_thread_of_an_earlier_cell_updates_is_updated_by_the_cell_that_shows_it()
    {
        ExecutionContext? earlier = null;
        _kernel.Language.Cell("starts", _ => earlier = ExecutionContext.Capture());
        _kernel.Language.Cell("plots", context =>
        {
            var shown = context.Output.Display(MimeBundle.Text("half"));
            ExecutionContext.Run(earlier!, _ => shown.Update(MimeBundle.Text("whole")), null);
        });
        Client.Execute("starts");
        Assert.Equal("whole", Client.Execute("plots").Of("update_display_data").Single().Content.GetProperty("data").Text("text/plain"));
    }

    [Fact]
    public void An_output_of_100_MB_arrives_whole()
    {
        var text = new string('x', 50_000_000) + "é" + new string('y', 50_000_000);
        _kernel.Language.Cell("big", context => context.Output.Display(MimeBundle.Text(text)));
        var run = Client.Execute("big");
        Assert.Equal(text, run.Of("display_data").Single().Content.GetProperty("data").Text("text/plain"));
    }

    [Fact]
    public void A_flood_of_output_arrives_whole_and_waits_for_its_reader()
    {
        var line = new string('x', 1 << 20);
        var most = 0L;
        _kernel.Language.Cell("flood", context =>
        {
            for (var i = 0; i < 300; i++)
            {
                context.Output.Stdout(line);
                most = Math.Max(most, ZmqSocket.LentBytes);
            }
        });
        var run = Client.Execute("flood");
        Assert.Equal(300L << 20, run.Of("stream").Sum(m => (long)m.Text("text")!.Length));
        Assert.InRange(most, 0, 250L << 20);
    }

    [Fact]
    public void Of_a_flood_of_updates_the_last_ones_arrive()
    {
        _kernel.Language.Cell("updates", context =>
        {
            var (a, b) = (context.Output.Display("a"), context.Output.Display("b"));
            for (var i = 1; i <= 20_000; i++)
            {
                a.Update(i);
                b.Update(-i);
            }
        });
        var updates = Client.Execute("updates").Of("update_display_data").ToList();
        Assert.InRange(updates.Count, 2, 2000);
        Assert.Equal(["-20000", "20000"], updates.TakeLast(2).Select(u => u.Content.GetProperty("data").Text("text/plain")!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void JSON_representations_go_as_JSON_values()
    {
        _kernel.Language.Cell("json", context => context.Output.Display(
            MimeBundle.Text("t").With("application/json", """{"a":[1,2.5,null]}""").With("application/x+json", "not json").WithMetadata("isolated", "true")));
        var shown = Client.Execute("json").Of("display_data").Single().Content;
        Assert.Equal(2.5, shown.GetProperty("data").GetProperty("application/json").GetProperty("a")[1].GetDouble());
        Assert.Equal("not json", shown.GetProperty("data").Text("application/x+json"));
        Assert.True(shown.GetProperty("metadata").GetProperty("isolated").GetBoolean());
    }

    [Fact]
    public void Five_hundred_queued_cells_answer_in_order_and_their_messages_do_not_mix()
    {
        string[] ids = [.. Enumerable.Range(0, 500).Select(i => Client.SendExecute($"cell {i}"))];
        var order = new List<string?>();
        for (var i = 0; i < ids.Length; i++)
        {
            order.Add(Client.Next(ChannelName.Shell, _ => true).ParentId);
        }

        Assert.Equal(ids, order);
        for (var i = 0; i < ids.Length; i++)
        {
            var iopub = Client.UntilIdle(ids[i]);
            Assert.Equal($"cell {i}", iopub[2].Content.GetProperty("data").Text("text/plain"));
        }
    }
}
