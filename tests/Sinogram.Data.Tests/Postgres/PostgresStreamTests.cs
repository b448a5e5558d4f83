using Sinogram.Data.Postgres;
using Sinogram.Data.Storage;
using Sinogram.Data.Storage.S3;
using Sinogram.Testing.Replay;

namespace Sinogram.Data.Tests.Postgres;

/// <summary>Rows of a server as a stream of tables, and to files.</summary>
public sealed class PostgresStreamTests(PostgresFixture fixture)
{
    private const string Numbers = "SELECT g AS id, 'name ' || g % 7 AS name, g / 8.0::float8 AS x, CASE WHEN g % 5 > 0 THEN g END AS holes, DATE '2024-01-01' + g % 300 AS day FROM generate_series(1, 20000) AS g";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tables_of_a_stream_hold_the_rows_in_order()
    {
        await using var database = new PostgresDatabase(await fixture.ConnectionStringAsync());
        var sizes = new List<long>();
        var ids = new List<int>();
        await foreach (var table in database.StreamAsync(Numbers, batchRows: 6000, cancellationToken: Token))
        {
            sizes.Add(table.RowCount);
            ids.AddRange(table["id"].ToArray<int>());
        }
        Assert.Equal([6000L, 6000, 6000, 2000], sizes);
        Assert.Equal(Enumerable.Range(1, 20000), ids);
        // Of no rows one table, with the columns; of a multiple of the size none without rows.
        Assert.Equal([(0L, 2)], await Shapes(database.StreamAsync("SELECT 1 AS a, 'x' AS b WHERE $yes = 0", new { yes = 1 }, cancellationToken: Token)));
        Assert.Equal([(2L, 1), (2L, 1)], await Shapes(database.StreamAsync("SELECT generate_series(1, 4) AS a", batchRows: 2, cancellationToken: Token)));
        Assert.Equal([(0L, 0)], await Shapes(database.StreamAsync("SELECT", cancellationToken: Token)));
    }

