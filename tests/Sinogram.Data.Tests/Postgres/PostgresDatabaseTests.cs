using Npgsql;
using Sinogram.Data.Postgres;
using Sinogram.Testing.Waiting;

namespace Sinogram.Data.Tests.Postgres;

/// <summary>Against Debian's real server; values are compared with what psql's own library (Npgsql's readers, the server's text) says.</summary>
public sealed class PostgresDatabaseTests(PostgresFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3000)]
    public async Task Every_type_goes_there_and_comes_back(int rows)
    {
        await using var database = new PostgresDatabase(await fixture.ConnectionStringAsync());
        var table = AllTypes.Table(rows).Drop("lists", "struct", "structs", "map");
        // The server's times end at microseconds.
        table = table.Drop("timestamp_ns", "interval").With(Column.Of(new Field("iv", DataType.Interval), Enumerable.Range(0, rows).Select(i => (object?)new Interval(i, -i, i * 1000L))));
        var name = $"all_{rows}";
        Assert.Equal(rows, await database.WriteAsync(table, name, cancellationToken: Token));
        var back = await database.QueryAsync($"SELECT * FROM {name}", cancellationToken: Token);
        AssertSame(table, back);
    }

    [Fact]
    public async Task The_server_sees_the_values()
    {
        await using var database = new PostgresDatabase(await fixture.ConnectionStringAsync());
        var table = new Table(
            Column.Of("d", [new DateOnly(1901, 2, 3)]), Column.Of("n", [-12345678901234567890.0001m]), Column.Of("z", [0.0001m]), Column.Of("big", [ulong.MaxValue]),
            Column.Of(new Field("l", DataType.List(DataType.Int32)), [new int?[] { 1, null, 3 }]),
            Column.Of(new Field("e", DataType.List(DataType.String)), [Array.Empty<string>()]),
            Column.Of(new Field("m", DataType.Map(DataType.String, DataType.Int32)), [new Dictionary<string, int> { ["k\"ü"] = 5 }]),
            Column.Of(new Field("iv", DataType.Interval), [new Interval(14, 3, 4_000_000_000)]), Column.Of(new Field("t", new TimeType(TimeUnit.Second)), [new TimeOnly(1, 2, 3)]));
        await database.WriteAsync(table, "seen", PostgresWrite.Replace, Token);
        await using var connection = new NpgsqlConnection(await fixture.ConnectionStringAsync());
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand("SELECT d::text, n::text, z::text, big::text, l::text, e::text, m->>'k\"ü', iv::text, t::text FROM seen", connection);
        await using var reader = await command.ExecuteReaderAsync(Token);
        Assert.True(await reader.ReadAsync(Token));
        Assert.Equal(["1901-02-03", "-12345678901234567890.0001", "0.0001", "18446744073709551615", "{1,NULL,3}", "{}", "5", "1 year 2 mons 3 days 00:00:04", "01:02:03"],
            Enumerable.Range(0, reader.FieldCount).Select(reader.GetString));
    }

    [Fact]
    public async Task What_only_the_server_has_is_read()
    {
        await using var database = new PostgresDatabase(await fixture.ConnectionStringAsync());
        await database.ExecuteAsync("DROP TYPE IF EXISTS mood; CREATE TYPE mood AS ENUM ('sad', 'ok')", Token);
        var table = await database.QueryAsync("""
            SELECT 'ok'::mood AS mood, '10.0.0.1/8'::inet AS net, '{"a": [1]}'::jsonb AS j, '[1]'::json AS j2, 'x'::char(3) AS c, 'b'::name AS n,
                   'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid AS id, 'infinity'::timestamptz AS inf, '-infinity'::date AS ninf, 123456.000100::numeric AS num,
                   ARRAY[1.5, 2.25, NULL]::numeric[] AS nums, int4range(1, 5) AS r, '12:00+02'::time with time zone AS tz, B'101' AS bits, 1::oid AS o, 7 AS "a", 8 AS "a",
                   1e30::numeric AS large, 0::numeric AS zero, NULL AS nothing
            ;
            """, cancellationToken: Token);
        Assert.Equal(("ok", "10.0.0.1/8", "{\"a\": [1]}", "[1]", "x  ", "b"),
            ((string)table.GetValue(0, "mood")!, (string)table.GetValue(0, "net")!, (string)table.GetValue(0, "j")!, (string)table.GetValue(0, "j2")!, (string)table.GetValue(0, "c")!, (string)table.GetValue(0, "n")!));
        Assert.Equal("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", table.GetValue(0, "id"));
        Assert.Equal((long.MaxValue, -int.MaxValue), (table["inf"].Values<long>()[0], table["ninf"].Values<int>()[0]));
        Assert.Equal("123456.000100", table.GetValue(0, "num")!.ToString());
        Assert.Equal([1.50m, 2.25m, null], (decimal?[])table.GetValue(0, "nums")!);
        Assert.Equal(("[1,5)", "12:00:00+02", "101", 1u, 7, 8), (table.GetValue(0, "r"), table.GetValue(0, "tz"), table.GetValue(0, "bits"), table.GetValue(0, "o"), table.GetValue(0, "a"), table.GetValue(0, "a_1")));
        Assert.Equal("1000000000000000000000000000000", table.GetValue(0, "large")!.ToString());
        Assert.Equal("0", table.GetValue(0, "zero")!.ToString());
        Assert.Null(table.GetValue(0, "nothing"));
    }

    [Fact]
    public async Task Numerics_of_all_sizes_and_places_are_exact()
    {
        await using var database = new PostgresDatabase(await fixture.ConnectionStringAsync());
        var random = new Random(11);
        for (var scale = 0; scale <= 38; scale += 1)
        {
            var type = new DecimalType(38, scale);
            var values = Enumerable.Range(0, 40).Select(i => (object?)new Decimal128(((Int128)random.NextInt64() * random.NextInt64(1, 1L << random.Next(1, 60))) / (Int128)(1L << random.Next(0, 62)) * (i % 2 == 0 ? 1 : -1), scale)).ToArray();
            var table = new Table(Column.Of(new Field("x", type), values), Column.Of("t", values.Select(v => v!.ToString()!)));
            await database.WriteAsync(table, $"numeric_{scale}", cancellationToken: Token);
            var wrong = await database.QueryAsync($"SELECT count(*) AS n FROM numeric_{scale} WHERE x::text <> t AND x <> t::numeric", cancellationToken: Token);
            Assert.Equal(0L, wrong.GetValue(0, "n"));
            AssertSame(table, await database.QueryAsync($"SELECT * FROM numeric_{scale}", cancellationToken: Token));
            var free = await database.QueryAsync($"SELECT t::numeric AS x FROM numeric_{scale}", cancellationToken: Token);
            Assert.Equal(values.Select(v => v!.ToString()), Enumerable.Range(0, 40).Select(i => new Decimal128(free["x"].Values<Int128>()[i], ((DecimalType)free["x"].Type).Scale).ToString()));
        }
    }

    [Fact]
    public async Task Appending_fits_the_servers_types_or_writes_nothing()
    {
        await using var database = new PostgresDatabase(await fixture.ConnectionStringAsync());
        await database.ExecuteAsync("CREATE TABLE target (b text, a smallint, id uuid, u numeric)", Token);
        await database.WriteAsync(new Table(Column.Of("a", 1L, 2L), Column.Of("b", "x", null), Column.Of("u", 1, 2)), "public.target", PostgresWrite.Append, Token);
        var large = await Assert.ThrowsAsync<TableException>(() => database.WriteAsync(new Table(Column.Of("a", 3L, 70_000L)), "target", PostgresWrite.Append, Token));
        Assert.Contains("'a', row 1", large.Message, StringComparison.Ordinal);
        Assert.Contains("no column 'q'", (await Assert.ThrowsAsync<TableException>(() => database.WriteAsync(new Table(Column.Of("q", [1])), "target", PostgresWrite.Append, Token))).Message, StringComparison.Ordinal);
        Assert.Contains("NUL", (await Assert.ThrowsAsync<TableException>(() => database.WriteAsync(new Table(Column.Of("b", "a\0b")), "target", PostgresWrite.Append, Token))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<TableException>(() => database.WriteAsync(new Table(Column.Of("a", "text")), "target", PostgresWrite.Append, Token));
        var exists = await Assert.ThrowsAsync<EngineException>(() => database.WriteAsync(new Table(Column.Of("a", [1])), "target", cancellationToken: Token));
        Assert.Contains("42P07", exists.Message, StringComparison.Ordinal);
        Assert.Equal(2L, (await database.QueryAsync("SELECT count(*) AS n FROM target", cancellationToken: Token)).GetValue(0, "n"));
    }

    [Fact]
    public async Task A_long_query_stops_on_the_server_when_interrupted()
    {
        await using var database = new PostgresDatabase(await fixture.ConnectionStringAsync());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = database.QueryAsync("SELECT 'marked', pg_sleep(600)", cancellationToken: stop.Token);
        const string asked = "SELECT count(*) AS n FROM pg_stat_activity WHERE query LIKE '%''marked''%' AND state = 'active' AND pid <> pg_backend_pid()";
        await Patience.UntilAsync(async () => (long)(await database.QueryAsync(asked, cancellationToken: Token)).GetValue(0, "n")! > 0);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await Patience.UntilAsync(async () => (long)(await database.QueryAsync(asked, cancellationToken: Token)).GetValue(0, "n")! == 0);
    }

    [Fact]
    public async Task Refusals_say_what_the_server_says_and_no_password()
    {
        var text = await fixture.ConnectionStringAsync();
        await using var database = new PostgresDatabase(text);
        Assert.Contains("nothing_here", (await Assert.ThrowsAsync<EngineException>(() => database.QueryAsync("SELECT * FROM nothing_here", cancellationToken: Token))).Message, StringComparison.Ordinal);
        await using var wrong = new PostgresDatabase(text.Replace("Password=test-only", "Password=wrong-one", StringComparison.Ordinal));
        var refused = await Assert.ThrowsAsync<EngineException>(() => wrong.QueryAsync("SELECT 1", cancellationToken: Token));
        Assert.DoesNotContain("wrong-one", refused.ToString(), StringComparison.Ordinal);
        await using var nobody = new PostgresDatabase("Host=127.0.0.1;Port=1;Username=x;Timeout=5");
        Assert.Contains("cannot be reached", (await Assert.ThrowsAsync<EngineException>(() => nobody.QueryAsync("SELECT 1", cancellationToken: Token))).Message, StringComparison.Ordinal);
        Assert.Throws<EngineException>(() => new PostgresDatabase("nonsense"));
    }

    [Fact]
    public async Task Parameters_are_values_of_their_types_never_text()
    {
        await using var database = new PostgresDatabase(await fixture.ConnectionStringAsync());
        var given = new Dictionary<string, object?>
        {
            ["bool"] = true, ["small"] = (short)-3, ["int"] = 7, ["big"] = long.MinValue, ["unsigned"] = ulong.MaxValue, ["real"] = 0.1f, ["double"] = 0.1, ["tiny"] = 5e-324, ["exact"] = 1.10m,
            ["wide"] = new Decimal128(Decimal128.PowerOfTen(37) + 1, 5), ["text"] = "'; DROP TABLE x; -- $int \"ü\" \\ \n", ["empty"] = "", ["id"] = Guid.Parse("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
            ["bytes"] = new byte[] { 0, 255, 92, 39 }, ["day"] = new DateOnly(1901, 2, 3), ["time"] = new TimeOnly(1, 2, 3, 4, 5), ["wall"] = new DateTime(2024, 2, 29, 12, 0, 0, 123, 456),
            ["instant"] = new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.FromHours(2)), ["span"] = TimeSpan.FromSeconds(-90061.5), ["interval"] = new Interval(14, -3, 4_000_000_000),
            ["list"] = new[] { 1, 2, 3 }, ["texts"] = new[] { "a,b", null, "\"{}" }, ["none"] = null, ["no"] = Array.Empty<long>(),
        };
        // Each beside what the server says of a literal of the same value.
        var sql = """
            SELECT $bool AND NOT false AS bool, pg_typeof($small)::text || pg_typeof($int)::text || pg_typeof($big)::text || pg_typeof($unsigned)::text AS types, $big = -9223372036854775808 AS big,
                   $unsigned = 18446744073709551615 AS u, $real = 0.1::real AS r, $double = 0.1::float8 AS d, $tiny = '5e-324'::float8 AS tiny, $exact::text AS exact, $wide::text AS wide, $text AS text,
                   $empty = '' AS empty, $id = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11' AS id, $bytes = '\x00ff5c27' AS bytes, $day = '1901-02-03' AS day, $time = '01:02:03.004005' AS time,
                   $wall = '2024-02-29 12:00:00.123456' AS wall, $instant = '2024-02-29 10:00:00+00' AS instant, $span = '-90061.5 seconds'::interval AS span, $interval = '14 months -3 days 4 seconds' AS iv,
                   $list AS list, $texts AS texts, $none IS NULL AS none, $no AS no, '$int' AS quoted, $$ $int $$ AS dollars /* $int */ -- $int
            WHERE 7 = ANY(ARRAY[$int]) AND 3 = ANY($LIST) LIMIT $int;
            """;
        var row = await database.QueryAsync(sql, given, cancellationToken: Token);
        Assert.Equal(1, row.RowCount);
        foreach (var column in row.Columns.Where(c => c.Type == DataType.Bool)) { Assert.True((bool?)column.GetValue(0), column.Name); }
        Assert.Equal(("smallintintegerbigintnumeric", "1.10", given["wide"]!.ToString(), given["text"], "$int", " $int "),
            (row.GetValue(0, "types"), row.GetValue(0, "exact"), row.GetValue(0, "wide"), row.GetValue(0, "text"), row.GetValue(0, "quoted"), row.GetValue(0, "dollars")));
        Assert.Equal([1, 2, 3], (int[])row.GetValue(0, "list")!);
        Assert.Equal("a,b|(null)|\"{}", string.Join('|', ((string?[])row.GetValue(0, "texts")!).Select(t => t ?? "(null)")));
        Assert.Equal(Array.Empty<long>(), row.GetValue(0, "no"));
        await database.ExecuteAsync("CREATE TABLE given (a int, b text)", Token);
        Assert.Equal(1, await database.ExecuteAsync("INSERT INTO given VALUES ($a, $b)", new { a = 5, b = "x'y" }, Token));
        Assert.Equal("x'y", (await database.QueryAsync("SELECT b FROM given WHERE a = $a", new { A = 5 }, cancellationToken: Token)).GetValue(0, "b"));
        Assert.Contains("$missing", (await Assert.ThrowsAsync<EngineException>(() => database.QueryAsync("SELECT $missing", new { a = 1 }, cancellationToken: Token))).Message, StringComparison.Ordinal);
        Assert.Contains("$a", (await Assert.ThrowsAsync<EngineException>(() => database.QueryAsync("SELECT $a", new { a = new object() }, cancellationToken: Token))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_one_after_another_are_one_and_a_different_one_writes_nothing()
    {
        await using var database = new PostgresDatabase(await fixture.ConnectionStringAsync());
        using var engine = new DuckDbEngine();
        Assert.Equal(10_000, await database.WriteAsync(engine.Stream("SELECT range AS a, 'x' || range AS b FROM range(10000)", batchRows: 999), "streamed", cancellationToken: Token));
        Assert.Equal("10000|49995000|10000", (await database.QueryAsync("SELECT concat_ws('|', count(*), sum(a), count(DISTINCT b)) AS told FROM streamed", cancellationToken: Token)).GetValue(0, "told"));
        Assert.Equal(0, await database.WriteAsync(engine.Stream("SELECT 1 AS a WHERE false"), "streamed", PostgresWrite.Replace, Token));
        await Assert.ThrowsAsync<TableException>(() => database.WriteAsync([new Table(Column.Of("a", [1])), new Table(Column.Of("a", ["x"]))], "streamed", PostgresWrite.Replace, Token));
        await Assert.ThrowsAsync<TableException>(() => database.WriteAsync(Array.Empty<Table>(), "streamed", PostgresWrite.Replace, Token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => database.WriteAsync(Failing(), "streamed", PostgresWrite.Append, Token));
        Assert.Equal(0L, (await database.QueryAsync("SELECT count(*) AS n FROM streamed", cancellationToken: Token)).GetValue(0, "n"));
        static IEnumerable<Table> Failing()
        {
            yield return new Table(Column.Of("a", [1L]));
            throw new InvalidOperationException("the source failed");
        }
    }

    private static void AssertSame(Table expected, Table actual)
    {
        Assert.Equal(expected.Schema.Select(f => f.Name), actual.Schema.Select(f => f.Name));
        Assert.Equal(expected.RowCount, actual.RowCount);
        foreach (var column in expected.Columns)
        {
            var other = actual[column.Name];
            for (long i = 0; i < expected.RowCount; i++) { Assert.Equal(Plain(column.GetValue(i)), Plain(other.GetValue(i))); }
        }
    }

    // Narrow integers widen on the server.
    private static object? Plain(object? value) => value switch
    {
        sbyte or byte or short or ushort or int or uint or long or ulong => Convert.ToDecimal(value, System.Globalization.CultureInfo.InvariantCulture),
        decimal d => d + 0.0000000000m == d ? (object)d : d,
        Decimal128 d => d.TryToDecimal(out var plain) ? plain : d.ToString(),
        Array list => list.Cast<object?>().Select(Plain).ToArray(),
        _ => value,
    };
}
