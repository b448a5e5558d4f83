using System.Text;
using Sinogram.Core.Configuration;
using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Core.Magics;
using Sinogram.Data;
using Sinogram.Data.Postgres;
using Sinogram.Imaging.Deidentify;
using Sinogram.Magics.Dicom;
using Sinogram.Testing;
using Sinogram.Testing.Kernel;
using Sinogram.Testing.Replay;

namespace Sinogram.Magics.Tests.Places;

/// <summary>Named places, from the line of the magic to where locations are read: C#, SQL, <c>#!drill</c>, harvests.</summary>
public sealed class PlacesTests : IAsyncDisposable
{
    private readonly KeyedConnections _connections = new();
    private readonly NotebookState _state = new(TimeProvider.System);
    private readonly TestSession _session;

    public PlacesTests() => _session = new TestSession(MagicCatalog.Create(_state), connections: _connections);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    [Fact]
    public async Task A_named_service_is_read_by_CSharp_SQL_and_drill_with_its_keys()
    {
        await using var bucket = new MemoryBucket("places-scans");
        bucket.Objects["t.csv"] = Encoding.ASCII.GetBytes("id,name\n1,a\n2,b\n");
        var signed = true;
        bucket.Before = request =>
        {
            signed &= request.Headers.TryGetValue("Authorization", out var text) && text.Contains("Credential=the-key-id/", StringComparison.Ordinal) && text.Contains("/eu-test-1/s3/", StringComparison.Ordinal);
            return null;
        };
        _connections.Secrets["env:PLACES_KEY"] = "the-key-id";
        _connections.Secrets["env:PLACES_SECRET"] = "the-secret";
        var said = await Says($"#!connect s3 --name pacs --url {bucket.Url} --region eu-test-1 --bucket places-scans --access-key env:PLACES_KEY --secret-key env:PLACES_SECRET");
        Assert.Contains("s3://places-scans is at", said, StringComparison.Ordinal);
        Assert.Equal(2, Table.Read("s3://places-scans/t.csv", Token).RowCount);
        using (var engine = new DuckDbEngine()) { Assert.Equal(2L, engine.Query("SELECT count(*) AS n FROM 's3://places-scans/t.csv'", Token).GetValue(0, "n")); }
        Table.Read("s3://places-scans/t.csv", Token).Write("s3://places-scans/out.parquet", Token);
        Assert.True(bucket.Objects.ContainsKey("out.parquet"));
        Assert.True(signed);
        // Kept for the next session, without a secret in it.
        var kept = Assert.Single(_connections.List("s3"));
        Assert.DoesNotContain("the-secret", string.Join(' ', kept.Properties.Values), StringComparison.Ordinal);
        var places = Assert.IsType<Table>(await Value("#!connect places"));
        Assert.Equal(("s3", "pacs", "places-scans"), (places.GetValue(0, "kind"), places.GetValue(0, "name"), places.GetValue(0, "buckets")));
        Assert.Contains("forgotten", await Says("#!connect places --forget pacs"), StringComparison.Ordinal);
        Assert.Empty(_connections.List("s3"));
    }

    [Fact]
    public async Task A_named_service_is_harvested_by_the_location_of_its_bucket()
    {
        const string Images = "/usr/lib/python3/dist-packages/pydicom/data/test_files";
        Assert.SkipUnless(Directory.Exists(Images), "real DICOM files are not here: apt-get install python3-pydicom");
        var workspace = Directory.CreateTempSubdirectory("sinogram-places-").FullName;
        await using var bucket = new MemoryBucket("places-incoming");
        foreach (var name in new[] { "CT_small.dcm", "MR_small.dcm" }) { bucket.Objects["ct/" + name] = await File.ReadAllBytesAsync(Path.Combine(Images, name), Token); }
        bucket.Objects["ct/notes.txt"] = "no image"u8.ToArray();
        _connections.Secrets["env:PLACES_KEY"] = "the-key-id";
        _connections.Secrets["env:PLACES_SECRET"] = "the-secret";
        // A key of its own, so that the user's is neither read nor made.
        await using var session = new TestSession(
            [.. MagicCatalog.Create(_state).Where(m => m is not DicomMagic), new DicomMagic(_state, DeidentificationKey.Create())], connections: _connections);
        var (connected, _) = await session.RunAsync($"#!connect s3 --name incoming --url {bucket.Url} --bucket places-incoming --access-key env:PLACES_KEY --secret-key env:PLACES_SECRET", Token);
        Assert.IsType<CellResult.Completed>(connected);
        var (harvested, sink) = await session.RunAsync($"#!dicom harvest s3://places-incoming/ct --to {workspace}/ws", Token);
        Assert.True(harvested is CellResult.Completed, sink.Error?.Message);
        Assert.Matches(@"kept +2 [\s\S]*not DICOM +1 [\s\S]*seen +3 ", sink.Displays[^1][Mime.Plain]);
        Directory.Delete(workspace, recursive: true);
    }

