using Sinogram.Data.Engine;
using Sinogram.Data.Storage;
using Sinogram.Data.Storage.S3;
using Sinogram.Testing.Replay;

namespace Sinogram.Data.Tests;

/// <summary>Results that are streamed, and files of storages in SQL and as targets.</summary>
public sealed class ExportTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly DuckDbEngine _engine = new(new EngineOptions { MemoryLimit = 512L << 20 });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _engine.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_stream_gives_all_rows_in_tables_of_the_asked_size()
    {
        var sizes = new List<long>();
        long sum = 0;
        foreach (var batch in _engine.Stream("SELECT range AS n, range::VARCHAR AS t FROM range(100_000)", batchRows: 7_001, cancellationToken: Token))
        {
            sizes.Add(batch.RowCount);
            foreach (var n in batch["n"].Values<long>()) { sum += n; }
        }
        Assert.Equal(100_000 * 99_999L / 2, sum);
        Assert.All(sizes.SkipLast(1), s => Assert.Equal(7_001, s));
        Assert.Equal(100_000, sizes.Sum());
    }

    [Theory]
    [InlineData(37)]
    [InlineData(1003)]
    [InlineData(5000)]
    public void Bits_and_texts_are_right_wherever_blocks_are_cut(int size)
    {
        long row = 0;
        foreach (var batch in _engine.Stream("SELECT CASE WHEN range % 5 = 1 THEN NULL ELSE range % 3 = 0 END AS b, [range % 2 = 0, NULL, range % 7 = 0] AS l, repeat('é', (range % 17)::INT) AS t FROM range(6000)", batchRows: size, cancellationToken: Token))
        {
            for (var i = 0; i < batch.RowCount; i++, row++)
            {
                Assert.Equal(row % 5 == 1 ? null : row % 3 == 0, (bool?)batch["b"].GetValue(i));
                Assert.Equal([row % 2 == 0, null, row % 7 == 0], (bool?[])batch["l"].GetValue(i)!);
                Assert.Equal(new string('é', (int)(row % 17)), batch["t"].GetValue(i));
            }
        }
        Assert.Equal(6000, row);
    }

    [Fact]
    public void A_stream_without_rows_tells_its_columns_and_a_left_one_frees_the_engine()
    {
        var empty = Assert.Single(_engine.Stream("SELECT 1 AS a WHERE false", cancellationToken: Token));
        Assert.Equal((0L, "a"), (empty.RowCount, empty.Schema[0].Name));
        foreach (var batch in _engine.Stream("SELECT * FROM range(10_000_000)", batchRows: 1000, cancellationToken: Token))
        {
            Assert.Equal(1000, batch.RowCount);
            break;
        }
        Assert.Equal(1, _engine.Query("SELECT 1 AS one", Token).GetValue(0, "one"));
    }

    [Fact]
    public void A_failure_in_the_middle_of_a_stream_is_told()
    {
        var error = Assert.Throws<EngineException>(() => _engine.Stream("SELECT CASE WHEN range = 90_000 THEN error('stopped here') ELSE range END FROM range(100_000)", cancellationToken: Token).Count());
        Assert.Contains("stopped here", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("t.parquet")]
    [InlineData("t.csv")]
    [InlineData("t.json")]
    [InlineData("t.arrow")]
    public void A_query_is_exported_and_read_again(string name)
    {
        var path = _folder.File(name);
        var result = _engine.Export("SELECT range AS n, 'row ' || range AS t FROM range(300_000) -- all\n;", path, cancellationToken: Token);
        Assert.Equal(300_000, result.Rows);
        var back = name.EndsWith(".arrow", StringComparison.Ordinal) ? Table.ReadArrow(path, Token) : _engine.Query($"FROM {DuckDbEngine.Literal(path)} ORDER BY n", Token);
        Assert.Equal(300_000, back.RowCount);
        Assert.Equal((299_999L, "row 299999"), (back.GetValue(299_999, "n"), back.GetValue(299_999, "t")));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("t.parquet")]
    [InlineData("t.arrow")]
    public void An_export_that_fails_leaves_the_former_file_and_no_other(string name)
    {
        var path = _folder.File(name);
        File.WriteAllText(path, "former");
        Assert.Throws<EngineException>(() => _engine.Export("SELECT CASE WHEN range = 290_000 THEN error('no') ELSE range END FROM range(300_000)", path, cancellationToken: Token));
        Assert.Throws<EngineException>(() => _engine.Export("SELECT 1; SELECT 2", path, cancellationToken: Token));
        Assert.Throws<EngineException>(() => _engine.Export("SELECT 1", _folder.File("t.xyz"), cancellationToken: Token));
        Assert.Equal("former", File.ReadAllText(path));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("t.parquet")]
    [InlineData("t.csv")]
    [InlineData("t.json")]
    [InlineData("t.arrow")]
    public void A_table_is_written_and_read_by_its_name(string name)
    {
        var table = new Table(Column.Of("id", 1L, 2L), Column.Of("text", "a", "ü"));
        table.Write(_folder.File(name), Token);
        AllTypes.AssertSameValues(table, Table.Read(_folder.File(name), Token));
        table.Write(_folder.File("2" + name), Token);
        Assert.Equal(4, Table.Read(_folder.File("*" + name), Token).RowCount);
        Assert.Throws<EngineException>(() => table.Write(Path.Combine(_folder.Path, "none", name), Token));
        Assert.Throws<EngineException>(() => Table.Read(_folder.File("none." + name), Token));
        Assert.Throws<EngineException>(() => Table.Read(_folder.File("x.xlsx"), Token));
    }

    [Fact]
    public async Task Files_of_a_storage_are_read_and_written_by_sql()
    {
        await using var bucket = new MemoryBucket();
        using var storage = new StorageProvider(new StorageOptions { S3 = new S3Options { Endpoint = bucket.Url, AccessKey = "a", SecretKey = "b" } });
        using var engine = new DuckDbEngine(new EngineOptions { MemoryLimit = 256L << 20, Storage = storage });
        engine.Export("SELECT 1 AS n, 'CT' AS m", "s3://imaging/cat/m=CT/1.parquet", cancellationToken: Token);
        engine.WriteParquet(new Table(Column.Of("n", 2, 3), Column.Of("m", "MR", "MR")), "s3://imaging/cat/m=MR/2.parquet", cancellationToken: Token);
        engine.Export("SELECT 7 AS x", "s3://imaging/x.arrow", cancellationToken: Token);
        Assert.Equal(["cat/m=CT/1.parquet", "cat/m=MR/2.parquet", "x.arrow"], bucket.Objects.Keys.Order());
        engine.Write(engine.Read("s3://imaging/x.arrow", Token), "s3://imaging/y.arrow", Token);
        Assert.Equal(7, engine.Read("s3://imaging/y.arrow", Token).GetValue(0, "x"));
        Assert.Equal(1, engine.Read("s3://imaging/cat/m=CT/*.parquet", Token).GetValue(0, "n"));
        Assert.Equal(6m, Convert.ToDecimal(engine.Query("SELECT sum(n) FROM 's3://imaging/cat/**/*.parquet' AS c WHERE m <> 's3://imaging/'", Token)[0].GetValue(0)!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(3L, engine.Query("SELECT count(*) FROM read_parquet(['s3://imaging/cat/m=CT/1.parquet', 's3://imaging/cat/m=MR/*'], union_by_name = true)", Token)[0].GetValue(0));
        Assert.Equal(2L, engine.ReadParquet("s3://imaging/cat/m=MR/2.parquet", cancellationToken: Token).RowCount);
        // What is only said is not fetched.
        Assert.Equal("s3://imaging/none", engine.Query("SELECT 's3://imaging/none' AS t -- FROM 's3://imaging/none'", Token).GetValue(0, "t"));
        var missing = Assert.Throws<EngineException>(() => engine.Query("FROM 's3://imaging/none.parquet'", Token));
        Assert.Contains("s3://imaging/none.parquet", missing.Message, StringComparison.Ordinal);
        Assert.Contains("export", Assert.Throws<EngineException>(() => engine.Query("COPY (SELECT 1) TO 's3://imaging/y.csv'", Token)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Engines_share_the_memory_by_their_number()
    {
        // Engines of other tests come and go meanwhile: what is certain is who is told.
        Assert.InRange(EngineMemory.Share(4), 1, EngineMemory.Share(1));
        Assert.InRange(EngineMemory.Share(1), 64L << 20, Math.Max(64L << 20, ContainerLimits.Memory() / 2));
        var told = new List<long>();
        using (EngineMemory.Join(told.Add))
        {
            var before = told.Count;
            Assert.True(before >= 1);
            using (EngineMemory.Join(_ => { })) { Assert.True(told.Count > before); }
        }
        static double Mebibytes(DuckDbEngine engine) => (string)engine.Query("SELECT value FROM duckdb_settings() WHERE name = 'memory_limit'", Token).GetValue(0, "value")! is var text
            ? double.Parse(text.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) * (text.Split(' ')[1] switch { "GiB" => 1024, "MiB" => 1, _ => 0 })
            : 0;
        using var engine = new DuckDbEngine();
        Assert.InRange(Mebibytes(engine), 60, (ContainerLimits.Memory() / 2 / (1 << 20)) + 64);
        Assert.Equal(512, Math.Round(Mebibytes(_engine)));
    }

    [Theory]
    [InlineData("SELECT 1", false)]
    [InlineData("SELECT 'it''s; fine' -- ; \n /* ; */ ;", false)]
    [InlineData("SELECT $$;$$, \"a;b\", E'\\';' ; ", false)]
    [InlineData("SELECT 1; SELECT 2", true)]
    public void Only_the_semicolon_that_ends_a_query_ends_it(string sql, bool refused)
    {
        if (refused) { Assert.Throws<EngineException>(() => _engine.Export(sql, _folder.File("q.csv"), cancellationToken: Token)); }
        else { Assert.Equal(1, _engine.Export(sql.Replace("\"a;b\"", "1 AS \"a;b\"", StringComparison.Ordinal), _folder.File("q.csv"), cancellationToken: Token).Rows); }
    }
}
