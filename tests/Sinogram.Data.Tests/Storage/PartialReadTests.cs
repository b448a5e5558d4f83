using Sinogram.Data.Parquet;
using Sinogram.Data.Storage;
using Sinogram.Data.Storage.Hdfs;
using Sinogram.Data.Storage.S3;
using Sinogram.Testing.Replay;

namespace Sinogram.Data.Tests.Storage;

/// <summary>Of stored Parquet files only what a query needs is fetched; counted where it is served.</summary>
public sealed class PartialReadTests : IDisposable
{
    private const int Rows = 60_000;
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    /// <summary>About 2 MB, nearly all of it in columns that do not compress.</summary>
    private byte[] Parquet(int seed = 0)
    {
        using var engine = new DuckDbEngine();
        engine.Export($"SELECT range AS id, hash(range + {seed}) AS a, hash(range * 7) AS b, sha256(range::VARCHAR) AS text, {{'x': hash(range + 1), 'y': range % 3}} AS nested, range % 10 AS \"k k\", "
            + $"'x' || (range % 1000) AS filtered FROM range({Rows})", _folder.File($"{seed}.parquet"), cancellationToken: Token);
        return File.ReadAllBytes(_folder.File($"{seed}.parquet"));
    }

    [Theory]
    [InlineData("SELECT max(id) AS m FROM '{0}' WHERE id < 59000", 0.2)]
    [InlineData("SELECT sum(a::HUGEINT) AS m FROM '{0}'", 0.35)]
    [InlineData("SELECT count(*) AS m FROM '{0}'", 0.1)]
    [InlineData("SELECT count(*) AS m FROM '{0}' WHERE \"k k\" = 3 AND filtered <> 'x5'", 0.35)]
    [InlineData("SELECT sum(nested.y) AS m FROM read_parquet(['{0}'])", 0.35)]
    [InlineData("SELECT count(DISTINCT \"k k\") AS m FROM read_parquet('{0}', union_by_name = true)", 0.2)]
    [InlineData("SELECT x.id AS m FROM '{0}' AS x JOIN '{0}' AS y ON x.id = y.\"k k\" ORDER BY x.id DESC LIMIT 1", 0.3)]
    [InlineData("SELECT id AS m FROM '{0}' ORDER BY a LIMIT 1", 1.1)]
    [InlineData("WITH q AS (FROM '{0}' SELECT id, b) SELECT sum(id) AS m FROM q WHERE b IS NOT NULL", 0.4)]
    [InlineData("SELECT text AS m FROM '{0}' WHERE id = 77", 0.75)]
    public async Task Only_the_columns_of_a_query_are_fetched(string sql, double most)
    {
        var content = Parquet();
        await using var bucket = new MemoryBucket();
        bucket.Objects["data/t.parquet"] = content;
        long served = 0;
        bucket.Before = request => { Interlocked.Add(ref served, RangeOf(request, content.Length)); return null; };
        using var provider = new StorageProvider(new StorageOptions { S3 = new S3Options { Endpoint = bucket.Url } });
        using var engine = new DuckDbEngine(new EngineOptions { Storage = provider });
        var answer = engine.Query(sql.Replace("{0}", "s3://imaging/data/t.parquet", StringComparison.Ordinal), Token).GetValue(0, "m");
        Assert.Equal(engine.Query(sql.Replace("{0}", _folder.File("0.parquet"), StringComparison.Ordinal), Token).GetValue(0, "m"), answer);
        Assert.InRange(served, 1, (long)(content.Length * most));
        var once = served;
        engine.Query(sql.Replace("{0}", "s3://imaging/data/t.parquet", StringComparison.Ordinal), Token);
        Assert.Equal(once, served);
    }

