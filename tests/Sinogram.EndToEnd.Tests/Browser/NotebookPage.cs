using System.Text.Json.Nodes;
using Sinogram.EndToEnd.Tests.Processes;

namespace Sinogram.EndToEnd.Tests.Browser;

/// <summary>A notebook open in the classic Jupyter notebook, in a browser.</summary>
internal sealed class NotebookPage : IAsyncDisposable
{
    private readonly JupyterServer _server;
    private readonly WebDriver _browser;

    private NotebookPage(JupyterServer server)
    {
        _server = server;
        _browser = server.Browser;
    }

    /// <summary>Copies a notebook into the folder, serves it, opens it and waits for its kernel.</summary>
    public static async Task<NotebookPage> OpenAsync(TestFolder folder, string notebook, int width, int height)
    {
        var server = await JupyterServer.StartAsync(folder, width, height);
        var page = new NotebookPage(server);
        await page.ShowAsync(notebook);
        return page;
    }

    /// <summary>The browser.</summary>
    public WebDriver Browser => _browser;

    /// <summary>Copies another notebook into the folder and opens it in place of this one.</summary>
    public async Task ShowAsync(string notebook)
    {
        var name = Path.GetFileName(notebook);
        File.Copy(notebook, Path.Combine(_server.Folder, name), overwrite: true);
        await _server.OpenAsync(name);
    }

    /// <summary>The number of cells.</summary>
    public async Task<int> CountAsync() => (int)(await _browser.RunAsync("return Jupyter.notebook.ncells();"))!;

    /// <summary>Runs a cell by the keyboard's action and waits for its end; gives its outputs as the notebook would save them.</summary>
    public async Task<JsonArray> RunCellAsync(int index, TimeSpan patience)
    {
        await _browser.RunAsync("Jupyter.notebook.select(arguments[0]); Jupyter.notebook.scroll_to_cell(arguments[0]); Jupyter.notebook.execute_cell();", index);
        // The reply may be here before the outputs: they come on a channel of their own, which ends with idle.
        await _browser.UntilAsync(
            $$"""
            (function (cell) {
              var asked = Jupyter.notebook.kernel._msg_callbacks[cell.last_msg_id];
              return cell.input_prompt_number !== '*' && !cell.element.hasClass('running') && (!asked || (asked.shell_done && asked.iopub_done));
            })(Jupyter.notebook.get_cell({{index}}))
            """,
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
        await _browser.UntilAsync("(window.frames_ = (window.frames_ || 0) + 1) > 3", "the page is painted", ServerProcess.Patience);
        return await _browser.ScreenshotAsync();
    }

    /// <summary>What the server printed, with the kernel's log.</summary>
    public string ServerOutput => _server.Output;

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
