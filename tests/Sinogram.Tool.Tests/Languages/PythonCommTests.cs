using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Testing.Kernel;

namespace Sinogram.Tool.Tests.Languages;

/// <summary>Live channels of a real Python kernel, as the notebook's front end has them.</summary>
public sealed class PythonCommTests(PythonFixture python) : IClassFixture<PythonFixture>
{
    private const string OpenEcho =
        """
        #!python
        from ipykernel.comm import Comm
        echo = Comm(target_name='jupyter.widget', data={'state': {'_model_name': 'EchoModel', 'value': 1}, 'buffer_paths': [['pixels']]}, buffers=[b'\x01\x02'], metadata={'version': '2.1.0'})
        def told(message):
            print('told', message['content']['data']['say'])
            echo.send({'method': 'update', 'state': {'value': 2}}, buffers=[bytes(reversed(b)) for b in message['buffers']])
        echo.on_msg(told)
        """;

    private readonly RecordingChannels _front = new("jupyter.widget");

    [Fact]
    public async Task A_channel_opens_under_its_own_id_with_its_buffers_and_what_is_told_comes_back()
    {
        await RunAsync(OpenEcho);
        var opened = Assert.Single(_front.Opened);
        Assert.Equal(await python.SaysAsync("echo.comm_id"), opened.Id);
        Assert.Equal("EchoModel", (string?)opened.Data["state"]!["_model_name"]);
        Assert.Equal([1, 2], opened.Buffers.Single().ToArray());
        Assert.Contains("2.1.0", opened.Metadata, StringComparison.Ordinal);

        var (message, sink) = await TellAsync(opened, """{"say":"hello"}""", new byte[] { 7, 8, 9 });
        Assert.Equal("told hello\n", sink.Stdout);
        var (data, buffers) = Assert.Single(opened.Sent);
        Assert.Equal(2, (int)data["state"]!["value"]!);
        Assert.Equal([9, 8, 7], buffers.Single().ToArray());
        Assert.True(message.Handled.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_front_end_that_joins_later_gets_the_latest_state()
    {
        _front.Widgets.Serve(_front);
        await RunAsync(OpenEcho);
        await TellAsync(_front.Opened[0], """{"say":"go"}""");
        await TellAsync(_front.Opened[0], """{"say":"more","method":"update","state":{"value":5}}""");
        var control = _front.OpenFromFrontEnd(Sinogram.Core.Widgets.WidgetModels.ControlTarget);
        control.Tell("""{"method":"request_states"}""");
        var (states, buffers) = Assert.Single(control.Sent);
        var echo = states["states"]![_front.Opened[0].Id]!;
        Assert.Equal("EchoModel", (string?)echo["model_name"]);
        Assert.Equal(2, (int)echo["state"]!["value"]!);
        Assert.Equal([1, 2], buffers.Single().ToArray());
    }

    [Fact]
    public async Task The_front_end_s_close_and_the_kernel_s_each_reach_the_other()
    {
        await RunAsync(OpenEcho + "\nclosed = []\necho.on_close(lambda message: closed.append(1))\nother = Comm(target_name='viewer')");
        _front.Opened[0].CloseFromFrontEnd();
        await RunAsync("#!python\nother.close()");
        Assert.True(_front.Opened[1].IsClosed);
        Assert.Equal("[1]", await python.SaysAsync("closed"));
    }

    [Fact]
    public async Task An_output_widget_s_message_is_named_as_the_front_end_knows_it()
    {
        await RunAsync(OpenEcho);
        _front.RequestId = "of-the-front-end";
        await RunAsync("#!python\necho.send({'method': 'update', 'state': {'msg_id': get_ipython().kernel.get_parent()['header']['msg_id']}})\necho.send({'method': 'update', 'state': {'msg_id': ''}})");
        Assert.Equal(["of-the-front-end", ""], _front.Opened[0].Sent.Select(s => (string?)s.Data["state"]!["msg_id"]));
    }

    [Fact]
    public async Task A_question_that_nobody_can_answer_ends_its_handler_and_not_the_kernel()
    {
        await RunAsync("#!python\nfrom ipykernel.comm import Comm\nasking = Comm(target_name='asks')\ndef told(m):\n    kernel = get_ipython().kernel\n    kernel._allow_stdin = True\n    print('never', kernel.raw_input('Which? '))\nasking.on_msg(told)");
        var (_, sink) = await TellAsync(_front.Opened.Single(), "{}");
        Assert.Contains("nobody to answer", string.Concat(sink.Events.OfType<OutputEvent.Stream>().Where(s => s.Name == StreamName.Stderr).Select(s => s.Text)), StringComparison.Ordinal);
        Assert.Equal("", sink.Stdout);
        Assert.Equal("3", await python.SaysAsync("1 + 2"));
    }

    [Fact]
    public async Task With_the_kernel_its_channels_end_and_a_run_without_a_front_end_has_none()
    {
        await RunAsync("#!connect jupyter --kernel-spec python3 --kernel-name brief\n#!brief\nfrom ipykernel.comm import Comm\nc = Comm(target_name='viewer')");
        await python.CompletesAsync("#!connect end brief");
        Assert.True(_front.Opened.Single().IsClosed);
        await python.CompletesAsync("#!python\nfrom ipykernel.comm import Comm\nComm(target_name='viewer').send({'a': 1})");
    }

    private async Task RunAsync(string code)
    {
        var sink = new RecordingSink();
        var request = new CellRequest(code);
        var result = await python.Session.ExecuteAsync(
            request, python.Session.NextExecutionCount(request), new CellFrontEnd(sink, new NoInput(), _front), TestContext.Current.CancellationToken);
        Assert.True(result is CellResult.Completed, sink.Error?.Message);
    }

    /// <summary>The front end says something on a channel, and waits until that is handled.</summary>
    private async Task<(ChannelMessage Message, RecordingSink Sink)> TellAsync(RecordingChannels.Channel channel, string json, params ReadOnlyMemory<byte>[] buffers)
    {
        var sink = new RecordingSink();
        var context = python.Session.CreateContext(new CellFrontEnd(sink, new NoInput(), _front), 1);
        var message = new ChannelMessage(json, buffers);
        using (context.Enter(TestContext.Current.CancellationToken))
        {
            channel.Tell(message);
        }

        message.Release();
        await message.Handled.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        return (message, sink);
    }
}
