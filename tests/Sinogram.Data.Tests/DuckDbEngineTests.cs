namespace Sinogram.Data.Tests;

public sealed class DuckDbEngineTests : IDisposable
{
    private readonly DuckDbEngine _engine = new(new EngineOptions { MemoryLimit = 512L << 20 });

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void Scalars_come_with_their_types()
    {
        var table = _engine.Query("""
            SELECT true AS b, 1::TINYINT AS i8, 2::SMALLINT AS i16, 3 AS i32, 4::BIGINT AS i64, 5::UTINYINT AS u8, 6::USMALLINT AS u16, 7::UINTEGER AS u32,
                   18446744073709551615::UBIGINT AS u64, 1.5::FLOAT AS f, 0.1::DOUBLE AS d, 'ü🩻' AS s, 'a'::BLOB AS bin, DATE '2024-02-29' AS date,
                   TIME '23:59:59.999999' AS time, TIMESTAMP '1969-12-31 23:59:59.123456' AS ts, TIMESTAMPTZ '2024-02-29 12:00:00+02' AS tz,
                   INTERVAL '14 months 3 days 4 seconds' AS iv, 1.10::DECIMAL(4,2) AS d4, 12345.6789::DECIMAL(9,4) AS d9, -1.5::DECIMAL(18,1) AS d18,
                   12345678901234567890123456789012345.678::DECIMAL(38,3) AS d38, 170141183460469::HUGEINT AS huge, uuid() AS id, NULL AS nothing
            """);
        object?[] expected =
        [
            true, (sbyte)1, (short)2, 3, 4L, (byte)5, (ushort)6, 7u, ulong.MaxValue, 1.5f, 0.1, "ü🩻", new byte[] { 97 }, new DateOnly(2024, 2, 29),
            new TimeOnly(23, 59, 59, 999, 999), new DateTime(1969, 12, 31, 23, 59, 59, 123, 456), new DateTimeOffset(2024, 2, 29, 10, 0, 0, TimeSpan.Zero),
            new Interval(14, 3, 4_000_000_000), 1.10m, 12345.6789m, -1.5m,
        ];
        for (var i = 0; i < expected.Length; i++) { Assert.Equal(expected[i], table[i].GetValue(0)); }
        Assert.Equal("12345678901234567890123456789012345.678", table["d38"].GetValue(0)!.ToString());
        Assert.Equal(170141183460469m, table["huge"].GetValue(0));
        Assert.True(Guid.TryParse((string)table["id"].GetValue(0)!, out _));
        Assert.Null(table["nothing"].GetValue(0));
        Assert.Equal(new DecimalType(9, 4), table["d9"].Type);
    }

    [Fact]
    public void Nested_values_come_with_their_nulls()
    {
        var table = _engine.Query("""
            SELECT * FROM (VALUES
              ([1, NULL, 3], {'a': 1, 'b': 'x'}, MAP {'k': [1.5], 'l': NULL}, [1, 2]::INT[2], 'b'::ENUM('a', 'b')),
              (NULL, NULL, NULL, NULL, NULL),
              ([], {'a': NULL, 'b': NULL}, MAP {}, [3, 4], 'a')) t(l, s, m, f, e)
            """);
        Assert.Equal([1, null, 3], (int?[])table["l"].GetValue(0)!);
        Assert.Equal(Array.Empty<int>(), table["l"].GetValue(2));
        Assert.Equal("x", ((StructValue)table["s"].GetValue(0)!)["b"]);
        Assert.Null(((StructValue)table["s"].GetValue(2)!)["a"]);
        Assert.True(((MapValue)table["m"].GetValue(0)!).TryGetValue("l", out var missing));
        Assert.Null(missing);
        Assert.Empty((MapValue)table["m"].GetValue(2)!);
        Assert.Equal([3, 4], (int[])table["f"].GetValue(2)!);
        Assert.Equal("b", table["e"].GetValue(0));
        Assert.All(table.Columns, c => Assert.True(c.IsNull(1)));
        Assert.All(table.Columns, c => Assert.Equal(1, c.NullCount));
    }

