using Sinogram.Core.Display;
using Sinogram.Jupyter.Channels;
using Sinogram.Jupyter.Tests.Client;
using Sinogram.Jupyter.Wire;
using Sinogram.Testing.Waiting;

namespace Sinogram.Jupyter.Tests.Kernel;

public sealed class CommTests : IDisposable
{
    private readonly RunningKernel _kernel = new();

    private JupyterClient Client => _kernel.Client;

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void A_channel_that_a_cell_opens_carries_data_and_buffers_both_ways()
    {
        _kernel.Language.Cell("open", context =>
        {
            var channel = context.Channels.Open("viewer", """{"slices":3}""", new byte[] { 1, 2 });
            channel.Received += message => channel.Send(message.Json, [.. message.Buffers.Select(b => (ReadOnlyMemory<byte>)b.ToArray().Reverse().ToArray())]);
        });
        var opened = Client.Execute("open").Of("comm_open").Single();
        var id = opened.Text("comm_id")!;
        Assert.Equal("viewer", opened.Text("target_name"));
        Assert.Equal(3, opened.Content.GetProperty("data").GetProperty("slices").GetInt32());
        Assert.Equal([1, 2], opened.Message.Buffers.Single().ToArray());

        var sent = SendTo(id, "comm_msg", [7, 8, 9]);
        var echoed = Client.Next(ChannelName.Iopub, m => m.Type == "comm_msg");
        Assert.Equal("hello", echoed.Content.GetProperty("data").Text("say"));
        Assert.Equal([9, 8, 7], echoed.Message.Buffers.Single().ToArray());
        Client.UntilIdle(sent);

        var info = Client.Reply(Client.Send("comm_info_request", _ => { }));
        Assert.Equal("viewer", info.Content.GetProperty("comms").GetProperty(id).Text("target_name"));
    }

    [Fact]
    public void A_channel_that_the_front_end_opens_reaches_its_target_and_closes_once()
    {
        var closed = 0;
        _kernel.Language.Cell("accept", context => context.Channels.Accept("table", (channel, message) =>
        {
            channel.Closed += () => Interlocked.Increment(ref closed);
            channel.Send(message.Json);
        }));
        Client.Execute("accept");
        Client.Send("comm_open", json =>
        {
            json.WriteString("comm_id", "c1");
            json.WriteString("target_name", "table");
            json.WriteStartObject("data");
            json.WriteNumber("rows", 10);
            json.WriteEndObject();
        });
        Assert.Equal(10, Client.Next(ChannelName.Iopub, m => m.Type == "comm_msg").Content.GetProperty("data").GetProperty("rows").GetInt32());
        Client.UntilIdle(SendTo("c1", "comm_close"));
        Client.UntilIdle(SendTo("c1", "comm_close"));
        Assert.Equal(1, closed);
    }

    [Fact]
    public void A_front_end_is_known_to_have_widgets_once_it_has_asked_for_them()
    {
        List<bool> has = [];
        _kernel.Language.Cell("has", context => has.Add(context.Channels.Has("jupyter.widget")));
        Client.Execute("has");
        Client.Reply(Client.Send("comm_info_request", json => json.WriteString("target_name", "jupyter.widget")));
        Client.Execute("has");
        Assert.Equal([false, true], has);
    }

    [Fact]
    public void A_widget_opens_with_the_protocols_version_and_its_states_are_given_over_the_control_channel()
    {
        _kernel.Language.Cell("slider", context => new Sinogram.Core.Widgets.ImageBox(new byte[] { 5, 6 }, "p").Open(context.Channels));
        var opened = Client.Execute("slider").Of("comm_open");
        var image = opened.Single(o => o.Content.GetProperty("data").GetProperty("state").Text("_model_name") == "ImageModel");
        Assert.Equal("2.1.0", image.Message.MetadataJson.Text("version"));
        Assert.Equal([5, 6], image.Message.Buffers.Single().ToArray());
        Client.Send("comm_open", json =>
        {
            json.WriteString("comm_id", "control");
            json.WriteString("target_name", "jupyter.widget.control");
        });
        Client.Send("comm_msg", json =>
        {
            json.WriteString("comm_id", "control");
            json.WriteStartObject("data");
            json.WriteString("method", "request_states");
            json.WriteEndObject();
        });
        var states = Client.Next(ChannelName.Iopub, m => m.Type == "comm_msg" && m.Text("comm_id") == "control");
        Assert.Equal("ImageModel", states.Content.GetProperty("data").GetProperty("states").GetProperty(image.Text("comm_id")!).Text("model_name"));
    }

    [Fact]
    public void When_the_kernel_ends_a_still_picture_takes_the_place_of_each_widget()
    {
        Client.Reply(Client.Send("comm_info_request", json => json.WriteString("target_name", "jupyter.widget")));
        _kernel.Language.Cell("show", context =>
        {
            var slider = new Sinogram.Core.Widgets.IntSlider("dose", 3, 0, 9);
            context.Output.Display(slider.View(context.Channels));
            slider.Value = 7;
        });
        var shown = Client.Execute("show").Of("display_data").Single();
        Assert.True(shown.Content.GetProperty("data").TryGetProperty("application/vnd.jupyter.widget-view+json", out _));
        Client.Send("shutdown_request", json => json.WriteBoolean("restart", false), ChannelName.Control);
        var last = Client.Next(ChannelName.Iopub, m => m.Type == "update_display_data");
        Assert.Equal(shown.Content.GetProperty("transient").Text("display_id"), last.Content.GetProperty("transient").Text("display_id"));
        Assert.False(last.Content.GetProperty("data").TryGetProperty("application/vnd.jupyter.widget-view+json", out _));
        Assert.Equal("dose: 7", last.Content.GetProperty("data").Text("text/plain"));
    }

