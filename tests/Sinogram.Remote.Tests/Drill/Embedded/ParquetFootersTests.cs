using Sinogram.Data;
using Sinogram.Remote.Drill.Embedded;
using Sinogram.Remote.Drill.Embedded.Sources;

namespace Sinogram.Remote.Tests.Drill.Embedded;

/// <summary>Files of one schema are told from others by their footers.</summary>
public sealed class ParquetFootersTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sinogram-footers-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Files_of_one_schema_are_alike_whatever_they_hold()
    {
        Assert.True(ParquetFooters.AreAlike([Write("a", "SELECT 1 AS a, 'x' AS b, [1.5, NULL] AS c"), Write("b", "SELECT range::INTEGER AS a, 'y' || range AS b, [2.5] AS c FROM range(3000)")]));
        Assert.False(ParquetFooters.AreAlike([Write("a", "SELECT 1 AS a"), Write("c", "SELECT 1::BIGINT AS a")]));
        Assert.False(ParquetFooters.AreAlike([Write("a", "SELECT 1 AS a, 2 AS b"), Write("d", "SELECT 2 AS b, 1 AS a")]));
        Assert.False(ParquetFooters.AreAlike([Write("a", "SELECT 1 AS a"), Write("e", "SELECT 1 AS a, 2 AS b")]));
    }

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

    [Fact]
    public void Damaged_footers_are_no_schema_and_no_crash()
    {
        var whole = File.ReadAllBytes(Write("f", "SELECT 1 AS a, 'x' AS b, {'k': 1} AS s FROM range(100)"));
        var random = new Random(7);
        var files = new[] { Path.Combine(_folder, "f.parquet"), Path.Combine(_folder, "g.parquet") };
        for (var i = 0; i < 200; i++)
        {
            var bytes = whole.ToArray();
            // The footer is what is read.
            for (var m = random.Next(1, 6); m > 0; m--) { bytes[bytes.Length - 1 - random.Next(Math.Min(bytes.Length, 600))] = (byte)random.Next(256); }
            if (random.Next(4) == 0) { bytes = bytes[random.Next(bytes.Length)..]; }
            File.WriteAllBytes(files[1], bytes);
            _ = ParquetFooters.AreAlike(files);
        }
        var footer = whole[(whole.Length - 8 - BitConverter.ToInt32(whole, whole.Length - 8))..^8];
        Assert.NotNull(ParquetFooters.SchemaOf(footer));
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = footer.ToArray();
            for (var m = random.Next(1, 6); m > 0; m--) { bytes[random.Next(bytes.Length)] = (byte)random.Next(256); }
            _ = ParquetFooters.SchemaOf(bytes.AsSpan(random.Next(3) == 0 ? random.Next(bytes.Length) : 0));
        }
    }

    private string Write(string name, string sql)
    {
        using var engine = new DuckDbEngine(new EngineOptions { MemoryLimit = 128L << 20 });
        var path = Path.Combine(_folder, name + ".parquet");
        engine.Execute($"COPY ({sql}) TO {DuckDbEngine.Literal(path)} (FORMAT parquet)", TestContext.Current.CancellationToken);
        return path;
    }
}
