using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Core.Widgets;
using Sinogram.Testing.Kernel;

namespace Sinogram.Core.Tests.Widgets;

public sealed class InputFormTests
{
    private static readonly InputQuestion[] Questions = [new("Your user", IsSecret: false), new("Your word", IsSecret: true)];

    private readonly RecordingSink _sink = new();

    [Fact]
    public async Task A_front_end_with_widgets_shows_one_form_and_the_button_gives_all_answers()
    {
        var front = new RecordingChannels(Widget.Target);
        var asked = InputForm.AskAsync(Cell(front), Questions, TestContext.Current.CancellationToken);
        Assert.False(asked.IsCompleted);
        Assert.NotNull(_sink.Displays.Single()[Widget.ViewMime]);
        Tell(front.Model("TextModel"), "ada");
        Tell(front.Model("PasswordModel"), "s3cret");
        front.Model("ButtonModel").Tell("""{"method":"custom","content":{"event":"click"}}""");
        Assert.Equal(["ada", "s3cret"], await asked);
        var left = _sink.Displays.Single();
        Assert.Null(left[Widget.ViewMime]);
        Assert.Contains("Your user: ada", left[Mime.Plain], StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", left[Mime.Plain] + left[Mime.Html], StringComparison.Ordinal);
        Assert.Equal("", (string?)front.Model("PasswordModel").Sent[^1].Data["state"]!["value"]);
        Assert.True(front.Model("VBoxModel").IsClosed);
    }

    [Fact]
    public async Task An_interrupt_ends_the_form()
    {
        using var interrupt = new CancellationTokenSource();
        var front = new RecordingChannels(Widget.Target);
        var asked = InputForm.AskAsync(Cell(front), Questions, interrupt.Token);
        await interrupt.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        Assert.Null(_sink.Displays.Single()[Widget.ViewMime]);
        Assert.True(front.Model("VBoxModel").IsClosed);
    }

    [Fact]
    public async Task Without_widgets_each_question_is_asked_by_itself() =>
        Assert.Equal(["Your user False", "Your word True"], await InputForm.AskAsync(Cell(new RecordingChannels()), Questions, TestContext.Current.CancellationToken));

    private CellContext Cell(RecordingChannels front) => new(
        new CellOutput(new Formatters(new WidgetFormatter()), new PassThroughFilter(), _sink, TimeProvider.System, widgets: front.Widgets), new Echo(), front, 1);

    private static void Tell(RecordingChannels.Channel channel, string text) => channel.Tell($$$"""{"method":"update","state":{"value":"{{{text}}}"}}""");

    private sealed class Echo : IInput
    {
        public bool IsAvailable => true;

        public Task<string> AskAsync(string prompt, bool secret, CancellationToken token) => Task.FromResult($"{prompt} {secret}");
    }
}