    [Fact]
    public async Task What_was_fetched_is_kept_and_a_changed_object_is_read_anew()
    {
        var content = Parquet();
        await using var bucket = new MemoryBucket();
        bucket.Objects["data/t.parquet"] = content;
        long served = 0;
        bucket.Before = request => { Interlocked.Add(ref served, RangeOf(request, content.Length)); return null; };
        using var provider = new StorageProvider(new StorageOptions { S3 = new S3Options { Endpoint = bucket.Url } });
        using var engine = new DuckDbEngine(new EngineOptions { Storage = provider });
        const string File = "'s3://imaging/data/t.parquet'";
        Assert.Equal((long)Rows, engine.Query($"SELECT count(id) AS n FROM {File} WHERE id >= 0", Token).GetValue(0, "n"));
        var first = served;
        var a = engine.Query($"SELECT sum(a::HUGEINT) AS n FROM {File}", Token).GetValue(0, "n");
        Assert.InRange(served - first, 1, content.Length / 2);
        // All of it, through a pivot and a view, whose columns nobody tells.
        Assert.Equal(1, engine.Query($"PIVOT (SELECT id % 3 AS r FROM {File}) ON r USING count(*)", Token).RowCount);
        engine.Execute($"CREATE VIEW v AS SELECT * FROM {File}", Token);
        Assert.Equal(Rows, engine.Query("SELECT * FROM v", Token).RowCount);
        bucket.Objects["data/t.parquet"] = Parquet(5);
        Assert.NotEqual(a, engine.Query($"SELECT sum(a::HUGEINT) AS n FROM {File}", Token).GetValue(0, "n"));
        // As a folder, and through streams and exports, too.
        Assert.Equal((Rows, "id"), ((int)engine.Read("s3://imaging/data/", Token).RowCount, engine.Read("s3://imaging/data", Token).Schema[0].Name));
        Assert.Equal(Rows, engine.Stream($"SELECT b FROM {File}", cancellationToken: Token).Sum(t => t.RowCount));
        engine.Export($"SELECT id, text FROM {File}", _folder.File("out.parquet"), cancellationToken: Token);
        Assert.Equal(1, engine.Query($"SELECT count(*) AS n FROM (FROM '{_folder.File("out.parquet")}' EXCEPT SELECT id, text FROM '{_folder.File("5.parquet")}')", Token).RowCount);
    }

    [Fact]
    public async Task An_object_that_changes_between_its_parts_is_an_error_and_then_read_anew()
    {
        var content = Parquet();
        var other = Parquet(9);
        await using var bucket = new MemoryBucket();
        bucket.Objects["t.parquet"] = content;
        var reads = 0;
        bucket.Before = request =>
        {
            // After the footer, before the columns.
            if (request.Method == "GET" && request.Headers.ContainsKey("Range") && Interlocked.Increment(ref reads) == 2) { bucket.Objects["t.parquet"] = other; }
            return null;
        };
        using var provider = new StorageProvider(new StorageOptions { S3 = new S3Options { Endpoint = bucket.Url } });
        using var engine = new DuckDbEngine(new EngineOptions { Storage = provider });
        Assert.Contains("changed while it was read", Assert.Throws<EngineException>(() => engine.Query("SELECT sum(a::HUGEINT) FROM 's3://imaging/t.parquet'", Token)).Message, StringComparison.Ordinal);
        Assert.Equal(engine.Query($"SELECT sum(a::HUGEINT) AS n FROM '{_folder.File("9.parquet")}'", Token).GetValue(0, "n"), engine.Query("SELECT sum(a::HUGEINT) AS n FROM 's3://imaging/t.parquet'", Token).GetValue(0, "n"));
    }