    [Fact]
    public async Task A_named_hadoop_server_is_read_as_its_user()
    {
        var users = new HashSet<string?>();
        await using var server = new ReplayServer(request =>
        {
            var query = System.Web.HttpUtility.ParseQueryString(request.Path[request.Path.IndexOf('?', StringComparison.Ordinal)..]);
            lock (users) { users.Add(query["user.name"]); }
            return query["op"] switch
            {
                "GETFILESTATUS" => MemoryBucket.Reply(200, Encoding.ASCII.GetBytes($"{{\"FileStatus\":{{\"pathSuffix\":\"\",\"type\":\"{(request.Path.StartsWith("/webhdfs/v1/?", StringComparison.Ordinal) ? "DIRECTORY" : "FILE")}\",\"length\":8,\"modificationTime\":1}}}}")),
                "OPEN" => MemoryBucket.Reply(200, "id\n1\n22\n"u8.ToArray()),
                _ => null,
            };
        });
        Assert.Contains("answers as harvester", await Says($"#!connect hdfs --name cluster --url {server.Url.GetLeftPart(UriPartial.Authority)} --user harvester"), StringComparison.Ordinal);
        Assert.Equal(2, Table.Read($"webhdfs://{server.Url.Authority}/data/t.csv", Token).RowCount);
        Assert.Equal(["harvester"], users);
    }

    [Fact]
    public async Task A_named_postgres_server_is_a_language_and_a_database_in_CSharp()
    {
        if (await PostgresServer.TryStartAsync() is not { } started) { Assert.Skip("PostgreSQL's server is not installed: apt-get install postgresql"); return; }
        await using var server = started;
        _connections.Secrets["env:PLACES_PASSWORD"] = PostgresServer.Password;
        await Says($"#!connect postgres --name clinic --url postgresql://127.0.0.1:{server.Port}/postgres --user postgres --password env:PLACES_PASSWORD");
        Assert.Contains("done", await Says("#!clinic\ncreate table series as select g as id, 'p' || g as \"PatientName\" from generate_series(1, 3) as g"), StringComparison.Ordinal);
        var rows = Assert.IsType<Table>(await Value("#!sql-clinic\nselect * from series where id > 1 order by id desc;"));
        Assert.Equal([3, 2], rows.Column<int>("id"));
        Assert.True(rows["PatientName"].Field.Identified);
        // Values of the notebook are parameters.
        _session.Echo.Variables.Set("wanted", 2);
        Assert.Equal(1, Assert.IsType<Table>(await Value("#!clinic --in wanted\nselect * from series where id = $wanted")).RowCount);
        await using (var database = new PostgresDatabase("clinic"))
        {
            await database.WriteAsync(new Table(Column.Of("n", [1L, 2L])), "written", cancellationToken: Token);
            Assert.Equal(2L, (await database.QueryAsync("SELECT count(*) AS n FROM written", cancellationToken: Token)).GetValue(0, "n"));
        }
        var (_, sink) = await _session.RunAsync("#!clinic\nselect * from nothing_here", Token);
        Assert.Contains("nothing_here", sink.Error!.Message, StringComparison.Ordinal);
        await Says("#!connect end clinic");
        // As older notebooks write it; the password by the name it is known under.
        await Says($"#!connect postgres --kernel-name older --connection-string \"Host=127.0.0.1;Port={server.Port};Database=postgres;Username=postgres\" --password env:PLACES_PASSWORD");
        Assert.Equal(3L, Assert.IsType<Table>(await Value("#!sql-older\nselect count(*) as n from series")).GetValue(0, "n"));
    }

    [Theory]
    [InlineData("#!connect s3 --name x --url ftp://host", "--url takes an address")]
    [InlineData("#!connect s3 --name x --url https://user@host", "--url takes no user")]
    [InlineData("#!connect s3 --name x --access-key env:A", "come together")]
    [InlineData("#!connect s3 --name x --access-key AKIA --secret-key S", "reference")]
    [InlineData("#!connect hdfs --name x", "--url is needed")]
    [InlineData("#!connect hdfs --name x --url http://h:1 --user u --password env:A", "https only")]
    [InlineData("#!connect hdfs --name x --url http://127.0.0.1:1", "Not connected")]
    [InlineData("#!connect postgres", "needs a name")]
    [InlineData("#!connect postgres --name x --url postgresql://127.0.0.1:1/d --user u", "Not connected")]
    [InlineData("#!connect postgres --name x --connection-string \"Host=h;Password=hunter2\"", "never the secret itself")]
    [InlineData("#!connect places --forget none", "no place 'none'")]
    public async Task Mistakes_say_what_to_do_and_repeat_no_secret(string line, string said)
    {
        var (result, sink) = await _session.RunAsync(line, Token);
        Assert.IsType<CellResult.Failed>(result);
        Assert.Contains(said, sink.Error!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", sink.Error.Message, StringComparison.Ordinal);
        Assert.Empty(_connections.List("s3").Concat(_connections.List("hdfs")).Concat(_connections.List("postgres")));
    }

    private async Task<string> Says(string code)
    {
        var (result, sink) = await _session.RunAsync(code, Token);
        Assert.True(result is CellResult.Completed, sink.Error?.Message);
        return sink.Stdout;
    }

    private async Task<object?> Value(string code)
    {
        var (result, sink) = await _session.RunAsync(code, Token);
        return result is CellResult.Completed completed ? completed.Value : throw new InvalidOperationException(sink.Error?.Message);
    }

    /// <summary>Connections in memory, with secrets.</summary>
    private sealed class KeyedConnections : IConnections
    {
        private readonly MemoryConnections _kept = new();

        public Dictionary<string, string> Secrets { get; } = [];

        public IReadOnlyList<Connection> List(string kind) => _kept.List(kind);

        public Connection? Find(string kind, string name) => _kept.Find(kind, name);

        public void Put(Connection connection) => _kept.Put(connection);

        public bool Remove(string kind, string name) => _kept.Remove(kind, name);

        public Task<string> SecretAsync(string reference, CancellationToken token) =>
            Secrets.TryGetValue(reference, out var secret) ? Task.FromResult(secret) : throw new MagicException($"There is no {reference}.");
    }
}
