using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Sinogram.Core.Execution;
using Sinogram.Data;
using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Workspace;
using Sinogram.Magics.Drill;
using Sinogram.Testing;
using Sinogram.Testing.Kernel;
using Sinogram.Testing.Replay;

namespace Sinogram.Magics.Tests.Drill;

/// <summary>A catalogue is made visible to a cluster: the server keeps what it is given as Drill does, and answers with what a real Drill 1.22.0 answered.</summary>
public sealed class DrillPublishTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sinogram-publish-").FullName;
    private readonly string _workspace;
    private readonly TestSession _session = new([new DrillMagic(new NotebookState(TimeProvider.System))]);
    private readonly ConcurrentQueue<(string Method, string Path, string Body)> _asked = new();
    private readonly IReadOnlyList<RecordedExchange> _storages = RecordedExchange.Read(SharedFolder.Path("recordings/drill/01-rest-surface.jsonl"));
    private readonly IReadOnlyList<RecordedExchange> _statements = RecordedExchange.Read(SharedFolder.Path("recordings/drill/09-ddl.jsonl"));
    private readonly ReplayServer _server;
    private JsonObject? _config;
    private string _refresh = "refresh table metadata dfs.tmp.`bymod`";

    public DrillPublishTests()
    {
        _server = new ReplayServer(Answer);
        _workspace = Path.Combine(_folder, "workspace");
        ImageWorkspace.OpenOrCreate(_workspace, DeidentificationKey.Create(), "research", indexOnly: false, identified: false, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_workspace_is_registered_beside_the_others_the_metadata_refreshed_and_twice_is_the_same()
    {
        var (result, output) = await RunAsync("");
        Assert.Equal(2L, Assert.IsType<Table>(Assert.IsType<CellResult.Completed>(result).Value).GetValue(0, "instances"));
        Assert.Contains("FROM dfs.catalog", output.Stdout, StringComparison.Ordinal);
        var first = _config!.ToJsonString();
        Assert.Equal(["default", "tmp", "root", "cat", "catalog"], _config["workspaces"]!.AsObject().Select(w => w.Key));
        Assert.Equal($$"""{"location":"{{_workspace}}/catalog","writable":false,"defaultInputFormat":"parquet","allowAccessOutsideWorkspace":false}""", _config["workspaces"]!["catalog"]!.ToJsonString());
        Assert.Equal(["GET /storage/dfs.json", "POST /storage/dfs.json", "POST /query.json REFRESH TABLE METADATA dfs.catalog.`.`", "POST /query.json SELECT COUNT(*) AS instances FROM dfs.catalog.`.`"], _asked.Select(Shown));
        await RunAsync("");
        Assert.Equal(first, _config.ToJsonString());
    }

    [Fact]
    public async Task A_folder_that_the_cluster_does_not_read_leaves_its_storage_as_it_was()
    {
        _refresh = "refresh table metadata dfs.cat.`nope`";
        Assert.Contains("does not read /seen/by/drill: Table nope does not exist. The storage dfs is as it was.", await ErrorOf("--location /seen/by/drill"), StringComparison.Ordinal);
        Assert.Equal(["default", "tmp", "root", "cat"], _config!["workspaces"]!.AsObject().Select(w => w.Key));
    }

    [Fact]
    public async Task A_workspace_of_that_name_elsewhere_gives_way_only_when_told()
    {
        Assert.Contains("dfs.tmp is there already, at /data/imaging/tmp.", await ErrorOf("--as tmp"), StringComparison.Ordinal);
        Assert.Null(_config);
        await RunAsync("--as tmp --replace");
        Assert.Equal($"{_workspace}/catalog", _config!["workspaces"]!["tmp"]!["location"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("--storage nope", "The cluster has no storage 'nope'.")]
    [InlineData("--as a.b", "--as takes a name of letters")]
    [InlineData("--as `x`", "--as takes a name of letters")]
    public async Task What_cannot_be_published_is_said(string options, string message)
    {
        Assert.Contains(message, await ErrorOf(options), StringComparison.Ordinal);
        Assert.Null(_config);
    }

    [Fact]
    public async Task A_disabled_storage_is_said()
    {
        _config = JsonNode.Parse(Recorded())!["config"]!.AsObject();
        _config = (JsonObject)_config.DeepClone();
        _config["enabled"] = false;
        Assert.Contains("The storage dfs is disabled.", await ErrorOf(""), StringComparison.Ordinal);
    }

    private string Recorded() => Encoding.UTF8.GetString([.. _storages.First(e => e is { Method: "GET", Path: "/storage/dfs.json" }).Chunks.SelectMany(c => c)]);

    private RecordedExchange? Answer(string method, string path, string body)
    {
        _asked.Enqueue((method, path, body));
        RecordedExchange Json(string text) => new(1, method, path, "", 200, "OK", [KeyValuePair.Create("Content-Type", "application/json")], [Encoding.UTF8.GetBytes(text)]);
        switch (method, path)
        {
            case ("GET", "/storage/dfs.json"): return _config is null ? Json(Recorded()) : Json(new JsonObject { ["name"] = "dfs", ["config"] = _config.DeepClone() }.ToJsonString());
            case ("GET", _): return _storages.FirstOrDefault(e => e.Method == method && e.Path == path);
            case ("POST", "/storage/dfs.json"):
                _config = (JsonObject)JsonNode.Parse(body)!["config"]!.DeepClone();
                return _storages.First(e => e is { Method: "POST", Path: "/storage/scans.json", Status: 200 });
            case ("POST", _) when body.Contains("REFRESH", StringComparison.Ordinal): return _statements.First(e => e.Body.Contains(_refresh, StringComparison.Ordinal));
            default: return Json("{\"queryId\":\"1\",\"columns\":[\"instances\"],\"metadata\":[\"BIGINT\"],\"rows\":[\n{\"instances\":2}\n],\"queryState\":\"COMPLETED\"}");
        }
    }

    private static string Shown((string Method, string Path, string Body) asked) =>
        $"{asked.Method} {asked.Path} {(asked.Path == "/query.json" ? JsonNode.Parse(asked.Body)!["query"] : "")}".TrimEnd();

    private Task<(CellResult Result, RecordingSink Sink)> RunAsync(string options) => _session.RunAsync($"#!drill catalog publish --url {_server.Url} --catalog {_workspace} {options}");

    private async Task<string> ErrorOf(string options) => Assert.IsType<CellResult.Failed>((await RunAsync(options)).Result).Error.Message;
}
