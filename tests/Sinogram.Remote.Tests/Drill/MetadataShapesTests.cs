using System.Text.Json;
using Sinogram.Data;
using Sinogram.Remote.Drill.Cluster;
using Sinogram.Remote.Tests.Drill.Embedded;
using Sinogram.Testing;
using Sinogram.Testing.Replay;

namespace Sinogram.Remote.Tests.Drill;

/// <summary>SHOW, DESCRIBE, INFORMATION_SCHEMA and sys have the same columns in the same order and types on a cluster, on the embedded engine and in the recordings; rows too, where they are not of the machine.</summary>
public sealed class MetadataShapesTests : IDisposable
{
    private readonly string _tmp = Directory.CreateTempSubdirectory("sinogram-shapes-").FullName;

    public void Dispose() => Directory.Delete(_tmp, recursive: true);

    [Fact]
    public async Task Columns_have_the_recorded_names_order_and_types_on_both_engines()
    {
        var folder = SharedFolder.Path("recordings/drill");
        var recorded = Recorded(folder);
        using var drill = ParityTests.Engine(folder, _tmp);
        await using var server = new ReplayServer((_, _, body) => recorded[JsonDocument.Parse(body).RootElement.GetProperty("query").GetString()!].Exchange);
        using var client = new DrillClient(new DrillServerOptions { Url = server.Url });
        var differ = new List<string>();
        foreach (var (sql, (_, answer)) in recorded)
        {
            var expected = answer.GetProperty("columns").EnumerateArray().Zip(answer.GetProperty("metadata").EnumerateArray(), (c, t) => $"{c.GetString()} {RecordedAnswer.Base(t.GetString()!)}").ToList();
            Compare("cluster", sql, expected, (await client.Query(sql).RunAsync(TestContext.Current.CancellationToken)).Table);
            Compare("embedded", sql, expected, drill.Run(sql, cancellationToken: TestContext.Current.CancellationToken).Table);
        }
        Assert.True(differ.Count == 0, string.Join('\n', differ));
        Assert.True(recorded.Count >= 25, $"{recorded.Count} recorded");

        void Compare(string engine, string sql, List<string> expected, Table table)
        {
            var found = table.Schema.Select(f => $"{f.Name} {RecordedAnswer.TypeOf(f.Type)}").ToList();
            if (!expected.SequenceEqual(found)) { differ.Add($"{engine}: {sql}\n  {string.Join(", ", found)}\n  {string.Join(", ", expected)}"); }
        }
    }

    [Theory]
    [InlineData("show schemas")]
    [InlineData("show databases")]
    [InlineData("show schemas like 'dfs%'")]
    [InlineData("select * from information_schema.SCHEMATA")]
    [InlineData("show tables in information_schema")]
    [InlineData("show tables in sys")]
    [InlineData("select * from information_schema.`TABLES`")]
    [InlineData("select * from information_schema.CATALOGS")]
    [InlineData("describe information_schema.SCHEMATA")]
    public void Rows_of_what_both_have_are_the_recorded_ones(string sql)
    {
        var folder = SharedFolder.Path("recordings/drill");
        using var drill = ParityTests.Engine(folder, _tmp);
        var expected = Recorded(folder)[sql].Answer.GetProperty("rows").EnumerateArray().Select(r => string.Join('|', r.EnumerateObject().Select(p => p.Value.ToString()))).Order(StringComparer.Ordinal).ToList();
        var table = drill.Run(sql, cancellationToken: TestContext.Current.CancellationToken).Table;
        var found = Enumerable.Range(0, (int)table.RowCount).Select(r => string.Join('|', table.Columns.Select(c => c.GetValue(r)?.ToString() ?? ""))).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(expected, found);
    }

    [Fact]
    public void The_recorded_rows_of_COLUMNS_are_among_those_of_the_embedded_engine()
    {
        var folder = SharedFolder.Path("recordings/drill");
        using var drill = ParityTests.Engine(folder, _tmp);
        var table = drill.Run("select * from information_schema.`COLUMNS`", cancellationToken: TestContext.Current.CancellationToken).Table;
        var found = Enumerable.Range(0, (int)table.RowCount).Select(r => string.Join('|', table.Columns.Select(c => c.GetValue(r)?.ToString() ?? ""))).ToHashSet(StringComparer.Ordinal);
        foreach (var row in Recorded(folder)["select * from information_schema.`COLUMNS` limit 12"].Answer.GetProperty("rows").EnumerateArray())
        {
            var expected = string.Join('|', row.EnumerateObject().Select(p => p.Value.ToString()));
            Assert.True(found.Contains(expected), expected);
        }
    }

    private static Dictionary<string, (RecordedExchange Exchange, JsonElement Answer)> Recorded(string folder)
    {
        var recorded = new Dictionary<string, (RecordedExchange, JsonElement)>(StringComparer.Ordinal);
        foreach (var exchange in RecordedExchange.Read(Path.Combine(folder, "08-metadata.jsonl")).Where(e => e is { Method: "POST", Path: "/query.json" } && e.Body.StartsWith('{')))
        {
            var sql = JsonDocument.Parse(exchange.Body).RootElement.GetProperty("query").GetString()!;
            var answer = JsonDocument.Parse(exchange.Chunks.SelectMany(c => c).ToArray()).RootElement;
            var isOfThese = sql.StartsWith("show", StringComparison.Ordinal) || sql.StartsWith("describe", StringComparison.Ordinal) || sql.Contains("information_schema", StringComparison.Ordinal) || sql.Contains("sys.", StringComparison.Ordinal);
            if (isOfThese && answer.GetProperty("queryState").GetString() == "COMPLETED") { recorded[sql] = (exchange, answer); }
        }
        return recorded;
    }
}