    [Fact]
    public void The_end_of_one_kernel_leaves_the_widgets_of_another_alone()
    {
        Client.Reply(Client.Send("comm_info_request", json => json.WriteString("target_name", "jupyter.widget")));
        using (var other = new RunningKernel())
        {
            _kernel.Language.Cell("show", context =>
            {
                context.Output.Display(new Sinogram.Core.Widgets.IntSlider("dose", 3, 0, 9).View(context.Channels));
                other.End();
            });
            Assert.Empty(Client.Execute("show").Of("update_display_data"));
        }

        _kernel.End();
        Client.Next(ChannelName.Iopub, m => m.Type == "update_display_data");
    }

    [Fact]
    public void A_widget_that_the_last_cell_shows_as_it_is_stopped_gets_its_picture_too()
    {
        Client.Reply(Client.Send("comm_info_request", json => json.WriteString("target_name", "jupyter.widget")));
        _kernel.Language.Cell("late", context =>
        {
            context.Output.Stdout("started");
            context.Token.WaitHandle.WaitOne(TimeSpan.FromSeconds(20));
            context.Output.Display(new Sinogram.Core.Widgets.IntSlider("dose", 3, 0, 9).View(context.Channels));
        });
        Client.SendExecute("late");
        Client.Next(ChannelName.Iopub, m => m.Type == "stream");
        Client.Send("shutdown_request", json => json.WriteBoolean("restart", false), ChannelName.Control);
        var shown = Client.Next(ChannelName.Iopub, m => m.Type == "display_data");
        var last = Client.Next(ChannelName.Iopub, m => m.Type == "update_display_data");
        Assert.Equal(shown.Content.GetProperty("transient").Text("display_id"), last.Content.GetProperty("transient").Text("display_id"));
    }

    [Fact]
    public void A_channel_to_a_target_that_nobody_accepts_is_closed_again()
    {
        Client.Send("comm_open", json =>
        {
            json.WriteString("comm_id", "c2");
            json.WriteString("target_name", "nobody");
        });
        Assert.Equal("c2", Client.Next(ChannelName.Iopub, m => m.Type == "comm_close").Text("comm_id"));
    }

    [Fact]
    public void Messages_reach_an_open_channel_while_a_cell_runs()
    {
        using var heard = new ManualResetEventSlim();
        _kernel.Language.Cell("open", context =>
        {
            context.Channels.Open("viewer", "{}").Received += _ => heard.Set();
        });
        var id = Client.Execute("open").Of("comm_open").Single().Text("comm_id")!;
        _kernel.Language.Cell("until heard", context => context.Output.Display(MimeBundle.Text(heard.Wait(Patience.Limit).ToString())));
        var running = Client.SendExecute("until heard");
        Client.Next(ChannelName.Iopub, m => m.Type == "execute_input" && m.ParentId == running);
        SendTo(id, "comm_msg");
        Assert.Equal("True", Client.Await(running).Of("display_data").Single().Content.GetProperty("data").Text("text/plain"));
    }

    [Fact]
    public void A_channel_opened_to_a_target_that_the_running_cell_is_about_to_accept_is_taken()
    {
        using var go = new ManualResetEventSlim();
        _kernel.Language.Cell("accept later", context =>
        {
            go.Await();
            context.Channels.Accept("late", (channel, message) => channel.Send("""{"taken":true}"""));
        });
        var running = Client.SendExecute("accept later");
        Client.Next(ChannelName.Iopub, m => m.Type == "execute_input");
        Client.Send("comm_open", json =>
        {
            json.WriteString("comm_id", "c3");
            json.WriteString("target_name", "late");
        });
        // The answer to a request behind it shows that the shell has routed it.
        Client.Reply(Client.Send("kernel_info_request", _ => { }));
        go.Set();
        Client.Await(running);
        Assert.True(Client.Next(ChannelName.Iopub, m => m.Type == "comm_msg").Content.GetProperty("data").GetProperty("taken").GetBoolean());
    }

    [Fact]
    public void What_a_channel_s_handler_prints_belongs_to_its_message_and_its_failure_harms_nothing()
    {
        _kernel.Language.Cell("open", context =>
        {
            context.Channels.Open("viewer", "{}").Received += _ =>
            {
                Core.Execution.CellContext.Current!.Output.Stdout("heard");
                throw new InvalidOperationException("a handler's defect");
            };
        });
        var id = Client.Execute("open").Of("comm_open").Single().Text("comm_id")!;
        var iopub = Client.UntilIdle(SendTo(id, "comm_msg"));
        Assert.Contains(iopub, m => m.Type == "stream" && m.Text("text") == "heard");
        Assert.Equal("next", Client.Execute("next").Result);
    }

    private string SendTo(string id, string type, params byte[] buffer) => Client.Send(
        type,
        json =>
        {
            json.WriteString("comm_id", id);
            json.WriteStartObject("data");
            json.WriteString("say", "hello");
            json.WriteEndObject();
        },
        buffers: [buffer]);
}
