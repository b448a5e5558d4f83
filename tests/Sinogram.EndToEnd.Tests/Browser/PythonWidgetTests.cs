using System.Text.Json.Nodes;
using Sinogram.EndToEnd.Tests.Processes;

namespace Sinogram.EndToEnd.Tests.Browser;

/// <summary>Widgets of a Python kernel that the notebook is connected to, in Debian's classic notebook with Debian's ipywidgets.</summary>
[Collection("servers")]
public sealed class PythonWidgetTests
{
    [Fact]
    public async Task What_interact_shows_follows_its_slider_and_our_own_controls_are_seen_beside_it()
    {
        Assert.SkipUnless(
            Directory.Exists("/usr/lib/python3/dist-packages/ipywidgets") && File.Exists("/usr/share/jupyter/nbextensions/jupyter-js-widgets/extension.js"),
            "ipywidgets is not installed: apt-get install python3-ipywidgets");
        using var folder = new TestFolder();
        var notebook = Path.Combine(folder.Root, "widgets.ipynb");
        await File.WriteAllTextAsync(notebook, Notebook, TestContext.Current.CancellationToken);
        await using var page = await NotebookPage.OpenAsync(folder, notebook, 1100, 900);
        await page.RunCellAsync(0, ServerProcess.Patience);
        await page.Browser.UntilAsync("window.jQuery('.ui-slider-handle').length && document.body.innerText.includes('x is 3')", "the slider and its first value are shown", ServerProcess.Patience);

        // As a person moves it with the keyboard.
        await page.Browser.RunAsync(
            """
            const handle = document.querySelector('.ui-slider-handle');
            handle.focus();
            for (let i = 0; i < 4; i++) {
              for (const kind of ['keydown', 'keyup']) { handle.dispatchEvent(new KeyboardEvent(kind, { keyCode: 39, which: 39, key: 'ArrowRight', bubbles: true })); }
            }
            """);
        await page.Browser.UntilAsync("document.body.innerText.includes('x is 7') && document.body.innerText.includes('49')", "the last value is shown", ServerProcess.Patience);
        Assert.DoesNotContain("x is 3", (string)(await page.Browser.RunAsync("return document.body.innerText;"))!, StringComparison.Ordinal);

        // These widgets are older than ours: what ours show is complete without them.
        await page.RunCellAsync(1, ServerProcess.Patience);
        Assert.Contains("power is 2", await page.OutputTextAsync(1), StringComparison.Ordinal);
        Picture.Save("python-widgets", await page.ScreenshotAsync(0));
    }

    private static string Notebook { get; } = new JsonObject
    {
        ["cells"] = new JsonArray(
            Cell("#!python\nfrom ipywidgets import interact, IntSlider\n@interact(x=IntSlider(min=0, max=9, value=3))\ndef f(x):\n    print('x is', x)\n    return x * x"),
            Cell("using Sinogram.Core.Widgets;\nnew IntSlider(\"power\", 2, 1, 5).Follow(p => $\"power is {p}\");")),
        ["metadata"] = new JsonObject { ["kernelspec"] = new JsonObject { ["display_name"] = "C# (Sinogram)", ["language"] = "C#", ["name"] = "sinogram" } },
        ["nbformat"] = 4,
        ["nbformat_minor"] = 4,
    }.ToJsonString();

    private static JsonObject Cell(string code) => new()
    {
        ["cell_type"] = "code", ["execution_count"] = null, ["metadata"] = new JsonObject(), ["source"] = code, ["outputs"] = new JsonArray(),
    };
}
