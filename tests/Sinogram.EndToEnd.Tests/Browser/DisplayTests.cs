using System.Diagnostics;
using System.Text.Json.Nodes;
using Sinogram.EndToEnd.Tests.Processes;

namespace Sinogram.EndToEnd.Tests.Browser;

/// <summary>
/// Every kind of display in real front ends: run there (trusted), opened as another person's notebook (untrusted), and converted to a page. Nothing is empty,
/// and no dollar sign becomes a formula.
/// </summary>
[Collection("servers")]
public sealed class DisplayTests
{
    [Fact]
    public async Task In_the_classic_notebook_and_in_a_converted_page_each_display_is_seen_trusted_or_not()
    {
        using var folder = new TestFolder();
        var notebook = Path.Combine(folder.Root, "displays.ipynb");
        await File.WriteAllTextAsync(notebook, DisplayCell.Notebook(), TestContext.Current.CancellationToken);
        await using var page = await NotebookPage.OpenAsync(folder, notebook, 1100, 1400);
        var outputs = new List<JsonArray>();
        for (var i = 0; i < DisplayCell.All.Count; i++)
        {
            outputs.Add(await page.RunCellAsync(i, ServerProcess.Patience));
        }

        await page.Browser.UntilAsync(DisplayCheck.FrameIsVisible, "the figure is drawn by plotly.js", ServerProcess.Patience);
        await page.Browser.UntilAsync(DisplayCheck.Typeset, "formulas are typeset", ServerProcess.Patience);
        await DisplayCheck.RunAsync("trusted", page.Browser, ClassicOutput);
        await QueryTableCheck.RunAsync(page.Browser, ClassicOutput.Replace("index", $"{Query}", StringComparison.Ordinal));
        await SaveAsync(page, "classic-trusted");

        var saved = Path.Combine(folder.Root, "saved.ipynb");
        await File.WriteAllTextAsync(saved, DisplayCell.Notebook(outputs), TestContext.Current.CancellationToken);
        await page.ShowAsync(saved);
        Assert.Equal(0, (int)(await page.Browser.RunAsync("return document.querySelectorAll('.output iframe, .output script:not([type^=math])').length;"))!);
        await page.Browser.UntilAsync(DisplayCheck.Typeset, "formulas are typeset", ServerProcess.Patience);
        await DisplayCheck.RunAsync("untrusted", page.Browser, ClassicOutput);
        await SaveAsync(page, "classic-untrusted");

        var html = await ConvertAsync(folder, saved);
        await page.Browser.OpenAsync(new Uri(html).AbsoluteUri);
        await DisplayCheck.RunAsync("converted", page.Browser, "document.querySelectorAll('.jp-OutputArea, .output_wrapper')[index]");
        await QueryTableCheck.RunAsync(page.Browser, $"document.querySelectorAll('.jp-OutputArea, .output_wrapper')[{Query}]");
        Picture.Save("converted", await page.Browser.ScreenshotAsync());
    }

    [Fact]
    public async Task In_JupyterLab_each_display_is_seen_trusted_or_not()
    {
        using var folder = new TestFolder();
        await using var page = await LabPage.OpenAsync(folder, withWidgets: false);
        var outputs = new List<JsonArray>();
        foreach (var cell in DisplayCell.All)
        {
            outputs.Add(await page.RunAsync(cell.Code));
            Assert.DoesNotContain(outputs[^1], o => (string?)o!["output_type"] == "error");
        }

        await page.Browser.UntilAsync(DisplayCheck.FrameIsVisible, "the figure is drawn by plotly.js", ServerProcess.Patience);
        await page.Browser.UntilAsync(DisplayCheck.Typeset, "formulas are typeset", ServerProcess.Patience);
        await DisplayCheck.RunAsync("trusted", page.Browser, "lab.node(index)");
        await QueryTableCheck.RunAsync(page.Browser, $"lab.node({Query})");
        await SaveAsync(page, "lab-trusted");
        await page.Browser.RunAsync("lab.theme(true);");
        await SaveAsync(page, "lab-dark");
        await page.Browser.RunAsync("lab.clear();");
        await page.RunAsync(DisplayCell.All.Single(c => c.Name == "figure").Code);
        await page.Browser.UntilAsync(DisplayCheck.FrameIsVisible, "the figure is drawn in the dark", ServerProcess.Patience);
        await SaveAsync(page, "lab-dark-figure");
        await page.Browser.RunAsync("lab.theme(false); lab.clear();");
        foreach (var output in outputs)
        {
            await page.ShowAsync(output, trusted: false);
        }

        await page.Browser.UntilAsync($"lab.text({DisplayCell.All.Count - 1}).includes('image 5 of 9')", "the saved outputs are shown", ServerProcess.Patience);
        Assert.Equal(0, (int)(await page.Browser.RunAsync("return document.querySelectorAll('.jp-OutputArea iframe, .jp-OutputArea script:not([type^=math])').length;"))!);
        await page.Browser.UntilAsync(DisplayCheck.Typeset, "formulas are typeset", ServerProcess.Patience);
        await DisplayCheck.RunAsync("untrusted", page.Browser, "lab.node(index)");
        await SaveAsync(page, "lab-untrusted");
    }

