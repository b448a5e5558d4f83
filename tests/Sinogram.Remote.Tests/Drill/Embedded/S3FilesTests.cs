using System.Text;
using System.Text.Json.Nodes;
using Sinogram.Data.Storage;
using Sinogram.Data.Storage.S3;
using Sinogram.Remote.Drill;
using Sinogram.Remote.Drill.Embedded;
using Sinogram.Remote.Drill.Storage;
using Sinogram.Testing.Replay;

namespace Sinogram.Remote.Tests.Drill.Embedded;

/// <summary>Drill's SQL over a bucket: named by a storage as Drill's JSON names it.</summary>
public sealed class S3FilesTests : IAsyncLifetime
{
    private readonly MemoryBucket _bucket = new("lake");
    private readonly EmbeddedDrill _drill = new(storage: new StorageProvider(new StorageOptions { S3 = new S3Options() }));

    public ValueTask InitializeAsync()
    {
        foreach (var (key, text) in new[]
        {
            ("scans/2024/q1.json", "{\"id\":1,\"m\":\"CT\"}\n{\"id\":2,\"m\":\"MR\"}\n"),
            ("scans/2024/q2.json", "{\"id\":3,\"m\":\"CT\"}\n"),
            ("scans/2025/q1.json", "{\"id\":4,\"m\":\"XR\"}\n"),
            ("scans/2025/_part.json", "{\"id\":99}\n"),
            ("people.csvh", "name,age\nAda,36\nGrace,85\n"),
            ("bad.json", "{\"id\":1}\n{\"id\":"),
        }) { _bucket.Objects[key] = Encoding.UTF8.GetBytes(text); }
        _drill.PutStorage(StoragePlugin.Parse("lake", Json()));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _drill.Dispose();
        await _bucket.DisposeAsync();
    }

    [Theory]
    [InlineData("SELECT COUNT(*) AS n, MAX(id) AS top FROM lake.root.`scans`", "4|4")]
    [InlineData("SELECT dir0, COUNT(*) AS n FROM lake.root.`scans` GROUP BY dir0 ORDER BY dir0", "2024|3;2025|1")]
    [InlineData("SELECT id, filename FROM lake.root.`scans/*/q1.json` ORDER BY id", "1|q1.json;2|q1.json;4|q1.json")]
    [InlineData("SELECT id, suffix, filepath FROM lake.years.`2025/q1.json`", "4|json|s3://lake/scans/2025")]
    [InlineData("SELECT DISTINCT lmt FROM lake.root.`scans/*/*.json`", "2026-01-02 03:04:05.000")]
    [InlineData("SELECT name, CAST(age AS INT) + 1 AS a FROM lake.root.`people.csvh` ORDER BY a", "Ada|37;Grace|86")]
    [InlineData("SELECT s.id, p.name FROM lake.years.`2024/q1.json` s JOIN lake.root.`people.csvh` p ON p.age = '36' WHERE s.m = 'CT'", "1|Ada")]
    public void Objects_are_tables(string sql, string expected)
    {
        var table = _drill.Run(sql, cancellationToken: TestContext.Current.CancellationToken).Table;
        Assert.Equal(expected, string.Join(';', Enumerable.Range(0, (int)table.RowCount).Select(r => string.Join('|', table.Schema.Select(f => table.GetValue(r, f.Name))))));
    }

    [Fact]
    public void Files_are_shown_as_those_of_this_machine_are()
    {
        var table = _drill.Run("SHOW FILES IN lake.root.`scans`", cancellationToken: TestContext.Current.CancellationToken).Table;
        Assert.Equal(["2024", "2025"], table["name"].ToArray<string>());
        Assert.Equal(true, table.GetValue(0, "isDirectory"));
        Assert.Equal(["bad.json", "people.csvh", "scans"], _drill.Run("SHOW FILES IN lake.root", cancellationToken: TestContext.Current.CancellationToken).Table["name"].ToArray<string>());
    }

