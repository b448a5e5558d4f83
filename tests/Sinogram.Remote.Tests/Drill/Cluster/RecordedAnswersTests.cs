using System.Text;
using System.Text.Json;
using Sinogram.Remote.Drill;
using Sinogram.Remote.Drill.Cluster;
using Sinogram.Remote.Tests.Drill.Embedded;
using Sinogram.Testing;
using Sinogram.Testing.Replay;

namespace Sinogram.Remote.Tests.Drill.Cluster;

/// <summary>The client over exchanges of a real Drill 1.22.0.</summary>
public sealed class RecordedAnswersTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_recorded_answer_is_read_with_its_columns_types_and_values()
    {
        var folder = SharedFolder.Path("recordings/drill");
        var queries = File.ReadLines(Path.Combine(folder, "parity", "queries.jsonl")).Select(l => JsonDocument.Parse(l).RootElement).Where(q => q.TryGetProperty("body", out _) && q.GetProperty("body").GetString()!.Contains("\"queryState\":\"COMPLETED\"", StringComparison.Ordinal)).ToDictionary(q => q.GetProperty("sql").GetString()!.Trim().TrimEnd(';'));
        await using var server = new ReplayServer((_, _, body) => Answer(queries[JsonDocument.Parse(body).RootElement.GetProperty("query").GetString()!.Trim()].GetProperty("body").GetString()!));
        using var client = Client(server);
        var differ = new List<string>();
        foreach (var (sql, query) in queries)
        {
            try
            {
                var options = query.TryGetProperty("options", out var o) ? o.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!) : [];
                var result = await client.Query(sql, new DrillQueryOptions { Options = options }).RunAsync(Token);
                if (RecordedAnswer.Compare(result.Table, JsonDocument.Parse(query.GetProperty("body").GetString()!).RootElement, ordered: true) is { } difference) { differ.Add($"{query.GetProperty("id")}: {difference}"); }
            }
            catch (DrillException e)
            {
                differ.Add($"{query.GetProperty("id")}: {e.Message}");
            }
        }
        Assert.True(queries.Count > 200 && differ.Count == 0, $"{differ.Count} of {queries.Count}\n{string.Join('\n', differ)}");
    }

    [Theory]
    [InlineData("04-errors-midstream.jsonl.gz", 1, "Line: 84001")]
    [InlineData("04-errors-midstream.jsonl.gz", 3, "Type of JSON token is not compatible")]
    [InlineData("04-errors-midstream.jsonl.gz", 5, "NumberFormatException: n/a")]
    public async Task A_failure_in_the_middle_of_the_rows_has_the_reason_of_the_profile(string file, int sequence, string reason)
    {
        var exchanges = RecordedExchange.Read(SharedFolder.Path("recordings/drill/" + file)).ToList();
        var query = exchanges.First(e => e.Sequence == sequence);
        await using var server = new ReplayServer((method, path, _) => method == "POST" ? query : exchanges.FirstOrDefault(e => e.Path == path));
        using var client = Client(server);
        var error = await Assert.ThrowsAsync<DrillException>(() => client.Query(Sql(query)).RunAsync(Token));
        Assert.Contains("failed after", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Remote Exception", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("07-stream-broken-body.jsonl.gz")]
    [InlineData("05-cancel-while-streaming.jsonl.gz")]
    public async Task A_broken_body_is_one_clear_error(string file)
    {
        var exchanges = RecordedExchange.Read(SharedFolder.Path("recordings/drill/" + file)).ToList();
        foreach (var query in exchanges.Where(e => e is { Method: "POST", Path: "/query.json" }))
        {
            var profiles = 0;
            await using var server = new ReplayServer((method, path, _) =>
            {
                if (method == "POST") { return query; }
                var same = exchanges.Where(e => e.Path == path).ToList();
                return same.Count == 0 ? null : same[Math.Min(profiles++, same.Count - 1)];
            });
            using var client = Client(server);
            var error = await Assert.ThrowsAsync<DrillException>(() => client.Query(Sql(query)).RunAsync(Token));
            Assert.DoesNotContain("Remote Exception", error.Message, StringComparison.Ordinal);
            TestContext.Current.TestOutputHelper?.WriteLine(error.Message);
        }
    }

    [Fact]
    public async Task Errors_have_their_own_reason_and_place()
    {
        var exchanges = RecordedExchange.Read(SharedFolder.Path("recordings/drill/03-errors.jsonl"));
        var failing = exchanges.Where(e => e is { Method: "POST", Path: "/query.json" } && e.Body.Contains("verbose", StringComparison.Ordinal)).ToList();
        // The recorded profile is that of the same query, sent without asking for the reason.
        RecordedExchange? current = null;
        await using var server = new ReplayServer((method, path, body) => method == "POST"
            ? current = failing.First(e => Sql(e) == JsonDocument.Parse(body).RootElement.GetProperty("query").GetString())
            : exchanges.FirstOrDefault(e => e.Sequence > current!.Sequence && e.Path.StartsWith("/profiles/", StringComparison.Ordinal)));
        using var client = Client(server);
        var places = 0;
        foreach (var exchange in failing.Where(e => !Sql(e).TrimEnd().EndsWith(';')))
        {
            var error = await Record.ExceptionAsync(() => client.Query(Sql(exchange)).RunAsync(Token));
            if (error is null) { continue; }
            var drill = Assert.IsType<DrillException>(error);
            TestContext.Current.TestOutputHelper?.WriteLine($"{Sql(exchange)} -> {drill.Message} @{drill.Offset}");
            Assert.DoesNotContain("Drill Remote Exception", drill.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("Error Id", drill.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("Error while applying rule", drill.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("tells no reason", drill.Message, StringComparison.Ordinal);
            places += drill.Offset is null ? 0 : 1;
        }
        Assert.True(places >= 8, $"only {places} errors have a place");
    }

    [Fact]
    public async Task Columns_that_appear_or_change_between_batches_are_put_together()
    {
        var exchanges = RecordedExchange.Read(SharedFolder.Path("recordings/drill/07-stream-schema-change.jsonl.gz")).Where(e => e is { Method: "POST", Path: "/query.json" }).ToList();
        var whole = 0;
        foreach (var exchange in exchanges)
        {
            await using var server = new ReplayServer((method, _, _) => method == "POST" ? exchange : null);
            using var client = Client(server);
            try
            {
                var result = await client.Query(Sql(exchange)).RunAsync(Token);
                var body = Encoding.UTF8.GetString([.. exchange.Chunks.SelectMany(c => c)]);
                var rows = JsonDocument.Parse(body).RootElement.GetProperty("rows");
                Assert.Equal(rows.GetArrayLength(), result.Table.RowCount);
                foreach (var name in rows.EnumerateArray().SelectMany(r => r.EnumerateObject().Select(p => p.Name)).Distinct()) { Assert.True(result.Table.Contains(name), name); }
                whole++;
            }
            catch (DrillException e)
            {
                TestContext.Current.TestOutputHelper?.WriteLine(e.Message);
            }
        }
        Assert.True(whole > 0);
    }

    [Fact]
    public async Task Twenty_thousand_rows_come_as_they_were_sent()
    {
        var exchange = RecordedExchange.Read(SharedFolder.Path("recordings/drill/07-stream-20k.jsonl.gz"))[0];
        await using var server = new ReplayServer((_, _, _) => exchange);
        using var client = Client(server);
        var result = await client.Query(Sql(exchange)).RunAsync(Token);
        var body = JsonDocument.Parse(Encoding.UTF8.GetString([.. exchange.Chunks.SelectMany(c => c)])).RootElement;
        Assert.Equal(20_000, result.Table.RowCount);
        Assert.Null(RecordedAnswer.Compare(result.Table, body, ordered: true));
    }

    [Theory]
    [InlineData(DrillAuthentication.None, null, null, "wants a login")]
    [InlineData(DrillAuthentication.Basic, "drill", "wrong-pw", "refuses the user or password")]
    [InlineData(DrillAuthentication.Form, "drill", "wrong", "refuses the user or password")]
    public async Task A_login_that_lacks_or_fails_is_said(DrillAuthentication kind, string? user, string? password, string message)
    {
        var exchanges = RecordedExchange.Read(SharedFolder.Path("recordings/drill/10-auth.jsonl"));
        await using var server = new ReplayServer((method, path, body) => exchanges.First(e => e.Method == method && e.Path == path && (path == "/query.json" ? e.Status == 307 : e.Body == body)));
        using var client = new DrillClient(new DrillServerOptions { Url = server.Url, Authentication = kind, User = user, Secret = password, Pause = TimeSpan.FromMilliseconds(10) });
        var error = await Assert.ThrowsAsync<DrillException>(() => client.Query("select user as u").RunAsync(Token));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_by_the_form_is_made_once_and_again_where_the_session_has_ended()
    {
        var exchanges = RecordedExchange.Read(SharedFolder.Path("recordings/drill/10-auth.jsonl"));
        var (logins, queries) = (0, 0);
        await using var server = new ReplayServer((method, path, body) =>
        {
            if (path == "/j_security_check")
            {
                logins++;
                return exchanges.First(e => e.Path == path && e.Body == body && e.Status == 303);
            }
            // The second query finds its session gone.
            return ++queries == 2 ? exchanges.First(e => e.Path == path && e.Status == 307) : exchanges.First(e => e.Path == path && e.Status == 200 && e.Body.Contains("user as u", StringComparison.Ordinal));
        });
        using var client = new DrillClient(new DrillServerOptions { Url = server.Url, Authentication = DrillAuthentication.Form, User = "drill", Secret = "admin-pw" });
        for (var i = 0; i < 3; i++) { Assert.Equal("drill", (await client.Query("select user as u").RunAsync(Token)).Table.GetValue(0, "u")); }
        Assert.Equal((2, 4), (logins, queries));
    }

    [Fact]
    public async Task Storages_are_listed_read_and_changed()
    {
        await using var server = ReplayServer.Of(SharedFolder.Path("recordings/drill/01-rest-surface.jsonl"));
        using var client = Client(server);
        Assert.Contains(await client.StoragesAsync(Token), s => s.Name == "dfs");
        Assert.Equal("file", (await client.StorageAsync("dfs", Token))!["type"]!.GetValue<string>());
        Assert.Null(await client.StorageAsync("nope", Token));
        Assert.Equal(new Version(1, 22, 0), await client.VersionAsync(Token));
        var error = await Assert.ThrowsAsync<DrillException>(() => client.EnableStorageAsync("nope", true, Token));
        Assert.Contains("No plugin exists with the given name", error.Message, StringComparison.Ordinal);
    }

    internal static DrillClient Client(ReplayServer server, TimeProvider? time = null) =>
        new(new DrillServerOptions { Url = server.Url, Pause = TimeSpan.FromMilliseconds(10), Time = time ?? TimeProvider.System });

    internal static RecordedExchange Answer(string body, int status = 200, string type = "application/json") =>
        new(1, "POST", "/query.json", "", status, "OK", [KeyValuePair.Create("Content-Type", type)], [Encoding.UTF8.GetBytes(body)]);

    private static string Sql(RecordedExchange exchange) => JsonDocument.Parse(exchange.Body).RootElement.GetProperty("query").GetString()!;
}
