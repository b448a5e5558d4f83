using System.Text.Json.Nodes;
using Sinogram.Core.Display;
using Sinogram.Core.Widgets;
using Sinogram.Testing.Kernel;

namespace Sinogram.Core.Tests.Widgets;

/// <summary>The jupyter.widget protocol 2.1, as its specification has it.</summary>
public sealed class WidgetTests
{
    private readonly RecordingChannels _front = new(Widget.Target);

    [Fact]
    public void A_control_opens_its_layout_and_then_itself_with_the_state_that_stock_models_read()
    {
        var bundle = new IntSlider("image", 5, 0, 9).View(_front);
        var slider = _front.Model("IntSliderModel");
        var state = slider.Data["state"]!;
        Assert.Equal("""{"version":"2.1.0"}""", slider.Metadata);
        Assert.Equal("@jupyter-widgets/controls", (string?)state["_model_module"]);
        Assert.Equal("IntSliderView", (string?)state["_view_name"]);
        Assert.Equal((5, 0, 9), ((int)state["value"]!, (int)state["min"]!, (int)state["max"]!));
        Assert.Equal("IPY_MODEL_" + _front.Model("LayoutModel").Id, (string?)state["layout"]);
        Assert.Equal("@jupyter-widgets/base", (string?)_front.Model("LayoutModel").Data["state"]!["_model_module"]);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse($$"""{"version_major":2,"version_minor":0,"model_id":"{{slider.Id}}"}"""), JsonNode.Parse(bundle[Widget.ViewMime]!)));
        Assert.Equal("image: 5", bundle[Mime.Plain]);
        Assert.Contains("image: 5", bundle[Mime.Html], StringComparison.Ordinal);
    }

    [Fact]
    public void Without_widgets_in_the_front_end_nothing_opens_and_the_still_picture_is_alone()
    {
        var elsewhere = new RecordingChannels();
        var bundle = new Checkbox("mask", true).View(elsewhere);
        Assert.Empty(elsewhere.Opened);
        Assert.Null(bundle[Widget.ViewMime]);
        Assert.Contains("mask: True", bundle[Mime.Html], StringComparison.Ordinal);
        Assert.Null(new Checkbox("mask").View(new NoChannels())[Widget.ViewMime]);
    }

    [Fact]
    public void Values_go_both_ways_and_only_changes_are_sent()
    {
        var slider = new FloatSlider("dose", 1, 0, 10);
        slider.Open(_front);
        var channel = _front.Model("FloatSliderModel");
        List<double> heard = [];
        slider.ValueChanged += heard.Add;
        slider.Value = 2.5;
        slider.Value = 2.5;
        channel.Tell("""{"method":"update","state":{"value":4,"_model_name":"Evil"},"buffer_paths":[]}""");
        Assert.Equal([2.5, 4], heard);
        Assert.Equal(4, slider.Value);
        var sent = Assert.Single(channel.Sent);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"state":{"value":2.5},"buffer_paths":[],"method":"update"}"""), sent.Data), sent.Data.ToJsonString());
        channel.Tell("""{"method":"request_state"}""");
        Assert.Equal("FloatSliderModel", (string?)channel.Sent[1].Data["state"]!["_model_name"]);
        Assert.Equal(4, (double)channel.Sent[1].Data["state"]!["value"]!);
    }

    [Fact]
    public void Pictures_travel_as_binary_buffers()
    {
        var picture = new ImageBox(new byte[] { 1, 2, 3 }, "one");
        picture.Open(_front);
        var channel = _front.Model("ImageModel");
        Assert.Equal([1, 2, 3], channel.Buffers.Single().ToArray());
        Assert.Equal("""[["value"]]""", channel.Data["buffer_paths"]!.ToJsonString());
        Assert.Null(channel.Data["state"]!["value"]);
        picture.Show(new byte[] { 4 }, "two");
        Assert.Equal([4], channel.Sent.Single().Buffers.Single().ToArray());
        Assert.Contains("data:image/png;base64,BA==", picture.StillHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Changes_that_are_held_are_sent_together()
    {
        var label = new Label("a");
        label.Open(_front);
        using (label.Hold())
        {
            label.Value = "b";
            label.Value = "c";
        }

        Assert.Equal("c", (string?)Assert.Single(_front.Model("LabelModel").Sent).Data["state"]!["value"]);
    }

    [Fact]
    public void Boxes_hold_what_was_opened_before_them_and_clicks_arrive()
    {
        var clicks = 0;
        var button = new Button("next");
        button.Clicked += () => clicks++;
        Box.Column(Box.Row(new Label("a"), button), new Dropdown("kind", ["CT", "MR"], 1)).View(_front);
        var column = _front.Model("VBoxModel");
        Assert.Equal(
            [$"IPY_MODEL_{_front.Model("HBoxModel").Id}", $"IPY_MODEL_{_front.Model("DropdownModel").Id}"],
            column.Data["state"]!["children"]!.AsArray().Select(c => (string?)c));
        _front.Model("ButtonModel").Tell("""{"method":"custom","content":{"event":"click"}}""");
        Assert.Equal(1, clicks);
        Assert.Equal(1, (int)_front.Model("DropdownModel").Data["state"]!["index"]!);
    }

    [Fact]
    public async Task A_front_end_that_joins_later_gets_all_states_with_their_buffers()
    {
        _front.Widgets.Serve(_front);
        var picture = new ImageBox(new byte[] { 9 }, "p");
        picture.Open(_front);
        var control = _front.OpenFromFrontEnd(WidgetModels.ControlTarget);
        control.Tell("""{"method":"request_states"}""");
        var (data, buffers) = control.Sent.Single();
        Assert.Equal("update_states", (string?)data["method"]);
        Assert.Equal("ImageModel", (string?)data["states"]![picture.ModelId]!["model_name"]);
        var at = data["buffer_paths"]!.AsArray().Select((p, i) => (Path: p!.ToJsonString(), i)).Single(p => p.Path == $"""["{picture.ModelId}","state","value"]""").i;
        Assert.Equal([9], buffers[at].ToArray());
        await picture.DisposeAsync();
        Assert.True(_front.Model("ImageModel").IsClosed);
    }

    [Fact]
    public async Task A_live_value_follows_in_its_display_and_its_last_state_is_always_shown()
    {
        var clock = new ManualTime();
        var language = new CellLanguage(cell =>
        {
            using var live = new LiveValue<int>(0, clock).Show();
            live.Value = 1;
            live.Value = 2;
            live.Value = 3;
            clock.Fire();
            live.Value = 4;
        });
        await using var session = new TestSession(language: language);
        var (_, sink) = await session.RunAsync("go", TestContext.Current.CancellationToken);
        Assert.Equal(["0"], sink.Events.OfType<OutputEvent.DisplayData>().Select(d => d.Bundle[Mime.Plain]));
        Assert.Equal(["1", "3", "4"], sink.Events.OfType<OutputEvent.UpdateDisplayData>().Select(d => d.Bundle[Mime.Plain]));
    }

    private sealed class ManualTime : TimeProvider
    {
        private TimerCallback? _callback;

        public void Fire() => _callback!(null);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _callback = callback;
            return new NoTimer();
        }

        private sealed class NoTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }

    private sealed class CellLanguage(Action<Core.Execution.CellContext> cell) : Core.Execution.ILanguage
    {
        public Core.Execution.LanguageIdentity Identity { get; } = new("cells", [], "Cells", "1", "text/plain", ".txt", "text", "text");

        public Task<Core.Execution.CellResult> ExecuteAsync(Core.Cells.CellPart part, Core.Execution.CellContext context, CancellationToken token)
        {
            cell(context);
            return Task.FromResult<Core.Execution.CellResult>(Core.Execution.CellResult.Completed.NoValue);
        }
    }
}
