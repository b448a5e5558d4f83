using System.Globalization;
using System.Text.Json;
using Sinogram.Remote.Drill.Cluster;
using Sinogram.Testing;
using Sinogram.Testing.Replay;

namespace Sinogram.Remote.Tests.Drill.Cluster;

/// <summary>Answers of a cluster as files of JSON lines: every value of the body, moments as ISO 8601.</summary>
public sealed class JsonLinesExportTests : IDisposable
{
    private const string Head = "{\"queryId\":\"14fd-1\"\n,\"columns\":[\"id\",\"name\"]\n,\"metadata\":[\"BIGINT\",\"VARCHAR\"]\n,\"attemptedAutoLimit\":0\n,\"rows\":[\n";
    private readonly string _folder = Directory.CreateTempSubdirectory("sinogram-lines-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_folder, "out.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_value_of_the_recorded_answers_is_written()
    {
        var folder = SharedFolder.Path("recordings/drill");
        var bodies = System.IO.File.ReadLines(Path.Combine(folder, "parity", "queries.jsonl")).Select(l => JsonDocument.Parse(l).RootElement)
            .Where(q => q.TryGetProperty("body", out var body) && body.GetString()!.Contains("\"queryState\":\"COMPLETED\"", StringComparison.Ordinal))
            .ToDictionary(q => q.GetProperty("id").GetString()!, q => q.GetProperty("body").GetString()!);
        var current = "";
        await using var server = new ReplayServer((_, _, _) => RecordedAnswersTests.Answer(current));
        using var client = RecordedAnswersTests.Client(server);
        var differ = new List<string>();
        foreach (var (id, body) in bodies)
        {
            current = body;
            var rows = await client.Query("select 1 a").ExportJsonLinesAsync(File, Token);
            var answer = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 500 }).RootElement;
            var expected = answer.TryGetProperty("rows", out var all) ? all.EnumerateArray().ToList() : [];
            var lines = await System.IO.File.ReadAllLinesAsync(File, Token);
            if (lines.Length != expected.Count || rows != lines.Length) { differ.Add($"{id}: {lines.Length} lines for {expected.Count}"); }
            var types = expected.Count == 0 ? [] : answer.GetProperty("columns").EnumerateArray().Zip(answer.GetProperty("metadata").EnumerateArray()).ToDictionary(p => p.First.GetString()!, p => p.Second.GetString()!);
            for (var i = 0; i < Math.Min(lines.Length, expected.Count); i++)
            {
                var ours = JsonDocument.Parse(lines[i], new JsonDocumentOptions { MaxDepth = 500 }).RootElement;
                foreach (var value in expected[i].EnumerateObject())
                {
                    if (!Same(value.Value, ours.GetProperty(value.Name), types[value.Name])) { differ.Add($"{id}, row {i}, {value.Name} ({types[value.Name]}): {ours.GetProperty(value.Name)} for {value.Value}"); }
                }
            }
        }
        Assert.True(bodies.Count > 200 && differ.Count == 0, $"{differ.Count} of {bodies.Count}\n{string.Join('\n', differ.Take(30))}");
    }

    [Fact]
    public async Task Nested_and_rare_values_have_the_rules_of_the_file()
    {
        const string head = "{\"queryId\":\"1\",\"columns\":[\"i\",\"d\",\"t\",\"ts\",\"list\",\"map\",\"dict\",\"b\",\"x\",\"n\"],\"metadata\":[\"INTERVALDAY\",\"DATE\",\"TIME\",\"TIMESTAMP\",\"DATE\",\"MAP\",\"DICT\",\"VARBINARY\",\"FLOAT8\",\"VARDECIMAL(38, 10)\"],\"rows\":[\n";
        const string row = "{\"i\":\"P1DT7384.567S\",\"d\":-86400000,\"t\":3723004,\"ts\":1709210096789,\"list\":[0,86400000,null],\"map\":{\"a\":[1,2.50],\"b\":{\"c\":\"x\\ny\"}},\"dict\":[{\"key\":\"k\",\"value\":9007199254740993}],\"b\":\"AAE=\",\"x\":\"NaN\",\"n\":1E-10}";
        await using var server = new ReplayServer((_, _, _) => RecordedAnswersTests.Answer(head + row + "\n,{\"i\":null,\"d\":null,\"t\":null,\"ts\":null,\"list\":[],\"map\":{},\"dict\":[{\"key\":1,\"value\":2}],\"b\":null,\"x\":1.0E10,\"n\":100.00}\n,{\"x\":2,\"late\":\"\\uD83E\\uDE7B\",\"d\":true}\n],\"queryState\":\"COMPLETED\"}"));
        using var client = RecordedAnswersTests.Client(server);
        Assert.Equal(3, await client.Query("select 1 a").ExportJsonLinesAsync(File, Token));
        Assert.Equal(
        [
            "{\"i\":\"P1DT7384.567S\",\"d\":\"1969-12-31\",\"t\":\"01:02:03.004\",\"ts\":\"2024-02-29T12:34:56.789\",\"list\":[\"1970-01-01\",\"1970-01-02\",null],\"map\":{\"a\":[1,2.50],\"b\":{\"c\":\"x\\ny\"}},\"dict\":{\"k\":9007199254740993},\"b\":\"AAE=\",\"x\":\"NaN\",\"n\":1E-10}",
            "{\"i\":null,\"d\":null,\"t\":null,\"ts\":null,\"list\":[],\"map\":{},\"dict\":[{\"key\":1,\"value\":2}],\"b\":null,\"x\":1.0E10,\"n\":100.00}",
            "{\"i\":null,\"d\":true,\"t\":null,\"ts\":null,\"list\":null,\"map\":null,\"dict\":null,\"b\":null,\"x\":2,\"n\":null,\"late\":\"🩻\"}",
        ], await System.IO.File.ReadAllLinesAsync(File, Token));
    }

    [Fact]
    public async Task A_limit_is_kept_over_several_batches()
    {
        var text = new string('x', 900);
        await using var server = new ReplayServer((_, _, _) => RecordedAnswersTests.Answer(Head + string.Join("\n,", Enumerable.Range(0, 3000).Select(i => $"{{\"id\":{i},\"name\":\"{text}\"}}")) + "\n]\n,\"queryState\":\"COMPLETED\"\n}\n"));
        using var client = RecordedAnswersTests.Client(server);
        Assert.Equal(2500, await client.Query("select 1 a", new DrillQueryOptions { RowLimit = 2500 }).ExportJsonLinesAsync(File, Token));
        var lines = await System.IO.File.ReadAllLinesAsync(File, Token);
        Assert.Equal(2500, lines.Length);
        Assert.Equal($"{{\"id\":2499,\"name\":\"{text}\"}}", lines[^1]);
    }

    /// <summary>Whether a written value is the one of the body, by the type of its column.</summary>
    private static bool Same(JsonElement theirs, JsonElement ours, string type)
    {
        switch (theirs.ValueKind)
        {
            case JsonValueKind.Number when type.Split('(')[0] is "DATE" or "TIME" or "TIMESTAMP":
                var moment = theirs.GetInt64();
                return ours.GetString() == type switch
                {
                    "DATE" => DateTime.UnixEpoch.AddMilliseconds(moment).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    "TIME" => TimeSpan.FromMilliseconds(moment).ToString(@"hh\:mm\:ss\.fff", CultureInfo.InvariantCulture),
                    _ => DateTime.UnixEpoch.AddMilliseconds(moment).ToString("yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture),
                };
            case JsonValueKind.String when type.StartsWith("INTERVAL", StringComparison.Ordinal):
                return ours.GetString() is ['P', ..];
            case JsonValueKind.String: return theirs.GetString() == ours.GetString();
            case JsonValueKind.Array when type == "DICT":
                return theirs.EnumerateArray().All(e => Same(e.GetProperty("value"), ours.GetProperty(e.GetProperty("key").GetString()!), ""));
            case JsonValueKind.Array:
                return theirs.GetArrayLength() == ours.GetArrayLength() && theirs.EnumerateArray().Zip(ours.EnumerateArray()).All(p => Same(p.First, p.Second, type));
            case JsonValueKind.Object:
                return theirs.EnumerateObject().All(p => Same(p.Value, ours.GetProperty(p.Name), ""));
            default: return theirs.GetRawText() == ours.GetRawText();
        }
    }
}