    [Fact]
    public void An_object_is_fetched_once_while_it_is_unchanged()
    {
        var token = TestContext.Current.CancellationToken;
        int Reads() => _bucket.Requests.Count(r => r == "GET people.csvh");
        Assert.Equal(2L, _drill.Run("SELECT COUNT(*) AS n FROM lake.root.`people.csvh`", cancellationToken: token).Table.GetValue(0, "n"));
        var first = Reads();
        Assert.Equal(2L, _drill.Run("SELECT COUNT(*) AS n FROM lake.root.`people.csvh`", cancellationToken: token).Table.GetValue(0, "n"));
        Assert.Equal(first, Reads());
        _bucket.Objects["people.csvh"] = Encoding.UTF8.GetBytes("name,age\nAda,36\n");
        Assert.Equal(1L, _drill.Run("SELECT COUNT(*) AS n FROM lake.root.`people.csvh`", cancellationToken: token).Table.GetValue(0, "n"));
    }

    [Theory]
    [InlineData("SELECT * FROM lake.root.`none.json`", "not found within 'lake.root'")]
    [InlineData("SELECT * FROM lake.root.`bad.json`", "bad.json")]
    [InlineData("CREATE TABLE lake.root.`x` AS SELECT 1 AS a", "is immutable")]
    [InlineData("CREATE VIEW lake.tmp.`x` AS SELECT 1 AS a", "keeps views and schemas on this machine only")]
    [InlineData("CREATE TABLE lake.tmp.`a/../../x` AS SELECT 1 AS a", "takes you outside the workspace")]
    [InlineData("DROP TABLE lake.tmp.`nothing`", "Table [nothing] not found")]
    [InlineData("SELECT * FROM lake.root.`../x.json`", "takes you outside the workspace")]
    public void What_cannot_be_done_is_said_in_one_message(string sql, string part)
    {
        var error = Assert.Throws<DrillException>(() => _drill.Run(sql, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_of_the_service_is_told_without_the_keys()
    {
        _bucket.Before = _ => MemoryBucket.Error(403, "InvalidAccessKeyId");
        var error = Assert.Throws<DrillException>(() => _drill.Run("SELECT * FROM lake.root.`people.csvh`", cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("s3://lake", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("TheSecret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_keys_of_the_storage_sign_the_requests_and_are_not_shown()
    {
        string? authorization = null;
        _bucket.Before = request =>
        {
            request.Headers.TryGetValue("authorization", out authorization);
            return null;
        };
        _drill.Run("SELECT COUNT(*) AS n FROM lake.root.`people.csvh`", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Contains("Credential=TheKey/", authorization, StringComparison.Ordinal);
        Assert.Contains("/eu-west-3/s3/", authorization, StringComparison.Ordinal);
        var shown = StoragePlugin.Shown(_drill.Storages["lake"].Config).ToJsonString();
        Assert.DoesNotContain("TheSecret", shown, StringComparison.Ordinal);
        Assert.Contains("fs.s3a.endpoint", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Anonymous_requests_are_not_signed()
    {
        string? authorization = null;
        _bucket.Before = request =>
        {
            request.Headers.TryGetValue("authorization", out authorization);
            return null;
        };
        var json = JsonNode.Parse(Json())!.AsObject();
        json["config"] = new JsonObject { ["fs.s3a.endpoint"] = _bucket.Url.ToString(), ["fs.s3a.aws.credentials.provider"] = "org.apache.hadoop.fs.s3a.AnonymousAWSCredentialsProvider" };
        _drill.PutStorage(StoragePlugin.Parse("lake", json.ToJsonString()));
        Assert.Equal(2L, _drill.Run("SELECT COUNT(*) AS n FROM lake.root.`people.csvh`", cancellationToken: TestContext.Current.CancellationToken).Table.GetValue(0, "n"));
        Assert.Null(authorization);
    }

    private string Json()
    {
        var json = JsonNode.Parse(StorageTemplates.Get("s3"))!.AsObject();
        json["connection"] = "s3a://lake";
        json["config"] = new JsonObject
        {
            ["fs.s3a.endpoint"] = _bucket.Url.Authority,
            ["fs.s3a.endpoint.region"] = "eu-west-3",
            ["fs.s3a.connection.ssl.enabled"] = "false",
            ["fs.s3a.path.style.access"] = "true",
            ["fs.s3a.access.key"] = "TheKey",
            ["fs.s3a.secret.key"] = "TheSecret",
        };
        json["workspaces"]!.AsObject()["years"] = new JsonObject { ["location"] = "/scans", ["writable"] = false };
        return json.ToJsonString();
    }
}
