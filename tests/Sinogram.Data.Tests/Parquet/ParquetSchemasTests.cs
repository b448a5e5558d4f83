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

    /// <summary>The oracle is the engine, asked for the columns of the same file.</summary>
    [Theory]
    [InlineData("1::INTEGER AS a, 2::BIGINT AS b, true AS c, 1.5::FLOAT AS d, 2.5::DOUBLE AS e, 'x' AS f, DATE '2024-02-29' AS g, 1.25::DECIMAL(4,2) AS h, 1.25::DECIMAL(18,0) AS i", true)]
    [InlineData("[1, 2]::INTEGER[] AS a, ['x'] AS b, [1.5]::DECIMAL(2,1)[] AS c, [DATE '2024-02-29', NULL] AS d, 'Zoë' AS \"Zoë\", 5 AS \"a b\"", true)]
    [InlineData("1::TINYINT AS a, 1::UBIGINT AS b, 1::SMALLINT AS c", false)]
    [InlineData("TIMESTAMP '2024-02-29 12:00:00' AS a", false)]
    [InlineData("TIMESTAMPTZ '2024-02-29 12:00:00+01' AS a", false)]
    [InlineData("'x'::BLOB AS a", false)]
    [InlineData("1::DECIMAL(30,2) AS a", false)]
    [InlineData("[[1]] AS a", false)]
    [InlineData("{'k': 1} AS a, MAP {'k': 1} AS b", false)]
    [InlineData("uuid() AS a", false)]
    [InlineData("TIME '12:00:00' AS a, INTERVAL 3 DAY AS b", false)]
    [InlineData("'a'::ENUM('a', 'b') AS a", true)]
    [InlineData("[{'k': 1}] AS a", false)]
    public void Columns_of_plain_types_are_those_that_the_engine_reads_and_of_others_it_is_asked(string columns, bool areTold)
    {
        var file = Write("t", $"SELECT {columns}");
        using var engine = new DuckDbEngine(new EngineOptions { MemoryLimit = 128L << 20 });
        Assert.True(ParquetSchemas.AreAlike([file, file], out var told));
        Assert.Equal(areTold, told is not null);
        if (told is not null) { Assert.Equal(engine.Query($"FROM read_parquet({DuckDbEngine.Literal(file)}) LIMIT 0", TestContext.Current.CancellationToken).Schema, told); }
    }

    [Fact]
    public void Columns_of_files_of_other_writers_are_told_as_the_engine_reads_them_or_not_at_all()
    {
        var folder = Sinogram.Testing.SharedFolder.Path("recordings/drill/data");
        using var engine = new DuckDbEngine(new EngineOptions { MemoryLimit = 128L << 20 });
        foreach (var file in Directory.EnumerateFiles(folder, "*.parquet", SearchOption.AllDirectories))
        {
            if (!ParquetSchemas.AreAlike([file], out var told) || told is null) { continue; }
            Assert.Equal(engine.Query($"FROM read_parquet({DuckDbEngine.Literal(file)}, hive_partitioning = false) LIMIT 0", TestContext.Current.CancellationToken).Schema, told);
        }
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
            _ = ParquetSchemas.AreAlike(files, out _);
        }
        var footer = whole[(whole.Length - 8 - BitConverter.ToInt32(whole, whole.Length - 8))..^8];
        Assert.False(ParquetFooter.SchemaIn(footer).IsEmpty);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = footer.ToArray();
            for (var m = random.Next(1, 6); m > 0; m--) { bytes[random.Next(bytes.Length)] = (byte)random.Next(256); }
            _ = ParquetTypes.TryRead(ParquetFooter.SchemaIn(bytes.AsSpan(random.Next(3) == 0 ? random.Next(bytes.Length) : 0)));
        }
        var schema = ParquetFooter.SchemaIn(footer).ToArray();
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = schema.ToArray();
            for (var m = random.Next(1, 4); m > 0; m--) { bytes[random.Next(bytes.Length)] = (byte)random.Next(256); }
            _ = ParquetTypes.TryRead(bytes);
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