    [Fact]
    public async Task Files_of_a_hadoop_folder_are_read_in_parts_too()
    {
        var contents = new Dictionary<string, byte[]> { ["a.parquet"] = Parquet(), ["b.parquet"] = Parquet(1), ["small.parquet"] = [] };
        using (var engine = new DuckDbEngine()) { engine.Export("SELECT 1::BIGINT AS id", _folder.File("small.parquet"), cancellationToken: Token); }
        contents["small.parquet"] = await File.ReadAllBytesAsync(_folder.File("small.parquet"), Token);
        long served = 0;
        await using var server = new ReplayServer(request => Hadoop(request, contents, ref served));
        using var provider = new StorageProvider(new StorageOptions { Hdfs = new HdfsOptions { User = "harvest" } });
        using (var engine = new DuckDbEngine(new EngineOptions { Storage = provider }))
        {
            var stages = new List<string>();
            var result = engine.Run($"SELECT count(id) AS n, max(id) AS m FROM read_parquet('webhdfs://{server.Url.Authority}/data/*.parquet', union_by_name = true) WHERE id > 0",
                new QueryOptions { Progress = new Listener(p => { lock (stages) { stages.Add(p.Stage ?? ""); } }) }, Token);
            Assert.Equal((2L * (Rows - 1) + 1, Rows - 1L), (result.Table.GetValue(0, "n"), result.Table.GetValue(0, "m")));
            Assert.InRange(served, 1, contents.Values.Sum(c => c.Length) / 4);
            Assert.Contains(stages, s => s.StartsWith("fetching ", StringComparison.Ordinal) && s.EndsWith(" MB", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Holes_are_never_taken_for_values()
    {
        var content = Parquet();
        var footer = ParquetFooter.TryRead(content.AsSpan()[^(int)ParquetFooter.LengthFrom(content, content.Length)!..^ParquetFooter.TailLength], content.Length)!;
        foreach (var column in footer.Chunks.Select(c => c.Column).Distinct())
        {
            var holed = content.ToArray();
            foreach (var range in footer.Ranges(c => c.Column == column, 0)) { holed.AsSpan((int)range.Start, (int)Math.Min(range.Length, holed.Length - range.Start)).Clear(); }
            File.WriteAllBytes(_folder.File("holed.parquet"), holed);
            using var engine = new DuckDbEngine();
            Assert.Throws<EngineException>(() => engine.Query($"SELECT {DuckDbEngine.Quote(column)} FROM '{_folder.File("holed.parquet")}'", Token));
        }
    }

    [Fact]
    public void Footers_say_where_the_engine_says_the_columns_are()
    {
        var content = Parquet();
        var length = ParquetFooter.LengthFrom(content, content.Length)!.Value;
        var footer = ParquetFooter.TryRead(content.AsSpan((int)(content.Length - length), (int)length - ParquetFooter.TailLength), content.Length - length)!;
        using var engine = new DuckDbEngine();
        var told = engine.Query($"SELECT split_part(path_in_schema, ', ', 1) AS name, CASE WHEN dictionary_page_offset > 0 THEN least(data_page_offset, dictionary_page_offset) ELSE data_page_offset END AS start, total_compressed_size AS size, "
            + $"coalesce(bloom_filter_offset, 0) AS bloom FROM parquet_metadata('{_folder.File("0.parquet")}') ORDER BY row_group_id, column_id", Token);
        Assert.Equal(told.Rows.Select(r => (r.Get<string>("name"), r.Get<long>("start"))), footer.Chunks.Select(c => (c.Column, c.Data.Start)));
        foreach (var (row, chunk) in told.Rows.Zip(footer.Chunks))
        {
            Assert.InRange(chunk.Data.Length, row.Get<long>("size"), row.Get<long>("size") + 200);
            Assert.Equal(row.Get<long>("bloom"), chunk.Filter?.Start ?? 0);
        }
    }

    private static long RangeOf(ReplayRequest request, int length)
    {
        if (request.Method != "GET" || request.Path.Contains("list-type", StringComparison.Ordinal)) { return 0; }
        if (!request.Headers.TryGetValue("Range", out var range)) { return length; }
        var bounds = range["bytes=".Length..].Split('-');
        return (bounds[1].Length == 0 ? length : Math.Min(length, long.Parse(bounds[1], System.Globalization.CultureInfo.InvariantCulture) + 1)) - long.Parse(bounds[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>A folder of a Hadoop file system, as HttpFS answers: without redirections.</summary>
    private static RecordedExchange? Hadoop(ReplayRequest request, Dictionary<string, byte[]> files, ref long served)
    {
        var query = System.Web.HttpUtility.ParseQueryString(request.Path[request.Path.IndexOf('?', StringComparison.Ordinal)..]);
        var name = request.Path.Split('?')[0]["/webhdfs/v1/data".Length..].TrimStart('/');
        string Status(string suffix, byte[] content) => $$"""{"pathSuffix":"{{suffix}}","type":"FILE","length":{{content.Length}},"modificationTime":1767322845000}""";
        switch (query["op"])
        {
            case "LISTSTATUS":
                return Json("{\"FileStatuses\":{\"FileStatus\":[" + string.Join(',', files.Select(f => Status(f.Key, f.Value))) + "]}}");
            case "GETFILESTATUS":
                return files.TryGetValue(name, out var found) ? Json("{\"FileStatus\":" + Status("", found) + "}") : MemoryBucket.Reply(404, """{"RemoteException":{"exception":"FileNotFoundException","message":"no"}}"""u8.ToArray());
            case "OPEN":
                var from = int.Parse(query["offset"] ?? "0", System.Globalization.CultureInfo.InvariantCulture);
                var length = int.Parse(query["length"] ?? "999999999", System.Globalization.CultureInfo.InvariantCulture);
                var part = files[name].AsSpan(from, Math.Min(length, files[name].Length - from)).ToArray();
                Interlocked.Add(ref served, part.Length);
                return MemoryBucket.Reply(200, part, ("Content-Type", "application/octet-stream"));
            default:
                return null;
        }
        static RecordedExchange Json(string text) => MemoryBucket.Reply(200, System.Text.Encoding.UTF8.GetBytes(text), ("Content-Type", "application/json"));
    }

    private sealed class Listener(Action<QueryProgress> act) : IProgress<QueryProgress>
    {
        public void Report(QueryProgress value) => act(value);
    }
}
