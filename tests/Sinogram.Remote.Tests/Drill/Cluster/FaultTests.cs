using System.IO.Compression;
using System.Text;
using Sinogram.Data;
using Sinogram.Remote.Drill;
using Sinogram.Remote.Drill.Cluster;
using Sinogram.Remote.Drill.Export;
using Sinogram.Testing.Replay;
using Sinogram.Testing.Waiting;

namespace Sinogram.Remote.Tests.Drill.Cluster;

/// <summary>What can go wrong between a client and Drill: each time one clear error, and never a part of a result in place of a whole one.</summary>
public sealed class FaultTests
{
    private const string Head = "{\"queryId\":\"14fd268f-32ab-7a0c-de5d-64be7a65429d\"\n,\"columns\":[\"id\",\"name\"]\n,\"metadata\":[\"BIGINT\",\"VARCHAR\"]\n,\"attemptedAutoLimit\":0\n,\"rows\":[\n";
    private const string Profile = "{\"state\":4,\"error\":\"DATA_READ ERROR: Drill Remote Exception\\n\",\"verboseError\":\"DATA_READ ERROR: Drill Remote Exception\\n\\n  (java.lang.Exception) DATA_READ ERROR: disk is gone\\n\\nFile: a.json\\n    org.apache.drill.Some.method():12\\n\"}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{\"id\":1,\"name\":\"a\"}\n,{\"id\":2,\"na", "not whole", "ends in the middle")]
    [InlineData("{\"id\":1,\"name\":\"a\"}\n]\n", "not whole", "ends in the middle")]
    [InlineData("{\"id\":1,\"name\":\"a\"}\n]\n,\"queryState\":\"FAILED\"\n}\n", "disk is gone", "after 1 row,")]
    [InlineData("]\n,\"queryState\":\"FAILED\"\n}\n", "disk is gone", "disk")]
    [InlineData("{\"id\":1,\"name\":\"a\"}\n,{\"queryId\":\"14fd\",\"columns\":{\"id\":3}\n]", "no JSON any more", "not whole")]
    [InlineData("{\"id\":1,\"name\":\"a\"}\n,nonsense\n]", "no JSON any more", "not whole")]
    [InlineData("]\n,\"queryState\":\"CANCELED\"\n}\n", "was cancelled", "on the server")]
    [InlineData("]\n}\n", "ended without a state", "no reason")]
    public async Task A_body_that_is_not_whole_is_an_error(string rest, string message, string also)
    {
        // Where the body is cut, the profile tells nothing; where it says FAILED, the profile has the reason.
        var known = rest.Contains("FAILED", StringComparison.Ordinal);
        await using var server = new ReplayServer((method, path, _) => method == "POST" ? RecordedAnswersTests.Answer(Head + rest) : RecordedAnswersTests.Answer(known ? Profile : "{\"state\":2}"));
        using var client = RecordedAnswersTests.Client(server);
        var error = await Assert.ThrowsAsync<DrillException>(() => client.Query("select id, name from dfs.`a.json`").RunAsync(Token));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(also, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_cut_in_the_middle_of_a_row_is_an_error()
    {
        await using var server = new ReplayServer((method, _, _) => method == "POST" ? RecordedAnswersTests.Answer(Head + "{\"id\":1,\"na") with { Broken = true } : null);
        using var client = RecordedAnswersTests.Client(server);
        var error = await Assert.ThrowsAsync<DrillException>(() => client.Query("select 1 a").RunAsync(Token));
        Assert.Contains("not whole", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, "application/json", "{\"errorMessage\":\"Query submission failed\"}", "Query submission failed")]
    [InlineData(500, "application/json", "{\"errorMessage\":\"User not authorized.\"}", "User not authorized")]
    [InlineData(400, "text/plain", "Unrecognized field \"x\"", "Unrecognized field")]
    [InlineData(200, "text/html", "<html><form action='j_security_check'></form></html>", "login page")]
    [InlineData(404, "text/html", "<html>Not Found</html>", "a web page (status 404)")]
    [InlineData(307, "text/html", "", "wants a login")]
    [InlineData(502, "text/html", "<html>Bad Gateway</html>", "a web page (status 502)")]
    [InlineData(200, "application/json", "[1, 2]", "not in the form of Drill's")]
    [InlineData(200, "application/json", "", "ends in the middle")]
    [InlineData(500, "application/json", "{\"errorMessage\":\"Internal Server Error\"}", "failed the query and tells no reason: Internal Server Error")]
    [InlineData(500, "application/json", "{\n  \"errorMessage\" : \"Current context not Array but Object\"\n}", "Current context not Array but Object")]
    [InlineData(500, "application/json", "{\"errorMess", "gives no answer of Drill's (status 500)")]
    [InlineData(503, "text/plain", "no drillbit", "no drillbit")]
    public async Task An_answer_that_is_no_result_is_an_error(int status, string type, string body, string message)
    {
        await using var server = new ReplayServer((method, _, _) => method == "POST" ? RecordedAnswersTests.Answer(body, status, type) : RecordedAnswersTests.Answer("{}"));
        using var client = RecordedAnswersTests.Client(server);
        var error = await Assert.ThrowsAsync<DrillException>(() => client.Query("select 1 a").RunAsync(Token));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cut after its end")]
    [InlineData("followed by another answer")]
    [InlineData("no gzip")]
    [InlineData("gzip cut in the middle")]
    [InlineData("gzip with a wrong sum")]
    public async Task A_whole_text_in_a_damaged_envelope_is_an_error_and_leaves_no_file(string damage)
    {
        var text = Encoding.UTF8.GetBytes(Head + string.Join("\n,", Enumerable.Range(0, 3000).Select(i => $"{{\"id\":{i},\"name\":\"{i * 7919}\"}}")) + "\n]\n,\"queryState\":\"COMPLETED\"\n}\n");
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) { await gzip.WriteAsync(text, Token); }
        var zip = packed.ToArray();
        var answer = RecordedAnswersTests.Answer("");
        answer = damage switch
        {
            "cut after its end" => answer with { Chunks = [text], Broken = true },
            "followed by another answer" => answer with { Chunks = [text, text] },
            _ => answer with
            {
                Headers = [.. answer.Headers, KeyValuePair.Create("Content-Encoding", "gzip")],
                Chunks =
                [
                    damage switch
                    {
                        "no gzip" => text,
                        "gzip cut in the middle" => zip[..(zip.Length / 2)],
                        _ => [.. zip[..^8], (byte)(zip[^8] ^ 1), .. zip[^7..]],
                    },
                ],
            },
        };
        await using var server = new ReplayServer((method, _, _) => method == "POST" ? answer : RecordedAnswersTests.Answer("{\"state\":2}"));
        using var client = RecordedAnswersTests.Client(server);
        Assert.Contains("not whole", (await Assert.ThrowsAsync<DrillException>(() => client.Query("select 1 a").RunAsync(Token))).Message, StringComparison.Ordinal);
        // Also where the rows that are wanted came before the damage.
        Assert.Contains("not whole", (await Assert.ThrowsAsync<DrillException>(() => client.Query("select 1 a", new DrillQueryOptions { RowLimit = 5 }).RunAsync(Token))).Message, StringComparison.Ordinal);
        var folder = Directory.CreateTempSubdirectory("sinogram-envelope-").FullName;
        try
        {
            await Assert.ThrowsAsync<DrillException>(() => client.Query("select 1 a").ExportJsonLinesAsync(Path.Combine(folder, "a.jsonl"), Token));
            foreach (var kind in Enum.GetValues<ExportFormat>())
            {
                await Assert.ThrowsAsync<DrillException>(() => BatchExport.WriteAsync(client.Query("select 1 a").StreamAsync(Token), Path.Combine(folder, $"a.{kind}"), kind, Token));
            }
            Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_body_cut_at_any_byte_is_an_error()
    {
        var text = Encoding.UTF8.GetBytes(Head + "{\"id\":1,\"name\":\"a\\u00e9 \\\"é\"}\n,{\"id\":-2,\"name\":null}\n]\n,\"queryState\":\"COMPLETED\"\n}\n");
        var cut = 0;
        await using var server = new ReplayServer((method, _, _) => method == "POST" ? RecordedAnswersTests.Answer("") with { Chunks = [text[..cut]], Broken = cut % 2 == 0 } : RecordedAnswersTests.Answer("{\"state\":4}"));
        using var client = new DrillClient(new DrillServerOptions { Url = server.Url, Pause = TimeSpan.FromMilliseconds(1) });
        for (; cut < text.Length - 1; cut++)
        {
            Assert.Contains("not whole", (await Assert.ThrowsAsync<DrillException>(() => client.Query("select 1 a").RunAsync(Token))).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_server_before_1_19_is_read_and_told()
    {
        // The form of the answers of that time: every value a text, the types behind the rows.
        await using var server = new ReplayServer((_, path, _) => path == "/cluster.json"
            ? RecordedAnswersTests.Answer("{\"drillbits\":[{\"version\":\"1.18.0\"},{\"version\":\"1.9.0\"}],\"currentVersion\":\"1.18.0\"}")
            : RecordedAnswersTests.Answer("{\"queryId\":\"1\",\"columns\":[\"n\",\"name\"],\"rows\":[{\"n\":\"5\",\"name\":\"a\"},{\"n\":null,\"name\":\"b\"}],\"metadata\":[\"BIGINT\",\"VARCHAR\"],\"queryState\":\"COMPLETED\",\"attemptedAutoLimit\":0}"));
        using var client = RecordedAnswersTests.Client(server);
        Assert.Equal(new Version(1, 9, 0), await client.VersionAsync(Token));
        var result = await client.Query("select n, name from x").RunAsync(Token);
        Assert.Contains("older than Drill 1.19", Assert.Single(result.Notices), StringComparison.Ordinal);
        Assert.Equal(("5", null), (result.Table.GetValue(0, "n"), result.Table.GetValue(1, "n")));
    }

    [Fact]
    public async Task A_port_that_nobody_listens_on_is_said()
    {
        using var client = new DrillClient(new DrillServerOptions { Url = new Uri("http://127.0.0.1:9") });
        var error = await Assert.ThrowsAsync<DrillException>(() => client.Query("select 1 a").RunAsync(Token));
        Assert.Contains("Nothing answers at 127.0.0.1:9", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_that_is_never_answered_ends_by_its_time_limit_and_is_cancelled()
    {
        var asked = new List<string>();
        await using var server = new ReplayServer((method, path, _) =>
        {
            lock (asked) { asked.Add(path); }
            return method == "POST" ? RecordedAnswersTests.Answer("") with { Status = 0, Reason = "timeout" }
                : path == "/profiles.json" ? RecordedAnswersTests.Answer("{\"runningQueries\":[{\"queryId\":\"14fd-1\",\"startTime\":5,\"query\":\"select 1 a\",\"state\":\"Running\"}],\"finishedQueries\":[]}")
                : RecordedAnswersTests.Answer("{\"state\":5}");
        });
        var clock = new LimitClock();
        using var client = RecordedAnswersTests.Client(server, clock);
        var running = client.Query("select 1 a", new DrillQueryOptions { Timeout = TimeSpan.FromSeconds(300) }).RunAsync(Token);
        await Patience.UntilAsync(() => server.Unanswered > 0);
        clock.Expire(TimeSpan.FromSeconds(300));
        // The second look at the profile shows that the first was answered.
        await Patience.UntilAsync(() => Asked().Count(path => path == "/profiles/14fd-1.json") >= 2);
        clock.Expire(client.Options.CancelWait);
        var error = await Assert.ThrowsAsync<DrillException>(() => running);
        Assert.Contains("was not done within", error.Message, StringComparison.Ordinal);
        Assert.Contains("still CANCELLATION_REQUESTED", error.Message, StringComparison.Ordinal);
        Assert.Contains("/profiles/cancel/14fd-1", Asked());

        string[] Asked()
        {
            lock (asked) { return [.. asked]; }
        }
    }

    [Fact]
    public async Task An_interrupt_cancels_the_query_and_tells_its_end()
    {
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var asked = new List<string>();
        await using var server = new ReplayServer(request =>
        {
            lock (asked) { asked.Add(request.Path); }
            if (request.Method == "POST") { return RecordedAnswersTests.Answer(Head + "{\"id\":1,\"name\":\"a\"}\n") with { Stalls = true }; }
            // As a real Drill: it cancels nothing for those who want JSON.
            var isCancel = request.Path.StartsWith("/profiles/cancel/", StringComparison.Ordinal);
            return isCancel && request.Headers["Accept"] != "*/*" ? RecordedAnswersTests.Answer("{\"errorMessage\":\"HTTP 406 Not Acceptable\"}", 500)
                : isCancel ? RecordedAnswersTests.Answer("Cancelled query on locally running node.", 200, "text/plain")
                : RecordedAnswersTests.Answer("{\"state\":3}");
        });
        using var client = RecordedAnswersTests.Client(server);
        var progress = new Once(() => interrupt.Cancel());
        var error = await Assert.ThrowsAsync<DrillInterruptedException>(() => client.Query("select 1 a", new DrillQueryOptions { Progress = progress }).RunAsync(interrupt.Token));
        Assert.Contains("ended as CANCELED", error.Message, StringComparison.Ordinal);
        Assert.Contains("/profiles/cancel/14fd268f-32ab-7a0c-de5d-64be7a65429d", asked);
    }

    [Fact]
    public async Task An_id_that_the_answer_told_is_kept_when_a_list_asked_for_before_comes_later()
    {
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var told = new ManualResetEventSlim();
        await using var server = new ReplayServer((method, path, _) =>
        {
            if (method == "POST")
            {
                told.Set();
                return RecordedAnswersTests.Answer(Head + "{\"id\":1,\"name\":\"a\"}\n") with { Stalls = true };
            }

            if (path == "/profiles.json")
            {
                told.Wait(Token);
                Thread.Sleep(200);
                return RecordedAnswersTests.Answer("{\"runningQueries\":[],\"finishedQueries\":[]}");
            }

            return RecordedAnswersTests.Answer("{\"state\":3}");
        });
        using var client = RecordedAnswersTests.Client(server);
        var error = await Assert.ThrowsAsync<DrillInterruptedException>(
            () => client.Query("select 1 a", new DrillQueryOptions { Progress = new Once(() => interrupt.Cancel()) }).RunAsync(interrupt.Token));
        Assert.Contains("ended as CANCELED", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_limit_asks_for_one_row_more_and_says_that_there_are_more()
    {
        var body = "";
        await using var server = new ReplayServer((_, _, b) =>
        {
            body = b;
            return RecordedAnswersTests.Answer(Head + string.Join("\n,", Enumerable.Range(0, 4).Select(i => $"{{\"id\":{i},\"name\":null}}")) + "\n]\n,\"queryState\":\"COMPLETED\"\n}\n");
        });
        using var client = RecordedAnswersTests.Client(server);
        var result = await client.Query("select id, name from x;", new DrillQueryOptions { RowLimit = 3, DefaultSchema = "dfs.tmp", Options = new Dictionary<string, string> { ["store.format"] = "json" } }).RunAsync(Token);
        Assert.True(result.More);
        Assert.Equal(3, result.Table.RowCount);
        Assert.Contains("\"autoLimit\":\"4\"", body, StringComparison.Ordinal);
        Assert.Contains("\"defaultSchema\":\"dfs.tmp\"", body, StringComparison.Ordinal);
        Assert.Contains("\"store.format\":\"json\"", body, StringComparison.Ordinal);
        Assert.Contains("\"query\":\"select id, name from x\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parameters_are_written_by_their_type_and_never_inside_text_or_names()
    {
        var body = "";
        await using var server = new ReplayServer((_, _, b) =>
        {
            body = b;
            return RecordedAnswersTests.Answer("{\"queryId\":\"1\",\"queryState\":\"COMPLETED\"}");
        });
        using var client = RecordedAnswersTests.Client(server);
        await client.Query(
            "select '$s' a, `@d` /* $n */ from x where s = $s and d > @d and n in @list and m in ( $list ) and b = $b -- $b",
            new DrillQueryOptions { Parameters = new Dictionary<string, object?> { ["s"] = "x' OR '1'='1", ["d"] = new DateOnly(2024, 2, 29), ["list"] = new[] { 1, -2 }, ["b"] = null } }).RunAsync(Token);
        var sql = System.Text.Json.JsonDocument.Parse(body).RootElement.GetProperty("query").GetString();
        Assert.Equal("select '$s' a, `@d` /* $n */ from x where s = 'x'' OR ''1''=''1' and d > DATE '2024-02-29' and n in (1, (-2)) and m in ( 1, (-2) ) and b = NULL -- $b", sql);
    }

    [Fact]
    public async Task The_place_of_an_error_is_that_of_the_users_own_sql()
    {
        await using var server = new ReplayServer((_, _, b) => RecordedAnswersTests.Answer("{\"queryId\":\"1\",\"errorMessage\":\"At line 1, column 30: Column 'nope' not found in any table: Column 'nope' not found in any table\",\"queryState\":\"FAILED\"}"));
        using var client = RecordedAnswersTests.Client(server);
        var error = await Assert.ThrowsAsync<DrillException>(() => client.Query("select $long as a, nope from x", new DrillQueryOptions { Parameters = new Dictionary<string, object?> { ["long"] = "0123456789012" } }).RunAsync(Token));
        // The column is that of the text that was sent: the caret stands at the user's.
        Assert.Equal("Column 'nope' not found in any table", error.Message);
        Assert.Equal("select $long as a, ".Length, error.Offset);
    }

    private sealed class Once(Action action) : IProgress<DrillProgress>
    {
        private int _done;

        public void Report(DrillProgress value)
        {
            if (Interlocked.Exchange(ref _done, 1) == 0) { action(); }
        }
    }
}