    [Fact]
    public async Task In_JupyterLab_with_widgets_a_table_and_a_viewer_answer_to_the_person()
    {
        using var folder = new TestFolder();
        await using var page = await LabPage.OpenAsync(folder, withWidgets: true);
        var table = await page.RunAsync("Enumerable.Range(0, 200).Select(i => new { Index = i, Square = i * i }).Explore()");
        Assert.NotNull(table[0]!["data"]!["application/vnd.jupyter.widget-view+json"]);
        await page.Browser.UntilAsync("lab.text(0).includes('rows 1 to 20 of 200')", "the table is live", ServerProcess.Patience);
        await page.Browser.RunAsync("Array.from(lab.node(0).querySelectorAll('button')).find(b => b.innerText.includes('▶')).click();");
        await page.Browser.UntilAsync("lab.text(0).includes('rows 21 to 40 of 200') && lab.text(0).includes('1521')", "the next page is shown", ServerProcess.Patience);
        await page.Browser.RunAsync("var i = lab.node(0).querySelector('input[type=text]'); i.value = 'Square>39000'; i.dispatchEvent(new Event('input', {bubbles: true})); i.dispatchEvent(new Event('keyup', {bubbles: true}));");
        await page.Browser.UntilAsync("lab.text(0).includes('found of 200')", "the filter has found", ServerProcess.Patience);
        Assert.Contains("rows 1 to 2 of 2 found of 200", await page.TextAsync(0), StringComparison.Ordinal);

        await page.RunAsync(DisplayCell.All.Single(c => c.Name == "viewer").Code);
        await page.Browser.UntilAsync("lab.text(1).includes('image 5 of 9') && lab.node(1).querySelector('img').naturalWidth === 128", "the viewer is live", ServerProcess.Patience);
        var before = (string)(await page.Browser.RunAsync("return lab.node(1).querySelector('img').src;"))!;
        await page.Browser.RunAsync("var s = lab.node(1).querySelector('.noUi-target').noUiSlider; s.set(9);");
        await page.Browser.UntilAsync("lab.text(1).includes('image 9 of 9')", "the viewer has scrolled", ServerProcess.Patience);
        Assert.StartsWith("blob:", before, StringComparison.Ordinal);
        Assert.NotEqual(before, (string)(await page.Browser.RunAsync("return lab.node(1).querySelector('img').src;"))!);

        await page.RunAsync("using Sinogram.Core.Widgets;\nusing Sinogram.Interactive.Plotting;\nnew IntSlider(\"power\", 2, 1, 5).Follow(p => $\"power is {p}\");");
        await page.Browser.UntilAsync("lab.text(2).includes('power is 2')", "the first value is shown", ServerProcess.Patience);
        await page.Browser.RunAsync("lab.node(2).querySelector('.noUi-target').noUiSlider.set(4);");
        await page.Browser.UntilAsync("lab.text(2).includes('power is 4')", "the display follows the slider", ServerProcess.Patience);
        await PagesOfAMaskedTableAsync(page);
        await SaveAsync(page, "lab-widgets");
        await page.Browser.RunAsync("lab.theme(true);");
        await SaveAsync(page, "lab-widgets-dark");
    }

