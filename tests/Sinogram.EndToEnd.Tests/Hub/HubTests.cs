using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Sinogram.EndToEnd.Tests.Processes;
using Sinogram.Testing;

namespace Sinogram.EndToEnd.Tests.Hub;

[Collection("servers")]
public sealed class HubTests
{
    private const string ServiceToken = "automation-0123456789abcdef0123456789abcdef";
    [Fact]
    public async Task Two_users_of_a_hub_run_cells_at_once_and_see_nothing_of_each_other()
    {
        var hubProgram = Repository.Program("/usr/bin/jupyterhub", "jupyterhub");
        var proxy = Repository.Program("/usr/bin/configurable-http-proxy", "node-configurable-http-proxy");
        using var folder = new TestFolder();
        var ports = FreePorts.Take(3);
        var environment = new Dictionary<string, string>(folder.Environment)
        {
            ["SINOGRAM_HUB_PASSWORD"] = "pw",
            ["SINOGRAM_HUB_STATE"] = Path.Combine(folder.Root, "hub"),
            ["SINOGRAM_HUB_PORTS"] = string.Join(',', ports),
            ["SINOGRAM_HUB_PROXY"] = proxy,
            ["SINOGRAM_HUB_SERVICE_TOKEN"] = ServiceToken,
        };
        using var hub = new ServerProcess(
            hubProgram, ["-f", Path.Combine(Repository.Root, "jupyterhub", "jupyterhub_config.py")], environment, folder.Root);
        using var admin = Client($"http://127.0.0.1:{ports[0]}/hub/api/", ServiceToken);
        await hub.UntilAsync(() => IsHealthyAsync(admin, ports[0]), "the hub is healthy", ServerProcess.Patience);

        string[] names = ["alice", "bob"];
        string[] tokens = await Task.WhenAll(names.Select(name => StartServerAsync(hub, admin, name)));
        using var alice = Client($"http://127.0.0.1:{ports[0]}/user/alice/", tokens[0]);
        using var bob = Client($"http://127.0.0.1:{ports[0]}/user/bob/", tokens[1]);
        var kernels = await Task.WhenAll(
            KernelWebSocket.StartAsync(alice, "sinogram", tokens[0]), KernelWebSocket.StartAsync(bob, "sinogram", tokens[1]));
        await using var first = kernels[0];
        await using var second = kernels[1];

        var set = await Task.WhenAll(first.ExecuteAsync("var mine = \"alice\"; var shared = 1; mine"), second.ExecuteAsync("var mine = \"bob\"; mine"));
        Assert.Equal(["alice", "bob"], set.Select(s => s.Value?.Trim('"')));
        var read = await Task.WhenAll(first.ExecuteAsync("Console.Write(mine)"), second.ExecuteAsync("Console.Write(mine)"));
        Assert.Equal(["alice", "bob"], read.Select(r => r.Stdout));
        Assert.NotNull((await second.ExecuteAsync("shared")).Error);
        Assert.Equal("True", (await first.ExecuteAsync("Environment.GetEnvironmentVariable(\"JUPYTERHUB_API_TOKEN\") is null")).Value);

        await Task.WhenAll(RunPipelineAsync(first), RunPipelineAsync(second));

        using var trespass = Client($"http://127.0.0.1:{ports[0]}/user/bob/", tokens[0]);
        using var refused = await trespass.GetAsync("api/kernels");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        using var shutdown = await admin.PostAsync("shutdown", new StringContent("""{"proxy":true,"servers":true}"""));
        Assert.Equal(HttpStatusCode.Accepted, shutdown.StatusCode);
        Assert.True(await hub.WaitForExitAsync(ServerProcess.Patience), hub.Output);
        Assert.Equal(0, hub.ExitCode);
    }

    /// <summary>Every code cell of the pipeline, in the notebook's order.</summary>
    private static async Task RunPipelineAsync(KernelWebSocket kernel)
    {
        var notebook = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "notebooks", "pipeline.ipynb")))!;
        foreach (var cell in notebook["cells"]!.AsArray().Where(c => (string?)c!["cell_type"] == "code"))
        {
            var source = cell!["source"] is JsonArray lines ? string.Concat(lines.Select(l => (string)l!)) : (string)cell["source"]!;
            var (_, _, error) = await kernel.ExecuteAsync(source);
            Assert.True(error is null, $"{source}\n{error}");
        }
    }

    private static async Task<string> StartServerAsync(ServerProcess hub, HttpClient admin, string name)
    {
        using var user = await admin.PostAsync($"users/{name}", null);
        Assert.Equal(HttpStatusCode.Created, user.StatusCode);
        using var started = await admin.PostAsync($"users/{name}/server", null);
        Assert.True(started.IsSuccessStatusCode, hub.Output);
        await hub.UntilAsync(
            async () => (bool?)JsonNode.Parse(await admin.GetStringAsync($"users/{name}"))!["servers"]?[""]?["ready"] == true, $"{name}'s server is ready", ServerProcess.Patience);
        using var token = await admin.PostAsync($"users/{name}/tokens", new StringContent("""{"note":"test","expires_in":3600}"""));
        return (string)JsonNode.Parse(await token.Content.ReadAsStringAsync())!["token"]!;
    }

    private static async Task<bool> IsHealthyAsync(HttpClient client, int port)
    {
        try
        {
            using var health = await client.GetAsync($"http://127.0.0.1:{port}/hub/health");
            return health.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static HttpClient Client(string address, string token)
    {
        var client = new HttpClient { BaseAddress = new Uri(address), Timeout = ServerProcess.Patience };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("token", token);
        return client;
    }
}
