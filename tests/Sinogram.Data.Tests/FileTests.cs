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
        var table = AllTypes.Table(rows);
        var path = _folder.File("t.parquet");
        _engine.WriteParquet(table, path);
        AllTypes.AssertSameValues(table, _engine.ReadParquet(path));
        Assert.Equal(["t.parquet"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
        Assert.Equal("ZSTD", rows == 0 ? "ZSTD" : _engine.Query($"SELECT DISTINCT compression FROM parquet_metadata({DuckDbEngine.Literal(path)})")[0].GetValue(0));
    }

    [Theory]
    [InlineData("peeple.csv", "There is no file {0}/peeple.csv. Did you mean people.csv?")]
    [InlineData("other.parquet", "There is no file {0}/other.parquet.")]
    [InlineData("none/x.csv", "There is no folder {0}/none.")]
    [InlineData("*.jsonl", "No file fits the pattern {0}/*.jsonl.")]
    [InlineData("", "No Parquet file is below the folder {0}/; for other files name a pattern, {0}/*.csv.")]
    public void A_file_that_is_not_there_is_told_in_words(string name, string expected)
    {
        File.WriteAllText(_folder.File("people.csv"), "a\n1\n");
        Assert.Equal(expected.Replace("{0}", _folder.Path, StringComparison.Ordinal), Assert.Throws<EngineException>(() => _engine.Read(_folder.Path + "/" + name)).Message);
    }

    [Fact]
    public void A_file_that_is_written_anew_within_a_second_is_read_anew()
    {
        using var folder = new TempFolder();
        using var engine = new DuckDbEngine();
        for (var n = 0; n < 4; n++)
        {
            engine.Execute($"COPY (SELECT hash(range + {n}) AS h FROM range(5000)) TO '{folder.File("t.parquet")}' (FORMAT parquet, COMPRESSION uncompressed)", TestContext.Current.CancellationToken);
            Assert.Equal(engine.Query($"SELECT bit_xor(hash(range + {n})) AS x FROM range(5000)", TestContext.Current.CancellationToken).GetValue(0, "x"),
                engine.Query($"SELECT bit_xor(h) AS x FROM '{folder.File("t.parquet")}'", TestContext.Current.CancellationToken).GetValue(0, "x"));
        }
    }

    [Fact]
    public void Several_files_give_back_what_all_of_them_keep()
    {
        var zoned = new TimestampType(TimeUnit.Microsecond, "Europe/Berlin");
        Table Part(int i, DataType elapsed) => new Table(
            Column.Of(new Field("at", zoned), [new DateTimeOffset(2024, 2, 29, 10, i, 0, TimeSpan.Zero)]), Column.Of(new Field("elapsed", elapsed), [TimeSpan.FromSeconds(i)]),
            Column.Of(new Field("name", DataType.String).WithMetadata("unit", "none"), [$"n{i}"]).WithIdentified(i == 1),
            Column.Of(new Field("iv", DataType.Interval), [new Interval(1, -2, 3)])).WithMetadata("source", "test").WithMetadata("part", $"{i}");
        Directory.CreateDirectory(_folder.File("same.parquet/m=CT"));
        for (var i = 0; i < 3; i++) { _engine.WriteParquet(Part(i, DataType.Duration), Path.Combine(_folder.File("same.parquet/m=CT"), $"{i}.parquet")); }
        foreach (var location in new[] { _folder.File("same.parquet"), _folder.File("same.parquet/"), _folder.File("same.parquet/m=CT"), _folder.File("same.parquet/**/*.parquet") })
        {
            var table = _engine.Read(location).OrderBy("at");
            Assert.Equal((3L, zoned, DataType.Duration, DataType.Interval), (table.RowCount, table["at"].Type, table["elapsed"].Type, table["iv"].Type));
            Assert.Equal([TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)], table.Column<TimeSpan>("elapsed"));
            Assert.Equal(new Interval(1, -2, 3), table.GetValue(2, "iv"));
            Assert.Equal("none", table.Schema["name"].Metadata["unit"]);
            Assert.True(table.Schema["name"].Identified);
        }
        Assert.Equal("test", _engine.ReadParquet(_folder.File("same.parquet")).Schema.Metadata["source"]);
        Assert.False(_engine.ReadParquet(_folder.File("same.parquet")).Schema.Metadata.ContainsKey("part"));
        Assert.Equal(["elapsed"], _engine.ReadParquet(_folder.File("same.parquet"), ["elapsed"]).Schema.Select(f => f.Name));
        // Another unit in one of them: the counts differ in meaning, and stay counts.
        _engine.WriteParquet(Part(9, new DurationType(TimeUnit.Second)), Path.Combine(_folder.File("same.parquet/m=CT"), "9.parquet"));
        var mixed = _engine.ReadParquet(_folder.File("same.parquet"));
        Assert.Equal((zoned, DataType.Int64), (mixed["at"].Type, mixed["elapsed"].Type));
        // And one that keeps nothing.
        _engine.Execute($"COPY (SELECT 5::BIGINT AS elapsed, 'x' AS name) TO {DuckDbEngine.Literal(Path.Combine(_folder.File("same.parquet/m=CT"), "10.parquet"))}");
        Assert.Equal((5L, DataType.Int64), (_engine.ReadParquet(_folder.File("same.parquet")).RowCount, _engine.ReadParquet(_folder.File("same.parquet"))["elapsed"].Type));
    }

    [Fact]
    public void Parquet_keeps_units_zones_metadata_and_flags()
    {
        var path = _folder.File("t.parquet");
        var zoned = new TimestampType(TimeUnit.Microsecond, "Europe/Berlin");
        var table = new Table(
            Column.Of(new Field("d", new DurationType(TimeUnit.Millisecond)), [TimeSpan.FromMilliseconds(5), null]),
            Column.Of(new Field("z", zoned), [DateTimeOffset.UnixEpoch, null]),
            Column.Of(new Field("whole", DataType.Interval), [new Interval(1, 2, 3_000_000), null]),
            Column.Of(new Field("fine", DataType.Interval), [new Interval(-1, 2, 3_001), null]),
            Column.Of(new Field("PatientName", DataType.String) { Identified = true }.WithMetadata("tag", "00100010"), ["A^B", null])).WithMetadata("origin", "ü");
        _engine.WriteParquet(table, path);
        var back = _engine.ReadParquet(path);
        Assert.Equal(table.Schema.Select(f => f.Type), back.Schema.Select(f => f.Type));
        AllTypes.AssertSameValues(table, back);
        Assert.Equal(("00100010", true, "ü"), (back.Schema["PatientName"].Metadata["tag"], back.Schema["PatientName"].Identified, back.Schema.Metadata["origin"]));
        Assert.True(_engine.ReadParquet(path, ["PatientName"]).Schema["PatientName"].Identified);
        // Other readers see Parquet's own types.
        Assert.Equal("INT64", _engine.Query($"SELECT type FROM parquet_schema({DuckDbEngine.Literal(path)}) WHERE name = 'd'").GetValue(0, "type"));
        var error = Assert.Throws<EngineException>(() => _engine.Export("SELECT INTERVAL '1 microsecond' AS iv", _folder.File("iv.parquet")));
        Assert.Contains("'iv'", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, _engine.Export("SELECT INTERVAL '1 millisecond' AS iv", _folder.File("iv.parquet")).Rows);
    }

    [Fact]
    public void A_null_struct_whose_fields_hold_values_does_not_shift_the_rows()
    {
        // As Arrow allows: values stand below the null.
        var inner = DataType.Struct(new Field("n", DataType.Int32));
        var type = DataType.Struct(new Field("a", DataType.Int32), new Field("s", inner));
        var full = Column.Of(new Field("s", type), Enumerable.Range(0, 5000).Select(i => (object?)new StructValue(type.Children, [i, new StructValue(inner.Children, [i * 10])])));
        var bits = new byte[625];
        for (var i = 0; i < 5000; i++) { Buffers.Bitmap.Set(bits, i, i % 7 != 3); }
        var holed = new Column(full.Field, new Arrays.ArrayData(type, 5000, Buffers.ArrowBuffer.CopyOf<byte>(bits), [], full.Data.Children));
        _engine.WriteParquet(new Table(holed), _folder.File("t.parquet"));
        var back = _engine.ReadParquet(_folder.File("t.parquet"))["s"];
        for (var i = 0; i < 5000; i++)
        {
            if (i % 7 == 3) { Assert.True(back.IsNull(i)); continue; }
            var value = (StructValue)back.GetValue(i)!;
            Assert.Equal((i, i * 10), ((int)value["a"]!, (int)((StructValue)value["s"]!)["n"]!));
        }
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
