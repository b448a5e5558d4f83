using System.Text.Json;
using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Jupyter.Kernel;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Requests;

/// <summary>Runs a cell. One that fails or is interrupted aborts the cells that wait behind it, unless it says otherwise.</summary>
internal sealed class ExecuteRequest(KernelServer kernel) : IRequestHandler
{
    internal const string MessageType = "execute_request";

    private string? _notice = kernel.Options.Notice;

    public string Type => MessageType;

    public RequestLane Lane => RequestLane.Execution;

    public void Handle(Request request)
    {
        var content = request.Content;
        var silent = content.Flag("silent") ?? false;
        var metadata = request.Message.MetadataJson;
        var cell = new CellRequest(content.Text("code") ?? "")
        {
            CellId = metadata.Text("cellId"),
            Language = LanguageOf(metadata),
            Silent = silent,
            StoreHistory = !silent && (content.Flag("store_history") ?? true),
        };
        var number = kernel.Session.NextExecutionCount(cell);
        if (!silent)
        {
            kernel.Publisher.ExecuteInput(kernel.Session.Filtered(cell.Code), number, request.Header);
        }

        if (!silent && Interlocked.Exchange(ref _notice, null) is { } notice)
        {
            request.Output.Emit(new OutputEvent.Stream(StreamName.Stderr, notice + "\n"));
        }

        kernel.Options.Running(number);
        var frontEnd = kernel.FrontEndOf(request, content.Flag("allow_stdin") ?? true);
        var payload = Pager.SubjectOf(cell.Code) is { } subject ? Pager.Show(kernel.Session, subject, frontEnd, number, request.Token) : null;
        var result = Pager.SubjectOf(cell.Code) is null
            ? kernel.Session.Execute(cell, number, frontEnd, request.Token)
            : CellResult.Completed.NoValue;
        kernel.Options.Running(0);
        kernel.Options.DrainOutput();
        request.Output.Flush();
        if (cell.StoreHistory && cell.Code.Length > 0)
        {
            kernel.History.Add(number, kernel.Session.Filtered(cell.Code), request.Output.ResultText);
            request.AfterIdle = kernel.History.Save;
        }

        if (result is CellResult.Completed)
        {
            var expressions = UserExpressions.Evaluate(kernel.Session, content.Object("user_expressions"), number, request.Token);
            request.Reply(json => Completed(json, number, payload, expressions));
            return;
        }

        if (content.Flag("stop_on_error") ?? true)
        {
            kernel.AbortQueuedCells(request);
        }

        var error = ErrorOf(result);
        request.ReplyWith("error", json =>
        {
            json.WriteError(error.Name, error.Message, error.Traceback);
            Completed(json, number, null, []);
        });
    }

    /// <summary>Answers a cell that will not run.</summary>
    internal void Abort(Request request) => request.ReplyWith("aborted", json => json.WriteNumber("execution_count", kernel.Session.ExecutionCount));

    private static CellError ErrorOf(CellResult result) => result switch
    {
        CellResult.Failed failed => failed.Error,
        CellResult.Cancelled { StillRunning: { } still } => CellError.User("Interrupted", "The cell was interrupted.", still),
        _ => CellError.User("Interrupted", "The cell was interrupted."),
    };

    private static void Completed(Utf8JsonWriter json, int number, MimeBundle? page, IReadOnlyList<(string Name, OutputEvent? Shown)> expressions)
    {
        json.WriteNumber("execution_count", number);
        json.WriteStartArray("payload");
        if (page is not null)
        {
            json.WriteStartObject();
            json.WriteString("source", "page");
            json.WriteBundle(page);
            json.WriteNumber("start", 0);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        UserExpressions.Write(json, expressions);
    }

    /// <summary>The language of the cell, where a polyglot notebook names one.</summary>
    private static string? LanguageOf(JsonElement metadata) =>
        metadata.Object("polyglot_notebook")?.Text("kernelName") ?? metadata.Object("dotnet_interactive")?.Text("language");
}
