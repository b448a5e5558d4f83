using System.Text.Json.Nodes;
using Sinogram.EndToEnd.Tests.Processes;

namespace Sinogram.EndToEnd.Tests.Browser;

/// <summary>JupyterLab's output area, renderers, sanitizer and widgets in a page of their own, with a kernel of this build behind them.</summary>
internal sealed class LabPage : IAsyncDisposable
{
    private readonly JupyterServer _server;

    private LabPage(JupyterServer server) => _server = server;

    public WebDriver Browser => _server.Browser;

    /// <summary>Serves the page and opens it, with a kernel.</summary>
    /// <param name="folder">The test's folder.</param>
    /// <param name="withWidgets">Jupyter's own widgets are installed in this front end.</param>
    public static async Task<LabPage> OpenAsync(TestFolder folder, bool withWidgets)
    {
        var built = Path.Combine(Repository.Root, "artifacts", "npm-lab", "page");
        if (!File.Exists(Path.Combine(built, "page.js")))
        {
            Assert.Skip("JupyterLab's parts are not installed: 'make test' fetches them by npm");
        }

        var page = Directory.CreateDirectory(Path.Combine(folder.Environment["JUPYTER_DATA_DIR"], "nbextensions", "lab")).FullName;
        foreach (var file in Directory.GetFiles(built))
        {
            File.Copy(file, Path.Combine(page, Path.GetFileName(file)));
        }

        var server = await JupyterServer.StartAsync(folder, 1100, 1400);
        var opened = new LabPage(server);
        await server.Browser.OpenAsync($"{server.Address}nbextensions/lab/index.html?token={JupyterServer.Token}");
        await server.Browser.UntilAsync("window.lab", "the page is loaded", ServerProcess.Patience);
        await server.Browser.RunAsync("return lab.start('sinogram', arguments[0]);", withWidgets);
        return opened;
    }

    /// <summary>Runs a cell, shows its outputs, and gives them as the notebook would save them.</summary>
    public async Task<JsonArray> RunAsync(string code) => (await Browser.RunAsync("return lab.run(arguments[0]);", code))!.AsArray();

    /// <summary>Shows saved outputs; the index of where they are.</summary>
    public async Task<int> ShowAsync(JsonArray outputs, bool trusted) => (int)(await Browser.RunAsync("return lab.show(arguments[0], arguments[1]);", outputs.DeepClone(), trusted))!;

    /// <summary>The visible text of what was shown.</summary>
    public async Task<string> TextAsync(int index) => (string)(await Browser.RunAsync("return lab.text(arguments[0]);", index))!;

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
