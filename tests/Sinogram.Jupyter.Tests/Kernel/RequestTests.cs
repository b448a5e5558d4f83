using Sinogram.Core.Display;
using Sinogram.Jupyter.Channels;
using Sinogram.Jupyter.Tests.Client;
using Sinogram.Jupyter.Wire;
using Sinogram.Testing.Kernel;

namespace Sinogram.Jupyter.Tests.Kernel;

public sealed class RequestTests : IDisposable
{
    private readonly RunningKernel _kernel = new();

    private JupyterClient Client => _kernel.Client;

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void A_subscription_is_welcomed_with_its_topic()
    {
        Assert.Equal("", Client.Welcome.Text("subscription"));
        Assert.Null(Client.Welcome.ParentId);
    }

    [Theory]
    [InlineData("Shell")]
    [InlineData("Control")]
    public void Kernel_info_is_answered_on_shell_and_control(string channelName)
    {
        var channel = Enum.Parse<ChannelName>(channelName);
        var info = Client.Await(Client.Send("kernel_info_request", _ => { }, channel), channel).Reply.Content;
        Assert.Equal("5.5", info.Text("protocol_version"));
        Assert.Equal("sinogram", info.Text("implementation"));
        Assert.Equal("Script", info.GetProperty("language_info").Text("name"));
        Assert.NotEmpty(info.Text("banner")!);
        Assert.Equal("""["kernel subshells"]""", info.GetProperty("supported_features").GetRawText());
        Assert.False(info.GetProperty("debugger").GetBoolean());
    }

    [Fact]
    public void Completion_counts_in_code_points_and_names_the_kinds()
    {
        var reply = Client.Await(Client.Send("complete_request", json =>
        {
            json.WriteString("code", "😀a");
            json.WriteNumber("cursor_pos", 2);
        })).Reply.Content;
        Assert.Equal("""["alpha","anchor"]""", reply.GetProperty("matches").GetRawText());
        Assert.Equal((1, 2), (reply.GetProperty("cursor_start").GetInt32(), reply.GetProperty("cursor_end").GetInt32()));
        var typed = reply.GetProperty("metadata").GetProperty("_jupyter_types_experimental")[0];
        Assert.Equal(("alpha", "function", "alpha(x)"), (typed.Text("text"), typed.Text("type"), typed.Text("signature")));
    }

    [Fact]
    public void Inspection_finds_or_says_that_it_does_not()
    {
        var found = Inspect("name").Content;
        Assert.True(found.GetProperty("found").GetBoolean());
        Assert.Equal("about name at 4", found.GetProperty("data").Text("text/plain"));
        var missing = Inspect("nothing").Content;
        Assert.False(missing.GetProperty("found").GetBoolean());
        Assert.Equal("ok", missing.Text("status"));
    }

    [Fact]
    public async Task What_inspection_tells_passes_the_output_filter()
    {
        await using var session = new TestSession(language: new ScriptLanguage(), filter: new Masking());
        var told = await session.Session.Services.InspectAsync("secret", 6, TestContext.Current.CancellationToken);
        Assert.Equal("about ‹masked› at 6", told!["text/plain"]);
    }

    [Theory]
    [InlineData("x", "complete", null)]
    [InlineData("open(", "incomplete", "    ")]
    [InlineData(")", "invalid", null)]
    public void Completeness_has_its_states_and_the_indent(string code, string status, string? indent)
    {
        var reply = Client.Await(Client.Send("is_complete_request", json => json.WriteString("code", code))).Reply;
        Assert.Equal((status, indent), (reply.Text("status"), reply.Text("indent")));
    }

    [Fact]
    public void History_gives_texts_and_results()
    {
        Client.Execute("one");
        Client.Execute("two");
        Client.Execute("unseen", json => json.WriteBoolean("store_history", false));
        var reply = Client.Await(Client.Send("history_request", json =>
        {
            json.WriteString("hist_access_type", "tail");
            json.WriteNumber("n", 5);
            json.WriteBoolean("output", true);
            json.WriteBoolean("raw", true);
        })).Reply.Content;
        Assert.Equal("""[[1,1,["one","one"]],[1,2,["two","two"]]]""", reply.GetProperty("history").GetRawText());
    }

    [Fact]
    public void A_question_about_a_name_goes_to_the_pager()
    {
        var reply = Client.Execute("?name").Reply.Content;
        var page = Assert.Single(reply.GetProperty("payload").EnumerateArray());
        Assert.Equal(("page", "about name at 4"), (page.Text("source"), page.GetProperty("data").Text("text/plain")));
        var unknown = Client.Execute("nothing?");
        Assert.Equal(0, unknown.Reply.Content.GetProperty("payload").GetArrayLength());
        Assert.Contains("Nothing is known about 'nothing'", unknown.Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public void The_connection_is_told()
    {
        var reply = Client.Await(Client.Send("connect_request", _ => { })).Reply.Content;
        Assert.Equal(_kernel.Connection.ShellPort, reply.GetProperty("shell_port").GetInt32());
        Assert.Equal(_kernel.Connection.HeartbeatPort, reply.GetProperty("hb_port").GetInt32());
    }

    [Fact]
    public void An_unknown_request_is_answered_with_an_error_and_logged()
    {
        var run = Client.Await(Client.Send("brew_coffee_request", json => json.WriteString("secret", "hidden")));
        Assert.Equal(("brew_coffee_reply", "error"), (run.Reply.Type, run.Status));
        Assert.Contains(_kernel.LogLines, l => l.Contains("brew_coffee_request", StringComparison.Ordinal));
        Assert.DoesNotContain(_kernel.LogLines, l => l.Contains("hidden", StringComparison.Ordinal));
    }

    [Fact]
    public void Contents_of_the_wrong_kind_are_answered_and_harm_nothing()
    {
        foreach (var type in new[] { "execute_request", "complete_request", "inspect_request", "is_complete_request", "history_request", "comm_info_request", "shutdown_later_request" })
        {
            var id = Client.Send(type, json =>
            {
                foreach (var field in new[] { "code", "cursor_pos", "silent", "user_expressions", "hist_access_type", "n", "target_name", "stop_on_error" })
                {
                    json.WriteStartArray(field);
                    json.WriteEndArray();
                }
            });
            Assert.Equal(id, Client.Reply(id).ParentId);
            Client.UntilIdle(id);
        }

        Assert.Equal("next", Client.Execute("next").Result);
    }

    [Fact]
    public void A_polyglot_notebook_s_cell_language_is_honoured()
    {
        var id = Client.Send("execute_request", json => json.WriteString("code", "x"), metadata: json =>
        {
            json.WriteStartObject("polyglot_notebook");
            json.WriteString("kernelName", "fsharp");
            json.WriteEndObject();
        });
        Assert.Equal("ok", Client.Reply(id).Text("status"));
        var shown = Client.UntilIdle(id).Single(m => m.Type == "display_data");
        Assert.Contains("Not run: 'fsharp'", shown.Content.ToString(), StringComparison.Ordinal);
    }

    private ReceivedMessage Inspect(string code) => Client.Await(Client.Send("inspect_request", json =>
    {
        json.WriteString("code", code);
        json.WriteNumber("cursor_pos", code.Length);
        json.WriteNumber("detail_level", 0);
    })).Reply;

    private sealed class Masking : IOutputFilter
    {
        public OutputEvent? Filter(OutputEvent output) => output is OutputEvent.DisplayData display
            ? display with { Bundle = display.Bundle.Map((_, content) => content.Text.Replace("secret", "‹masked›", StringComparison.Ordinal)) }
            : output;
    }
}
