using System.Globalization;
using System.Text.Json;
using Sinogram.Data;
using Sinogram.Remote.Livy;
using Sinogram.Testing;
using Sinogram.Testing.Replay;
using Sinogram.Testing.Waiting;

namespace Sinogram.Remote.Tests.Livy;

/// <summary>The client against recordings of a real Livy 0.9 with Spark 3.5.</summary>
public sealed class LivyRecordingTests
{
    private static readonly LivyOptions Fast = new()
    {
        FirstPause = TimeSpan.FromMilliseconds(1),
        LongestPause = TimeSpan.FromMilliseconds(2),
        CancelWait = TimeSpan.FromSeconds(20),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_starts_runs_a_statement_and_ends()
    {
        await using var server = Recording("03-session-create-pyspark");
        using var client = new LivyClient(server.Url, Fast);
        var request = new LivySessionRequest("imaging-pyspark", "pyspark", new Dictionary<string, string> { ["spark.app.name"] = "imaging" });
        var session = await LivySession.StartAsync(client, request, null, Token);
        Assert.Equal(new LivySessionInfo(0, "imaging-pyspark", "pyspark", "starting", null, null), session.Info);
        Assert.Equal("'3.5.8'", Assert.IsType<LivyResult.Text>(await session.RunAsync("spark.version", null, null, Token)).Value);
        Assert.True(await session.DeleteAsync(Token));
        var gone = await Assert.ThrowsAsync<LivyException>(() => client.GetSessionAsync("0", Token));
        Assert.Equal(404, gone.Status);
        Assert.Contains("Session '0' not found.", gone.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1 + 1", "2")]
    [InlineData("x = 5", "")]
    [InlineData("print('printed'); 7", "printed\n7")]
    [InlineData("print('Größe µ 再検査 \U0001F9E0')", "Größe µ 再検査 \U0001F9E0")]
    [InlineData("10 ** 30", "1000000000000000000000000000000")]
    public async Task Text_comes_as_the_server_gives_it(string code, string expected) =>
        Assert.Equal(expected, Assert.IsType<LivyResult.Text>(await RunAsync("10-statements-python", code)).Value);

    [Fact]
    public async Task A_table_has_the_types_of_its_headers()
    {
        var table = await TableAsync("10-statements-python", "t = df.select('i32', 's', 'dec', 'ts', 'd').collect()\n%table t");
        Assert.Equal(["d: date", "dec: decimal(38,6)", "i32: int64", "s: string", "ts: timestamp[us]"], table.Schema.Select(f => f.ToString()));
        Assert.Equal(new DateOnly(2021, 3, 1), table.GetValue(0, "d"));
        Assert.Equal("12345678901234.567890", Convert.ToString(table.GetValue(0, "dec"), CultureInfo.InvariantCulture));
        Assert.Equal("-0.000001", Convert.ToString(table.GetValue(2, "dec"), CultureInfo.InvariantCulture));
        Assert.Equal(-2147483648L, table.GetValue(2, "i32"));
        Assert.Equal("Größe µ 再検査 \U0001F9E0", table.GetValue(0, "s"));
        Assert.Equal(new DateTime(2021, 3, 1, 7, 30, 0).AddMicroseconds(123456), table.GetValue(0, "ts"));
        Assert.All(table.Columns, c => Assert.True(c.IsNull(1)));
    }

    [Fact]
    public async Task A_column_whose_values_do_not_fit_its_header_is_text()
    {
        var table = await TableAsync(
            "10-statements-python",
            "import datetime, decimal\nt = [[datetime.date(2021, 3, 1), datetime.datetime(2021, 3, 1, 7, 30, 0, 5), decimal.Decimal('1.50'), 10**20, [1, 2], (3, 4)]]\n%table t");
        Assert.Equal("100000000000000000000", table.GetValue(0, "3"));
        Assert.Equal("[1, 2]".Replace(" ", "", StringComparison.Ordinal), table.GetValue(0, "4")!.ToString()!.Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_picture_is_a_png()
    {
        var image = Assert.IsType<LivyResult.Image>(await RunAsync(
            "10-statements-python", "import matplotlib\nmatplotlib.use('Agg')\nimport matplotlib.pyplot as plt\nplt.figure(figsize=(2, 1.5), dpi=50)\nplt.plot([0, 1, 4, 9])\n%matplot plt"));
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], image.Png[..4].ToArray());
    }

    [Fact]
    public async Task Short_rows_end_in_nulls_and_printed_text_stands_beside()
    {
        var shorter = Assert.IsType<LivyResult.Rows>(await RunAsync("10-magics-python", "t = [[1, 2], [3]]\n%table t"));
        Assert.Contains("1 of 2 rows have fewer values", Assert.Single(shorter.Notes), StringComparison.Ordinal);
        var table = shorter.Value;
        Assert.Equal([1L, 2L, 3L, null], new object?[] { table[0].GetValue(0), table[1].GetValue(0), table[0].GetValue(1), table[1].GetValue(1) });
        var rows = Assert.IsType<LivyResult.Rows>(await RunAsync("10-magics-python", "t = [(1, 'a'), (2, 'b')]\nprint('before the magic')\n%table t"));
        Assert.Equal("before the magic", rows.Printed);
        Assert.Equal("b", rows.Value.GetValue(1, "1"));
    }

    [Theory]
    [InlineData("10-magics-python", "%table no_such_name", "KeyError", "'no_such_name'")]
    [InlineData("13-errors-python", "assert 1 == 2, 'assertion text'", "AssertionError", "assertion text")]
    [InlineData("13-errors-python", "exit()", "SystemExit", "None")]
    [InlineData("13-errors-python", "%json missing_name", "KeyError", "'missing_name'")]
    public async Task Errors_keep_their_name_message_and_traceback(string recording, string code, string name, string message)
    {
        var error = Assert.IsType<LivyResult.Error>(await RunAsync(recording, code));
        Assert.Equal((name, message), (error.Name, error.Message));
        Assert.NotEmpty(error.Traceback);
    }

    [Fact]
    public async Task Queries_give_exact_integers_and_the_types_of_the_schema()
    {
        var integers = await TableAsync(
            "12-statements-sql", "SELECT CAST(127 AS TINYINT) AS i8, CAST(300 AS SMALLINT) AS i16, 2147483647 AS i32, 9223372036854775807 AS i64, true AS b, CAST(NULL AS BOOLEAN) AS nb");
        Assert.Equal([(sbyte)127, (short)300, 2147483647, 9223372036854775807L, true, null], integers.Columns.Select(c => c.GetValue(0)));
        var dates = await TableAsync("12-statements-sql", "SELECT DATE '2021-03-01' AS d, DATE '0001-01-01' AS d0, DATE '9999-12-31' AS d9, CAST(NULL AS DATE) AS dn");
        Assert.Equal([new DateOnly(2021, 3, 1), DateOnly.MinValue, DateOnly.MaxValue, null], dates.Columns.Select(c => c.GetValue(0)));
        var binary = await TableAsync("12-statements-sql", "SELECT X'00FF4449434D' AS bin, CAST('' AS BINARY) AS empty");
        Assert.Equal([0, 255, .. "DICM"u8.ToArray()], (byte[])binary.GetValue(0, "bin")!);
        var nothing = await TableAsync("12-statements-sql", "SELECT NULL AS nothing, id FROM range(3)");
        Assert.Equal(["nothing: null", "id: int64"], nothing.Schema.Select(f => f.ToString()));
        var same = await TableAsync("12-statements-sql", "SELECT 1 AS a, 2 AS a");
        Assert.Equal(["a", "a_2"], same.Schema.Select(f => f.Name));
    }

    [Fact]
    public async Task Decimals_are_decimals_and_their_rounding_by_the_server_is_said()
    {
        var rows = Assert.IsType<LivyResult.Rows>(await RunAsync(
            "12-statements-sql",
            "SELECT CAST(12345678901234.567890 AS DECIMAL(20,6)) AS d, CAST(0.1 AS DECIMAL(38,18)) AS e, CAST(1.5 AS FLOAT) AS f, 1e300 AS g, CAST('NaN' AS DOUBLE) AS h, CAST('Infinity' AS DOUBLE) AS i"));
        Assert.Equal("decimal(20,6)", rows.Value["d"].Type.ToString());
        Assert.Equal("12345678901234.568000", Convert.ToString(rows.Value.GetValue(0, "d"), CultureInfo.InvariantCulture));
        Assert.Equal("0.100000000000000000", Convert.ToString(rows.Value.GetValue(0, "e"), CultureInfo.InvariantCulture));
        Assert.Equal(1.5f, rows.Value.GetValue(0, "f"));
        Assert.Equal(double.PositiveInfinity, rows.Value.GetValue(0, "i"));
        Assert.Contains(rows.Notes, n => n.Contains("decimals", StringComparison.Ordinal));
        var big = await TableAsync("12-statements-sql", "SELECT CAST(id AS DECIMAL(38,0)) * 1000000000000000000000 AS big FROM range(2)");
        Assert.Equal("1000000000000000000000", Convert.ToString(big.GetValue(1, "big"), CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Nested_values_are_JSON_with_the_names_of_their_fields()
    {
        var table = await TableAsync(
            "12-statements-sql",
            "SELECT array(1, 2, NULL) AS a, named_struct('x', 1.5D, 'y', 'mm') AS s, map('k', 1, 'l', NULL) AS m, array(named_struct('p', 1), named_struct('p', 2)) AS sa, array(array(1), array()) AS aa");
        Assert.Equal(
            ["[1,2,null]", """{"x":1.5,"y":"mm"}""", """{"k":1,"l":null}""", """[{"p":1},{"p":2}]""", "[[1],[]]"],
            table.Columns.Select(c => (string?)c.GetValue(0)));
    }

    [Fact]
    public async Task A_query_cut_at_the_servers_limit_is_noted()
    {
        var rows = Assert.IsType<LivyResult.Rows>(await RunAsync("12-statements-sql", "SELECT * FROM range(1500)"));
        Assert.Equal(1000, rows.Value.RowCount);
        Assert.Contains("the server cuts at 1,000 rows", Assert.Single(rows.Notes), StringComparison.Ordinal);
        var few = Assert.IsType<LivyResult.Rows>(await RunAsync("12-statements-sql", "VALUES (1), (2)"));
        Assert.Empty(few.Notes);
    }

    [Fact]
    public async Task A_session_without_a_Java_machine_says_why()
    {
        await using var server = Recording("06-session-fails-bad-memory");
        using var client = new LivyClient(server.Url, Fast);
        // Found as it starts: it was made with an option that this client does not send.
        server.Script!.Answer("POST", "/sessions", """{"driverMemory": "lots", "kind": "spark"}""");
        var session = await LivySession.FindAsync(client, "15", Token);
        var ended = await Assert.ThrowsAsync<LivySessionEndedException>(() => session!.WaitUntilReadyAsync(null, Token));
        Assert.Equal("dead", ended.State);
        Assert.Contains("Invalid maximum heap size: -Xmxlots", ended.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_whose_Spark_context_fails_says_which_exception_it_was()
    {
        await using var server = Recording("06-session-fails-serializer-class");
        using var client = new LivyClient(server.Url, Fast);
        var request = new LivySessionRequest("misconfigured", "spark", new Dictionary<string, string> { ["spark.serializer"] = "org.example.NotThere" });
        var ended = await Assert.ThrowsAsync<LivySessionEndedException>(() => LivySession.StartAsync(client, request, null, Token));
        Assert.Contains("could not start: state dead: java.lang.ClassNotFoundException: org.example.NotThere.", ended.Message, StringComparison.Ordinal);
        Assert.NotEmpty(ended.Log);
    }

    [Fact]
    public async Task A_killed_driver_ends_the_statement_with_its_session()
    {
        await using var server = Recording("07-driver-killed-in-statement");
        using var client = new LivyClient(server.Url, Fast);
        var session = await LivySession.StartAsync(client, new LivySessionRequest(null, "pyspark", new Dictionary<string, string>()), null, Token);
        Assert.IsType<LivyResult.Text>(await session.RunAsync("1 + 1", null, null, Token));
        var ended = await Assert.ThrowsAsync<LivySessionEndedException>(() =>
            session.RunAsync("import time\nsc.parallelize(range(40), 40).map(lambda i: time.sleep(1) or i).count()", null, null, Token));
        Assert.Equal("dead", ended.State);
        var refused = await Assert.ThrowsAsync<LivySessionEndedException>(() => session.RunAsync("2 + 2", null, null, Token));
        Assert.Contains("does not take the statement", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_that_falls_on_the_server_does_not_fall_here()
    {
        const string Recorded = "15-progress-of-stages";
        await using var server = Recording(Recorded);
        using var client = new LivyClient(server.Url, Fast);
        var session = (await LivySession.FindAsync(client, "17", Token))!;
        var seen = new Collector();
        var result = await session.RunAsync(CodeOf(Exchanges(Recorded).First(e => e.Method == "POST"))!, null, seen, Token);
        Assert.Equal("[(0, 60), (1, 66), (2, 72), (3, 78)]", Assert.IsType<LivyResult.Text>(result).Value);
        Assert.Equal(seen.Fractions.Order(), seen.Fractions);
        Assert.Equal(0.8333, seen.Fractions[^1], 4);
    }

    [Fact]
    public async Task An_output_over_the_servers_limit_ends_in_an_error_that_says_so()
    {
        await using var server = ReplayServer.Of(SharedFolder.Path("recordings/livy/18-output-over-message-limit.jsonl.gz"));
        var clock = new LimitClock();
        using var client = new LivyClient(server.Url, Fast with { Time = clock });
        var request = new LivySessionRequest(null, "pyspark", new Dictionary<string, string> { ["livy.rsc.rpc.max.size"] = "400000" });
        var session = await LivySession.StartAsync(client, request, null, Token);
        Assert.Equal(399_000, Assert.IsType<LivyResult.Text>(await session.RunAsync("print('x' * 399000)", null, null, Token)).Value.Length);
        var running = session.RunAsync("print('x' * 500000)", null, null, Token);
        await Patience.UntilAsync(() => server.Unanswered > 0);
        clock.Expire(Fast.RequestTimeout);
        var silent = await Assert.ThrowsAsync<LivyException>(() => running);
        Assert.Contains("livy.rsc.rpc.max.size", silent.Hint, StringComparison.Ordinal);
        var lost = await Assert.ThrowsAsync<LivyException>(() => session.RunAsync("1 + 1", null, null, Token));
        Assert.Contains("#!livy stop", lost.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interpreter_that_dies_is_an_error_of_its_statement()
    {
        var error = Assert.IsType<LivyResult.Error>(await RunAsync("07-python-process-exits", "import os\nos._exit(9)"));
        Assert.StartsWith("Interpreter died", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupt_cancels_the_Spark_job_and_waits_for_it()
    {
        const string Code = "import time\nsc.parallelize(range(200), 200).map(lambda i: time.sleep(1) or i).count()";
        await using var server = Recording("16-cancel-spark-job");
        using var client = new LivyClient(server.Url, Fast);
        var session = (await LivySession.FindAsync(client, "18", Token))!;
        using var interrupt = new CancellationTokenSource();
        var progress = new Interrupter(interrupt);
        var interrupted = await Assert.ThrowsAsync<LivyInterruptedException>(() => session.RunAsync(Code, null, progress, interrupt.Token));
        Assert.Null(interrupted.StillRunning);
        Assert.Contains(server.Script!.Requests, r => r.Path == "/sessions/18/statements/0/cancel");
        Assert.DoesNotContain(server.Script.Requests, r => r.Path.EndsWith("/interrupt", StringComparison.Ordinal));
    }

    private static ReplayServer Recording(string name) => ReplayServer.Of(SharedFolder.Path($"recordings/livy/{name}.jsonl"));

    private static IReadOnlyList<RecordedExchange> Exchanges(string name) => RecordedExchange.Read(SharedFolder.Path($"recordings/livy/{name}.jsonl"));

    private static async Task<LivyResult> RunAsync(string recording, string code)
    {
        await using var server = Recording(recording);
        using var client = new LivyClient(server.Url, Fast);
        // The session in which the statement was recorded; some recordings hold several.
        var post = Exchanges(recording).First(e => e.Method == "POST" && e.Path.EndsWith("/statements", StringComparison.Ordinal) && CodeOf(e) == code);
        var session = int.Parse(post.Path.Split('/')[2], CultureInfo.InvariantCulture);
        var statement = await client.SubmitAsync(session, code, null, Token);
        while (!statement.IsFinished)
        {
            statement = await client.GetStatementAsync(session, statement.Id, Token);
        }

        return statement.Output!;
    }

    private static string? CodeOf(RecordedExchange exchange)
    {
        using var json = JsonDocument.Parse(exchange.Body);
        return json.RootElement.TryGetProperty("code", out var code) ? code.GetString() : null;
    }

    private static async Task<Table> TableAsync(string recording, string code) => Assert.IsType<LivyResult.Rows>(await RunAsync(recording, code)).Value;

    private sealed class Collector : IProgress<LivyProgress>
    {
        public List<double> Fractions { get; } = [];

        public void Report(LivyProgress value) => Fractions.Add(value.Fraction);
    }

    /// <summary>Interrupts at the second report.</summary>
    private sealed class Interrupter(CancellationTokenSource interrupt) : IProgress<LivyProgress>
    {
        private int _reports;

        public void Report(LivyProgress value)
        {
            if (++_reports == 2)
            {
                interrupt.Cancel();
            }
        }
    }
}
