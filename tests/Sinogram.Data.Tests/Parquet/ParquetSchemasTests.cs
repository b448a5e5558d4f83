using Sinogram.Data.Parquet;

namespace Sinogram.Data.Tests.Parquet;

/// <summary>Files of one schema are told from others by their footers.</summary>
public sealed class ParquetSchemasTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sinogram-footers-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Files_of_one_schema_are_alike_whatever_they_hold()
    {
        Assert.True(ParquetSchemas.AreAlike([Write("a", "SELECT 1 AS a, 'x' AS b, [1.5, NULL] AS c"), Write("b", "SELECT range::INTEGER AS a, 'y' || range AS b, [2.5] AS c FROM range(3000)")]));
        Assert.False(ParquetSchemas.AreAlike([Write("a", "SELECT 1 AS a"), Write("c", "SELECT 1::BIGINT AS a")]));
        Assert.False(ParquetSchemas.AreAlike([Write("a", "SELECT 1 AS a, 2 AS b"), Write("d", "SELECT 2 AS b, 1 AS a")]));
        Assert.False(ParquetSchemas.AreAlike([Write("a", "SELECT 1 AS a"), Write("e", "SELECT 1 AS a, 2 AS b")]));
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
            _ = ParquetSchemas.AreAlike(files);
        }
        var footer = whole[(whole.Length - 8 - BitConverter.ToInt32(whole, whole.Length - 8))..^8];
        Assert.False(ParquetFooter.SchemaIn(footer).IsEmpty);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = footer.ToArray();
            for (var m = random.Next(1, 6); m > 0; m--) { bytes[random.Next(bytes.Length)] = (byte)random.Next(256); }
            _ = ParquetFooter.SchemaIn(bytes.AsSpan(random.Next(3) == 0 ? random.Next(bytes.Length) : 0));
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