    [Fact]
    public void Many_blocks_keep_values_nulls_and_order()
    {
        var table = _engine.Query("SELECT i, CASE WHEN i % 7 = 0 THEN NULL ELSE i * 1.5::DOUBLE END AS x, CASE WHEN i % 5 = 0 THEN NULL ELSE repeat('é', (i % 20)::INT) END AS s, "
            + "CASE WHEN i % 3 = 0 THEN NULL ELSE range(i % 4) END AS l FROM range(10000) t(i)");
        Assert.Equal(10_000, table.RowCount);
        for (var i = 0; i < 10_000; i++)
        {
            Assert.Equal((long)i, table[0].GetValue(i));
            Assert.Equal(i % 7 == 0 ? null : i * 1.5, table[1].GetValue(i));
            Assert.Equal(i % 5 == 0 ? null : new string('é', i % 20), table[2].GetValue(i));
            Assert.Equal(i % 3 == 0 ? null : Enumerable.Range(0, i % 4).Select(v => (long)v).ToArray(), table[3].GetValue(i));
        }
    }

    [Fact]
    public void A_row_limit_stops_and_says_that_there_are_more()
    {
        var result = _engine.Run("FROM range(1000000000)", new QueryOptions { RowLimit = 1000 });
        Assert.Equal((1000, true), (result.Table.RowCount, result.More));
        Assert.False(_engine.Run("FROM range(1000)", new QueryOptions { RowLimit = 1000 }).More);
        // 2,048 rows fill a block exactly: whether there are more is in the next one.
        Assert.True(_engine.Run("FROM range(2049)", new QueryOptions { RowLimit = 2048 }).More);
        Assert.False(_engine.Run("FROM range(2048)", new QueryOptions { RowLimit = 2048 }).More);
    }

