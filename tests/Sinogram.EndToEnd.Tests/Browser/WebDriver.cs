using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sinogram.EndToEnd.Tests.Processes;

namespace Sinogram.EndToEnd.Tests.Browser;

/// <summary>A headless Chromium driven by the WebDriver protocol (W3C) over plain HTTP.</summary>
internal sealed class WebDriver : IAsyncDisposable
{
    private readonly ServerProcess _driver;
    private readonly HttpClient _client;
    private string _session = "";

    private WebDriver(ServerProcess driver, int port)
    {
        _driver = driver;
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/"), Timeout = ServerProcess.Patience };
    }

    /// <summary>Starts the browser with a window of a size.</summary>
    public static async Task<WebDriver> StartAsync(TestFolder folder, int width, int height)
    {
        var program = Repository.Program("/usr/bin/chromedriver", "chromium chromium-driver");
        var process = new ServerProcess(program, ["--port=0"], folder.Environment, folder.Root);
        var port = 0;
        await process.UntilAsync(
            () =>
            {
                var told = Regex.Match(process.Output, @"started successfully on port (\d+)");
                return Task.FromResult(told.Success && int.TryParse(told.Groups[1].Value, out port));
            },
            "chromedriver listens",
            ServerProcess.Patience);
        var driver = new WebDriver(process, port);
        string[] arguments =
        [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars", "--force-device-scale-factor=1",
            $"--user-data-dir={Path.Combine(folder.Root, "browser")}", $"--window-size={width},{height}",
        ];
        var answer = await driver.PostAsync("session", new JsonObject
        {
            ["capabilities"] = new JsonObject
            {
                ["alwaysMatch"] = new JsonObject
                {
                    ["browserName"] = "chrome",
                    // What a script waits for, as a cell's end, has no other limit.
                    ["timeouts"] = new JsonObject
                    {
                        ["script"] = (long)ServerProcess.Patience.TotalMilliseconds, ["pageLoad"] = (long)ServerProcess.Patience.TotalMilliseconds,
                    },
                    ["goog:chromeOptions"] = new JsonObject { ["args"] = new JsonArray([.. arguments.Select(a => JsonValue.Create(a))]) },
                },
            },
        });
        driver._session = "session/" + (string)answer!["sessionId"]!;
        return driver;
    }

    public Task OpenAsync(string url) => PostAsync(_session + "/url", new JsonObject { ["url"] = url });

    /// <summary>Runs a script's body in the page and gives what it returns.</summary>
    public Task<JsonNode?> RunAsync(string script, params JsonNode?[] arguments) =>
        PostAsync(_session + "/execute/sync", new JsonObject { ["script"] = script, ["args"] = new JsonArray(arguments) });

    /// <summary>Waits until a script gives true.</summary>
    public Task UntilAsync(string script, string what, TimeSpan patience) =>
        _driver.UntilAsync(async () => (bool?)await RunAsync("try { return !!(" + script + "); } catch (e) { return false; }") == true, what, patience);

    /// <summary>A PNG of the window.</summary>
    public async Task<byte[]> ScreenshotAsync()
    {
        var answer = await ReadAsync(await _client.GetAsync(_session + "/screenshot"));
        return Convert.FromBase64String((string)answer!);
    }

    public async ValueTask DisposeAsync()
    {
        if (_session.Length > 0)
        {
            using var ended = await _client.DeleteAsync(_session);
        }

        _client.Dispose();
        _driver.Dispose();
    }

    private async Task<JsonNode?> PostAsync(string path, JsonObject body) =>
        await ReadAsync(await _client.PostAsync(path, new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json")));

    private static async Task<JsonNode?> ReadAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, text);
            return JsonNode.Parse(text)!["value"];
        }
    }
}
