using System.Text.Json.Nodes;
using Sinogram.EndToEnd.Tests.Processes;

namespace Sinogram.EndToEnd.Tests.Jupyter;

[Collection("servers")]
public sealed class NotebookExecutionTests
{
    /// <summary>Jupyter's limits for a start, a cell, and outputs that come after the reply.</summary>
    private static readonly string[] Patient = ["--ExecutePreprocessor.startup_timeout=600", "--ExecutePreprocessor.timeout=600", "--ExecutePreprocessor.iopub_timeout=120"];

    [Fact]
    public async Task Nbconvert_executes_a_notebook_and_keeps_its_outputs()
    {
        var jupyter = Repository.Program("/usr/bin/jupyter", "jupyter-nbconvert python3-nbclient");
        using var folder = new TestFolder();
        var notebook = Path.Combine(AppContext.BaseDirectory, "Notebooks", "small.ipynb");
        using var run = new ServerProcess(
            jupyter, ["nbconvert", "--to", "notebook", "--execute", notebook, "--output-dir", folder.Root, "--output", "out.ipynb", .. Patient], folder.Environment, folder.Root);
        Assert.True(await run.WaitForExitAsync(ServerProcess.Patience), run.Output);
        Assert.True(run.ExitCode == 0, run.Output);
        var cells = JsonNode.Parse(File.ReadAllText(Path.Combine(folder.Root, "out.ipynb")))!["cells"]!.AsArray();
        Assert.Equal("line 1\nline 2\nline 3\nline 4\nline 5\nline 6\n", Output(cells, "printed")["text"]!.AsArray().Aggregate("", (a, b) => a + (string)b!));
        Assert.Equal("21", (string)Output(cells, "value")["data"]!["text/plain"]![0]!);
        Assert.Contains("shown as HTML", Output(cells, "shown")["data"]!["text/html"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("hello from a magic", Output(cells, "magic").ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nbconvert_executes_a_notebook_of_the_project()
    {
        const string name = "start.ipynb";
        var jupyter = Repository.Program("/usr/bin/jupyter", "jupyter-nbconvert python3-nbclient");
        using var folder = new TestFolder();
        // What a notebook writes goes beside it.
        var notebook = Path.Combine(folder.Root, name);
        File.Copy(Path.Combine(Repository.Root, "notebooks", name), notebook);
        using var run = new ServerProcess(
            jupyter,
            ["nbconvert", "--to", "notebook", "--execute", notebook, "--output-dir", folder.Root, "--output", "out.ipynb", .. Patient],
            folder.Environment,
            folder.Root);
        Assert.True(await run.WaitForExitAsync(ServerProcess.Patience), run.Output);
        Assert.True(run.ExitCode == 0, run.Output);
    }

    [Fact]
    public async Task Nbclient_keeps_updates_of_earlier_displays_stops_at_the_cell_that_fails_and_names_its_error()
    {
        Repository.Program("/usr/bin/jupyter", "python3-nbclient");
        using var folder = new TestFolder();
        const string Script =
            """
            import nbformat, nbclient
            nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in (
                'var a = display("before");', 'a.Update("after");', 'throw new FormatException("on purpose");', 'a')])
            try:
                nbclient.NotebookClient(nb, kernel_name="sinogram", timeout=600).execute()
            except nbclient.exceptions.CellExecutionError as e:
                print("stopped at", e.ename, e.evalue, [c.execution_count for c in nb.cells], nb.cells[0].outputs[0].data["text/plain"])
            """;
        using var run = new ServerProcess("/usr/bin/python3", ["-c", Script], folder.Environment, folder.Root);
        Assert.True(await run.WaitForExitAsync(ServerProcess.Patience), run.Output);
        Assert.Contains("FormatException on purpose [1, 2, 3, None] after", run.Output, StringComparison.Ordinal);
    }

    private static JsonNode Output(JsonArray cells, string id) => cells.Single(c => (string?)c!["id"] == id)!["outputs"]!.AsArray()[0]!;
}
