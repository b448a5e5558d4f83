namespace Sinogram.Data.Tests;

public sealed class FileTests : IDisposable
{
    private readonly DuckDbEngine _engine = new(new EngineOptions { MemoryLimit = 512L << 20 });
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        _engine.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5000)]
    public void Parquet_keeps_every_value(int rows)
    {
        // Parquet's interval has milliseconds only.
        var table = AllTypes.Table(rows).Drop("interval");
        var path = _folder.File("t.parquet");
        _engine.WriteParquet(table, path);
        AllTypes.AssertSameValues(table, _engine.ReadParquet(path));
        Assert.Equal(["t.parquet"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
        Assert.Equal("ZSTD", rows == 0 ? "ZSTD" : _engine.Query($"SELECT DISTINCT compression FROM parquet_metadata({DuckDbEngine.Literal(path)})")[0].GetValue(0));
    }

    [Fact]
    public void A_failed_write_leaves_the_former_file_and_no_other()
    {
        var path = _folder.File("it's.parquet");
        _engine.WriteParquet(new Table(Column.Of("a", [1])), path);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => _engine.WriteParquet(new Table(Column.Of("a", [2])), path, cancellationToken: cancelled.Token));
        Assert.Throws<EngineException>(() => _engine.WriteParquet(new Table(Column.Of("a", [2])), Path.Combine(_folder.Path, "missing", "x.parquet")));
        Assert.Equal(1, _engine.ReadParquet(path).GetValue(0, "a"));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
        _engine.WriteParquet(new Table(Column.Of("a", [3])), path);
        Assert.Equal(3, _engine.ReadParquet(path).GetValue(0, "a"));
    }

    [Fact]
    public void Parts_with_different_columns_are_read_by_name()
    {
        _engine.WriteParquet(new Table(Column.Of("a", [1]), Column.Of("b", "x")), _folder.File("1.parquet"));
        _engine.WriteParquet(new Table(Column.Of("c", [2.5]), Column.Of("a", [2])), _folder.File("2.parquet"));
        var table = _engine.ReadParquet(_folder.File("*.parquet"), ["a", "b", "c"]);
        Assert.Equal<object?>([1, "x", null, 2, null, 2.5], table.Rows.SelectMany(r => new[] { r["a"], r["b"], r["c"] }));
    }

    [Fact]
    public void Csv_and_json_are_written_and_read()
    {
        var table = new Table(Column.Of("id", 1L, 2L), Column.Of("text", "a,\"b\"\n", null));
        _engine.WriteCsv(table, _folder.File("t.csv"));
        _engine.WriteJson(table, _folder.File("t.json"));
        AllTypes.AssertSameValues(table, _engine.Query($"FROM read_csv({DuckDbEngine.Literal(_folder.File("t.csv"))})"));
        AllTypes.AssertSameValues(table, _engine.Query($"FROM read_json({DuckDbEngine.Literal(_folder.File("t.json"))})"));
    }

    [Fact]
    public void A_truncated_parquet_file_is_an_error_that_names_it()
    {
        var path = _folder.File("t.parquet");
        _engine.WriteParquet(AllTypes.Table(100).Drop("interval"), path);
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
        Assert.Contains("t.parquet", Assert.Throws<EngineException>(() => _engine.ReadParquet(path)).Message, StringComparison.Ordinal);
    }
}
