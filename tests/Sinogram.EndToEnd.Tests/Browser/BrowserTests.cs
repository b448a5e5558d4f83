using Sinogram.EndToEnd.Tests.Processes;

namespace Sinogram.EndToEnd.Tests.Browser;

/// <summary>
/// Notebooks in the classic Jupyter notebook 6.4 and a real browser. SINOGRAM_SCREENSHOTS names the folder of the pictures
/// (default artifacts/screenshots).
/// </summary>
[Collection("servers")]
public sealed class BrowserTests
{
    [Fact]
    public async Task A_small_notebook_runs_cell_by_cell_and_shows_every_kind_of_output()
    {
        using var folder = new TestFolder();
        await using var page = await NotebookPage.OpenAsync(folder, Path.Combine(AppContext.BaseDirectory, "Notebooks", "small.ipynb"), 1100, 900);
        await RunAllAsync(page);
        Assert.Contains("line 6", await page.OutputTextAsync(2), StringComparison.Ordinal);
        Assert.Contains("21", await page.OutputTextAsync(3), StringComparison.Ordinal);
        Assert.Contains("shown as HTML", await page.OutputTextAsync(4), StringComparison.Ordinal);
        Assert.DoesNotContain("<b", await page.OutputTextAsync(4), StringComparison.Ordinal);
        Assert.Contains("hello from a magic", await page.OutputTextAsync(5), StringComparison.Ordinal);
        Picture.Save("small", await page.ScreenshotAsync(0));
    }

    [Theory]
    [InlineData("pipeline.ipynb")]
    public async Task A_notebook_of_the_project_runs_cell_by_cell_without_an_error(string name)
    {
        var notebook = Path.Combine(Repository.Root, "notebooks", name);
        if (!File.Exists(notebook))
        {
            Assert.Skip($"notebooks/{name} is not in this checkout");
        }

        using var folder = new TestFolder();
        await using var page = await NotebookPage.OpenAsync(folder, notebook, 1280, 1600);
        await RunAllAsync(page);
        Picture.Save(Path.GetFileNameWithoutExtension(name), await page.ScreenshotAsync(0));
        for (var cell = 1; cell < await page.CountAsync(); cell++)
        {
            Picture.Save($"{Path.GetFileNameWithoutExtension(name)}-{cell:00}", await page.ScreenshotAsync(cell));
        }
    }

    private static async Task RunAllAsync(NotebookPage page)
    {
        var count = await page.CountAsync();
        for (var cell = 0; cell < count; cell++)
        {
            var outputs = await page.RunCellAsync(cell, ServerProcess.Patience);
            Assert.True(
                outputs.All(o => (string?)o!["output_type"] != "error"), $"cell {cell}: {outputs.ToJsonString()}\n{page.ServerOutput}");
        }
    }
}
