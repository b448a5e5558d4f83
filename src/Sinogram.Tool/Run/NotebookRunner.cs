using System.Globalization;
using System.Text.Json.Nodes;
using Sinogram.Core.Execution;
using Sinogram.Tool.Notebooks;

namespace Sinogram.Tool.Run;

/// <summary>
/// Runs a notebook's cells in order, in process, and saves it after each: what a front end would do, headless.
/// Leaves papermill's metadata, so that the tools that read it go on working.
/// </summary>
internal sealed class NotebookRunner(Session session, TimeProvider time, IRunProgress progress)
{
    private const string Skip = "skip-execution";
    private const string RaisesException = "raises-exception";

    private readonly NotebookOutputs _outputs = new();

    /// <summary>Runs all cells; stops at the first that fails, unless the cell is tagged <c>raises-exception</c>.</summary>
    /// <param name="notebook">The notebook; its outputs are replaced.</param>
    /// <param name="save">Called after each cell with the notebook as it stands.</param>
    /// <param name="cellTimeout">The longest that one cell may take.</param>
    /// <param name="token">Interrupts the running cell and ends the run.</param>
    public async Task<RunOutcome> RunAsync(NotebookDocument notebook, Action save, TimeSpan? cellTimeout, CancellationToken token)
    {
        var started = time.GetUtcNow();
        var papermill = NotebookDocument.Child(notebook.Metadata, "papermill");
        papermill["start_time"] = Stamp(started);
        papermill["version"] = "sinogram " + typeof(NotebookRunner).Assembly.GetName().Version?.ToString(3);
        foreach (var cell in notebook.Cells)
        {
            cell.ClearOutputs();
            Mark(cell, "pending", null, null, exception: null);
        }

        var cells = notebook.Cells;
        RunOutcome outcome = new RunOutcome.Completed();
        for (var i = 0; i < cells.Count && outcome is RunOutcome.Completed; i++)
        {
            outcome = cells[i].IsCode && !cells[i].Tags.Contains(Skip) && !string.IsNullOrWhiteSpace(cells[i].Source)
                ? await RunCellAsync(cells, i, cellTimeout, token).ConfigureAwait(false)
                : Passed(cells[i]);
            _outputs.Freeze(save);
        }

        var ended = time.GetUtcNow();
        papermill["end_time"] = Stamp(ended);
        papermill["duration"] = (ended - started).TotalSeconds;
        papermill["exception"] = outcome is RunOutcome.Completed ? null : JsonValue.Create(true);
        _outputs.Freeze(save);
        return outcome;
    }

    private async Task<RunOutcome> RunCellAsync(IReadOnlyList<NotebookCell> cells, int index, TimeSpan? timeout, CancellationToken token)
    {
        var cell = cells[index];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        using var timer = timeout is { } t ? time.CreateTimer(_ => limit.Cancel(), null, t, Timeout.InfiniteTimeSpan) : null;
        progress.CellStarted(index, cells.Count, CellTitle.Of(cells, index));
        var started = time.GetUtcNow();
        Mark(cell, "running", started, null, exception: null);
        var request = new CellRequest(cell.Source) { CellId = cell.Id, Language = cell.Language };
        var number = session.NextExecutionCount(request);
        cell.Json["execution_count"] = number;
        var result = await session.ExecuteAsync(request, number, CellFrontEnd.Headless(_outputs.For(cell)), limit.Token).ConfigureAwait(false);
        var ended = time.GetUtcNow();
        var failed = result is not CellResult.Completed;
        _outputs.Freeze(() => Mark(cell, failed ? "failed" : "completed", started, ended, failed));
        progress.CellEnded(index, cells.Count, ended - started, result);
        return result switch
        {
            CellResult.Cancelled when token.IsCancellationRequested => new RunOutcome.Interrupted(number),
            CellResult.Cancelled => new RunOutcome.Failed(number, CellError.User(
                "CellTimeout", $"The cell took longer than {timeout!.Value.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s.")),
            CellResult.Failed f when !cell.Tags.Contains(RaisesException) => new RunOutcome.Failed(number, f.Error),
            _ => new RunOutcome.Completed(),
        };
    }

    private RunOutcome.Completed Passed(NotebookCell cell)
    {
        var now = time.GetUtcNow();
        Mark(cell, "completed", now, now, exception: false);
        return new RunOutcome.Completed();
    }

    private static void Mark(NotebookCell cell, string status, DateTimeOffset? started, DateTimeOffset? ended, bool? exception)
    {
        cell.Metadata["papermill"] = new JsonObject
        {
            ["status"] = status,
            ["start_time"] = started is { } s ? Stamp(s) : null,
            ["end_time"] = ended is { } e ? Stamp(e) : null,
            ["duration"] = started is { } from && ended is { } to ? (to - from).TotalSeconds : null,
            ["exception"] = exception,
        };
        cell.Metadata["tags"] ??= new JsonArray();
    }

    private static string Stamp(DateTimeOffset value) => value.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture);
}

/// <summary>How a run ended: a closed union.</summary>
internal abstract record RunOutcome
{
    private RunOutcome()
    {
    }

    public sealed record Completed : RunOutcome;

    /// <summary>A cell failed, and the run stopped there.</summary>
    public sealed record Failed(int CellNumber, CellError Error) : RunOutcome;

    /// <summary>The run was interrupted from outside.</summary>
    public sealed record Interrupted(int CellNumber) : RunOutcome;
}
