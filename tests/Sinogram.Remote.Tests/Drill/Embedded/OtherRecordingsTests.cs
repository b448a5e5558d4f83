using System.Text.Json;
using Sinogram.Remote.Drill;
using Sinogram.Testing;
using Sinogram.Testing.Replay;

namespace Sinogram.Remote.Tests.Drill.Embedded;

/// <summary>The other recorded queries of a real Drill (types, errors, sessions, metadata, tables and views), asked of the embedded engine.</summary>
public sealed class OtherRecordingsTests : IDisposable
{
    private static readonly Dictionary<string, string> Differs = new()
    {
        ["select age(date '2024-03-01', date '1980-05-17') as v"] = "43 years and 9 months are 525 months",
        ["select * from dfs.`types/arrow-types.parquet`"] = "nanosecond timestamps are timestamps",
        ["select * from dfs.`json/nulls.json`"] = "null elements of lists stay null",
        ["select distinct Tags from dfs.`catalog/CR/2022`"] = "Drill fails",
        ["select Procedures from dfs.`catalog/CR/2022` order by Procedures"] = "Drill fails",
        ["select * from dfs.`json/mixed.json`"] = "values of several kinds are read as text",
        ["select a, v from dfs.`json/mixed.json` where a in (1, 2, 3)"] = "values of several kinds are read as text",
        ["select `value` from dfs.`json/measurements`"] = "values of several kinds are read as text",
        ["select `value` from dfs.`json/measurements` order by `value`"] = "values of several kinds are read as text",
        ["select count(*) n from dfs.tmp.`al`"] = "the table was made by a limited request",
        ["select 1;"] = "a semicolon at the end is allowed",
        ["select user as u, session_user as s"] = "of the machine",
        ["select user as u"] = "of the machine",
        ["select session_id as i"] = "of the machine",
        ["show schemas"] = "there is no storage cp",
        ["show databases"] = "there is no storage cp",
        ["select * from information_schema.SCHEMATA"] = "there is no storage cp",
        ["show files in dfs"] = "of the machine",
        ["show tables in sys"] = "tables that tell of a cluster are not there",
        ["select * from information_schema.`TABLES`"] = "tables that tell of a cluster are not there",
        ["select * from information_schema.`COLUMNS` limit 12"] = "the order is not defined",
        ["describe sys.options"] = "whether a column may be null is not kept",
        ["select * from information_schema.FILES where SCHEMA_NAME = 'dfs.cat'"] = "FILES needs no backticks",
        ["select * from information_schema.FILES where SCHEMA_NAME = 'dfs.tmp'"] = "FILES needs no backticks",
        ["select * from sys.options where name like 'store.json%'"] = "descriptions are of our own",
        ["select name, signature, returnType, source from sys.functions where name = 'date_add' order by signature"] = "signatures are not listed",
        ["select count(distinct name) n from sys.functions"] = "internal functions are not listed",
        ["select distinct name from sys.functions order by name"] = "internal functions are not listed",
        ["show files in dfs.tmp.`bymod`"] = "no hidden files of metadata are written",
        ["select * from dfs.tmp.`bymod/.stats.drill` limit 1"] = "no hidden files of metadata are written",
        ["select * from information_schema.VIEWS"] = "the definition is as it was written",
        ["create schema (PatientID varchar, WeightKg varchar) path '/data/imaging/tmp/x.schema'"] = "of the machine",
        ["create table dfs.tmp.`as_js2` as select Procedures, CodeSequence, Tags, PixelSpacing from dfs.`catalog/CR/2024`"] = "Drill fails",
        ["select * from dfs.tmp.`as_js2` limit 2"] = "Drill fails",
        ["drop table dfs.tmp.`as_js2`"] = "Drill fails",
    };

    private static readonly string[] OfACluster = ["sys.version", "sys.drillbits", "sys.memory", "sys.threads", "sys.connections", "sys.boot", "sys.options_old", "sys.internal_options", "sys.profiles", "sys.profiles_json"];

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
        var (same, differ) = (0, new List<string>());
        foreach (var exchange in RecordedExchange.Read(Path.Combine(folder, file)).Where(e => e is { Method: "POST", Path: "/query.json" } && e.Body.StartsWith('{')))
        {
            using var request = JsonDocument.Parse(exchange.Body);
            if (!request.RootElement.TryGetProperty("query", out var query)) { continue; }
            var sql = query.GetString()!;
            var body = System.Text.Encoding.UTF8.GetString([.. exchange.Chunks.SelectMany(c => c)]);
            // A limit on the rows that are sent is the client's, and what the server's session kept is not in the request.
            var isLimited = request.RootElement.TryGetProperty("autoLimit", out _) || (body.Contains("\"attemptedAutoLimit\":", StringComparison.Ordinal) && !body.Contains("\"attemptedAutoLimit\":0", StringComparison.Ordinal));
            if (isLimited || exchange.Status != 200 || Differs.ContainsKey(sql) || OfACluster.Any(t => sql.Contains(t, StringComparison.Ordinal))) { continue; }
            if (Difference(drill, request.RootElement, sql, body) is { } difference) { differ.Add($"{exchange.Sequence}: {difference}; {sql}"); }
            else { same++; }
        }
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
            return completed ? RecordedAnswer.Compare(table, JsonDocument.Parse(body).RootElement, ordered: false) : $"Drill fails, here {table.RowCount} rows";
        }
        catch (DrillException e)
        {
            return completed ? $"refused: {e.Message}" : null;
        }
    }
}
