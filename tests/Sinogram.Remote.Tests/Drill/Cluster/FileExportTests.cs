using System.Text.Json;
using Sinogram.Data;
using Sinogram.Remote.Drill;
using Sinogram.Remote.Drill.Export;
using Sinogram.Remote.Tests.Drill.Embedded;
using Sinogram.Testing;
using Sinogram.Testing.Replay;

namespace Sinogram.Remote.Tests.Drill.Cluster;

/// <summary>Answers of a real Drill as Parquet, Arrow and CSV files: read again they are the recorded rows.</summary>
public sealed class FileExportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sinogram-files-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(ExportFormat.Parquet)]
    [InlineData(ExportFormat.Arrow)]
    public async Task Values_of_every_type_are_the_recorded_ones(ExportFormat format)
    {
        using var engine = new DuckDbEngine();
        var differ = new List<string>();
        var answers = Answers("cast-", "type-", "date-", "json-", "pq-");
        RecordedExchange? next = null;
        await using var server = new ReplayServer((_, _, _) => next);
        using var client = RecordedAnswersTests.Client(server);
        foreach (var (id, body) in answers)
        {
            next = RecordedAnswersTests.Answer(body);
            var file = Path.Combine(_folder, id);
            try
            {
                await BatchExport.WriteAsync(client.Query("select 1 a").StreamAsync(Token), file, format, Token);
                var read = format == ExportFormat.Arrow ? Table.ReadArrow(file) : engine.ReadParquet(file);
                if (RecordedAnswer.Compare(read, JsonDocument.Parse(body).RootElement, ordered: true) is { } difference) { differ.Add($"{id}: {difference}"); }
            }
            catch (Exception e) when (e is DrillException or TableException or EngineException)
            {
                differ.Add($"{id}: {e.Message}");
            }
        }
        Assert.True(answers.Count > 60 && differ.Count == 0, $"{differ.Count} of {answers.Count}\n{string.Join('\n', differ)}");
    }

    [Fact]
    public async Task A_csv_file_has_quotes_line_breaks_nulls_and_nested_values_as_readers_expect_them()
    {
        const string body = """
            {"queryId":"1","columns":["n","t","d","list","x","ts"],"metadata":["BIGINT","VARCHAR","DATE","BIGINT","VARDECIMAL(38, 10)","TIMESTAMP"],"rows":[
            {"n":9007199254740993,"t":"a,\"b\"\né 🩻","d":1709164800000,"list":[1,2],"x":1E-10,"ts":1709210096789},{"n":null,"t":"","d":null,"list":null,"x":null,"ts":null}],"queryState":"COMPLETED"}
            """;
        await using var server = new ReplayServer((_, _, _) => RecordedAnswersTests.Answer(body));
        using var client = RecordedAnswersTests.Client(server);
        var file = Path.Combine(_folder, "a.csv");
        await BatchExport.WriteAsync(client.Query("select 1 a").StreamAsync(Token), file, ExportFormat.Csv, Token);
        // Python's csv is the reader.
        var read = Oracle.Python("import csv, sys, json\nprint(json.dumps(list(csv.reader(open(sys.argv[1], newline='', encoding='utf-8')))))", file);
        var rows = JsonDocument.Parse(read).RootElement;
        Assert.Equal(["n", "t", "d", "list", "x", "ts"], rows[0].EnumerateArray().Select(v => v.GetString()!));
        Assert.Equal(["9007199254740993", "a,\"b\"\né 🩻", "2024-02-29", "[1, 2]", "0.0000000001", "2024-02-29 12:34:56.789"], rows[1].EnumerateArray().Select(v => v.GetString()!));
        Assert.Equal(3, rows.GetArrayLength());
    }

    /// <summary>The recorded answers with rows, by the beginnings of their names.</summary>
    private static Dictionary<string, string> Answers(params string[] kinds) =>
        File.ReadLines(SharedFolder.Path("recordings/drill/parity/queries.jsonl")).Select(l => JsonDocument.Parse(l).RootElement)
            .Where(q => q.TryGetProperty("body", out var body) && body.GetString()!.Contains("\"queryState\":\"COMPLETED\"", StringComparison.Ordinal) && body.GetString()!.Contains("\"columns\":[\"", StringComparison.Ordinal))
            .Where(q => kinds.Any(k => q.GetProperty("id").GetString()!.StartsWith(k, StringComparison.Ordinal)))
            .ToDictionary(q => q.GetProperty("id").GetString()!, q => q.GetProperty("body").GetString()!);
}
