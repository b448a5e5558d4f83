using System.Text;
using System.Text.Json;
using Sinogram.Remote.Drill;
using Sinogram.Remote.Drill.Cluster;
using Sinogram.Testing.Replay;

namespace Sinogram.Remote.Tests.Drill.Cluster;

/// <summary>Bodies with bytes changed and cut: one walker reads them for tables and for files.</summary>
public sealed class DamagedAnswersTests : IDisposable
{
    private const string Head = "{\"queryId\":\"14fd-1\"\n,\"columns\":[\"id\",\"name\",\"on\"]\n,\"metadata\":[\"BIGINT\",\"VARCHAR\",\"DATE\"]\n,\"attemptedAutoLimit\":0\n,\"rows\":[\n";
    private readonly string _folder = Directory.CreateTempSubdirectory("sinogram-damaged-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Random_damage_to_a_body_is_an_error_or_all_rows_as_a_table_and_as_a_file()
    {
        var random = new Random(11);
        var text = Encoding.UTF8.GetBytes(Head + string.Join("\n,", Enumerable.Range(0, 30).Select(i => $"{{\"id\":{i},\"name\":\"n\\u00e9 {i} é\",\"on\":{i * 86400000L}}}")) + "\n]\n,\"queryState\":\"COMPLETED\"\n}\n");
        byte[] next = text;
        await using var server = new ReplayServer((method, _, _) => method == "POST" ? RecordedAnswersTests.Answer("") with { Chunks = [next] } : RecordedAnswersTests.Answer("{\"state\":4}"));
        using var client = new DrillClient(new DrillServerOptions { Url = server.Url, Pause = TimeSpan.FromMilliseconds(1), CancelWait = TimeSpan.FromMilliseconds(50) });
        for (var i = 0; i < 400; i++)
        {
            next = [.. text];
            for (var m = random.Next(1, 4); m > 0; m--) { next[random.Next(next.Length)] = (byte)random.Next(256); }
            if (random.Next(3) == 0) { next = next[..random.Next(next.Length)]; }
            var (table, lines) = (await RowsAsync(client), await LinesAsync(client));
            Assert.True(table is null or 30, $"{table} rows of a damaged body");
            // A file is stricter: its text is UTF-8.
            Assert.True(lines is null || lines == table, $"{lines} lines, {table} rows: {Encoding.Latin1.GetString(next)}");
        }
    }

    private static async Task<long?> RowsAsync(DrillClient client)
    {
        try
        {
            return (await client.Query("select 1 a").RunAsync(Token)).Table.RowCount;
        }
        catch (DrillException)
        {
            return null;
        }
    }

    /// <summary>The lines of the file, all of which are JSON; null where there is an error, which leaves no file.</summary>
    private async Task<long?> LinesAsync(DrillClient client)
    {
        var file = Path.Combine(_folder, "out.jsonl");
        File.Delete(file);
        try
        {
            var rows = await client.Query("select 1 a").ExportJsonLinesAsync(file, Token);
            Assert.Equal(rows, (await File.ReadAllLinesAsync(file, Token)).Count(l => JsonDocument.Parse(l) is not null));
            return rows;
        }
        catch (DrillException)
        {
            Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
            return null;
        }
    }
}
