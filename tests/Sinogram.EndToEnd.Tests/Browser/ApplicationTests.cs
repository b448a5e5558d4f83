using System.Text.Json.Nodes;
using Sinogram.EndToEnd.Tests.Processes;

namespace Sinogram.EndToEnd.Tests.Browser;

/// <summary>The kernel in the whole of JupyterLab 4 and of Notebook 7: what a person does there.</summary>
[Collection("servers")]
public sealed class ApplicationTests
{
    [Theory]
    [InlineData("lab/tree", "lab")]
    [InlineData("notebooks", "notebook7")]
    public async Task Each_display_is_seen_when_the_notebook_is_run_and_when_another_person_opens_it(string application, string name)
    {
        using var folder = new TestFolder();
        await using var page = await AppPage.StartAsync(folder, 1300, 1400);
        await page.OpenAsync(application, "displays.ipynb", DisplayCell.Notebook());
        await page.RunAllAsync();
        var outputs = await page.OutputsAsync();
        Assert.All(outputs, cell => Assert.DoesNotContain(cell, o => (string?)o!["output_type"] == "error"));
        await page.Browser.UntilAsync(DisplayCheck.FrameIsVisible, "the figure is drawn by plotly.js", ServerProcess.Patience);
        await page.Browser.UntilAsync(DisplayCheck.Typeset, "formulas are typeset", ServerProcess.Patience);
        await DisplayCheck.RunAsync($"{name} trusted", page.Browser, AppPage.Output("index"));
        await SaveAsync(page, $"app-{name}");

        await page.OpenAsync(application, "saved.ipynb", DisplayCell.Notebook(outputs));
        await page.Browser.UntilAsync($"{AppPage.Output($"{outputs.Count - 1}")}.innerText.includes('image 5 of 9')", "the saved outputs are shown", ServerProcess.Patience);
        await page.Browser.UntilAsync(DisplayCheck.Typeset, "formulas are typeset", ServerProcess.Patience);
        Assert.Equal(0, (int)(await page.Browser.RunAsync("return document.querySelectorAll('.jp-OutputArea iframe').length;"))!);
        await DisplayCheck.RunAsync($"{name} untrusted", page.Browser, AppPage.Output("index"));
        await SaveAsync(page, $"app-{name}-untrusted");
    }

    [Theory]
    [InlineData("lab/tree")]
    [InlineData("notebooks")]
    public async Task Controls_completion_help_questions_and_interrupts_work_as_a_person_uses_them(string application)
    {
        using var folder = new TestFolder();
        await using var page = await AppPage.StartAsync(folder, 1300, 1000);
        await page.OpenAsync(application, "live.ipynb", Notebook(
            "using Sinogram.Core.Widgets;\nnew IntSlider(\"power\", 2, 1, 5).Follow(p => $\"power is {p}\");", "var dose = 42;", "", "var name = await Kernel.GetInputAsync(\"Which site?\"); $\"hello {name}\""));
        var slider = AppPage.Output("0");
        await page.CommandAsync("notebook:run-cell-and-select-next");
        await page.Browser.UntilAsync($"{slider}.innerText.includes('power is 2') && {slider}.querySelector('.noUi-target')", "the slider is shown", ServerProcess.Patience);
        await page.Browser.RunAsync($"{slider}.querySelector('.noUi-target').noUiSlider.set(4);");
        await page.Browser.UntilAsync($"{slider}.innerText.includes('power is 4')", "the display follows the slider", ServerProcess.Patience);

        await page.CommandAsync("notebook:run-cell-and-select-next");
        await page.Browser.UntilAsync(Ran(1), "the cell has run", ServerProcess.Patience);
        await page.EditAsync(2, "Enumerable.Ran");
        await page.CommandUntilAsync(
            "completer:invoke-notebook", "document.querySelector('.jp-Completer')?.innerText.includes('Range') || " + Source(2) + ".includes('Range')", "completion offers Range");
        await page.Browser.RunAsync("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', keyCode: 27, bubbles: true }));");
        await page.EditAsync(2, "dose");
        await page.CommandUntilAsync("tooltip:launch-notebook", "document.querySelector('.jp-Tooltip')?.innerText.includes('42')", "the tooltip shows the value");

        await page.EditAsync(3, "var name = await Kernel.GetInputAsync(\"Which site?\"); $\"hello {name}\"");
        await page.CommandAsync("notebook:run-cell");
        await page.Browser.UntilAsync("document.querySelector('.jp-Stdin-input')", "the question is asked", ServerProcess.Patience);
        await page.Browser.RunAsync(
            "const i = document.querySelector('.jp-Stdin-input'); i.value = 'Basel'; i.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));");
        await page.Browser.UntilAsync($"{AppPage.Output("3")}.innerText.includes('hello Basel')", "the answer arrived", ServerProcess.Patience);

        await page.EditAsync(2, "Console.WriteLine(\"started\"); while (true) { }");
        await page.CommandAsync("notebook:run-cell");
        await page.Browser.UntilAsync($"{AppPage.Output("2")}.innerText.includes('started')", "the loop runs", ServerProcess.Patience);
        await page.CommandAsync("notebook:interrupt-kernel");
        await page.Browser.UntilAsync($"{AppPage.Output("2")}.innerText.includes('was interrupted') && jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle'", "the loop is stopped", ServerProcess.Patience);
        await page.EditAsync(2, "dose + 1");
        await page.CommandAsync("notebook:run-cell");
        await page.Browser.UntilAsync($"{AppPage.Output("2")}.innerText.includes('43')", "the variables are kept", ServerProcess.Patience);
    }

    private static string Ran(int cell) => $"jupyterapp.shell.currentWidget.content.widgets[{cell}].model.executionCount > 0";

    private static string Source(int cell) => $"jupyterapp.shell.currentWidget.content.widgets[{cell}].model.sharedModel.getSource()";

    private static string Notebook(params string[] cells) => new JsonObject
    {
        ["cells"] = new JsonArray([.. cells.Select(cell => (JsonNode)new JsonObject
        {
            ["cell_type"] = "code", ["execution_count"] = null, ["metadata"] = new JsonObject(), ["source"] = cell, ["outputs"] = new JsonArray(),
        })]),
        ["metadata"] = new JsonObject { ["kernelspec"] = new JsonObject { ["display_name"] = "C# (Sinogram)", ["language"] = "C#", ["name"] = "sinogram" } },
        ["nbformat"] = 4,
        ["nbformat_minor"] = 4,
    }.ToJsonString();

    private static async Task SaveAsync(AppPage page, string name)
    {
        for (var cell = 0; cell < DisplayCell.All.Count; cell += 5)
        {
            await page.SaveAsync(name, cell);
        }
    }
}
