using System.Text.Json;
using System.Text.RegularExpressions;
using Sinogram.Data;
using Sinogram.Remote.Drill;
using Sinogram.Remote.Drill.Embedded;
using Sinogram.Testing;

namespace Sinogram.Remote.Tests.Drill.Embedded;

/// <summary>A plan of the embedded engine speaks of the user's tables and columns, in the form of Drill's plans.</summary>
public sealed partial class ExplainTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sinogram-plan-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(
        "SELECT dir0, COUNT(*) AS n, MAX(v) AS m FROM dfs.`c` WHERE v > 1 GROUP BY dir0 HAVING COUNT(*) > 2 ORDER BY n DESC LIMIT 3",
        "Screen\n└─ TopN  order=[n DESC], limit=[3]\n   └─ Project  columns=[dir0, n, m]\n      └─ Filter  condition=[(count(*) > 2)]\n         └─ HashAgg  group=[dir0], aggregates=[count(*), max(v)]\n            └─ Project  columns=[dir0, v]\n               └─ ParquetScan  `c`, columns v, dir0, filter v>1\n")]
    [InlineData(
        "SELECT a.v, b.w FROM dfs.`c` a JOIN dfs.`d.json` b ON a.v = b.v",
        "Screen\n└─ HashJoin  condition=[v = v], joinType=[inner]\n   ├─ ParquetScan  `c`, columns v\n   └─ JsonScan  `d.json`, columns v, w\n")]
    [InlineData("SELECT v FROM dfs.`c` WHERE dir0 = 'm=CT'", "Screen\n└─ ParquetScan  `c`, 1 files, columns v\n")]
    [InlineData("SELECT FLATTEN(l) AS x FROM dfs.`d.json`", "Screen\n└─ Project  columns=[x]\n   └─ Flatten\n      └─ JsonScan  `d.json`, columns l\n")]
    [InlineData("SELECT v FROM t WHERE CAST(s AS INT) / v > 1", "Screen\n└─ Filter  condition=[((CAST(CAST(s) AS INTEGER) / v) > 1)]\n   └─ TableScan  t, columns v, s\n")]
    public void A_plan_is_a_tree_of_the_users_own_names(string sql, string tree)
    {
        using var engine = new DuckDbEngine(new EngineOptions { MemoryLimit = 128L << 20 });
        foreach (var m in (string[])["CT", "MR"])
        {
            Directory.CreateDirectory(Path.Combine(_folder, "c", "m=" + m));
            engine.Execute($"COPY (SELECT range AS v FROM range(10)) TO '{_folder}/c/m={m}/part-0.parquet' (FORMAT parquet)", TestContext.Current.CancellationToken);
        }
        File.WriteAllText(Path.Combine(_folder, "d.json"), """{"v": 1, "w": "x", "l": [1, 2]}""");
        using var drill = new EmbeddedDrill(new EngineOptions { MemoryLimit = 256L << 20 });
        drill.SetWorkspace("dfs", _folder);
        drill.Register("t", new Table(Column.Of<int>("v", [1, 2]), Column.Of("s", "1", "2")), TestContext.Current.CancellationToken);
        var plan = drill.Run("EXPLAIN PLAN FOR " + sql, cancellationToken: TestContext.Current.CancellationToken).Table;
        Assert.Equal(tree, PlanTree.Draw((string)plan.GetValue(0, "text")!));
        using var json = JsonDocument.Parse((string)plan.GetValue(0, "json")!);
        // As in Drill, what is read comes first and every operator names those below it.
        var graph = json.RootElement.GetProperty("graph");
        Assert.Equal("screen", graph[graph.GetArrayLength() - 1].GetProperty("pop").GetString());
        Assert.EndsWith("scan", graph[0].GetProperty("pop").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_tells_the_rows_that_are_expected_and_after_a_run_those_that_were()
    {
        using var engine = new DuckDbEngine(new EngineOptions { MemoryLimit = 128L << 20 });
        foreach (var (name, rows) in (ReadOnlySpan<(string, int)>)[("a", 30), ("b", 10)]) { engine.Execute($"COPY (SELECT range AS v, range % 3 AS w FROM range({rows})) TO '{_folder}/{name}.parquet' (FORMAT parquet)", TestContext.Current.CancellationToken); }
        using var drill = new EmbeddedDrill(new EngineOptions { MemoryLimit = 256L << 20 });
        drill.SetWorkspace("dfs", _folder);
        const string sql = "SELECT w, COUNT(*) AS n FROM dfs.`*.parquet` GROUP BY w ORDER BY n DESC LIMIT 2";
        string Text(string explain) => (string)drill.Run(explain + sql, cancellationToken: TestContext.Current.CancellationToken).Table.GetValue(0, "text")!;
        var all = Text("EXPLAIN PLAN INCLUDING ALL ATTRIBUTES FOR ");
        Assert.Contains("Screen : rowType = RecordType(BIGINT w, BIGINT n): rowcount = 2.0, cumulative cost = {", all, StringComparison.Ordinal);
        // The files tell their rows themselves.
        Assert.Contains("columns=[w]) : rowcount = 40.0, cumulative cost = {40.0 rows}", all, StringComparison.Ordinal);
        Assert.Contains("columns w  (about 40 rows)\n", PlanTree.Draw(all), StringComparison.Ordinal);
        Assert.DoesNotContain("(", Text("EXPLAIN PLAN EXCLUDING ATTRIBUTES FOR "), StringComparison.Ordinal);
        Assert.DoesNotContain("rowcount", Text("EXPLAIN PLAN FOR "), StringComparison.Ordinal);
        var analyzed = PlanTree.Draw(drill.Analyze(sql, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Matches(@"TopN  .*  \(about 2 rows; 2 rows in [0-9.]+ ms\)\n", analyzed);
        Assert.Matches(@"HashAgg  .*; 3 rows in [0-9.]+ ms\)\n", analyzed);
        Assert.Matches(@"ParquetScan  .*columns w  \(about 40 rows; 40 rows in [0-9.]+ ms\)\n", analyzed);
        Assert.DoesNotContain("EXPLAIN", analyzed, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Plans_of_recorded_queries_hold_no_word_of_the_engine()
    {
        var recordings = SharedFolder.Path("recordings/drill");
        using var drill = ParityTests.Engine(recordings, _folder);
        var (count, found) = (0, new List<string>());
        foreach (var line in File.ReadLines(Path.Combine(recordings, "parity", "queries.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            var sql = json.RootElement.GetProperty("sql").GetString()!;
            if (!sql.StartsWith("select", StringComparison.OrdinalIgnoreCase) && !sql.StartsWith("with", StringComparison.OrdinalIgnoreCase)) { continue; }
            drill.DefaultSchema = json.RootElement.TryGetProperty("defaultSchema", out var schema) ? schema.GetString() : null;
            try
            {
                var plan = drill.Run("explain plan for " + sql, cancellationToken: TestContext.Current.CancellationToken).Table;
                count++;
                var text = (string)plan.GetValue(0, "text")! + (string)plan.GetValue(0, "json")!;
                if (EngineWords().Match(text) is { Success: true } word) { found.Add($"{word.Value}: {sql}\n{plan.GetValue(0, "text")}"); }
            }
            catch (DrillException)
            {
                // Refused, as the query itself is.
            }
        }
        Assert.True(count > 200, $"only {count} plans");
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [GeneratedRegex(@"#\d|#\[|__internal|struct_extract|array_extract|READ_|read_parquet|read_json|SINOGRAM|file_index|count_star|\berror\b|HUGEINT|delim|@@|\b[swuvqf]\d+\.", RegexOptions.CultureInvariant)]
    private static partial Regex EngineWords();
}