    [Fact]
    public void Parameters_are_bound_by_type_and_never_become_sql()
    {
        var row = _engine.Query("SELECT typeof($a) a, typeof($b) b, typeof($c) c, typeof($d) d, typeof($e) e, typeof($f) f, $b AS text, $f AS list",
            new { a = 1L, b = "'; DROP TABLE x; --", c = new DateOnly(2024, 2, 29), d = 1.25m, e = (double?)null, f = new[] { "x", null, "y" } });
        Assert.Equal(["BIGINT", "VARCHAR", "DATE", "DECIMAL(38,2)", "\"NULL\"", "VARCHAR[]"], Enumerable.Range(0, 6).Select(i => (string)row[i].GetValue(0)!));
        Assert.Equal("'; DROP TABLE x; --", row["text"].GetValue(0));
        Assert.Equal<string?>(["x", null, "y"], (IEnumerable<string?>)row["list"].GetValue(0)!);
        var positional = _engine.Run("SELECT ? + ?", new QueryOptions { Positional = [1, 2.5] });
        Assert.Equal(3.5, positional.Table[0].GetValue(0));
        Assert.Contains("$missing", Assert.Throws<EngineException>(() => _engine.Query("SELECT $missing")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_carries_the_engines_message_and_the_position()
    {
        const string sql = "SELECT 'é',\n nothere FROM range(3)";
        var error = Assert.Throws<EngineException>(() => _engine.Query(sql));
        Assert.Equal("Binder", error.Kind);
        Assert.Contains("nothere", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("LINE", error.Message, StringComparison.Ordinal);
        Assert.Equal(sql.IndexOf("nothere", StringComparison.Ordinal), error.Position);
        var syntax = Assert.Throws<EngineException>(() => _engine.Query("SELECT 1 FORM x"));
        Assert.Equal("Parser", syntax.Kind);
    }

    [Fact]
    public void A_failure_in_the_middle_of_the_rows_is_an_error()
    {
        for (var round = 0; round < 10; round++)
        {
            var error = Assert.Throws<EngineException>(() => _engine.Query("SELECT CASE WHEN i = 500000 THEN error('broken at ' || i) ELSE i::VARCHAR END FROM range(1000000) t(i)"));
            Assert.Contains("broken at 500000", error.Message, StringComparison.Ordinal);
        }
        Assert.Equal(1, _engine.Query("SELECT 1").RowCount);
    }

    [Fact]
    public async Task A_cancelled_query_stops_and_the_engine_works_on()
    {
        using var cancel = new CancellationTokenSource();
        var running = _engine.RunAsync("SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b", null, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(2, _engine.Query("SELECT 2").GetValue(0, "2"));
    }

    [Fact]
    public void Registered_tables_are_read_without_copies_and_come_back_equal()
    {
        var table = AllTypes.Table(5000);
        _engine.Register("t", table);
        var back = _engine.Query("FROM t");
        AllTypes.AssertSameValues(table, back);
        Assert.Equal(5000L, _engine.Query("SELECT count(*) FROM t")[0].GetValue(0));
        // Two scans of one table in one query have positions of their own.
        Assert.Equal(5000L, _engine.Query("SELECT count(*) FROM t a JOIN t b USING (required)")[0].GetValue(0));
        Assert.Equal(table["string"].GetValue(4321), _engine.Query("SELECT string FROM t WHERE int64 = 4321")[0].GetValue(0));
        Assert.True(_engine.Unregister("t"));
        Assert.Throws<EngineException>(() => _engine.Query("FROM t"));
    }

    [Fact]
    public void A_registered_slice_gives_its_own_rows()
    {
        var table = AllTypes.Table(5000).Slice(1001, 2999);
        _engine.Register("t", table);
        AllTypes.AssertSameValues(table, _engine.Query("FROM t"));
        _engine.Register("t", table.Head(3));
        Assert.Equal(3, _engine.Query("FROM t").RowCount);
    }

    [Fact]
    public void Large_registered_tables_are_read_by_several_threads_in_order()
    {
        _engine.Register("n", new Table(Column.Of("i", Enumerable.Range(0, 1_000_000))));
        var read = _engine.Query("SELECT i FROM n WHERE i % 2 = 0");
        Assert.Equal(Enumerable.Range(0, 500_000).Select(i => i * 2), read["i"].Values<int>().ToArray());
        Assert.Equal(499_999_500_000m, _engine.Query("SELECT sum(i) FROM n")[0].GetValue(0));
    }

    [Fact]
    public void What_identifies_stays_marked_through_queries()
    {
        var name = Column.Of("PatientName", "A^B", "C^D").WithIdentified(true);
        _engine.Register("p", new Table(name, Column.Of("Modality", "CT", "MR"), Column.Of("n", 1, 2)));
        _engine.Register("q", new Table(Column.Of("Modality", "CT")));
        bool[] Marks(string sql) => [.. _engine.Query(sql).Schema.Select(f => f.Identified)];
        Assert.Equal([true, false, false], Marks("SELECT patientname, Modality, n FROM p"));
        Assert.Equal([true, false], Marks("SELECT upper(PatientName) AS x, count(*) AS c FROM p GROUP BY ALL"));
        Assert.Equal([true], Marks("SELECT p.PatientName AS who FROM q JOIN p USING (Modality)"));
        Assert.Equal([false, false], Marks("SELECT Modality, 'x' AS y FROM q"));
    }

    [Fact]
    public void Same_names_in_a_result_are_told_apart() =>
        Assert.Equal(["a", "a_1", "b"], _engine.Query("SELECT 1 AS a, 2 AS a, 3 AS b").Schema.Select(f => f.Name));

    [Fact]
    public void Extensions_are_never_fetched_by_themselves()
    {
        var settings = _engine.Query("SELECT name, value FROM duckdb_settings() WHERE name LIKE 'auto%extensions'");
        Assert.Equal(["false", "false"], settings["value"].ToArray<string>());
        Assert.Throws<EngineException>(() => _engine.Query("SELECT * FROM 'https://127.0.0.1:1/x.parquet'"));
    }

    [Fact]
    public void Statements_in_a_row_give_the_last_ones_rows()
    {
        Assert.Equal(3, _engine.Query("CREATE TABLE x AS SELECT 3 AS n; SELECT n FROM x").GetValue(0, "n"));
        Assert.Equal(2, _engine.Execute("INSERT INTO x VALUES (1), (2)"));
        Assert.Throws<EngineException>(() => _engine.Query("-- nothing"));
    }
}
