using System.Globalization;
using System.Text;
using Sinogram.Remote.Livy;
using Sinogram.Testing.Replay;
using Sinogram.Testing.Waiting;

namespace Sinogram.Remote.Tests.Livy;

public sealed class LivyClientTests
{
    private const string Idle = """{"id":3,"name":"demo","state":"idle","kind":"pyspark","owner":null,"appId":null}""";

    private static readonly LivyOptions Fast = new()
    {
        FirstPause = TimeSpan.FromMilliseconds(1),
        LongestPause = TimeSpan.FromMilliseconds(2),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"msg":"Rejected, too many sessions are being created!"}""", 400, "Rejected, too many sessions")]
    [InlineData("\"Unrecognized field \\\"x\\\"\"", 400, "Unrecognized field \"x\"")]
    [InlineData("""{"servlet":"s","message":"Missing Required Header for CSRF protection.","status":"400"}""", 400, "Missing Required Header")]
    [InlineData("org.apache.livy.rsc.RpcException: no kind\n\tat org.apache.livy", 500, "no kind")]
    [InlineData("", 405, "(status 405).")]
    public async Task A_refusal_has_the_servers_words(string body, int status, string words)
    {
        await using var server = new ShortRecording().Get("/sessions/0/state", body, status).Serve();
        using var client = new LivyClient(server.Url, Fast);
        var refused = await Assert.ThrowsAsync<LivyException>(() => client.GetStateAsync(0, Token));
        Assert.Equal(status, refused.Status);
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\tat", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html><body>Sign in</body></html>", 200)]
    [InlineData("<html></html>", 404)]
    [InlineData("", 302)]
    [InlineData("hello", 200)]
    public async Task Another_server_is_told_as_such(string body, int status)
    {
        await using var server = new ShortRecording().Get("/sessions/demo", body, status).Serve();
        using var client = new LivyClient(server.Url, Fast);
        var other = await Assert.ThrowsAsync<LivyException>(() => LivySession.FindAsync(client, "demo", Token));
        Assert.Contains("something else than a Livy server", other.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JSON_of_another_service_is_no_answer()
    {
        await using var server = new ShortRecording().Get("/sessions/demo", """{"hello":"world"}""").Serve();
        using var client = new LivyClient(server.Url, Fast);
        await Assert.ThrowsAsync<LivyException>(() => client.GetSessionAsync("demo", Token));
    }

    [Fact]
    public async Task A_server_that_never_answers_ends_in_an_error()
    {
        await using var server = new ShortRecording().NoAnswer("GET /sessions/0/state", "", "timeout").Serve();
        var clock = new LimitClock();
        using var client = new LivyClient(server.Url, Fast with { Time = clock });
        var asking = client.GetStateAsync(0, Token);
        await Patience.UntilAsync(() => server.Unanswered > 0);
        clock.Expire(Fast.RequestTimeout);
        var silent = await Assert.ThrowsAsync<LivyException>(() => asking);
        Assert.Contains("did not answer within 60 s", silent.Message, StringComparison.Ordinal);
        Assert.Single(server.Script!.Requests);
    }

    [Fact]
    public async Task Reads_are_asked_again_and_acts_never()
    {
        await using var server = new ShortRecording()
            .NoAnswer("GET /sessions/3/state", "", "closed")
            .Get("/sessions/3/state", """{"id":3,"state":"idle"}""")
            .NoAnswer("POST /sessions/3/statements", """{"code":"1"}""", "closed")
            .Serve();
        using var client = new LivyClient(server.Url, Fast);
        Assert.Equal("idle", await client.GetStateAsync(3, Token));
        await Assert.ThrowsAsync<LivyException>(() => client.SubmitAsync(3, "1", null, Token));
        Assert.Single(server.Script!.Requests, r => r.Method == "POST");
    }

    [Fact]
    public async Task A_server_that_is_not_there_cannot_be_reached()
    {
        Uri url;
        await using (var server = new ShortRecording().Serve())
        {
            url = server.Url;
        }

        using var client = new LivyClient(url, Fast);
        var gone = await Assert.ThrowsAsync<LivyException>(() => client.CreateSessionAsync(new LivySessionRequest("demo", "sql", new Dictionary<string, string>()), Token));
        Assert.Contains("cannot be reached", gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_with_a_password_is_refused_without_repeating_it()
    {
        var refused = Assert.Throws<LivyException>(() => new LivyClient(new Uri("http://me:hidden@localhost:8998")));
        Assert.DoesNotContain("hidden", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_never_falls()
    {
        var recording = new ShortRecording().Get("/sessions/demo", Idle).Add("POST /sessions/3/statements", """{"code":"job()"}""", Statement("waiting", 0), 201);
        foreach (var progress in (double[])[0.5, 0.25, 0.75])
        {
            recording.Get("/sessions/3/statements/0", Statement("running", progress));
        }

        recording.Get("/sessions/3/statements/0", Statement("available", 1, """{"status":"ok","execution_count":0,"data":{"text/plain":"done"}}"""));
        await using var server = recording.Serve();
        using var client = new LivyClient(server.Url, Fast);
        var seen = new Collector();
        var result = await (await LivySession.FindAsync(client, "demo", Token))!.RunAsync("job()", null, seen, Token);
        Assert.Equal("done", Assert.IsType<LivyResult.Text>(result).Value);
        Assert.Equal([0, 0.5, 0.5, 0.75], seen.Fractions);
    }

    [Fact]
    public async Task A_statement_that_does_not_stop_is_told_with_its_state()
    {
        await using var server = new ShortRecording()
            .Get("/sessions/demo", Idle)
            .Add("POST /sessions/3/statements", """{"code":"loop()"}""", Statement("running", 0), 201)
            .Get("/sessions/3/statements/0", Statement("running", 0))
            .Add("POST /sessions/3/statements/0/cancel", "", """{"msg":"canceled"}""")
            .Get("/sessions/3/statements/0", Statement("cancelling", 0))
            .Serve();
        var clock = new LimitClock();
        using var client = new LivyClient(server.Url, Fast with { Time = clock });
        var session = (await LivySession.FindAsync(client, "demo", Token))!;
        using var interrupt = new CancellationTokenSource();
        var running = session.RunAsync("loop()", null, new Once(interrupt), interrupt.Token);
        // The second question after the cancelling shows that the first was answered.
        await Patience.UntilAsync(() => server.Script!.Requests.SkipWhile(r => !r.Path.EndsWith("/cancel", StringComparison.Ordinal)).Count() >= 3);
        clock.Expire(Fast.CancelWait);
        var interrupted = await Assert.ThrowsAsync<LivyInterruptedException>(() => running);
        Assert.Contains("still running on the cluster (state cancelling)", interrupted.StillRunning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_vanished_is_told_as_gone()
    {
        const string NotFound = """{"msg":"Session '3' not found."}""";
        await using var server = new ShortRecording()
            .Get("/sessions/demo", Idle)
            .Add("POST /sessions/3/statements", """{"code":"1"}""", NotFound, 404)
            .Get("/sessions/3/state", NotFound, 404)
            .Serve();
        using var client = new LivyClient(server.Url, Fast);
        var session = (await LivySession.FindAsync(client, "demo", Token))!;
        var ended = await Assert.ThrowsAsync<LivySessionEndedException>(() => session.RunAsync("1", null, null, Token));
        Assert.Equal("gone", ended.State);
    }

    [Fact]
    public async Task A_statement_for_a_session_that_still_starts_waits_for_it()
    {
        await using var server = new ShortRecording()
            .Get("/sessions/demo", Idle.Replace("idle", "starting", StringComparison.Ordinal))
            .Add("POST /sessions/3/statements", """{"code":"1"}""", "\"java.lang.IllegalStateException: Session is in state starting\"", 500)
            .Get("/sessions/3/state", """{"id":3,"state":"starting"}""")
            .Get("/sessions/3/state", """{"id":3,"state":"starting"}""")
            .Get("/sessions/3/state", """{"id":3,"state":"idle"}""")
            .Add("POST /sessions/3/statements", """{"code":"1"}""", Statement("available", 1, """{"status":"ok","data":{"text/plain":"1"}}"""), 201)
            .Serve();
        using var client = new LivyClient(server.Url, Fast);
        var session = (await LivySession.FindAsync(client, "demo", Token))!;
        Assert.Equal("1", Assert.IsType<LivyResult.Text>(await session.RunAsync("1", null, null, Token)).Value);
    }

    [Theory]
    [InlineData("1.2345678901234568E13", "20,6", "12345678901234.568000")]
    [InlineData("-0.0000015", "20,6", "-0.000002")]
    [InlineData("1e+21", "38,0", "1000000000000000000000")]
    [InlineData("99999999999999999999999999999999999999", "38,0", "99999999999999999999999999999999999999")]
    [InlineData("123456", "4,0", "123456")]
    public async Task Decimals_are_read_from_their_digits(string text, string type, string expected)
    {
        var output = """{"status":"ok","data":{"application/json":{"schema":{"type":"struct","fields":[{"name":"d","type":"decimal(TYPE)"}]},"data":[[VALUE]]}}}"""
            .Replace("TYPE", type, StringComparison.Ordinal).Replace("VALUE", text, StringComparison.Ordinal);
        await using var server = new ShortRecording().Get("/sessions/3/statements/0", Statement("available", 1, output)).Serve();
        using var client = new LivyClient(server.Url, Fast);
        var rows = Assert.IsType<LivyResult.Rows>((await client.GetStatementAsync(3, 0, Token)).Output);
        Assert.Equal(expected, Convert.ToString(rows.Value.GetValue(0, "d"), CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Damaged_answers_are_read_or_refused_and_never_break()
    {
        var random = new Random(20261125);
        string[] seeds =
        [
            """{"status":"ok","data":{"application/vnd.livy.table.v1+json":{"headers":[{"type":"INT_TYPE","name":"a"},{"type":"DECIMAL_TYPE","name":"b"}],"data":[[1,"1.50"],[2]]}}}""",
            """{"status":"ok","data":{"application/json":{"schema":{"type":"struct","fields":[{"name":"d","type":"decimal(20,6)"},{"name":"t","type":"timestamp"},{"name":"b","type":"binary"}]},"data":[[1.5E3,"2021-03-01T07:30:00Z",[0,-1]]]}}}""",
            """{"status":"error","ename":"E","evalue":"m","traceback":["a","b"]}""",
        ];
        var damaged = "";
        await using var server = new ReplayServer((_, _, _) => new RecordedExchange(
            0, "GET", "", "", 200, "OK", [KeyValuePair.Create("Content-Type", "application/json")], [Encoding.UTF8.GetBytes(damaged)]));
        using var client = new LivyClient(server.Url, Fast);
        var read = 0;
        for (var i = 0; i < 600; i++)
        {
            var text = Statement("available", 1, seeds[i % seeds.Length]).ToCharArray();
            for (var k = 0; k <= i % 4; k++)
            {
                text[random.Next(text.Length)] = (char)random.Next(32, 127);
            }

            damaged = new string(text);
            try
            {
                await client.GetStatementAsync(3, 0, Token);
                read++;
            }
            catch (LivyException)
            {
                // Refused with a word.
            }
        }

        Assert.InRange(read, 1, 599);
    }

    private static string Statement(string state, double progress, string output = "null") =>
        FormattableString.Invariant($$"""{"id":0,"code":"","state":"{{state}}","output":{{output}},"progress":{{progress}},"started":0,"completed":0}""");

    private sealed class Collector : IProgress<LivyProgress>
    {
        public List<double> Fractions { get; } = [];

        public void Report(LivyProgress value) => Fractions.Add(value.Fraction);
    }

    private sealed class Once(CancellationTokenSource interrupt) : IProgress<LivyProgress>
    {
        public void Report(LivyProgress value) => interrupt.Cancel();
    }
}
