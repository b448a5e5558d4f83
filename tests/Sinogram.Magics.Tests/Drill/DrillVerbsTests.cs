using System.Text;
using Sinogram.Core.Execution;
using Sinogram.Data;
using Sinogram.Magics.Drill;
using Sinogram.Magics.Formatting;
using Sinogram.Core.Display;
using Sinogram.Core.Values;
using Sinogram.Testing.Kernel;
using Sinogram.Testing.Replay;

namespace Sinogram.Magics.Tests.Drill;

/// <summary>The verbs over the embedded engine and over a small cluster of our own making.</summary>
public sealed class DrillVerbsTests : IAsyncDisposable
{
    private const string Profile = """
        {"id":{},"start":1000,"end":3500,"query":"select 1 a","state":2,"totalFragments":1,"finishedFragments":1,"user":"anonymous","fragmentProfile":[{"majorFragmentId":0,"minorFragmentProfile":[
        {"operatorProfile":[{"inputProfile":[{"records":10}],"operatorId":1,"operatorTypeName":"PROJECT","processNanos":2000000,"waitNanos":0,"peakLocalMemoryAllocated":1000000}]}]}]}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("sinogram-drill-verbs-").FullName;
    private readonly Dictionary<string, string> _config = new() { ["dfs"] = """{"type":"file","connection":"file:///","enabled":true,"workspaces":{"root":{"location":"/","writable":false}},"formats":{}}""" };
    private readonly List<string> _asked = [];
    private readonly TestSession _session;
    private readonly ReplayServer _server;

    public DrillVerbsTests()
    {
        _session = new TestSession([new DrillMagic(new NotebookState(TimeProvider.System))], formatters: new Formatters(new TableFormatter()));
        _server = new ReplayServer(Answer);
        using var engine = new DuckDbEngine();
        engine.WriteParquet(new Table(Column.Of("Modality", "CT", "MR", "CT"), Column.Of("Images", 64, 20, 128), Column.Of("Day", new DateOnly(2024, 2, 29), new DateOnly(2024, 3, 1), new DateOnly(2024, 3, 2))), Path.Combine(_folder, "series.parquet"));
    }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_connection_is_kept_once_it_has_answered_and_queries_run_over_it()
    {
        Assert.Contains("Drill 1.22.0", await TextOf($"#!drill connect --name here --url {_server.Url}"), StringComparison.Ordinal);
        var list = await ValueOf("#!drill connections");
        Assert.Equal("here", list.GetValue(0, "name"));
        var table = await ValueOf("#!drill --connect here --param least=5 --schema dfs.tmp --set store.format=json\nSELECT 1 AS a -- @x\nWHERE 1 > $least;");
        Assert.Equal(1, table.GetValue(0, "a"));
        Assert.Contains(_asked, b => b.Contains("WHERE 1 > 5\"", StringComparison.Ordinal) && b.Contains("\"autoLimit\":\"1001\"", StringComparison.Ordinal) && b.Contains("\"defaultSchema\":\"dfs.tmp\"", StringComparison.Ordinal) && b.Contains("\"store.format\":\"json\"", StringComparison.Ordinal));
        Assert.Contains("is forgotten", await TextOf("#!drill connections --forget here"), StringComparison.Ordinal);
        Assert.Contains("There is no Drill connection 'here'", await ErrorOf("#!drill --connect here\nSELECT 1 AS a"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Storages_are_listed_where_nothing_else_is_asked() =>
        Assert.Equal((await ValueOf("#!drill storage list")).Column<string>("name").ToArray(), (await ValueOf("#!drill storage")).Column<string>("name").ToArray());

    [Theory]
    [InlineData("#!drill --in lesions\nSELECT dia|", "diameter")]
    [InlineData("#!drill --in lesions,other\nSELECT l.dia| FROM lesions l", "diameter")]
    [InlineData("#!drill --in=lesions\nSELECT * FROM les|", "lesions")]
    [InlineData("#!drill --root @folder\nSELECT * FROM dfs.`sc|", "scans.json")]
    [InlineData("#!drill --root @folder\nSELECT dos| FROM dfs.`scans.json`", "dose")]
    public async Task Tab_knows_the_tables_and_the_folder_that_the_line_names_before_it_has_run(string text, string offered)
    {
        var folder = Directory.CreateTempSubdirectory("sinogram-tab-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "scans.json"), "{\"dose\": 1.5}\n");
            await using var session = new TestSession([new DrillMagic(new NotebookState(TimeProvider.System))]);
            session.Session.Variables.Set("lesions", new Table(Column.Of("diameter", [1.5])));
            session.Session.Variables.Set("folder", folder.FullName);
            if (text.Contains("SELECT dia|", StringComparison.Ordinal)) { text += " FROM lesions"; }
            var position = text.IndexOf('|', StringComparison.Ordinal);
            var services = session.Session.Services;
            var found = await services.CompleteAsync(text.Remove(position, 1), position, TestContext.Current.CancellationToken);
            Assert.Contains(offered, found.Items.Select(i => i.Text));
            // What the line named goes with it.
            var plain = await services.CompleteAsync("#!drill\nSELECT * FROM les", 25, TestContext.Current.CancellationToken);
            Assert.DoesNotContain("lesions", plain.Items.Select(i => i.Text));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Tab_behind_a_cluster_offers_its_names_once_it_was_used_and_never_those_of_the_embedded_engine()
    {
        await using var magic = new DrillMagic(new NotebookState(TimeProvider.System));
        await using var session = new TestSession([magic]);
        var line = $"#!drill --url {_server.Url}";
        Assert.Empty((await magic.CompleteBodyAsync(line, "SELECT * FROM d", 15, NoVariables.Instance, TestContext.Current.CancellationToken)).Items);
        await session.RunAsync($"{line}\nSELECT 1 AS a");
        // A key press waits for a moment only: what the cluster says later is there the next time.
        IReadOnlyList<Completion> items = [];
        while (!items.Any(i => i.Text == "dfs.cluster")) { items = (await magic.CompleteBodyAsync(line, "SELECT * FROM d", 15, NoVariables.Instance, TestContext.Current.CancellationToken)).Items; }
        Assert.DoesNotContain("dfs.catalog", items.Select(i => i.Text));
        Assert.Contains("dfs", (await magic.CompleteBodyAsync("#!drill", "SELECT * FROM d", 15, NoVariables.Instance, TestContext.Current.CancellationToken)).Items.Select(i => i.Text));
    }

    [Fact]
    public async Task The_line_offers_the_actions_of_storage_and_the_help_key_tells_of_names_in_the_text()
    {
        async Task<IEnumerable<string>> Offered(string text) => (await _session.Session.Services.CompleteAsync(text, text.Length, TestContext.Current.CancellationToken)).Items.Select(i => i.Text);
        Assert.Equal(["list", "show", "put", "enable", "disable", "delete", "template"], await Offered("#!drill storage "));
        Assert.Equal(["show"], await Offered("#!drill storage sh"));
        Assert.Equal(["publish"], await Offered("#!drill catalog p"));
        var cell = $"#!drill\nSELECT Images FROM dfs.`{_folder}/series.parquet`";
        var known = await _session.Session.Services.InspectAsync(cell, cell.IndexOf("mages", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Equal("Images  INTEGER", known![Mime.Plain]);
    }

    [Theory]
    [InlineData("#!drill connect --url http://user:pw@host:8047", "user or password")]
    [InlineData("#!drill connect --url http://host:8047 --user a --password secret", "--password takes a reference to a secret")]
    [InlineData("#!drill connect --url http://host:8047 --auth form", "needs --user and --password")]
    [InlineData("#!drill connect", "--url is needed")]
    [InlineData("#!drill --url http://127.0.0.1:9\nSELECT 1 AS a", "Nothing answers at 127.0.0.1:9")]
    [InlineData("#!drill profile", "needs a cluster")]
    [InlineData("#!drill --url http://127.0.0.1:9 --in t\nSELECT 1 AS a", "a cluster does not see the notebook's variables")]
    [InlineData("#!drill storage put s\n{\"type\":\"file\",\"connection\":\"s3a://b\",\"config\":{\"fs.s3a.secret.key\":\"hunter2\"}}", "takes a reference to a secret")]
    [InlineData("#!drill storage put m\n{\"type\":\"mongo\",\"connection\":\"mongodb://me:hunter2@host\"}", "holds a password")]
    [InlineData("#!drill storage put j\n{\"type\":\"jdbc\",\"url\":\"jdbc:postgresql://host/db?user=a&password=hunter2\"}", "holds a password")]
    [InlineData("#!drill storage put dfs\n{\"type\":\"file\"", "is no JSON")]
    [InlineData("#!drill storage put x\n{\"type\":\"files\",\"connection\":\"file:///\"}", "no storage of the type 'files'")]
    [InlineData("#!drill storage frob", "does not know 'frob'")]
    [InlineData("#!drill --export /nowhere/at/all/x.parquet\nSELECT 1 AS a", "does not exist")]
    [InlineData("#!drill --export /proc/x.parquet\nSELECT 1 AS a", "No file can be written in /proc")]
    [InlineData("#!drill --export x.xls\nSELECT 1 AS a", "does not know the kind of file '.xls'")]
    [InlineData("#!drill\nSELECT 1 AS a; SELECT 2 AS b", "two statements")]
    [InlineData("#!drill\nSELECT * FROM dfs.`/nowhere/at.parquet`", "Object '/nowhere/at.parquet' not found within 'dfs'")]
    [InlineData("#!drill --set no.such=1\nSELECT 1 AS a", "The option 'no.such' does not exist")]
    [InlineData("#!drill --schema dfs.nope\nSELECT 1 AS a", "Schema [dfs.nope] is not valid")]
    public async Task What_is_wrong_is_said_in_one_message(string cell, string message) => Assert.Contains(message, await ErrorOf(cell), StringComparison.Ordinal);

    [Fact]
    public async Task Malformed_json_in_a_file_is_named_with_its_place()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "bad.json"), "{\"a\":1}\n{\"a\":2\n{\"a\":3}\n", TestContext.Current.CancellationToken);
        var message = await ErrorOf($"#!drill --root {_folder}\nSELECT * FROM dfs.`bad.json`");
        Assert.Contains("Error parsing JSON", message, StringComparison.Ordinal);
        Assert.Contains("line 3", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("parquet")]
    [InlineData("csv")]
    [InlineData("arrow")]
    [InlineData("jsonl")]
    public async Task A_result_is_exported_from_either_engine(string kind)
    {
        var path = Path.Combine(_folder, $"out.{kind}");
        Assert.Contains("3 rows written", await TextOf($"#!drill --root {_folder} --public --export {path}\nSELECT * FROM dfs.`series.parquet` ORDER BY Images"), StringComparison.Ordinal);
        Assert.Equal(3, Count(path, kind));
        Assert.Contains("2 rows written", await TextOf($"#!drill --url {_server.Url} --export {path}\nSELECT two"), StringComparison.Ordinal);
        Assert.Equal(2, Count(path, kind));
        if (kind == "jsonl") { Assert.Equal("{\"id\":9007199254740993,\"day\":\"2024-02-29\",\"name\":\"a\\\"é\"}", (await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken))[0]); }
        Assert.Contains("failed after 2 rows", await ErrorOf($"#!drill --url {_server.Url} --export {path}\nSELECT broken"), StringComparison.Ordinal);
        Assert.Equal(2, Count(path, kind));
        Assert.Empty(Directory.EnumerateFiles(_folder, ".*"));
    }

    [Fact]
    public async Task Storages_are_configured_with_the_same_json_on_both_engines()
    {
        const string json = """{"type":"file","connection":"file:///","enabled":true,"workspaces":{"mine":{"location":"FOLDER","writable":true}}}""";
        foreach (var where in (string[])["", $" --url {_server.Url}"])
        {
            await _session.RunAsync($"#!drill storage put own{where}\n{json.Replace("FOLDER", _folder, StringComparison.Ordinal)}");
            var list = await ValueOf($"#!drill storage list{where}");
            Assert.Contains("own", Enumerable.Range(0, (int)list.RowCount).Select(r => list.GetValue(r, "name")));
            Assert.Contains(_folder, await TextOf($"#!drill storage show own{where}"), StringComparison.Ordinal);
        }
        Assert.Equal(3L, (await ValueOf("#!drill\nSELECT COUNT(*) AS n FROM own.mine.`series.parquet`")).GetValue(0, "n"));
        await _session.RunAsync("#!drill storage disable own");
        Assert.Contains("Schema 'own.mine' not found", await ErrorOf("#!drill\nSELECT COUNT(*) AS n FROM own.mine.`series.parquet`"), StringComparison.Ordinal);
        await _session.RunAsync("#!drill storage delete own");
        Assert.Contains("There is no storage 'own'", await ErrorOf("#!drill storage show own"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file", "file:///")]
    [InlineData("s3", "s3a://BUCKET")]
    [InlineData("hdfs", "hdfs://NAMENODE:8020")]
    [InlineData("hbase", "hbase.zookeeper.quorum")]
    [InlineData("maprdb", "maprfs:///")]
    public async Task Templates_are_storages_that_can_be_put(string kind, string part)
    {
        var template = await TextOf($"#!drill storage template {kind}");
        Assert.Contains(part, template, StringComparison.Ordinal);
        await _session.RunAsync($"#!drill storage put t{kind}\n{template}");
        Assert.Contains(part, await TextOf($"#!drill storage show t{kind}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_storage_of_another_kind_needs_a_cluster()
    {
        await _session.RunAsync("#!drill storage put hb\n{\"type\":\"hbase\",\"config\":{},\"enabled\":true}");
        Assert.Contains("of the type hbase", await ErrorOf("#!drill\nSELECT * FROM hb.`studies`"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_is_a_tree()
    {
        var tree = await TextOf($"#!drill plan --root {_folder}\nSELECT Modality, COUNT(*) AS n FROM dfs.`series.parquet` GROUP BY Modality ORDER BY n");
        Assert.Matches(@"^Screen  \(about \d+ rows?\)\n└─ ", tree);
        Assert.Contains("ParquetScan", tree, StringComparison.Ordinal);
        // How many rows are expected, and with --analyze how many there were.
        Assert.Matches(@"ParquetScan  .*  \(about \d+ rows?\)\n", tree);
        var analyzed = await TextOf($"#!drill plan --analyze --root {_folder}\nSELECT Modality, COUNT(*) AS n FROM dfs.`series.parquet` GROUP BY Modality ORDER BY n");
        Assert.Matches(@"ParquetScan  .*  \(about \d+ rows?; \d+ rows? in [0-9.]+ ms\)\n", analyzed);
        Assert.Contains("line 2, column 8", await ErrorOf("#!drill plan\nSELECT nope FROM (VALUES (1)) AS t(x)"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_and_columns_are_listed()
    {
        Assert.Equal("series.parquet", (await ValueOf($"#!drill files --root {_folder}")).GetValue(0, "name"));
        var columns = await ValueOf($"#!drill schema series.parquet --root {_folder}");
        Assert.Equal(["VARCHAR", "INTEGER", "DATE"], columns["type"].ToArray<string>());
        Assert.True((await ValueOf("#!drill schema")).RowCount >= 4);
    }

    [Fact]
    public async Task Profiles_are_listed_shown_and_cancelled()
    {
        Assert.Equal("14fd-1", (await ValueOf($"#!drill profile --url {_server.Url}")).GetValue(0, "id"));
        Assert.Equal("PROJECT", (await ValueOf($"#!drill profile 14fd-1 --url {_server.Url}")).GetValue(0, "Operator"));
        Assert.Contains("Cancelled query 14fd-1", await TextOf($"#!drill cancel 14fd-1 --url {_server.Url}"), StringComparison.Ordinal);
    }

    private static long Count(string path, string kind)
    {
        using var engine = new DuckDbEngine();
        return kind switch
        {
            "arrow" => Table.ReadArrow(path).RowCount,
            "parquet" => engine.ReadParquet(path).RowCount,
            "csv" => File.ReadLines(path).Count() - 1,
            _ => File.ReadLines(path).Count(),
        };
    }

    /// <summary>A drillbit as small as these tests need it.</summary>
    private RecordedExchange Answer(string method, string path, string body)
    {
        lock (_asked) { _asked.Add(body); }
        string Rows(string columns, string types, string rows, string state = "COMPLETED") => $"{{\"queryId\":\"14fd-1\",\"columns\":[{columns}],\"metadata\":[{types}],\"attemptedAutoLimit\":0,\"rows\":[\n{rows}\n],\"queryState\":\"{state}\"}}";
        const string two = "{\"id\":9007199254740993,\"day\":1709164800000,\"name\":\"a\\\"é\"}\n,{\"id\":2,\"day\":null,\"name\":null}";
        var text = (method, path) switch
        {
            ("POST", "/query.json") when body.Contains("SELECT two", StringComparison.Ordinal) => Rows("\"id\",\"day\",\"name\"", "\"BIGINT\",\"DATE\",\"VARCHAR\"", two),
            ("POST", "/query.json") when body.Contains("SELECT broken", StringComparison.Ordinal) => Rows("\"id\",\"day\",\"name\"", "\"BIGINT\",\"DATE\",\"VARCHAR\"", two, "FAILED"),
            ("POST", "/query.json") when body.Contains("SHOW SCHEMAS", StringComparison.Ordinal) => Rows("\"SCHEMA_NAME\"", "\"VARCHAR\"", "{\"SCHEMA_NAME\":\"dfs.cluster\"}"),
            ("POST", "/query.json") when body.Contains("USER", StringComparison.Ordinal) => Rows("\"u\"", "\"VARCHAR\"", "{\"u\":\"anonymous\"}"),
            ("POST", "/query.json") => Rows("\"a\"", "\"INT\"", "{\"a\":1}"),
            ("GET", "/cluster.json") => "{\"drillbits\":[{\"version\":\"1.22.0\"}],\"currentVersion\":\"1.22.0\"}",
            ("GET", "/profiles.json") => "{\"runningQueries\":[],\"finishedQueries\":[{\"queryId\":\"14fd-1\",\"startTime\":5,\"query\":\"select 1 a\",\"state\":\"Succeeded\",\"user\":\"anonymous\",\"duration\":\"1 sec\"}]}",
            ("GET", "/profiles/cancel/14fd-1") => "Cancelled query 14fd-1 on locally running node.",
            ("GET", "/profiles/14fd-1.json") => Profile.Replace("\"state\":2", _asked.Any(b => b.Contains("SELECT broken", StringComparison.Ordinal)) ? "\"error\":\"DATA_READ ERROR: disk is gone\",\"state\":4" : "\"state\":2", StringComparison.Ordinal),
            ("GET", "/storage.json") => "[" + string.Join(",", _config.Select(c => $"{{\"name\":\"{c.Key}\",\"config\":{c.Value}}}")) + "]",
            ("POST", var p) when p.StartsWith("/storage/", StringComparison.Ordinal) => Put(body),
            _ => "{}",
        };
        return new RecordedExchange(1, method, path, "", 200, "OK", [KeyValuePair.Create("Content-Type", path.Contains("/cancel/", StringComparison.Ordinal) ? "text/plain" : "application/json")], [Encoding.UTF8.GetBytes(text)]);
    }

    private string Put(string body)
    {
        using var json = System.Text.Json.JsonDocument.Parse(body);
        _config[json.RootElement.GetProperty("name").GetString()!] = json.RootElement.GetProperty("config").GetRawText();
        return "{\"result\":\"Success\"}";
    }

    private async Task<Table> ValueOf(string cell)
    {
        var (result, _) = await _session.RunAsync(cell);
        return result is CellResult.Failed failed ? throw new InvalidOperationException(failed.Error.Message) : Assert.IsType<Table>(Assert.IsType<CellResult.Completed>(result).Value);
    }

    private async Task<string> TextOf(string cell)
    {
        var (result, output) = await _session.RunAsync(cell);
        return result is CellResult.Failed failed ? throw new InvalidOperationException(failed.Error.Message) : output.Stdout;
    }

    [Fact]
    public async Task A_query_on_the_embedded_engine_ends_after_the_time_that_it_is_given()
    {
        // 3 to the power of 30 rows.
        var tables = string.Join(", ", Enumerable.Range(0, 30).Select(i => $"dfs.`{_folder}/series.parquet` t{i}"));
        Assert.Contains("The query was not done within 1 s.", await ErrorOf($"#!drill --timeout 1\nSELECT SUM(t0.Images * t29.Images) AS s FROM {tables}"), StringComparison.Ordinal);
        Assert.Equal(3L, (await ValueOf($"#!drill --timeout 600\nSELECT COUNT(*) AS n FROM dfs.`{_folder}/series.parquet`")).GetValue(0, "n"));
    }

    private async Task<string> ErrorOf(string cell)
    {
        var (result, _) = await _session.RunAsync(cell);
        return Assert.IsType<CellResult.Failed>(result).Error.Message;
    }
}
