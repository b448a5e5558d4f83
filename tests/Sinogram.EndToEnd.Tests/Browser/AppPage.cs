using System.Text.Json.Nodes;
using Sinogram.EndToEnd.Tests.Processes;
using Sinogram.Testing;

namespace Sinogram.EndToEnd.Tests.Browser;

/// <summary>A notebook open in the whole of JupyterLab 4 or of Notebook 7, in a browser.</summary>
internal sealed class AppPage : IAsyncDisposable
{
    private const string Panel = "jupyterapp.shell.currentWidget";
    private readonly ServerProcess _server;
    private readonly string _folder;
    private readonly string _address;

    private AppPage(ServerProcess server, WebDriver browser, string address, string folder) => (_server, Browser, _address, _folder) = (server, browser, address, folder);

    public WebDriver Browser { get; }

    /// <summary>Starts Debian's Jupyter server with the applications, and a browser.</summary>
    public static async Task<AppPage> StartAsync(TestFolder folder, int width, int height)
    {
        var server = Path.Combine(Repository.Root, "artifacts", "npm-lab", "server.py");
        if (!File.Exists(server) || !Directory.Exists("/usr/lib/python3/dist-packages/jupyterlab_server"))
        {
            Assert.Skip("JupyterLab is not installed: 'make test' builds it from npm, on python3-jupyterlab-server");
        }

        var notebooks = Directory.CreateDirectory(Path.Combine(folder.Root, "notebooks")).FullName;
        var port = FreePorts.Take();
        var process = new ServerProcess(
            "/usr/bin/python3",
            [
                server, "--no-browser", "--allow-root", "--ip=127.0.0.1", $"--port={port}", "--ServerApp.port_retries=0", $"--ServerApp.token={JupyterServer.Token}",
                $"--ServerApp.root_dir={notebooks}",
            ],
            folder.Environment,
            folder.Root);
        using var client = new HttpClient();
        await process.UntilAsync(
            async () =>
            {
                try
                {
                    using var answer = await client.GetAsync($"http://127.0.0.1:{port}/api?token={JupyterServer.Token}");
                    return answer.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            "the server answers",
            ServerProcess.Patience);
        return new AppPage(process, await WebDriver.StartAsync(folder, width, height), $"http://127.0.0.1:{port}/", notebooks);
    }

    /// <summary>Opens a notebook and waits until it is shown and its kernel is idle.</summary>
    /// <param name="application"><c>lab/tree</c> or <c>notebooks</c>.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="notebook">Its text.</param>
    public async Task OpenAsync(string application, string name, string notebook)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, name), notebook);
        await Browser.OpenAsync($"{_address}{application}/{name}?token={JupyterServer.Token}");
        await Browser.UntilAsync(
            $"window.jupyterapp && {Panel}.context.isReady && {Panel}.sessionContext.session.kernel.connectionStatus === 'connected' && {Panel}.sessionContext.session.kernel.status === 'idle'",
            $"the notebook and its kernel are ready in {application}",
            ServerProcess.Patience);
    }

    /// <summary>Does what a menu or a key does.</summary>
    public Task CommandAsync(string command) => Browser.RunAsync("jupyterapp.commands.execute(arguments[0]);", command);

    /// <summary>Does what a key does, again after a while until it has its effect: an application that is not ready for it yet lets it pass.</summary>
    /// <param name="command">What the key does.</param>
    /// <param name="seen">The effect, in JavaScript.</param>
    /// <param name="what">The effect in words.</param>
    public Task CommandUntilAsync(string command, string seen, string what) => Browser.UntilAsync(
        $$"""
        (() => {
          if ({{seen}}) { return true; }
          const asked = window.asked_ ??= {}, now = performance.now();
          if (!(asked['{{command}}'] > now - 5000)) { asked['{{command}}'] = now; jupyterapp.commands.execute('{{command}}'); }
          return false;
        })()
        """,
        what,
        ServerProcess.Patience);

    /// <summary>Runs all cells by the menu's command, and waits until the kernel has run the last.</summary>
    public async Task RunAllAsync()
    {
        await CommandAsync("notebook:run-all-cells");
        await Browser.UntilAsync(
            $"{Panel}.content.widgets.every(c => c.model.type !== 'code' || c.model.executionCount > 0) && {Panel}.sessionContext.session.kernel.status === 'idle'", "all cells have run", ServerProcess.Patience);
    }

    /// <summary>A cell's outputs, as an expression of JavaScript; <paramref name="index"/> is one too.</summary>
    public static string Output(string index) => $"{Panel}.content.widgets[{index}].outputArea.node";

    /// <summary>The outputs as the notebook would save them.</summary>
    public async Task<IReadOnlyList<JsonArray>> OutputsAsync() =>
        [.. (await Browser.RunAsync($"return {Panel}.content.widgets.map(c => c.model.outputs.toJSON());"))!.AsArray().Select(o => o!.AsArray())];

    /// <summary>Puts a text into a cell, makes it the active one with the cursor at its end, and goes into it.</summary>
    public Task EditAsync(int cell, string text) => Browser.RunAsync(
        $$"""
        const notebook = {{Panel}}.content, cell = notebook.widgets[arguments[0]];
        notebook.activeCellIndex = arguments[0];
        cell.model.sharedModel.setSource(arguments[1]);
        notebook.mode = 'edit';
        const lines = arguments[1].split('\n');
        cell.editor.setCursorPosition({ line: lines.length - 1, column: lines[lines.length - 1].length });
        cell.editor.focus();
        """,
        cell,
        text);

    /// <summary>Scrolls to a cell and keeps a picture of the window.</summary>
    public async Task SaveAsync(string name, int cell)
    {
        await Browser.RunAsync($"{Panel}.content.widgets[arguments[0]].node.scrollIntoView();", cell);
        await Browser.UntilAsync("(window.frames_ = (window.frames_ || 0) + 1) > 3", "the page is painted", ServerProcess.Patience);
        Picture.Save($"{name}-{cell:00}", await Browser.ScreenshotAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        _server.Dispose();
    }
}
