using System.Text.Json;
using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Core.Magics;
using Sinogram.Jupyter.Channels;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Client;

/// <summary>A cell that runs in another kernel: its messages as output of the cell here.</summary>
/// <param name="language">The kernel's selector; keeps its display ids apart from others'.</param>
/// <param name="context">The cell.</param>
/// <param name="answer">Sends an answer to a question.</param>
/// <param name="refuse">Stops the kernel's wait for an answer that nobody will give.</param>
/// <param name="token">Ends waiting for an answer.</param>
internal sealed class CellRun(string language, CellContext context, Action<Message, string> answer, Action refuse, CancellationToken token)
{
    private readonly CellFlow _flow = new();
    private MimeBundle? _value;

    /// <summary>Takes a message of iopub or stdin.</summary>
    internal void Take(ChannelName channel, Message message) => _flow.Run(() => Show(channel, message));

    private void Show(ChannelName channel, Message message)
    {
        var content = message.Json;
        var output = context.Output;
        switch (message.Header.Type)
        {
            case "stream" when content.Text("name") == "stderr":
                output.Stderr(content.Text("text") ?? "");
                break;
            case "stream":
                output.Stdout(content.Text("text") ?? "");
                break;
            case "display_data" when content.DisplayId() is { } known:
                output.Display(content.Bundle(), IdHere(known));
                break;
            case "display_data":
                output.Display(content.Bundle());
                break;
            case "update_display_data" when content.DisplayId() is { } id:
                output.Update(IdHere(id), content.Bundle());
                break;
            case "execute_result":
                ShowEarlierValue();
                _value = content.Bundle();
                break;
            case "clear_output":
                output.Clear(content.Flag("wait") ?? false);
                break;
            case "input_request" when channel == ChannelName.Stdin:
                _ = AskAsync(message, content);
                break;
            default:
                break;
        }
    }

    /// <summary>How the cell ended, by the reply.</summary>
    internal CellResult Result(Message reply)
    {
        var content = reply.Json;
        foreach (var page in content.TryGetProperty("payload", out var payload) && payload.ValueKind == JsonValueKind.Array ? payload.EnumerateArray().AsEnumerable() : [])
        {
            // What the kernel would show in the front end's pager.
            if (page.ValueKind == JsonValueKind.Object && page.Text("source") == "page")
            {
                context.Output.Display(page.Bundle());
            }
        }

        return content.Text("status") switch
        {
            "ok" when _value is { } value => new CellResult.Completed(true, value) { Shown = value },
            "ok" => CellResult.Completed.NoValue,
            "aborted" => new CellResult.Failed(CellError.User("Aborted", "The kernel did not run the cell, because one before it failed.")),
            _ => new CellResult.Failed(ErrorOf(content)),
        };
    }

    private static CellError ErrorOf(JsonElement content)
    {
        var name = content.Text("ename") ?? "Error";
        var message = content.Text("evalue") ?? "";
        var trace = content.Texts("traceback");
        return new CellError(name, message, trace.Count == 0 ? [$"{name}: {message}"] : trace);
    }

    private string IdHere(string id) => $"{language}-{id}";

    /// <summary>A kernel may give several values (one for each expression): the last is the cell's, those before it are displays.</summary>
    private void ShowEarlierValue()
    {
        if (_value is { } earlier)
        {
            context.Output.Display(earlier);
        }
    }

    private async Task AskAsync(Message question, JsonElement content)
    {
        try
        {
            var value = await context.Input.AskAsync(content.Text("prompt") ?? "", content.Flag("password") ?? false, token).ConfigureAwait(false);
            answer(question, value);
        }
        catch (OperationCanceledException)
        {
            // The kernel waits for the answer until it is interrupted, which is what comes next.
        }
        catch (MagicException nobody)
        {
            context.Output.Stderr(nobody.Message + "\n");
            refuse();
        }
    }
}
