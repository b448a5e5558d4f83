using System.Text.Json;
using Sinogram.Core.Execution;
using Sinogram.Data;
using Sinogram.Magics.Drill;
using Sinogram.Testing;
using Sinogram.Testing.Kernel;
using Sinogram.Testing.Replay;

namespace Sinogram.Magics.Tests.Drill;

/// <summary>The verbs on a cluster, over what a real Drill 1.22.0 answered.</summary>
public sealed class DrillClusterVerbsTests : IAsyncDisposable
{
    private static readonly string[] Files = ["01-rest-surface", "03-errors", "05-cancel", "08-metadata"];

    private readonly TestSession _session = new([new DrillMagic(new NotebookState(TimeProvider.System))]);
    private readonly IReadOnlyList<RecordedExchange> _recorded = [.. Files.SelectMany(f => RecordedExchange.Read(SharedFolder.Path($"recordings/drill/{f}.jsonl")))];
    private readonly ReplayServer _server;

    public DrillClusterVerbsTests() => _server = new ReplayServer((method, path, body) => path == "/query.json"
        ? _recorded.FirstOrDefault(e => e.Path == path && Sql(e.Body) is { } sql && string.Equals(sql, Sql(body), StringComparison.OrdinalIgnoreCase))
        : _recorded.FirstOrDefault(e => e.Method == method && e.Path == path));

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("files", "name", "catalog")]
    [InlineData("files catalog/CT", "name", "2023")]
    [InlineData("files dfs.cat", "name", "CR")]
    [InlineData("schema", "SCHEMA_NAME", "dfs.cat")]
    [InlineData("storage list", "name", "dfs")]
    [InlineData("storage", "name", "cp")]
    public async Task What_is_there_is_listed(string line, string column, string value)
    {
        var table = await ValueOf(line);
        Assert.Contains(value, Enumerable.Range(0, (int)table.RowCount).Select(r => table.GetValue(r, column)));
    }

    [Fact]
    public async Task A_missing_folder_is_an_empty_list_as_Drill_gives_it() => Assert.Equal((0, 9), ((int)(await ValueOf("files nothere")).RowCount, (await ValueOf("files nothere")).ColumnCount));

    [Fact]
    public async Task Storages_are_shown_disabled_and_deleted()
    {
        Assert.Contains("\"location\": \"/data/imaging/catalog\"", await TextOf("storage show dfs"), StringComparison.Ordinal);
        Assert.Contains("The storage scans is disabled on Drill at", await TextOf("storage disable scans"), StringComparison.Ordinal);
        Assert.Contains("The storage scans is deleted on Drill at", await TextOf("storage delete scans"), StringComparison.Ordinal);
        Assert.Contains("No plugin exists with the given name: nope", await ErrorOf("storage delete nope"), StringComparison.Ordinal);
        Assert.Contains("No plugin exists with the given name: nope", await ErrorOf("storage enable nope"), StringComparison.Ordinal);
        Assert.Contains("Did you mean dropbox?", await ErrorOf("storage show dropbx"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_is_drawn_and_the_place_of_an_error_in_it_is_that_of_the_query()
    {
        var tree = await TextOf("plan", "select Modality, count(*) n from dfs.`catalog` where dir1 = '2023' group by Modality order by n desc limit 5");
        Assert.StartsWith("Screen  (about 5 rows)\n└─ Project  Modality=[$0], n=[$1]  (about 5 rows)\n", tree, StringComparison.Ordinal);
        Assert.Contains("Scan  dfs.catalog, 6 files", tree, StringComparison.Ordinal);
        // The server counts from the beginning of what it was sent, EXPLAIN and all.
        await using var server = new ReplayServer((_, _, sent) => Failed($"From line 1, column {Sql(sent)!.IndexOf("dfs", StringComparison.Ordinal) + 1} to line 1, column 99: Object 'nope' not found within 'dfs'"));
        var (result, _) = await _session.RunAsync($"#!drill plan --url {server.Url}\nselect * from dfs.`nope`");
        var message = Assert.IsType<CellResult.Failed>(result).Error.Message;
        Assert.Contains("Object 'nope' not found within 'dfs'\nline 2, column 15:\nselect * from dfs.`nope`\n              ^", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_profile_is_shown_with_its_state_and_operators_and_a_cancel_with_the_servers_word()
    {
        const string id = "14fd2689-3372-cba2-5e83-6f0124398fc2";
        var (result, output) = await RunAsync($"profile {id}", "");
        Assert.StartsWith("CANCELED, ", output.Stdout, StringComparison.Ordinal);
        Assert.Contains("2 of 3 fragments, user anonymous", output.Stdout, StringComparison.Ordinal);
        var operators = Assert.IsType<Table>(Assert.IsType<CellResult.Completed>(result).Value);
        Assert.Contains(operators.Column<string>("Operator").ToArray(), o => o is not null && o.Contains("JOIN", StringComparison.Ordinal));
        Assert.Contains("Cancelled query", await TextOf($"cancel {id}"), StringComparison.Ordinal);
        Assert.Contains("Its state is CANCELED.", await TextOf($"cancel {id}"), StringComparison.Ordinal);
        Assert.Contains("The server has no profile 'zzz'", await ErrorOf("profile zzz"), StringComparison.Ordinal);
        Assert.Contains("cannot cancel 'zzz'", await ErrorOf("cancel zzz"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\n\n-- a comment of two\n-- lines\nselect id,, reader from dfs.`json/array.json`", "Encountered \",\".", 5, 10)]
    public async Task The_caret_counts_the_lines_of_the_cell(string body, string message, int line, int column)
    {
        // The server sees the whole text, and answers with the line in it.
        await using var server = new ReplayServer((_, _, sent) =>
        {
            var lines = Sql(sent)!.Split('\n');
            var at = Array.FindIndex(lines, l => l.Contains(",,", StringComparison.Ordinal));
            return _recorded.First(e => Sql(e.Body) == "select id,, reader from dfs.`json/array.json`" && e.Body.Contains("verbose", StringComparison.Ordinal)) is var exchange
                ? exchange with { Chunks = [.. exchange.Chunks.Select(c => System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(c).Replace("at line 1,", $"at line {at + 1},", StringComparison.Ordinal)))] }
                : null;
        });
        var (result, _) = await _session.RunAsync($"#!drill --url {server.Url}{body}");
        var error = Assert.IsType<CellResult.Failed>(result).Error.Message;
        Assert.Contains($"{message}\nline {line}, column {column}:\nselect id,, reader", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT 'ä', nope", 13, "SELECT 'ä', nope\n            ^")]
    [InlineData("SELECT '日本', nope", 14, "SELECT '日本', nope\n        　　   ^")]
    [InlineData("SELECT\t1,\tnope", 11, "SELECT 1, nope\n          ^")]
    public async Task The_caret_stands_below_the_word_behind_tabs_and_wide_letters(string sql, int column, string shown)
    {
        await using var server = new ReplayServer((_, _, _) => Failed($"From line 1, column {column} to line 1, column {column + 3}: Column 'nope' not found in any table"));
        var (result, _) = await _session.RunAsync($"#!drill --url {server.Url}\n{sql}");
        Assert.Contains(shown, Assert.IsType<CellResult.Failed>(result).Error.Message, StringComparison.Ordinal);
    }

    /// <summary>A failure as Drill tells it, the sentence twice.</summary>
    private static RecordedExchange Failed(string reason) => new(1, "POST", "/query.json", "", 200, "OK", [KeyValuePair.Create("Content-Type", "application/json")],
        [System.Text.Encoding.UTF8.GetBytes($"{{\"queryId\":\"1\",\"errorMessage\":\"{reason}: {reason[(reason.IndexOf(": ", StringComparison.Ordinal) + 2)..]}\",\"queryState\":\"FAILED\"}}")]);

    private static string? Sql(string body) => body.StartsWith('{') && TryParse(body) is { } json && json.TryGetProperty("query", out var query) ? query.GetString() : null;

    private static JsonElement? TryParse(string text)
    {
        try
        {
            return JsonDocument.Parse(text).RootElement;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private Task<(CellResult Result, RecordingSink Sink)> RunAsync(string line, string body) => _session.RunAsync($"#!drill {line} --url {_server.Url}{(body.Length > 0 ? "\n" + body : "")}");

    private async Task<Table> ValueOf(string line)
    {
        var (result, _) = await RunAsync(line, "");
        return result is CellResult.Failed failed ? throw new InvalidOperationException(failed.Error.Message) : Assert.IsType<Table>(Assert.IsType<CellResult.Completed>(result).Value);
    }

    private async Task<string> TextOf(string line, string body = "")
    {
        var (result, output) = await RunAsync(line, body);
        return result is CellResult.Failed failed ? throw new InvalidOperationException(failed.Error.Message) : output.Stdout;
    }

    private async Task<string> ErrorOf(string line, string body = "") => string.Join('\n', Assert.IsType<CellResult.Failed>((await RunAsync(line, body)).Result).Error.Traceback);
}
