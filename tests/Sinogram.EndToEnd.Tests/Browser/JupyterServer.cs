using Sinogram.EndToEnd.Tests.Processes;
using Sinogram.Testing;

namespace Sinogram.EndToEnd.Tests.Browser;

/// <summary>A classic notebook server over a folder of a test, and a browser that is signed in there.</summary>
internal sealed class JupyterServer : IAsyncDisposable
{
    public const string Token = "0123456789abcdef";
    private readonly ServerProcess _server;

    private JupyterServer(ServerProcess server, WebDriver browser, int port, string folder)
    {
        _server = server;
        Browser = browser;
        Address = $"http://127.0.0.1:{port}/";
        Folder = folder;
    }

    public WebDriver Browser { get; }

    /// <summary>The server's address, with a slash at the end.</summary>
    public string Address { get; }

    /// <summary>The folder of its notebooks.</summary>
    public string Folder { get; }

    /// <summary>What the server printed, with the kernels' logs.</summary>
    public string Output => _server.Output;

    public static async Task<JupyterServer> StartAsync(TestFolder folder, int width, int height)
    {
        var jupyter = Repository.Program("/usr/bin/jupyter-notebook", "jupyter-notebook");
        var notebooks = Directory.CreateDirectory(Path.Combine(folder.Root, "notebooks")).FullName;
        var port = FreePorts.Take();
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
            ServerProcess.Patience);
        var started = new JupyterServer(server, await WebDriver.StartAsync(folder, width, height), port, notebooks);
        await started.Browser.OpenAsync($"{started.Address}tree?token={Token}");
        return started;
    }

    /// <summary>Opens a notebook of the folder and waits for its kernel.</summary>
    public async Task OpenAsync(string name)
    {
        await Browser.OpenAsync($"{Address}notebooks/{Uri.EscapeDataString(name)}?token={Token}");
        await Browser.UntilAsync(
            "Jupyter.notebook._fully_loaded && Jupyter.notebook.kernel.is_connected() && Jupyter.notebook.kernel.info_reply.status === 'ok'",
            "the notebook and its kernel are ready",
            ServerProcess.Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        _server.Dispose();
    }
}
