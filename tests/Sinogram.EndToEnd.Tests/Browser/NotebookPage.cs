using System.Text.Json.Nodes;
using Sinogram.EndToEnd.Tests.Processes;

namespace Sinogram.EndToEnd.Tests.Browser;

/// <summary>A notebook open in the classic Jupyter notebook, in a browser.</summary>
internal sealed class NotebookPage : IAsyncDisposable
{
    private const string Token = "0123456789abcdef";
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(90);
    private readonly ServerProcess _server;
    private readonly WebDriver _browser;

    private NotebookPage(ServerProcess server, WebDriver browser)
    {
        _server = server;
        _browser = browser;
    }

    /// <summary>Copies a notebook into the folder, serves it, opens it and waits for its kernel.</summary>
    public static async Task<NotebookPage> OpenAsync(TestFolder folder, string notebook, int width, int height)
    {
        var jupyter = Repository.Program("/usr/bin/jupyter-notebook", "jupyter-notebook");
        var notebooks = Directory.CreateDirectory(Path.Combine(folder.Root, "notebooks")).FullName;
        var name = Path.GetFileName(notebook);
        File.Copy(notebook, Path.Combine(notebooks, name), overwrite: true);
        var port = ServerProcess.FreePorts(1)[0];
        var server = new ServerProcess(
            jupyter,
            [
                "--no-browser", "--allow-root", "--ip=127.0.0.1", $"--port={port}", "--port-retries=0", $"--NotebookApp.token={Token}", $"--notebook-dir={notebooks}",
            ],
            folder.Environment,
            folder.Root);
        using var client = new HttpClient();
        await server.UntilAsync(
            async () =>
            {
                try
                {
                    using var answer = await client.GetAsync($"http://127.0.0.1:{port}/api");
                    return answer.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            "the notebook server answers",
            StartPatience);
        var browser = await WebDriver.StartAsync(folder, width, height);
        var page = new NotebookPage(server, browser);
        await browser.OpenAsync($"http://127.0.0.1:{port}/notebooks/{Uri.EscapeDataString(name)}?token={Token}");
        await browser.UntilAsync(
            "Jupyter.notebook._fully_loaded && Jupyter.notebook.kernel.is_connected() && Jupyter.notebook.kernel.info_reply.status === 'ok'",
            "the notebook and its kernel are ready",
            StartPatience);
        return page;
    }

    /// <summary>The number of cells.</summary>
    public async Task<int> CountAsync() => (int)(await _browser.RunAsync("return Jupyter.notebook.ncells();"))!;

    /// <summary>Runs a cell by the keyboard's action and waits for its end; gives its outputs as the notebook would save them.</summary>
    public async Task<JsonArray> RunCellAsync(int index, TimeSpan patience)
    {
        await _browser.RunAsync("Jupyter.notebook.select(arguments[0]); Jupyter.notebook.scroll_to_cell(arguments[0]); Jupyter.notebook.execute_cell();", index);
        await _browser.UntilAsync(
            $"!(Jupyter.notebook.get_cell({index}).input_prompt_number === '*') && !Jupyter.notebook.get_cell({index}).element.hasClass('running')",
            $"cell {index} has ended",
            patience);
        var outputs = await _browser.RunAsync(
            "var c = Jupyter.notebook.get_cell(arguments[0]); return c.cell_type === 'code' ? c.output_area.toJSON() : [];", index);
        return outputs!.AsArray();
    }

    /// <summary>The visible text of a cell's outputs, as the browser renders it.</summary>
    public async Task<string> OutputTextAsync(int index) =>
        (string)(await _browser.RunAsync("return Jupyter.notebook.get_cell(arguments[0]).element.find('.output_wrapper')[0].innerText;", index))!;

    /// <summary>Scrolls so that a cell stands at the top, and takes a PNG of the window.</summary>
    public async Task<byte[]> ScreenshotAsync(int topCell)
    {
        await _browser.RunAsync("Jupyter.notebook.select(arguments[0]); Jupyter.notebook.get_cell(arguments[0]).element[0].scrollIntoView();", topCell);
        // Two frames later everything that was shown is painted.
        await _browser.UntilAsync("(window.frames_ = (window.frames_ || 0) + 1) > 3", "the page is painted", TimeSpan.FromSeconds(10));
        return await _browser.ScreenshotAsync();
    }

    /// <summary>What the server printed, with the kernel's log.</summary>
    public string ServerOutput => _server.Output;

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _server.Dispose();
    }
}
