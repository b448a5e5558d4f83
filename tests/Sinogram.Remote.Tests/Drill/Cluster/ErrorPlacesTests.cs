using System.Text.Json;
using Sinogram.Remote.Drill;
using Sinogram.Remote.Drill.Cluster;
using Sinogram.Testing;
using Sinogram.Testing.Replay;

namespace Sinogram.Remote.Tests.Drill.Cluster;

/// <summary>Where the caret stands under the errors of a real Drill: at the place that it tells, or at what it names.</summary>
public sealed class ErrorPlacesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("select id,, reader from dfs.`json/array.json`", ",, reader", "Encountered \",\".")]
    [InlineData("select id,\n       reader\n  form dfs.`json/array.json`\n where id = 1", "dfs.`json/array.json`\n where", "Encountered \"dfs\".")]
    [InlineData("select * from dfs.`json/nothing-here.json`", "dfs.", "Object 'json/nothing-here.json' not found within 'dfs'")]
    [InlineData("select x.id\n  from dfs.`json/array.json` y\n  join dfs.`json/maps.json` z on z.scanner = y.reader\n where q.id = 3", "q.id", "Table 'q' not found")]
    [InlineData("create table dfs.root.`nope` as select 1 as x", "dfs.root", "Schema [dfs.root] is immutable")]
    [InlineData("drop table dfs.tmp.`not_there`", "`not_there`", "Table [not_there] not found")]
    [InlineData("select * from dfs.cat.`../json/array.json`", "`../json", "takes you outside the workspace")]
    [InlineData("select cast('abc' as int)", "'abc'", "NumberFormatException: abc")]
    [InlineData("select 1 / 0", "/ 0", "/ by zero")]
    [InlineData("select 1 / (id - id) from dfs.`json/array.json`", "/ (id", "/ by zero")]
    [InlineData("use dfs.nothere", "dfs.nothere", "Schema [dfs.nothere] is not valid")]
    [InlineData("alter session set `no.such.option` = 1", "`no.such.option`", "The option 'no.such.option' does not exist")]
    [InlineData("select Rows from dfs.`catalog/CR/2023`", "Rows", "Encountered \"\"")]
    [InlineData("describe dfs.`nothing`", "`nothing`", "Unknown table [nothing]")]
    [InlineData("select\n  reader,\n  upper(score, 2)\nfrom dfs.`json/array.json`", "upper(", "Missing function implementation")]
    public async Task The_place_of_a_recorded_error_is_found(string sql, string at, string reason)
    {
        var exchanges = RecordedExchange.Read(SharedFolder.Path("recordings/drill/03-errors.jsonl"));
        var query = exchanges.Last(e => e is { Method: "POST", Path: "/query.json" } && Sql(e.Body) == sql);
        var profile = exchanges.FirstOrDefault(e => e.Sequence > query.Sequence && e.Path.StartsWith("/profiles/", StringComparison.Ordinal));
        await using var server = new ReplayServer((method, _, _) => method == "POST" ? query : profile);
        using var client = RecordedAnswersTests.Client(server);
        var error = await Assert.ThrowsAsync<DrillException>(() => client.Query(sql).RunAsync(Token));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("line ", error.Message, StringComparison.Ordinal);
        Assert.Equal(sql.IndexOf(at, StringComparison.Ordinal), error.Offset);
    }

    [Theory]
    [InlineData("select * from dfs.`json/bad.json`", "Unexpected character ('{' (code 123)): was expecting comma to separate Object entries (line 3, column 1 of the data)", "skip_invalid_records")]
    [InlineData("select `value` from dfs.`json/measurements`", "Current context not Array but Object", "CAST it")]
    public async Task An_error_in_the_data_has_no_place_in_the_statement_and_says_what_to_do(string sql, string reason, string hint)
    {
        var exchanges = RecordedExchange.Read(SharedFolder.Path("recordings/drill/03-errors.jsonl"));
        var query = exchanges.Last(e => e is { Method: "POST", Path: "/query.json" } && Sql(e.Body) == sql);
        await using var server = new ReplayServer((method, _, _) => method == "POST" ? query : null);
        using var client = RecordedAnswersTests.Client(server);
        var error = await Assert.ThrowsAsync<DrillException>(() => client.Query(sql).RunAsync(Token));
        Assert.Equal(reason, error.Message);
        Assert.Null(error.Offset);
        Assert.Contains(hint, error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_word_that_Drill_keeps_for_itself_is_named()
    {
        await using var server = new ReplayServer((_, _, _) => RecordedAnswersTests.Answer("{\"queryId\":\"1\",\"errorMessage\":\"Encountered \\\"\\\" at line 1, column 8.\",\"queryState\":\"FAILED\"}"));
        using var client = RecordedAnswersTests.Client(server);
        var error = await Assert.ThrowsAsync<DrillException>(() => client.Query("select Rows from x").RunAsync(Token));
        Assert.Equal("Rows is a reserved word of Drill's: as a name it is written `Rows`.", error.Hint);
    }

    [Fact]
    public async Task What_is_wrong_with_a_value_is_said_at_its_parameter_and_what_stands_twice_has_no_place()
    {
        var reason = "VALIDATION ERROR: Table [gone] not found";
        await using var server = new ReplayServer((_, _, _) => RecordedAnswersTests.Answer($"{{\"queryId\":\"1\",\"errorMessage\":\"{reason}\",\"queryState\":\"FAILED\"}}"));
        using var client = RecordedAnswersTests.Client(server);
        async Task<int?> PlaceOf(string sql) => (await Assert.ThrowsAsync<DrillException>(() => client.Query(sql, new DrillQueryOptions { Parameters = new Dictionary<string, object?> { ["a"] = "a long value" } }).RunAsync(Token))).Offset;
        Assert.Equal(15, await PlaceOf("select @a from gone"));
        Assert.Null(await PlaceOf("select gone from gone"));
        reason = "From line 1, column 12 to line 1, column 14: no";
        Assert.Equal(7, await PlaceOf("select @a from x"));
        Assert.Null((await Assert.ThrowsAsync<DrillException>(() => Task.FromResult(client.Query("-- nothing\n /* at all */ ;")))).Offset);
    }

    private static string? Sql(string body)
    {
        try
        {
            return JsonDocument.Parse(body).RootElement.TryGetProperty("query", out var query) ? query.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