    [Fact]
    public async Task Numerics_have_the_same_places_in_all_tables_of_a_stream()
    {
        await using var database = new PostgresDatabase(await fixture.ConnectionStringAsync());
        const string Sql = "SELECT n::numeric AS n, ARRAY[n::numeric, NULL] AS l, NULL::numeric AS nothing FROM (VALUES ('1.5'), ('2'), ('-3.14159'), (NULL), ('123456789012345678901.25')) AS v(n)";
        var whole = await database.QueryAsync(Sql, cancellationToken: Token);
        var parts = new List<Table>();
        await foreach (var table in database.StreamAsync(Sql, batchRows: 2, cancellationToken: Token)) { parts.Add(table); }
        Assert.Equal([2L, 2, 1], parts.Select(p => p.RowCount));
        Assert.All(parts, p => Assert.Equal(whole["n"].Type, p["n"].Type));
        Assert.All(parts, p => Assert.Equal(whole["l"].Type, p["l"].Type));
        Assert.Equal(whole["n"].ToArray<Decimal128?>(), parts.SelectMany(p => p["n"].ToArray<Decimal128?>()));
        Assert.Contains("not a number", (await Assert.ThrowsAsync<TableException>(async () => await Shapes(database.StreamAsync("SELECT 'NaN'::numeric AS n", cancellationToken: Token)))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("parquet")]
    [InlineData("csv")]
    [InlineData("jsonl")]
    [InlineData("arrow")]
    public async Task Rows_go_to_a_file_without_a_table_of_all(string ending)
    {
        using var folder = new TempFolder();
        await using var database = new PostgresDatabase(await fixture.ConnectionStringAsync());
        var result = await database.ExportAsync(Numbers, folder.File($"rows.{ending}"), cancellationToken: Token);
        Assert.Equal(20000L, result.Rows);
        using var engine = new DuckDbEngine();
        var table = engine.Read(folder.File($"rows.{ending}"), Token);
        engine.Register("rows", table, Token);
        var sums = engine.Query("SELECT count(*) AS n, sum(id)::BIGINT AS ids, sum(x) AS x, count(holes) AS holes, count(DISTINCT name) AS names, max(day) AS day FROM rows", Token);
        Assert.Equal((20000L, 200010000L, 25001250.0, 16000L, 7L, new DateOnly(2024, 10, 26)),
            (sums.GetValue(0, "n"), sums.GetValue(0, "ids"), sums.GetValue(0, "x"), sums.GetValue(0, "holes"), sums.GetValue(0, "names"), sums.GetValue(0, "day")));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task An_error_in_the_middle_leaves_the_former_file()
    {
        using var folder = new TempFolder();
        await using var database = new PostgresDatabase(await fixture.ConnectionStringAsync());
        foreach (var ending in new[] { "parquet", "arrow" })
        {
            File.WriteAllText(folder.File($"rows.{ending}"), "former");
            var error = await Assert.ThrowsAsync<EngineException>(() => database.ExportAsync("SELECT 1 / (50000 - g) AS a FROM generate_series(1, 90000) AS g", folder.File($"rows.{ending}"), cancellationToken: Token));
            Assert.Contains("division by zero (22012)", error.Message, StringComparison.Ordinal);
            Assert.Equal("former", File.ReadAllText(folder.File($"rows.{ending}")));
        }
        Assert.Equal(2, Directory.GetFileSystemEntries(folder.Path).Length);
        Assert.Contains("same columns", Assert.Throws<TableException>(() => DuckDbEngine.Export([new Table(Column.Of("a", [1])), new Table(Column.Of("a", ["x"]))], folder.File("b.parquet"), cancellationToken: Token)).Message, StringComparison.Ordinal);
        Assert.Throws<TableException>(() => DuckDbEngine.Export([], folder.File("b.parquet"), cancellationToken: Token));
    }

    [Fact]
    public async Task A_stream_that_is_left_ends_its_query_and_gives_its_connection_back()
    {
        await using var database = new PostgresDatabase(await fixture.ConnectionStringAsync() + ";Maximum Pool Size=2");
        for (var i = 0; i < 4; i++)
        {
            await foreach (var table in database.StreamAsync($"SELECT {i} AS left_behind, generate_series(1, 100000000) AS g", batchRows: 100, cancellationToken: Token)) { break; }
        }
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            await foreach (var table in database.StreamAsync("SELECT generate_series(1, 100000000) AS left_behind", batchRows: 100, cancellationToken: cancel.Token)) { await cancel.CancelAsync(); }
        });
        var running = await database.QueryAsync("SELECT count(*) AS n FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%left_behind%' AND pid <> pg_backend_pid()", cancellationToken: Token);
        Assert.Equal(0L, running.GetValue(0, "n"));
    }

    [Fact]
    public async Task Batches_go_to_a_bucket_whole()
    {
        await using var bucket = new MemoryBucket();
        using var provider = new StorageProvider(new StorageOptions { S3 = new S3Options { Endpoint = bucket.Url } });
        await using var database = new PostgresDatabase(await fixture.ConnectionStringAsync());
        foreach (var ending in new[] { "parquet", "arrow" })
        {
            DuckDbEngine.Export(database.StreamAsync(Numbers, cancellationToken: Token).ToBlockingEnumerable(Token), $"s3://imaging/rows.{ending}", null, provider, Token);
            using var engine = new DuckDbEngine(new EngineOptions { Storage = provider });
            Assert.Equal(20000, engine.Read($"s3://imaging/rows.{ending}", Token).RowCount);
        }
    }

    private static async Task<List<(long, int)>> Shapes(IAsyncEnumerable<Table> tables)
    {
        var shapes = new List<(long, int)>();
        await foreach (var table in tables) { shapes.Add((table.RowCount, table.ColumnCount)); }
        return shapes;
    }
}
