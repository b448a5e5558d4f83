using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Sinogram.Testing;
using Sinogram.Testing.Waiting;

namespace Sinogram.Tool.Tests.Languages;

/// <summary>Debian's notebook server, on a free port of this machine, with a token; shared by the tests of a class.</summary>
public sealed class NotebookServer : IAsyncLifetime
{
    private const string Program = "/usr/bin/jupyter-notebook";
    private readonly string _folder = Directory.CreateTempSubdirectory("sinogram-server-").FullName;
    private readonly HttpClient _http = new();
    private Process? _process;

    public string Token { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The file (0600) that keeps the token.</summary>
    public string TokenFile => Path.Combine(_folder, "token");

    public string Address { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Program))
        {
            return;
        }

        await File.WriteAllTextAsync(TokenFile, Token);
        File.SetUnixFileMode(TokenFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var port = FreePorts.Take();
        Address = $"http://127.0.0.1:{port}/";
        var start = new ProcessStartInfo(Program, ["--no-browser", "--allow-root", "--ip=127.0.0.1", $"--port={port}", "--port-retries=0", $"--notebook-dir={_folder}"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder,
        };
        start.Environment["JUPYTER_TOKEN"] = Token;
        start.Environment["PYDEVD_DISABLE_FILE_VALIDATION"] = "1";
        foreach (var name in new[] { "HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR" })
        {
            start.Environment[name] = _folder;
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _http.DefaultRequestHeaders.Add("Authorization", "token " + Token);
        var clock = Stopwatch.StartNew();
        while (!await AnswersAsync())
        {
            Assert.True(clock.Elapsed < Patience.Limit && !_process.HasExited, "the notebook server does not start");
            await Task.Delay(100);
        }
    }

    /// <summary>The ids of the kernels that it runs.</summary>
    public async Task<IReadOnlyList<string>> KernelsAsync() =>
        [.. (await _http.GetFromJsonAsync<JsonElement>(Address + "api/kernels")).EnumerateArray().Select(k => k.GetProperty("id").GetString()!)];

    public ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
            _process.Dispose();
        }

        _http.Dispose();
        DyingProcesses.DeleteFolder(_folder);
        return ValueTask.CompletedTask;
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(Address + "api/kernels"));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
