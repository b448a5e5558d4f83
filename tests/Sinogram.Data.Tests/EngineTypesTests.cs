using System.Globalization;

namespace Sinogram.Data.Tests;

/// <summary>Every type of the engine becomes a column without a cast, and goes back: against the engine's own text of the same values.</summary>
public sealed class EngineTypesTests : IDisposable
{
    private readonly DuckDbEngine _engine = new(new EngineOptions { MemoryLimit = 512L << 20 });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void All_types_at_once_at_their_limits()
    {
        // The smallest and the largest value of every type, and null.
        var all = _engine.Query("FROM test_all_types()", Token);
        Assert.Equal(3, all.RowCount);
        Assert.True(all.ColumnCount >= 54, $"{all.ColumnCount} columns");
        Assert.All(all.Columns, c => Assert.True(c.IsNull(2), c.Name));
        _engine.Register("back", all, Token);
        // A union is a struct of its tag and members here, a geometry its bytes; all others are the same when the engine reads them again.
        foreach (var column in all.Columns.Where(c => c.Name is not ("union" or "geometry")))
        {
            var name = DuckDbEngine.Quote(column.Name);
            var theirs = _engine.Query($"SELECT {name}::VARCHAR AS v FROM test_all_types()", Token)["v"].ToArray<string?>();
            var ours = _engine.Query($"SELECT {name}::VARCHAR AS v FROM back", Token)["v"].ToArray<string?>();
            Assert.Equal((column.Name, string.Join(" | ", theirs)), (column.Name, string.Join(" | ", ours)));
        }
        // What no type of .NET holds is shown all the same.
        Assert.All(all.Columns, c => Assert.NotNull(Presentation.ValueText.Of(c, 0)));
        Assert.NotEmpty(Presentation.DataResource.Write(all));
    }

    [Theory]
    [InlineData("TIMETZ", "'12:34:56.789+02:30'", "'00:00:00-15:59:59'", "'23:59:59.999999+15:59:59'", "'24:00:00+00'", "'01:02:03-01:02:03'", "'06:07:08.1-11'")]
    [InlineData("BIT", "'1'", "'0'", "'10110'", "'10110101'", "'101101010'", "'0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001'")]
    [InlineData("BIGNUM", "0", "1", "-1", "255", "-256", "65535", "'123456789012345678901234567890123456789012345678901234567890'", "'-123456789012345678901234567890123456789012345678901234567890'")]
    [InlineData("UHUGEINT", "0", "'340282366920938463463374607431768211455'", "'99999999999999999999999999999999999999'")]
    [InlineData("HUGEINT", "0", "'170141183460469231731687303715884105727'", "'-170141183460469231731687303715884105728'", "5")]
    [InlineData("UUID", "'00000000-0000-0000-0000-000000000000'", "'ffffffff-ffff-ffff-ffff-ffffffffffff'", "'80000000-0000-0000-0000-000000000001'", "'123e4567-e89b-12d3-a456-426614174000'")]
    [InlineData("TIME_NS", "'12:34:56.123456789'", "'00:00:00'")]
    [InlineData("TIMESTAMP_NS", "'2024-02-29 12:34:56.123456789'", "'1969-12-31 23:59:59.999999999'")]
    [InlineData("TIMESTAMP_S", "'2024-02-29 12:34:56'", "'infinity'")]
    [InlineData("TIMESTAMP_MS", "'2024-02-29 12:34:56.789'", "'-infinity'")]
    [InlineData("DATE", "'infinity'", "'-infinity'", "'2024-02-29'", "'0044-03-15 (BC)'")]
    public void Values_of_a_type_are_those_that_the_engine_writes(string type, params string[] values)
    {
        // Alone, with nulls between, over several blocks, and within lists, structs and maps.
        var list = string.Join(", ", values.Select(v => $"{v}::{type}").Append($"NULL::{type}"));
        var table = _engine.Query($"SELECT v, v::VARCHAR AS said{(type == "HUGEINT" ? "" : ", [v, NULL] AS l, {'f': v} AS s")} FROM (SELECT unnest([{list}]) AS v), range(3000) ORDER BY range", Token);
        Assert.Equal((values.Length + 1) * 3000, table.RowCount);
        var said = table["said"].ToArray<string?>();
        _engine.Register("back", table, Token);
        Assert.Equal(said, _engine.Query("SELECT v::VARCHAR AS v FROM back", Token)["v"].ToArray<string?>());
        if (type == "HUGEINT")
        {
            // Within a list the type is known before the values.
            Assert.Equal(DataType.String, table["v"].Type);
            Assert.Equal(DataType.Decimal(38, 0), _engine.Query($"SELECT 5::HUGEINT AS v UNION ALL SELECT NULL", Token)["v"].Type);
        }
        else
        {
            Assert.Equal(said, _engine.Query("SELECT l[1]::VARCHAR AS v FROM back", Token)["v"].ToArray<string?>());
            Assert.Equal(said, _engine.Query("SELECT s.f::VARCHAR AS v FROM back", Token)["v"].ToArray<string?>());
        }
    }

