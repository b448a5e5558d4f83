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
        var answers = Answers("cast-", "pq-");
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
        Assert.True(answers.Count > 20 && differ.Count == 0, $"{differ.Count} of {answers.Count}\n{string.Join('\n', differ)}");
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

    [Fact]
    public async Task Columns_that_change_on_the_way_are_one_error_for_files_of_one_form_and_lines_of_JSON_take_them()
    {
        const int before = 70_000;
        var body = "{\"queryId\":\"1\",\"columns\":[\"id\"],\"metadata\":[\"INT\"],\"rows\":[\n" + string.Join("\n,", Enumerable.Range(0, before).Select(i => $"{{\"id\":{i}}}").Append("{\"id\":2.5,\"late\":1}")) + "\n],\"queryState\":\"COMPLETED\"}";
        await using var server = new ReplayServer((method, _, _) => RecordedAnswersTests.Answer(method == "POST" ? body : "{\"state\":3}"));
        using var client = RecordedAnswersTests.Client(server);
        foreach (var format in Enum.GetValues<ExportFormat>())
        {
            var error = await Assert.ThrowsAsync<DrillException>(() => BatchExport.WriteAsync(client.Query("select 1 a").StreamAsync(Token), Path.Combine(_folder, "a." + format), format, Token));
            Assert.Contains("The columns change after", error.Message, StringComparison.Ordinal);
            Assert.Contains("export to .jsonl", error.Hint, StringComparison.Ordinal);
        }
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
        Assert.Equal(before + 1, await client.Query("select 1 a").ExportJsonLinesAsync(Path.Combine(_folder, "a.jsonl"), Token));
        Assert.Equal("{\"id\":2.5,\"late\":1}", File.ReadLines(Path.Combine(_folder, "a.jsonl")).Last());
        // As a table they are put together.
        var table = (await client.Query("select 1 a").RunAsync(Token)).Table;
        Assert.Equal((before + 1L, 2.5, 0.0, null), (table.RowCount, table.GetValue(before, "id"), table.GetValue(0, "id"), table.GetValue(0, "late")));
    }

    /// <summary>The recorded answers with rows, by the beginnings of their names.</summary>
    private static Dictionary<string, string> Answers(params string[] kinds) =>
        File.ReadLines(SharedFolder.Path("recordings/drill/parity/queries.jsonl")).Select(l => JsonDocument.Parse(l).RootElement)
            .Where(q => q.TryGetProperty("body", out var body) && body.GetString()!.Contains("\"queryState\":\"COMPLETED\"", StringComparison.Ordinal) && body.GetString()!.Contains("\"columns\":[\"", StringComparison.Ordinal))
            .Where(q => kinds.Any(k => q.GetProperty("id").GetString()!.StartsWith(k, StringComparison.Ordinal)))
            .ToDictionary(q => q.GetProperty("id").GetString()!, q => q.GetProperty("body").GetString()!);
}
