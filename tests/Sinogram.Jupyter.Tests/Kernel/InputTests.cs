using Sinogram.Jupyter.Channels;
using Sinogram.Jupyter.Tests.Client;

namespace Sinogram.Jupyter.Tests.Kernel;

public sealed class InputTests : IDisposable
{
    private readonly RunningKernel _kernel = new();

    private JupyterClient Client => _kernel.Client;

    public void Dispose() => _kernel.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_question_reaches_the_front_end_and_its_answer_the_cell(bool secret)
    {
        _kernel.Language.Cell("ask", async (context, token) =>
        {
            context.Output.Stdout("before");
            return "got " + await context.Input.AskAsync("Which?", secret, token);
        });
        var id = Client.SendExecute("ask");
        var question = Client.Next(ChannelName.Stdin, m => m.Type == "input_request");
        Assert.Equal("Which?", question.Text("prompt"));
        Assert.Equal(secret, question.Content.GetProperty("password").GetBoolean());
        Assert.Equal(id, question.ParentId);
        Assert.Equal("before", Client.Next(ChannelName.Iopub, m => m.Type == "stream").Text("text"));
        Client.Send("input_reply", json => json.WriteString("value", "this"), ChannelName.Stdin);
        Assert.Equal("got this", Client.Await(id).Result);
        Assert.DoesNotContain(_kernel.LogLines, l => l.Contains("this", StringComparison.Ordinal));
    }

    [Fact]
    public void A_front_end_that_does_not_allow_questions_gets_an_error_with_a_hint()
    {
        _kernel.Language.Cell("ask", async (context, token) => await context.Input.AskAsync("?", false, token));
        var run = Client.Execute("ask", json => json.WriteBoolean("allow_stdin", false));
        Assert.Equal("error", run.Status);
        Assert.Contains("nobody to answer", run.Reply.Text("evalue"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupt_ends_the_wait_for_an_answer()
    {
        _kernel.Language.Cell("ask", async (context, token) => await context.Input.AskAsync("?", false, token));
        var id = Client.SendExecute("ask");
        Client.Next(ChannelName.Stdin, m => m.Type == "input_request");
        Client.Send("interrupt_request", _ => { }, ChannelName.Control);
        Assert.Equal("Interrupted", Client.Reply(id).Text("ename"));
        Client.Send("input_reply", json => json.WriteString("value", "too late"), ChannelName.Stdin);
        Assert.Equal("next", Client.Execute("next").Result);
    }
}