    [Fact]
    public void Geometries_are_their_well_known_binary()
    {
        var table = _engine.Query("SELECT g, ST_AsWKB(g) AS wkb FROM (SELECT unnest(['POINT(1 2)'::GEOMETRY, 'LINESTRING(0 0, 1.5 2)'::GEOMETRY, NULL]) AS g)", Token);
        Assert.Equal(DataType.Binary, table["g"].Type);
        Assert.Equal(table["wkb"].ToArray<byte[]?>(), table["g"].ToArray<byte[]?>());
        // WKB of POINT(1 2), little-endian, as OGC 06-103r4 has it.
        Assert.Equal("0101000000000000000000F03F0000000000000040", Convert.ToHexString((byte[])table["g"].GetValue(0)!));
    }

    [Fact]
    public void Variants_are_json_alone_and_within_others()
    {
        var table = _engine.Query("SELECT v, [v] AS list, 7 AS n, v AS v FROM (SELECT unnest([{'a': 1, 'b': [1.5, NULL]}::VARIANT, 'text'::VARIANT, NULL::VARIANT]) AS v) -- the end;\n;", Token);
        // Within a list, a VARIANT that is nothing is JSON's null.
        Assert.Equal("{\"a\":1,\"b\":[1.5,null]} | \"text\" | null", string.Join(" | ", table["v"].ToArray<string?>()));
        Assert.Equal("[\"text\"]", table["list"].GetValue(1));
        Assert.Equal(["v", "list", "n", "v_1"], table.Schema.Select(f => f.Name));
        Assert.Equal(3, _engine.Stream("SELECT 1::VARIANT AS v FROM range(3)", cancellationToken: Token).Sum(t => t.RowCount));
        Assert.Equal("1", _engine.Query("SELECT $x::VARIANT AS v", new { x = 1 }, Token).GetValue(0, "v"));
    }

    [Fact]
    public void Nanoseconds_are_shown_to_the_last_one()
    {
        var table = _engine.Query("SELECT TIMESTAMP_NS '1969-12-31 23:59:59.123456789' AS at, '12:34:56.000000001'::TIME_NS AS time, TIMESTAMP_NS '2024-01-01 00:00:00.1' AS coarse", Token);
        Assert.Equal(("1969-12-31 23:59:59.123456789", "12:34:56.000000001", "2024-01-01 00:00:00.100"), (Presentation.ValueText.Of(table["at"], 0), Presentation.ValueText.Of(table["time"], 0), Presentation.ValueText.Of(table["coarse"], 0)));
        Assert.Contains("{\"at\":\"1969-12-31T23:59:59.123456789\",\"time\":\"12:34:56.000000001\",\"coarse\":\"2024-01-01T00:00:00.1\"}", Presentation.DataResource.Write(table), StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_that_began_with_numbers_does_not_become_text()
    {
        var sql = string.Create(CultureInfo.InvariantCulture, $"SELECT CASE WHEN range < 5000 THEN range::HUGEINT ELSE '{Int128.MaxValue}'::HUGEINT END AS h FROM range(6000)");
        Assert.Contains("CAST(h AS", Assert.Throws<EngineException>(() => _engine.Stream(sql, batchRows: 1000, cancellationToken: Token).Sum(t => t.RowCount)).Message, StringComparison.Ordinal);
        Assert.Equal(DataType.String, _engine.Query(sql, Token)["h"].Type);
    }
}
