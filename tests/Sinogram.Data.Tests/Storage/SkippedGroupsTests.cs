using Sinogram.Data.Engine;
using Sinogram.Data.Storage;
using Sinogram.Data.Storage.S3;
using Sinogram.Testing.Replay;

namespace Sinogram.Data.Tests.Storage;

/// <summary>Groups of rows that cannot hold what a query looks for are not fetched; the answers are those over the whole file.</summary>
public sealed class SkippedGroupsTests : IAsyncLifetime
{
    private const string Stored = "s3://imaging/t.parquet";
    private readonly TempFolder _folder = new();
    private readonly MemoryBucket _bucket = new();
    private readonly StorageProvider _provider;
    private readonly DuckDbEngine _engine;
    private long _served;

    public SkippedGroupsTests()
    {
        _provider = new StorageProvider(new StorageOptions { S3 = new S3Options { Endpoint = _bucket.Url } });
        _engine = new DuckDbEngine(new EngineOptions { Storage = _provider, Threads = 2 });
        _bucket.Before = request =>
        {
            if (request.Method == "GET" && request.Headers.TryGetValue("Range", out var range))
            {
                var bounds = range["bytes=".Length..].Split('-').Select(b => long.Parse(b, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
                Interlocked.Add(ref _served, bounds[1] - bounds[0] + 1);
            }
            return null;
        };
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The values of the one row of an answer.</summary>
    private object?[] Answer(string sql, string file)
    {
        var row = _engine.Query(sql.Replace("{0}", file, StringComparison.Ordinal), Token).Rows.Single();
        return [.. Enumerable.Range(0, row.Table.ColumnCount).Select(c => row[c])];
    }

    /// <summary>Forty groups of 4,096 rows, whose columns grow with the rows, and a fat one that does not compress.</summary>
    public ValueTask InitializeAsync()
    {
        using var engine = new DuckDbEngine();
        engine.Execute($"COPY (SELECT range AS id, (range - 80000)::INTEGER AS small, DATE '2020-01-01' + (range // 200)::INTEGER AS day, TIMESTAMP '2020-01-01' + to_seconds(range) AS moment, "
            + "printf('P%07d', range) AS person, range::DOUBLE AS real, CASE WHEN range % 3 > 0 THEN range END AS holes, range % 7 AS mixed, CASE WHEN range >= 4096 THEN 'Ünï' || range END AS word, sha256(range::VARCHAR) AS fat "
            + $"FROM range({40 * 4096})) TO '{_folder.File("t.parquet")}' (FORMAT parquet, ROW_GROUP_SIZE 4096)", Token);
        _bucket.Objects["t.parquet"] = File.ReadAllBytes(_folder.File("t.parquet"));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _engine.Dispose();
        _provider.Dispose();
        await _bucket.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("id < 4000", 1)]
    [InlineData("id <= 4095", 1)]
    [InlineData("id >= 4096 AND id < 8192", 1)]
    [InlineData("id = 100000", 1)]
    [InlineData("id BETWEEN 8000 AND 9000", 2)]
    [InlineData("small < -75904", 1)]
    [InlineData("small > 83839 - 4096", 1)]
    [InlineData("small = -1", 1)]
    [InlineData("day = DATE '2020-02-01'", 2)]
    [InlineData("day >= '2022-03-20'", 3)]
    [InlineData("moment < TIMESTAMP '2020-01-01 01:00:00'", 1)]
    [InlineData("moment >= '2020-01-02 21:00:00.5'", 4)]
    [InlineData("person < 'P0001000'", 1)]
    [InlineData("person = 'P0100000' AND mixed >= 0", 1)]
    [InlineData("holes > 160000 AND real > 0", 2)]
    [InlineData("id > 150000 AND person > 'P0160000'", 2)]
    [InlineData("id < 0", 0)]
    // What does not tell by least and greatest values, or not in the engine itself, is fetched.
    [InlineData("mixed = 3", 40)]
    [InlineData("id < 100 OR id > 160000", 40)]
    [InlineData("real < 100", 40)]
    [InlineData("word > 'Ünï9' AND person LIKE '%7'", 40)]
    [InlineData("holes IS NULL", 40)]
    [InlineData("NOT (id > 10)", 1)]
    public void Only_the_groups_that_may_hold_an_answer_are_fetched(string condition, int groups)
    {
        var sql = $"SELECT count(*) AS n, min(fat) AS least, bit_xor(hash(fat)) AS all FROM '{{0}}' WHERE {condition}";
        Assert.Equal(Answer(sql, _folder.File("t.parquet")), Answer(sql, Stored));
        // A group is 270 kB in the fat column; the footer and the other columns are some more.
        var group = new FileInfo(_folder.File("t.parquet")).Length / 40.0;
        Assert.InRange(_served, 1, (long)((groups + 3) * group));
        if (groups == 40) { Assert.InRange(_served, (long)(30 * group), long.MaxValue); }
    }

    [Fact]
    public void What_was_left_out_comes_with_the_next_query()
    {
        string Fats(string condition) => $"SELECT count(DISTINCT fat) AS n FROM '{Stored}'{condition}";
        Assert.Equal(4096L, _engine.Query(Fats(" WHERE id < 4096"), Token).GetValue(0, "n"));
        var first = _served;
        Assert.Equal(8192L, _engine.Query(Fats(" WHERE id < 8192"), Token).GetValue(0, "n"));
        var second = _served;
        Assert.InRange(second - first, 1, first);
        Assert.Equal(8192L, _engine.Query(Fats(" WHERE id < 8192"), Token).GetValue(0, "n"));
        Assert.Equal(second, _served);
        Assert.Equal(40L * 4096, _engine.Query(Fats(""), Token).GetValue(0, "n"));
    }

    [Theory]
    [InlineData("SELECT (SELECT max(id) FROM '{0}') AS a, (SELECT count(fat) FROM '{0}' WHERE id < 10) AS b")]
    [InlineData("WITH q AS (FROM '{0}') SELECT (SELECT max(fat) FROM q) AS a, (SELECT count(fat) FROM q WHERE id < 10) AS b")]
    [InlineData("SELECT x.fat AS a, y.fat AS b FROM '{0}' AS x JOIN '{0}' AS y ON x.id = y.small WHERE x.id = 7")]
    [InlineData("SELECT fat AS a, id AS b FROM '{0}' WHERE id > 5 ORDER BY real DESC LIMIT 1")]
    [InlineData("SELECT max(fat) AS a, count(*) AS b FROM read_parquet(['{0}', '{0}']) WHERE day < '2020-01-02'")]
    public void Several_scans_of_one_file_give_the_answers_of_the_whole(string sql)
    {
        Assert.Equal(Answer(sql, _folder.File("t.parquet")), Answer(sql, Stored));
    }

    [Fact]
    public void Rows_and_exports_of_a_filtered_query_are_whole()
    {
        Assert.Equal(4097, _engine.Stream($"SELECT fat FROM '{Stored}' WHERE id >= {(39 * 4096) - 1}", cancellationToken: Token).Sum(t => t.RowCount));
        Assert.Equal(200L, _engine.Export($"SELECT fat, day FROM '{Stored}' WHERE day = DATE '2020-05-01'", _folder.File("day.csv"), cancellationToken: Token).Rows);
    }

    [Theory]
    [InlineData("id>=5", "name = 'id'")]
    [InlineData("id>=-5 AND id<7", "-5::HUGEINT")]
    [InlineData("k k='it''s, AND x'", "left('it''s, AND x', 8)")]
    [InlineData("n>3 AND (n IS NOT NULL)", "3::HUGEINT")]
    [InlineData("d<'2024-01-01'::DATE", "'2024-01-01'::DATE")]
    [InlineData("f>1.5", null)]
    [InlineData("b='\\xAB'::BLOB", null)]
    [InlineData("s='Müller'", null)]
    [InlineData("s>5 AND contains(s)", null)]
    public void Filters_of_a_plan_are_understood_or_left_alone(string filter, string? part)
    {
        var plan = new Table(Column.Of("key", ["physical_plan"]), Column.Of("value",
            [System.Text.Json.JsonSerializer.Serialize(new[] { new { name = "PARQUET_SCAN", children = Array.Empty<object>(), extra_info = new { Filters = filter } } })]));
        var question = SkippedGroups.Question(plan, ["a.parquet"]);
        if (part is null) { Assert.Null(question); }
        else { Assert.Contains(part, question, StringComparison.Ordinal); }
    }
}
