using Sinogram.Data;
using Sinogram.Remote.Drill.Embedded;

namespace Sinogram.Remote.Tests.Drill.Embedded;

/// <summary>Parquet files whose columns differ, as one table.</summary>
public sealed class ParquetColumnsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sinogram-columns-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Columns_that_only_some_files_have_are_null_elsewhere()
    {
        Write("p1", "SELECT 1 AS a");
        Write("p2", "SELECT 2 AS a, 'x' AS b");
        using var drill = new EmbeddedDrill(new EngineOptions { MemoryLimit = 256L << 20 });
        drill.SetWorkspace("dfs", _folder);
        var rows = drill.Run("SELECT a, b FROM dfs.`p*.parquet` ORDER BY a").Table;
        Assert.Null(rows.GetValue(0, "b"));
        Assert.Equal("x", rows.GetValue(1, "b"));
        // A file that comes later is seen.
        Write("p3", "SELECT 3 AS a, 'z' AS b");
        Assert.Equal(3, drill.Run("SELECT a, b FROM dfs.`p*.parquet` ORDER BY a").Table.RowCount);
    }

    private void Write(string name, string sql)
    {
        using var engine = new DuckDbEngine(new EngineOptions { MemoryLimit = 128L << 20 });
        engine.Execute($"COPY ({sql}) TO {DuckDbEngine.Literal(Path.Combine(_folder, name + ".parquet"))} (FORMAT parquet)", TestContext.Current.CancellationToken);
    }
}
