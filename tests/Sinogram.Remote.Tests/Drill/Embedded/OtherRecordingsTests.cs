using System.Text.Json;
using Sinogram.Remote.Drill;
using Sinogram.Testing;
using Sinogram.Testing.Replay;

namespace Sinogram.Remote.Tests.Drill.Embedded;

/// <summary>The other recorded queries of a real Drill (types, errors, sessions, metadata, tables and views), asked of the embedded engine.</summary>
public sealed class OtherRecordingsTests : IDisposable
{
    /// <summary>Tables whose columns are Drill's, and whose content is of the engine.</summary>
    private static readonly string[] OfTheEngine = ["sys.version", "sys.drillbits", "sys.memory", "sys.threads", "sys.connections", "sys.boot", "sys.options_old", "sys.internal_options", "sys.profiles", "sys.profiles_json"];

    private readonly string _tmp = Directory.CreateTempSubdirectory("sinogram-recorded-").FullName;

    public void Dispose() => Directory.Delete(_tmp, recursive: true);

    [Theory]
    [InlineData("02-types.jsonl", 30)]
    [InlineData("02-types-tables.jsonl", 10)]
    [InlineData("03-errors.jsonl", 40)]
    [InlineData("06-session.jsonl", 10)]
    [InlineData("08-metadata.jsonl", 10)]
    [InlineData("09-ddl.jsonl", 40)]
    public void What_the_real_drill_answers_is_answered_the_same(string file, int least)
    {
        var folder = SharedFolder.Path("recordings/drill");
        using var drill = ParityTests.Engine(folder, _tmp);
        var (same, differ, asked, listed) = (0, new List<string>(), new HashSet<string>(), new HashSet<string>());
        foreach (var exchange in RecordedExchange.Read(Path.Combine(folder, file)).Where(e => e is { Method: "POST", Path: "/query.json" } && e.Body.StartsWith('{')))
        {
            using var request = JsonDocument.Parse(exchange.Body);
            if (!request.RootElement.TryGetProperty("query", out var query)) { continue; }
            var sql = query.GetString()!;
            var body = System.Text.Encoding.UTF8.GetString([.. exchange.Chunks.SelectMany(c => c)]);
            // A limit on the rows that are sent is the client's, and what the server's session kept is not in the request.
            var isLimited = request.RootElement.TryGetProperty("autoLimit", out _) || (body.Contains("\"attemptedAutoLimit\":", StringComparison.Ordinal) && !body.Contains("\"attemptedAutoLimit\":0", StringComparison.Ordinal));
            if (isLimited || exchange.Status != 200 || ListedDifferences.OfTheMachine.Contains(sql)) { continue; }
            asked.Add(sql);
            if (Difference(drill, request.RootElement, sql, body) is not { } difference)
            {
                same++;
                // What is listed for its rows is the same where there are none.
                if (body.Contains("\"rows\":[\n]", StringComparison.Ordinal)) { asked.Remove(sql); }
            }
            else if (ListedDifferences.Others.ContainsKey(sql)) { listed.Add(sql); }
            else { differ.Add($"{exchange.Sequence}: {difference}; {sql}"); }
        }
        differ.AddRange(ListedDifferences.Others.Keys.Intersect(asked).Except(listed).Select(sql => $"differs no more: {sql}"));
        TestContext.Current.TestOutputHelper?.WriteLine($"{same} the same");
        Assert.True(differ.Count == 0, $"{same} the same, {differ.Count} different\n{string.Join('\n', differ)}");
        Assert.True(same >= least, $"only {same} the same");
    }

    private static string? Difference(Sinogram.Remote.Drill.Embedded.EmbeddedDrill drill, JsonElement request, string sql, string body)
    {
        var completed = body.Contains("\"queryState\":\"COMPLETED\"", StringComparison.Ordinal);
        drill.Reset();
        drill.DefaultSchema = request.TryGetProperty("defaultSchema", out var schema) ? schema.GetString() : null;
        try
        {
            foreach (var option in request.TryGetProperty("options", out var options) ? options.EnumerateObject() : default(JsonElement.ObjectEnumerator)) { drill.SetOption(option.Name, option.Value.ToString()); }
            var table = drill.Run(sql, cancellationToken: TestContext.Current.CancellationToken).Table;
            return completed ? RecordedAnswer.Compare(table, JsonDocument.Parse(body).RootElement, ordered: false, rows: !OfTheEngine.Any(t => sql.Contains(t, StringComparison.Ordinal))) : $"Drill fails, here {table.RowCount} rows";
        }
        catch (DrillException e)
        {
            return completed ? $"refused: {e.Message}" : null;
        }
    }
}
