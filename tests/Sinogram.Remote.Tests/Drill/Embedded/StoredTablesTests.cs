using System.Globalization;
using System.Text;
using Sinogram.Data;
using Sinogram.Data.Storage;
using Sinogram.Data.Storage.S3;
using Sinogram.Remote.Drill;
using Sinogram.Remote.Drill.Embedded;
using Sinogram.Remote.Drill.Storage;
using Sinogram.Testing.Replay;

namespace Sinogram.Remote.Tests.Drill.Embedded;

/// <summary>Tables in a bucket: of large Parquet files only what a query needs is fetched, and tables are written whole or not at all.</summary>
public sealed class StoredTablesTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sinogram-stored-").FullName;
    private readonly MemoryBucket _bucket = new("lake");
    private readonly StorageProvider _provider;
    private readonly EmbeddedDrill _drill;
    private long _served;

    public StoredTablesTests()
    {
        _provider = new StorageProvider(new StorageOptions { S3 = new S3Options { Endpoint = _bucket.Url } });
        _drill = new EmbeddedDrill(new EngineOptions { MemoryLimit = 512L << 20 }, _provider);
        _drill.PutStorage(StoragePlugin.Parse("lake", """{"type":"file","connection":"s3://lake","enabled":true,"workspaces":{"root":{"location":"/","writable":true}}}"""));
        _bucket.Before = request => { Interlocked.Add(ref _served, Served(request)); return null; };
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        using var engine = new DuckDbEngine();
        for (var part = 0; part < 2; part++)
        {
            var file = Path.Combine(_folder, "p.parquet");
            engine.Execute($"COPY (SELECT range AS id, hash(range) AS noise, 'CT' || (range // 20000) AS kind, sha256(range::VARCHAR) AS text FROM range({part * 40_000}, {(part + 1) * 40_000})) TO '{file}' (FORMAT parquet, ROW_GROUP_SIZE 8192)", Token);
            _bucket.Objects[$"big/y={part}/part.parquet"] = File.ReadAllBytes(file);
        }
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _drill.Dispose();
        _provider.Dispose();
        await _bucket.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("SELECT COUNT(*) AS n FROM lake.root.`big`", "80000", 0.1)]
    [InlineData("SELECT MAX(id) AS n FROM lake.root.`big` WHERE dir0 = 'y=0'", "39999", 0.25)]
    [InlineData("SELECT text AS n FROM lake.root.`big/*/*.parquet` WHERE id = 41234", "", 0.3)]
    [InlineData("SELECT kind, COUNT(*) AS n FROM lake.root.`big` GROUP BY kind HAVING kind = 'CT3'", "20000", 0.15)]
    [InlineData("SELECT MIN(rgi) AS n FROM lake.root.`big/y=0/part.parquet`", "0", 0.2)]
    public void Of_large_files_only_what_a_query_needs_is_fetched(string sql, string expected, double most)
    {
        var answer = Convert.ToString(_drill.Run(sql, cancellationToken: Token).Table.GetValue(0, "n"), CultureInfo.InvariantCulture);
        if (sql.Contains("text", StringComparison.Ordinal)) { expected = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("41234"u8)); }
        Assert.Equal(expected, answer);
        Assert.InRange(_served, 1, (long)(_bucket.Objects.Values.Sum(o => o.Length) * most));
        var once = _served;
        _drill.Run(sql, cancellationToken: Token);
        Assert.Equal(once, _served);
    }

    [Fact]
    public void All_of_it_comes_with_a_star_through_a_stream_and_an_export()
    {
        Assert.Equal(80_000, _drill.Run("SELECT * FROM lake.root.`big`", cancellationToken: Token).Table.RowCount);
        Assert.Equal(39_999, _drill.Stream("SELECT text FROM lake.root.`big` WHERE id > 40000", cancellationToken: Token).Sum(t => t.RowCount));
        foreach (var format in new[] { ExportFormat.Parquet, ExportFormat.Csv, ExportFormat.Json, ExportFormat.Arrow })
        {
            var location = $"s3://lake/out/{format}.{format.ToString().ToLowerInvariant()}";
            Assert.Equal(2L, _drill.Export("SELECT id, kind FROM lake.root.`big` WHERE id < 2", location, format, cancellationToken: Token));
            using var engine = new DuckDbEngine(new EngineOptions { Storage = _provider });
            Assert.Equal(["CT0", "CT0"], engine.Read(location, Token)["kind"].ToArray<string>());
        }
    }

    [Theory]
    [InlineData("parquet")]
    [InlineData("json")]
    [InlineData("csvh")]
    public void A_table_is_written_read_again_and_dropped(string format)
    {
        _drill.SetOption("store.format", format);
        var written = _drill.Run("CREATE TABLE lake.root.`made/t` AS SELECT kind, COUNT(*) AS n FROM lake.root.`big` GROUP BY kind", cancellationToken: Token).Table;
        Assert.Equal(4L, written.GetValue(0, "Number of records written"));
        Assert.Contains($"made/t/0_0_0.{format}", _bucket.Objects.Keys);
        Assert.Equal(80_000L, Convert.ToInt64(_drill.Run("SELECT SUM(CAST(n AS BIGINT)) AS n FROM lake.root.`made/t`", cancellationToken: Token).Table.GetValue(0, "n"), CultureInfo.InvariantCulture));
        Assert.Contains("already exists", Assert.Throws<DrillException>(() => _drill.Run("CREATE TABLE lake.root.`made/t` AS SELECT 1 AS a", cancellationToken: Token)).Message, StringComparison.Ordinal);
        _drill.Run("DROP TABLE lake.root.`made/t`", cancellationToken: Token);
        Assert.DoesNotContain(_bucket.Objects.Keys, k => k.StartsWith("made/", StringComparison.Ordinal));
        Assert.Contains("holds other files", Assert.Throws<DrillException>(() =>
        {
            _bucket.Objects["made/t/notes.doc"] = Encoding.UTF8.GetBytes("x");
            return _drill.Run("DROP TABLE lake.root.`made/t`", cancellationToken: Token);
        }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_left_of_a_table_whose_later_part_is_refused()
    {
        _bucket.Before = request => request.Method == "PUT" && request.Path.Contains("0_0_2", StringComparison.Ordinal) ? MemoryBucket.Error(403, "AccessDenied") : null;
        var error = Assert.Throws<DrillException>(() => _drill.Run("CREATE TABLE lake.root.`made/p` PARTITION BY (kind) AS SELECT kind, id FROM lake.root.`big` WHERE id > 100", cancellationToken: Token));
        Assert.Contains("s3://lake/made/p", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_bucket.Objects.Keys, k => k.StartsWith("made/", StringComparison.Ordinal));
        _bucket.Before = null;
        Assert.Equal(79_899L, _drill.Run("CREATE TABLE lake.root.`made/p` PARTITION BY (kind) AS SELECT kind, id FROM lake.root.`big` WHERE id > 100", cancellationToken: Token).Table.GetValue(0, "Number of records written"));
        Assert.Equal(4, _bucket.Objects.Keys.Count(k => k.StartsWith("made/p/", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("PUT", "0_0_3")]
    [InlineData("POST", "0_0_2")]
    public void No_part_of_a_table_is_seen_before_all_are_there_and_one_that_cannot_appear_takes_the_others_with_it(string verb, string part)
    {
        const string Statement = "CREATE TABLE lake.root.`made/q` PARTITION BY (kind) AS SELECT kind, id FROM lake.root.`big` WHERE id > 100";
        var (sent, seenEarly, refuses) = (0, 0, false);
        _bucket.Before = request =>
        {
            if (request.Method == "PUT")
            {
                sent++;
                seenEarly += _bucket.Objects.Keys.Count(k => k.StartsWith("made/q", StringComparison.Ordinal));
            }
            return refuses && request.Method == verb && request.Path.Contains(part, StringComparison.Ordinal) && request.Path.Contains("uploadId", StringComparison.Ordinal) ? MemoryBucket.Error(403, "AccessDenied") : null;
        };
        _drill.Run(Statement, cancellationToken: Token);
        Assert.Equal((4, 0), (sent, seenEarly));
        Assert.Equal(79_899L, _drill.Run("SELECT count(*) AS n FROM lake.root.`made/q`", cancellationToken: Token).Table.GetValue(0, "n"));
        _drill.Run("DROP TABLE lake.root.`made/q`", cancellationToken: Token);
        refuses = true;
        Assert.Throws<DrillException>(() => _drill.Run(Statement, cancellationToken: Token));
        Assert.DoesNotContain(_bucket.Objects.Keys, k => k.StartsWith("made/", StringComparison.Ordinal));
        Assert.Equal(0, _bucket.OpenUploads);
    }

    private long Served(ReplayRequest request)
    {
        if (request.Method != "GET" || request.Path.Contains("list-type", StringComparison.Ordinal) || !_bucket.Objects.TryGetValue(request.Path["/lake/".Length..].Split('?')[0].Replace("%3D", "=", StringComparison.Ordinal), out var content)) { return 0; }
        if (!request.Headers.TryGetValue("Range", out var range)) { return content.Length; }
        var bounds = range["bytes=".Length..].Split('-');
        return Math.Min(content.Length, bounds[1].Length == 0 ? content.Length : long.Parse(bounds[1], CultureInfo.InvariantCulture) + 1) - long.Parse(bounds[0], CultureInfo.InvariantCulture);
    }
}
