using System.Collections.Concurrent;
using System.Text.Json;
using Sinogram.Remote.Drill;
using Sinogram.Remote.Drill.Cluster;
using Sinogram.Testing;
using Sinogram.Testing.Replay;

namespace Sinogram.Remote.Tests.Drill.Cluster;

/// <summary>Statements one after the other, with a server that takes each request for a session of its own; logins as a real Drill 1.22.0 answered them.</summary>
public sealed class DrillSessionTests
{
    private static readonly DrillQueryOptions Usual = new();
    private readonly ConcurrentQueue<JsonElement> _asked = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_USE_and_SET_set_goes_with_the_statements_behind_them_and_RESET_takes_it_back()
    {
        var recorded = RecordedExchange.Read(SharedFolder.Path("recordings/drill/06-session.jsonl"));
        await using var server = new ReplayServer((_, _, body) => recorded.FirstOrDefault(e => Sql(e.Body) is { } sql && sql == Asked(body)) ?? RecordedAnswersTests.Answer("{\"queryId\":\"1\",\"queryState\":\"COMPLETED\"}"));
        using var session = Session(server);
        await session.RunAsync("use dfs.cat", Usual, Token);
        await session.RunAsync("alter session set `store.format` = 'json'", Usual, Token);
        await session.RunAsync("SELECT 1", Usual, Token);
        Assert.Equal(("dfs.cat", "json"), Last());
        await session.RunAsync("SELECT 1", new DrillQueryOptions { DefaultSchema = "dfs.tmp", Options = new Dictionary<string, string> { ["store.format"] = "csv" } }, Token);
        Assert.Equal(("dfs.tmp", "csv"), Last());
        await session.RunAsync("ALTER SESSION RESET `store.format`", Usual, Token);
        await session.RunAsync("SELECT 1", Usual, Token);
        Assert.Equal(("dfs.cat", null), Last());
        await session.RunAsync("ALTER SYSTEM SET `store.format` = 'json'", Usual, Token);
        await session.RunAsync("SELECT 1", Usual, Token);
        Assert.Equal(("dfs.cat", null), Last());
    }

    [Fact]
    public async Task What_is_not_valid_any_more_is_forgotten_and_told()
    {
        var refuses = false;
        await using var server = new ReplayServer((_, _, body) =>
        {
            Asked(body);
            return refuses ? RecordedAnswersTests.Answer("{\"errorMessage\":\"Query submission failed\"}", 500) : RecordedAnswersTests.Answer("{\"queryId\":\"1\",\"queryState\":\"COMPLETED\"}");
        });
        using var session = Session(server);
        await session.RunAsync("USE dfs.gone", Usual, Token);
        refuses = true;
        var error = await Assert.ThrowsAsync<DrillException>(() => session.RunAsync("SELECT 1", Usual, Token));
        Assert.Contains("is forgotten now", error.Hint, StringComparison.Ordinal);
        refuses = false;
        await session.RunAsync("SELECT 1", Usual, Token);
        Assert.Equal((null, null), Last());
    }

