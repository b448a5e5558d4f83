using System.Text.Json.Nodes;
using Sinogram.EndToEnd.Tests.Privacy;
using Sinogram.EndToEnd.Tests.Processes;

namespace Sinogram.EndToEnd.Tests.Headless;

/// <summary>The main job as <c>make demo</c> runs it: <c>sinogram run notebooks/pipeline.ipynb</c>.</summary>
[Collection("servers")]
public sealed class PipelineTests : IDisposable
{
    private static readonly string Images = "/usr/lib/python3/dist-packages/pydicom/data/test_files";

    private readonly TestFolder _folder = new();

    [Fact]
    public async Task The_pipeline_runs_adds_up_reports_and_gives_the_same_figures_for_the_same_seed()
    {
        Repository.Program("/usr/lib/R/bin/R", "r-base-core");
        Assert.SkipUnless(Directory.Exists(Images), "the demo's images are not installed: apt-get install python3-pydicom");
        var marked = new MarkedNotebook(_folder);
        string[] parameters = ["--parameter", "epochs", "30", "--parameter", "source", Path.Combine(marked.Images, Path.GetFileName(Images))];
        var (code, output) = await RunAsync("first", parameters);
        Assert.True(code == 0, output);
        var (again, second) = await RunAsync("second", parameters);
        Assert.True(again == 0, second);
        marked.AssertNothingLeaked(output + second);

        var figures = Figures("first");
        Assert.Equal(figures["AUC (95 % interval)"], Figures("second")["AUC (95 % interval)"]);
        Assert.Equal(figures["Brier score (95 % interval)"], Figures("second")["Brier score (95 % interval)"]);
        Assert.Equal(figures["instances in the catalogue"], Figures("second")["instances in the catalogue"]);
        Assert.Contains("AUC (95 % interval)", output, StringComparison.Ordinal);
        Assert.Contains("jupyter notebook", output, StringComparison.Ordinal);

        var report = await File.ReadAllTextAsync(Path.Combine(_folder.Root, "first.html"), TestContext.Current.CancellationToken);
        Assert.Contains("data:image/png;base64,", report, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", report, StringComparison.Ordinal);

        // The last cell's figures stand above all others too.
        var auc = figures["AUC (95 % interval)"];
        Assert.InRange(report.IndexOf(auc, StringComparison.Ordinal), 0, report.IndexOf("<h2", report.IndexOf("Results</h2>", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, "There is no file or folder /nonexistent", "source", "/nonexistent")]
    [InlineData(2, "Parameter 'epochs' is of type int; 'many' is not", "epochs", "many")]
    [InlineData(2, "Did you mean epochs?", "epoch", "3")]
    [InlineData(1, "The workspace /proc/workspace cannot be written", "workspace", "/proc/workspace")]
    public async Task Wrong_input_ends_with_one_message_and_an_exit_code(int expected, string message, string name, string value)
    {
        var (code, output) = await RunAsync("wrong", "--parameter", name, value);
        Assert.Equal(expected, code);
        Assert.Contains(message, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_source_and_one_without_an_image_are_told()
    {
        var empty = Directory.CreateDirectory(Path.Combine(_folder.Root, "empty")).FullName;
        var (code, output) = await RunAsync("empty", "--parameter", "source", empty);
        Assert.Equal(1, code);
        Assert.Contains("There is nothing in", output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<(int Code, string Output)> RunAsync(string name, params string[] more)
    {
        string[] arguments =
        [
            "run", Path.Combine(Repository.Root, "notebooks", "pipeline.ipynb"), "--output", Path.Combine(_folder.Root, name + ".ipynb"),
            "--html", Path.Combine(_folder.Root, name + ".html"), "--cwd", _folder.Root, .. more,
        ];
        using var run = new ServerProcess(Repository.Tool, arguments, _folder.Environment, _folder.Root);
        Assert.True(await run.WaitForExitAsync(ServerProcess.Patience), run.Output);
        return (run.ExitCode, run.Output);
    }

    private Dictionary<string, string> Figures(string name)
    {
        var notebook = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder.Root, name + ".ipynb")))!;
        var data = notebook["cells"]!.AsArray()[^1]!["outputs"]![0]!["data"]!["application/vnd.dataresource+json"]!["data"]!.AsArray();
        return data.ToDictionary(r => (string)r!["figure"]!, r => (string)r!["value"]!);
    }
}
