using System.Text.Json.Nodes;
using Sinogram.Core.Execution;
using Sinogram.Testing.Kernel;
using Sinogram.Tool.Notebooks;
using Sinogram.Tool.Run;

namespace Sinogram.Tool.Tests.Run;

public sealed class NotebookRunnerTests : IRunProgress
{
    private readonly List<string> _progress = [];
    private int _saves;

    [Fact]
    public async Task All_cells_run_in_order_and_the_notebook_is_saved_after_each()
    {
        var notebook = NotebookDocument.Of("print a\n", "b", "");
        var outcome = await RunAsync(notebook);
        Assert.IsType<RunOutcome.Completed>(outcome);
        Assert.Equal("a", NotebookJson.Text(notebook.Cells[0].Outputs[0]!["text"]));
        Assert.Equal("b", NotebookJson.Text(notebook.Cells[1].Outputs[0]!["data"]!["text/plain"]));
        Assert.Equal([1, 2, null], notebook.Cells.Select(c => c.Json["execution_count"]?.GetValue<int>()));
        Assert.Equal(4, _saves);
        Assert.Equal(["started 0/3", "ended 0 Completed", "started 1/3", "ended 1 Completed"], _progress);
    }

    [Fact]
    public async Task A_failed_cell_stops_the_run_and_later_cells_stay_pending()
    {
        var notebook = NotebookDocument.Of("a", "fail", "c");
        var failed = Assert.IsType<RunOutcome.Failed>(await RunAsync(notebook));
        Assert.Equal((2, "EchoError"), (failed.CellNumber, failed.Error.Name));
        Assert.Equal(["completed", "failed", "pending"], notebook.Cells.Select(Status));
        Assert.Equal("error", notebook.Cells[1].Outputs[0]!["output_type"]!.GetValue<string>());
        Assert.True(notebook.Metadata["papermill"]!["exception"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_cell_that_may_fail_does_not_stop_the_run()
    {
        var notebook = NotebookDocument.Of("fail", "c");
        notebook.Cells[0].Metadata["tags"] = new JsonArray("raises-exception");
        Assert.IsType<RunOutcome.Completed>(await RunAsync(notebook));
        Assert.Equal(["failed", "completed"], notebook.Cells.Select(Status));
    }

    [Fact]
    public async Task A_cell_over_its_time_is_interrupted_and_told_as_such()
    {
        var failed = Assert.IsType<RunOutcome.Failed>(await RunAsync(NotebookDocument.Of("wait"), TimeSpan.FromMilliseconds(50)));
        Assert.Contains("longer than 0.1 s", failed.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupt_ends_the_run_and_keeps_what_was_done()
    {
        using var source = new CancellationTokenSource();
        var notebook = NotebookDocument.Of("a", "wait");
        var running = RunAsync(notebook, token: source.Token);
        await source.CancelAsync();
        Assert.IsType<RunOutcome.Interrupted>(await running);
        Assert.Equal("completed", Status(notebook.Cells[0]));
    }

    [Fact]
    public void What_we_do_not_know_in_a_file_is_kept_and_the_file_is_written_as_jupyter_writes_it()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var path = Path.Combine(folder.FullName, "n.ipynb");
            File.WriteAllText(path, """
                {"nbformat":4,"nbformat_minor":4,"metadata":{"odd":{"z":1,"a":[1.50,2]}},
                 "cells":[{"cell_type":"code","source":"a\nb é","metadata":{"x":1},"outputs":[],"execution_count":null,"extra":true}]}
                """);
            NotebookDocument.Load(path).Save(path);
            var text = File.ReadAllText(path);
            Assert.Contains("\"extra\": true", text, StringComparison.Ordinal);
            Assert.Contains("1.50", text, StringComparison.Ordinal);
            Assert.Contains("b é", text, StringComparison.Ordinal);
            Assert.StartsWith("{\n \"cells\": [\n  {\n   \"cell_type\": \"code\"", text, StringComparison.Ordinal);
            Assert.EndsWith("}\n", text, StringComparison.Ordinal);
            Assert.NotNull(NotebookDocument.Load(path).Cells[0].Id);
            Assert.Single(folder.GetFiles());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("{", "is not a notebook")]
    [InlineData("[]", "not a notebook of format 4")]
    [InlineData("{\"nbformat\":3,\"cells\":[]}", "not a notebook of format 4")]
    [InlineData("{\"nbformat\":4,\"cells\":[1]}", "not a notebook of format 4")]
    public void A_file_that_is_no_notebook_is_refused(string text, string message)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            Assert.Contains(message, Assert.Throws<UserErrorException>(() => NotebookDocument.Load(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    void IRunProgress.CellStarted(int index, int count, string title) => _progress.Add($"started {index}/{count}");

    void IRunProgress.CellEnded(int index, int count, TimeSpan took, CellResult result) => _progress.Add($"ended {index} {result.GetType().Name}");

    private async Task<RunOutcome> RunAsync(NotebookDocument notebook, TimeSpan? timeout = null, CancellationToken token = default)
    {
        await using var session = new TestSession();
        return await new NotebookRunner(session.Session, TimeProvider.System, this).RunAsync(notebook, () => _saves++, timeout, token);
    }

    private static string Status(NotebookCell cell) => cell.Metadata["papermill"]!["status"]!.GetValue<string>();
}
