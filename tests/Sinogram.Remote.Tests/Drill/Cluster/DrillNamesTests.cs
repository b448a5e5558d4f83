using System.Text.Json;
using Sinogram.Remote.Drill.Cluster;
using Sinogram.Testing;
using Sinogram.Testing.Replay;

namespace Sinogram.Remote.Tests.Drill.Cluster;

/// <summary>What is offered while a query for a cluster is written: the cluster's own names; the bar is the cursor.</summary>
public sealed class DrillNamesTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SELECT * FROM d|", "dfs.tmp", 14)]
    [InlineData("SELECT * FROM dfs.|", "tmp", 18)]
    [InlineData("SELECT * FROM dfs.tmp.|", "v_readers", 22)]
    [InlineData("SELECT * FROM dfs.`sc|", "scans/", 19)]
    [InlineData("SELECT * FROM dfs.tmp.`sc|", "scans/", 23)]
    [InlineData("SELECT Mod| FROM dfs.`scans`", "Modality", 7)]
    [InlineData("SELECT t.R| FROM dfs.`scans` t", "`Rows`", 9)]
    [InlineData("SELECT repeated_co| FROM x", "REPEATED_COUNT", 7)]
    [InlineData("SELECT Images FROM series WHE|", "WHERE", 26)]
    [InlineData("SELECT * FROM sys.o|", "options", 18)]
    [InlineData("SELECT t.patient.n| FROM dfs.`scans` t", "name", 17)]
    [InlineData("SELECT t.series[0].nu| FROM dfs.`scans` t", "number", 19)]
    [InlineData("SELECT patient.name.fam| FROM dfs.`scans`", "family", 20)]
    [InlineData("SET sto|", "`store.format`", 4)]
    [InlineData("ALTER SESSION SET `store.f|", "store.format", 19)]
    [InlineData("RESET store.|", "`store.format`", 6)]
    public async Task The_names_of_the_cluster_are_offered(string text, string offered, int start)
    {
        await using var server = new ReplayServer((_, _, body) => RecordedAnswersTests.Answer(Rows(Sql(body))));
        var names = new DrillNames(new DrillServerOptions { Url = server.Url });
        var position = text.IndexOf('|', StringComparison.Ordinal);
        var (from, items) = await names.CompleteAsync(text.Remove(position, 1), position, Long, Token);
        Assert.Contains(offered, items.Select(i => i.Text));
        Assert.Equal(start, from);
    }

    [Theory]
    [InlineData("SELECT Mod|ality FROM dfs.`scans`", "Modality  VARCHAR")]
    [InlineData("SELECT t.patient.na|me FROM dfs.`scans` t", "t.patient.name  STRUCT<family VARCHAR>")]
    [InlineData("SELECT 1 FROM dfs.`sc|ans`", "dfs.scans: 4 columns\nModality  VARCHAR\n`Rows`  BIGINT\npatient  STRUCT<id BIGINT, name STRUCT<family VARCHAR>>\nseries  ARRAY<STRUCT<number BIGINT>>")]
    [InlineData("SET `store.f|ormat` = 'csv'", "store.format = parquet (VARCHAR). Output format.")]
    [InlineData("USE dfs.t|mp", "schema dfs.tmp: dfs.tmp")]
    [InlineData("SELECT repeated_c|ount(x) FROM y", "REPEATED_COUNT(…): a function of Drill's")]
    [InlineData("SELECT no|thing FROM y", null)]
    [InlineData("SELECT 'a|b'", null)]
    public async Task What_is_known_of_a_name_is_told(string text, string? known)
    {
        await using var server = new ReplayServer((_, _, body) => RecordedAnswersTests.Answer(Rows(Sql(body))));
        var names = new DrillNames(new DrillServerOptions { Url = server.Url });
        var position = text.IndexOf('|', StringComparison.Ordinal);
        Assert.Equal(known, await names.InspectAsync(text.Remove(position, 1), position, Long, Token));
    }

    [Fact]
    public async Task Names_are_asked_for_once_and_kept()
    {
        var asked = 0;
        await using var server = new ReplayServer((_, _, body) =>
        {
            Interlocked.Increment(ref asked);
            return RecordedAnswersTests.Answer(Rows(Sql(body)));
        });
        var names = new DrillNames(new DrillServerOptions { Url = server.Url });
        for (var i = 0; i < 3; i++) { Assert.NotEmpty((await names.CompleteAsync("SELECT * FROM d", 15, Long, Token)).Items); }
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_cluster_that_does_not_answer_is_not_waited_for_and_offers_no_names_of_the_embedded_engine()
    {
        await using var server = new ReplayServer((_, _, _) => RecordedAnswersTests.Answer("") with { Status = 0, Reason = "timeout" });
        var names = new DrillNames(new DrillServerOptions { Url = server.Url });
        var (start, items) = await names.CompleteAsync("SELECT * FROM dfs.tmp.x WHE", 27, TimeSpan.FromMilliseconds(50), Token);
        Assert.Equal(24, start);
        Assert.Equal(["WHERE", "WHEN"], items.Select(i => i.Text).Where(t => t.StartsWith("WHE", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_cluster_that_refuses_is_no_error()
    {
        await using var server = new ReplayServer((_, _, _) => RecordedAnswersTests.Answer("<html>login</html>", 307, "text/html"));
        var names = new DrillNames(new DrillServerOptions { Url = server.Url });
        Assert.Contains("sys", (await names.CompleteAsync("SELECT * FROM ", 14, Long, Token)).Items.Select(i => i.Text));
    }

    [Fact]
    public async Task The_recorded_schemas_of_a_real_drill_are_offered()
    {
        var exchanges = RecordedExchange.Read(SharedFolder.Path("recordings/drill/08-metadata.jsonl"));
        await using var server = new ReplayServer((_, _, body) => exchanges.FirstOrDefault(e => e.Body.StartsWith('{') && string.Equals(Sql(e.Body), Sql(body), StringComparison.OrdinalIgnoreCase)) ?? RecordedAnswersTests.Answer(Rows("")));
        var names = new DrillNames(new DrillServerOptions { Url = server.Url });
        var schemas = (await names.CompleteAsync("SELECT * FROM ", 14, Long, Token)).Items.Select(i => i.Text).ToList();
        Assert.Contains("dfs.cat", schemas);
        Assert.Contains("dfs", schemas);
        var functions = (await names.CompleteAsync("SELECT date_", 12, Long, Token)).Items.Select(i => i.Text).ToList();
        Assert.Contains("DATE_TRUNC", functions);
    }

    private static string Sql(string body) => JsonDocument.Parse(body).RootElement.GetProperty("query").GetString()!;

    /// <summary>A cluster with one folder and one view.</summary>
    private static string Rows(string sql)
    {
        static string Body(string columns, string types, string rows) => $"{{\"queryId\":\"1\",\"columns\":[{columns}],\"metadata\":[{types}],\"attemptedAutoLimit\":0,\"rows\":[{rows}],\"queryState\":\"COMPLETED\"}}";
        return sql switch
        {
            "SHOW SCHEMAS" => Body("\"SCHEMA_NAME\"", "\"VARCHAR\"", "{\"SCHEMA_NAME\":\"dfs.default\"},{\"SCHEMA_NAME\":\"dfs.tmp\"},{\"SCHEMA_NAME\":\"sys\"}"),
            _ when sql.Contains("TABLE_SCHEMA = 'dfs.tmp'", StringComparison.Ordinal) => Body("\"TABLE_NAME\"", "\"VARCHAR\"", "{\"TABLE_NAME\":\"v_readers\"}"),
            _ when sql.Contains("TABLE_SCHEMA = 'sys'", StringComparison.Ordinal) => Body("\"TABLE_NAME\"", "\"VARCHAR\"", "{\"TABLE_NAME\":\"options\"}"),
            _ when sql.StartsWith("SHOW FILES IN dfs", StringComparison.Ordinal) => Body("\"name\",\"isDirectory\"", "\"VARCHAR\",\"BIT\"", "{\"name\":\"scans\",\"isDirectory\":true}"),
            "SELECT * FROM `dfs`.`scans` LIMIT 1" => Body(
                "\"Modality\",\"Rows\",\"patient\",\"series\"", "\"VARCHAR\",\"BIGINT\",\"MAP\",\"MAP\"", "{\"Modality\":\"CT\",\"Rows\":512,\"patient\":{\"id\":1,\"name\":{\"family\":\"a\"}},\"series\":[{\"number\":1}]}"),
            _ when sql.Contains("sys.options", StringComparison.Ordinal) => Body("\"name\",\"val\",\"kind\",\"description\"", "\"VARCHAR\",\"VARCHAR\",\"VARCHAR\",\"VARCHAR\"", "{\"name\":\"store.format\",\"val\":\"parquet\",\"kind\":\"VARCHAR\",\"description\":\"Output format.\"}"),
            _ when sql.Contains("sys.functions", StringComparison.Ordinal) => Body("\"name\"", "\"VARCHAR\"", "{\"name\":\"repeated_count\"},{\"name\":\"\\u003d\"}"),
            _ => "{\"queryId\":\"1\",\"errorMessage\":\"not there\",\"queryState\":\"FAILED\"}",
        };
    }
}