    /// <summary>What a person sorts, looks for, turns to, selects and copies in a table that identifies is masked.</summary>
    private static async Task PagesOfAMaskedTableAsync(LabPage page)
    {
        await page.RunAsync(
            """
            var names = Enumerable.Range(0, 60).Select(i => $"Quillworthmore{(char)('a' + (i % 26))}{(char)('a' + (i / 26))}^Ada").ToArray();
            new Table(Column.Of("PatientName", names).WithIdentified(true), Column.Of("note", names.Select(n => "seen: " + n).ToArray()), Column.Of("n", Enumerable.Range(0, 60).ToArray())).Explore()
            """);
        foreach (var (act, seen) in ((string, string)[])
        [
            ("", "rows 1 to 20 of 60"),
            ("Array.from(lab.node(3).querySelectorAll('button')).find(b => b.innerText.includes('▶')).click();", "rows 21 to 40 of 60"),
            ("var s = lab.node(3).querySelector('select'); s.selectedIndex = 1; s.dispatchEvent(new Event('change', {bubbles: true}));", "rows 1 to 20 of 60"),
            ("var i = lab.node(3).querySelector('input[type=text]'); i.value = 'n>50'; i.dispatchEvent(new Event('input', {bubbles: true})); i.dispatchEvent(new Event('keyup', {bubbles: true}));", "rows 1 to 9 of 9 found of 60"),
        ])
        {
            await page.Browser.RunAsync(act);
            await page.Browser.UntilAsync($"lab.text(3).includes('{seen}') && lab.text(3).includes('‹PatientName·')", seen, ServerProcess.Patience);
            var copied = (string)(await page.Browser.RunAsync("getSelection().selectAllChildren(lab.node(3)); return getSelection().toString() + lab.node(3).innerHTML;"))!;
            Assert.Contains("seen: ‹PatientName·", copied, StringComparison.Ordinal);
            Assert.DoesNotContain("uillw", copied, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Ada", copied, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_report_draws_its_figures_from_one_copy_of_plotly_and_runs_nothing_of_the_notebook()
    {
        using var folder = new TestFolder();
        var notebook = Path.Combine(folder.Root, "displays.ipynb");
        var report = Path.Combine(folder.Root, "report.html");
        await File.WriteAllTextAsync(notebook, DisplayCell.Notebook(), TestContext.Current.CancellationToken);
        await RunAsync(folder, Repository.Tool, "run", notebook, "--output", Path.Combine(folder.Root, "out.ipynb"), "--html", report);
        Assert.InRange(new FileInfo(report).Length, 1, 8_000_000);
        await using var browser = await WebDriver.StartAsync(folder, 1100, 1400);
        await browser.OpenAsync(new Uri(report).AbsoluteUri);
        await browser.UntilAsync(
            "Array.from(document.querySelectorAll('iframe[sandbox]')).filter(f => getComputedStyle(f).visibility === 'visible').length === 3", "all figures are drawn", ServerProcess.Patience);
        Assert.Equal(1, (int)(await browser.RunAsync("return document.querySelectorAll('#sinogram-plotly').length;"))!);
        await browser.UntilAsync("document.querySelectorAll('math mfrac').length === 1 && document.querySelectorAll('math').length === 2", "formulas are typeset", ServerProcess.Patience);
        Assert.Contains("rows 1 to 20 of 200", (string)(await browser.RunAsync("return document.body.innerText;"))!, StringComparison.Ordinal);
        await browser.RunAsync("document.querySelector('iframe[sandbox]').scrollIntoView();");
        Picture.Save("display-report", await browser.ScreenshotAsync());
        await browser.RunAsync("document.querySelectorAll('iframe[sandbox]')[1].scrollIntoView();");
        Picture.Save("display-report-surface", await browser.ScreenshotAsync());
    }

    private static readonly int Query = DisplayCell.All.TakeWhile(c => c.Name != "query").Count();

    private const string ClassicOutput = "Jupyter.notebook.get_cell(index).element.find('.output_wrapper')[0]";

    private static async Task<string> ConvertAsync(TestFolder folder, string notebook)
    {
        await RunAsync(folder, Repository.Program("/usr/bin/jupyter-nbconvert", "jupyter-nbconvert"), "--to", "html", notebook);
        return Path.ChangeExtension(notebook, ".html");
    }

    private static async Task RunAsync(TestFolder folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = folder.Root };
        foreach (var (name, value) in folder.Environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEndAsync();
        _ = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await said);
    }

    private static async Task SaveAsync(NotebookPage page, string name)
    {
        for (var cell = 0; cell < DisplayCell.All.Count; cell += 5)
        {
            Picture.Save($"display-{name}-{cell:00}", await page.ScreenshotAsync(cell));
        }
    }

    private static async Task SaveAsync(LabPage page, string name)
    {
        var count = (int)(await page.Browser.RunAsync("return lab.areas.length;"))!;
        for (var cell = 0; cell < count; cell += 5)
        {
            await page.Browser.RunAsync("lab.node(arguments[0]).scrollIntoView();", cell);
            await page.Browser.UntilAsync("(window.frames_ = (window.frames_ || 0) + 1) > 3", "the page is painted", ServerProcess.Patience);
            Picture.Save($"display-{name}-{cell:00}", await page.Browser.ScreenshotAsync());
        }
    }
}