    [Fact]
    public async Task A_temporary_table_is_said_to_be_gone_with_the_request()
    {
        await using var server = new ReplayServer((_, _, _) => RecordedAnswersTests.Answer("{\"queryId\":\"1\",\"queryState\":\"COMPLETED\"}"));
        using var session = Session(server);
        Assert.Contains("one request only", Assert.Single((await session.RunAsync("CREATE TEMPORARY TABLE t AS SELECT 1 AS a", Usual, Token)).Notices), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_folder_of_a_workspace_is_a_table_as_on_the_embedded_engine()
    {
        await using var server = new ReplayServer((_, _, body) =>
        {
            var sql = Asked(body)!;
            return RecordedAnswersTests.Answer(!sql.Contains("dfs.catalog.`.`", StringComparison.Ordinal) ? Failed("From line 2, column 15 to line 2, column 25: Object 'catalog' not found within 'dfs'")
                : sql.Contains("nope", StringComparison.Ordinal) ? Failed($"At line 2, column {sql.Split('\n')[1].IndexOf("nope", StringComparison.Ordinal) + 1}: Column 'nope' not found in any table")
                : "{\"queryId\":\"1\",\"columns\":[\"n\"],\"metadata\":[\"BIGINT\"],\"rows\":[{\"n\":2}],\"queryState\":\"COMPLETED\"}");
        });
        using var session = Session(server);
        Assert.Equal(2L, (await session.RunAsync("-- dfs.catalog\nSELECT * FROM dfs.catalog a JOIN dfs.catalog b ON a.x = b.x", Usual, Token)).Table.GetValue(0, "n"));
        Assert.Equal("-- dfs.catalog\nSELECT * FROM dfs.catalog.`.` a JOIN dfs.catalog.`.` b ON a.x = b.x", _asked.Last().GetProperty("query").GetString());
        const string wrong = "-- dfs.catalog\nSELECT * FROM dfs.catalog a WHERE nope = 1";
        var error = await Assert.ThrowsAsync<DrillException>(() => session.RunAsync(wrong, Usual, Token));
        Assert.Equal(wrong.IndexOf("nope", StringComparison.Ordinal), error.Offset);
    }

    [Fact]
    public async Task A_workspace_that_is_not_there_is_the_error_of_the_statement_as_it_was_written()
    {
        await using var server = new ReplayServer((_, _, body) => RecordedAnswersTests.Answer(Failed(Asked(body)!.Contains('`', StringComparison.Ordinal)
            ? "From line 1, column 15 to line 1, column 29: Object '.' not found within 'dfs.catalog'" : "From line 1, column 15 to line 1, column 25: Object 'catalog' not found within 'dfs'")));
        using var session = Session(server);
        var error = await Assert.ThrowsAsync<DrillException>(() => session.RunAsync("SELECT * FROM dfs.catalog", Usual, Token));
        Assert.Equal("Object 'catalog' not found within 'dfs'", error.Message);
        Assert.Equal(14, error.Offset);
    }

    [Theory]
    [InlineData("From line 1, column 15 to line 1, column 40: Object 'json/aray.json' not found within 'dfs'", "SHOW FILES IN dfs.`json`", "name", "array.json")]
    [InlineData("From line 1, column 15 to line 1, column 40: Object 'catalogg' not found within 'dfs.cat'", "SHOW FILES IN dfs.cat", "name", "catalog")]
    [InlineData("From line 1, column 8 to line 1, column 27: No match found for function signature UPER(<ANY>)", "SELECT DISTINCT name FROM sys.functions ORDER BY name", "name", "upper")]
    [InlineData("VALIDATION ERROR: The option 'store.fromat' does not exist.", "SELECT name FROM sys.options", "name", "store.format")]
    [InlineData("VALIDATION ERROR: Schema [dfs.tpm] is not valid with respect to either root schema or current default schema.", "SHOW SCHEMAS", "SCHEMA_NAME", "dfs.tmp")]
    public async Task A_typo_gets_a_suggestion_of_the_clusters_own_names(string reason, string question, string column, string near)
    {
        await using var server = new ReplayServer((_, _, body) => RecordedAnswersTests.Answer(Asked(body) == question
            ? $"{{\"queryId\":\"1\",\"columns\":[\"{column}\"],\"metadata\":[\"VARCHAR\"],\"rows\":[{{\"{column}\":\"other\"}},{{\"{column}\":\"{near}\"}}],\"queryState\":\"COMPLETED\"}}"
            : $"{{\"queryId\":\"1\",\"errorMessage\":\"{reason}\",\"queryState\":\"FAILED\"}}"));
        using var session = Session(server);
        var error = await Assert.ThrowsAsync<DrillException>(() => session.RunAsync("SELECT 1 AS a FROM somewhere", Usual, Token));
        Assert.Equal($"Did you mean '{near}'?", error.Hint);
    }

    [Theory]
    [InlineData(DrillAuthentication.Form, "drill", "admin-pw", "drill")]
    [InlineData(DrillAuthentication.Basic, "drill", "admin-pw", "drill")]
    [InlineData(DrillAuthentication.Basic, "tech", "p:ss wörd", "tech")]
    public async Task A_login_is_sent_as_the_real_drill_takes_it_and_its_cookie_goes_with_every_statement(DrillAuthentication kind, string user, string password, string name)
    {
        var recorded = RecordedHeaders.Read(SharedFolder.Path("recordings/drill/10-auth.jsonl"));
        var cookies = new ConcurrentQueue<string?>();
        await using var server = new ReplayServer(request =>
        {
            var body = System.Text.Encoding.UTF8.GetString(request.Body);
            if (request.Path != "/query.json") { return recorded.FirstOrDefault(e => e.Exchange.Path == request.Path && e.Exchange.Body == body).Exchange; }
            cookies.Enqueue(request.Headers.GetValueOrDefault("Cookie"));
            var authorization = request.Headers.GetValueOrDefault("Authorization");
            return kind == DrillAuthentication.Basic ? recorded.First(e => e.Authorization == authorization && e.Exchange.Path == "/query.json").Exchange
                : recorded.First(e => e.Cookie is not null && Sql(e.Exchange.Body) == "select user as u").Exchange;
        });
        using var session = new DrillSession(new DrillServerOptions { Url = server.Url, Authentication = kind, User = user, Secret = password });
        for (var i = 0; i < 3; i++) { Assert.Equal(name, (await session.RunAsync("select user as u", Usual, Token)).Table.GetValue(0, "u")); }
        // Of FORM the login gave it, of BASIC the first answer.
        Assert.All(cookies.Skip(1), c => Assert.StartsWith("Drill-Session-Id=", c, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_password_of_any_characters_goes_through_the_form_in_UTF_8_and_not_through_BASIC()
    {
        var sent = "";
        await using var server = new ReplayServer((_, path, body) =>
        {
            if (path == "/j_security_check") { sent = body; }
            return path == "/j_security_check" ? RecordedAnswersTests.Answer("", 303) : RecordedAnswersTests.Answer("{\"queryId\":\"1\",\"queryState\":\"COMPLETED\"}");
        });
        using var session = new DrillSession(new DrillServerOptions { Url = server.Url, Authentication = DrillAuthentication.Form, User = "änn", Secret = "日本 &=+%" });
        await session.RunAsync("SELECT 1", Usual, Token);
        // As the HTML standard's application/x-www-form-urlencoded writes it.
        Assert.Equal("j_username=%C3%A4nn&j_password=%E6%97%A5%E6%9C%AC+%26%3D%2B%25", sent);
        var error = Assert.Throws<DrillException>(() => new DrillSession(new DrillServerOptions { Url = server.Url, Authentication = DrillAuthentication.Basic, User = "ann", Secret = "日本" }));
        Assert.Contains("--auth form", error.Hint, StringComparison.Ordinal);
        Assert.DoesNotContain("日本", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_of_a_gateway_goes_with_every_request()
    {
        var headers = new ConcurrentQueue<string?>();
        await using var server = new ReplayServer(request =>
        {
            headers.Enqueue(request.Headers.GetValueOrDefault("X-Gate"));
            return RecordedAnswersTests.Answer("{\"queryId\":\"1\",\"queryState\":\"COMPLETED\"}");
        });
        using var session = new DrillSession(new DrillServerOptions { Url = server.Url, Authentication = DrillAuthentication.Header, HeaderName = "X-Gate", Secret = "token 1" });
        await session.RunAsync("SELECT 1", Usual, Token);
        await session.Client.CancelAsync("14fd", Token);
        Assert.All(headers, h => Assert.Equal("token 1", h));
    }

    private static DrillSession Session(ReplayServer server) => new(new DrillServerOptions { Url = server.Url, Pause = TimeSpan.FromMilliseconds(1) });

    private static string Failed(string reason) => $"{{\"queryId\":\"1\",\"errorMessage\":\"{reason}: {reason[(reason.IndexOf(": ", StringComparison.Ordinal) + 2)..]}\",\"queryState\":\"FAILED\"}}";

    private string? Asked(string body)
    {
        _asked.Enqueue(JsonDocument.Parse(body).RootElement);
        return Sql(body);
    }

    /// <summary>The schema and the format of the last request.</summary>
    private (string?, string?) Last()
    {
        var last = _asked.Last();
        return (last.TryGetProperty("defaultSchema", out var schema) ? schema.GetString() : null, last.GetProperty("options").TryGetProperty("store.format", out var format) ? format.GetString() : null);
    }

    private static string? Sql(string body) => body.StartsWith('{') && JsonDocument.Parse(body).RootElement.TryGetProperty("query", out var query) ? query.GetString() : null;

    /// <summary>Recorded exchanges with the headers of their requests that are about who asks.</summary>
    private static class RecordedHeaders
    {
        public static IReadOnlyList<(RecordedExchange Exchange, string? Authorization, string? Cookie)> Read(string path) =>
        [
            .. File.ReadLines(path).Select(line =>
            {
                var headers = JsonDocument.Parse(line).RootElement.GetProperty("request").GetProperty("headers");
                string? Of(string name) => headers.TryGetProperty(name, out var value) ? value.GetString() : null;
                return (RecordedExchange.Parse(line), Of("Authorization"), Of("Cookie"));
            }),
        ];
    }
}
