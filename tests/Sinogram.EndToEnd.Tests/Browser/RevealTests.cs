using System.Text.Json.Nodes;
using Sinogram.EndToEnd.Tests.Privacy;
using Sinogram.EndToEnd.Tests.Processes;

namespace Sinogram.EndToEnd.Tests.Browser;

/// <summary>Revealing in the classic Jupyter notebook and a real browser: what is seen, what is saved, what the audit has; and where it is refused.</summary>
[Collection("servers")]
public sealed class RevealTests
{
    private static readonly System.Text.Json.JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly TimeSpan CellPatience = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task A_revealed_output_is_seen_marked_in_the_saved_notebook_and_noted_in_the_audit_and_a_run_refuses_it()
    {
        using var folder = new TestFolder();
        var images = MarkedImages.Full(Path.Combine(folder.Root, "source"));
        var file = Path.Combine(images.Folder, "image.dcm");
        var notebook = Path.Combine(folder.Root, "reveal.ipynb");
        await File.WriteAllTextAsync(
            notebook,
            Notebook($"#!dicom header {file}", $"#!dicom header {file} --reveal", "using Sinogram.Imaging.Dicom;\nvar name = DicomFile.Read(\"" + file + "\").DataSet.GetString(Tags.PatientName);", "#!reveal\nname", "name"),
            TestContext.Current.CancellationToken);
        await using (var page = await NotebookPage.OpenAsync(folder, notebook, 1100, 900))
        {
            for (var cell = 0; cell < await page.CountAsync(); cell++)
            {
                var outputs = await page.RunCellAsync(cell, CellPatience);
                Assert.DoesNotContain(outputs, o => (string?)o!["output_type"] == "error");
                // A long header is cut on the page; the table beside it in the saved output is whole.
                var shown = await page.OutputTextAsync(cell) + outputs.ToJsonString(Relaxed);
                Assert.Equal(cell is 1 or 3, shown.Contains("Zyqvarnix", StringComparison.Ordinal));
                if (cell is 0 or 4)
                {
                    Assert.Contains("‹PatientName·", shown, StringComparison.Ordinal);
                    Assert.Empty(MarkerSearch.ForMasked(images).Find(System.Text.Encoding.UTF8.GetBytes(shown), "the page"));
                }
            }

            await page.Browser.RunAsync("window.saved_ = false; Jupyter.notebook.save_notebook().then(function () { window.saved_ = true; });");
            await page.Browser.UntilAsync("window.saved_", "the notebook is saved", CellPatience);
        }

        var saved = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder.Root, "notebooks", "reveal.ipynb"), TestContext.Current.CancellationToken))!["cells"]!.AsArray();
        Assert.Equal([false, true, false, true, false], saved.Select(c => c!["outputs"]!.AsArray().Any(o => (bool?)o!["metadata"]?["sinogram.revealed"] == true)));
        var audit = await File.ReadAllLinesAsync(Path.Combine(folder.Root, "xdg-state", "sinogram", "audit.jsonl"), TestContext.Current.CancellationToken);
        Assert.Equal(2, audit.Length);
        Assert.All(audit, line => Assert.Contains("PatientName", line, StringComparison.Ordinal));
        Assert.Empty(MarkerSearch.ForMasked(images).Find(System.Text.Encoding.UTF8.GetBytes(string.Concat(audit)), "the audit"));

        using (var doctor = new ServerProcess(Repository.Tool, ["doctor"], folder.Environment, folder.Root))
        {
            Assert.True(await doctor.WaitForExitAsync(ServerProcess.Patience), doctor.Output);
            Assert.Contains("2 lines, the chain is whole", doctor.Output, StringComparison.Ordinal);
        }

        using (var scan = new ServerProcess(Repository.Tool, ["scan", Path.Combine(folder.Root, "notebooks", "reveal.ipynb")], folder.Environment, folder.Root))
        {
            Assert.True(await scan.WaitForExitAsync(ServerProcess.Patience), scan.Output);
            Assert.Equal(1, scan.ExitCode);
            Assert.Contains("it was revealed", scan.Output, StringComparison.Ordinal);
        }

        using var run = new ServerProcess(Repository.Tool, ["run", notebook, "--output", Path.Combine(folder.Root, "run.ipynb")], folder.Environment, folder.Root);
        Assert.True(await run.WaitForExitAsync(ServerProcess.Patience), run.Output);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("not in a headless run", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Zyqvarnix", await File.ReadAllTextAsync(Path.Combine(folder.Root, "run.ipynb"), TestContext.Current.CancellationToken), StringComparison.OrdinalIgnoreCase);
    }

    private static string Notebook(params string[] cells) => new JsonObject
    {
        ["cells"] = new JsonArray([.. cells.Select((source, i) => new JsonObject
        {
            ["cell_type"] = "code", ["id"] = $"c{i}", ["metadata"] = new JsonObject(), ["source"] = source, ["execution_count"] = null, ["outputs"] = new JsonArray(),
        })]),
        ["metadata"] = new JsonObject { ["kernelspec"] = new JsonObject { ["name"] = "sinogram", ["display_name"] = "C# (Sinogram)", ["language"] = "C#" } },
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    }.ToJsonString();
}
