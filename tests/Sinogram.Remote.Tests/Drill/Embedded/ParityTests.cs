using System.Text.Json;
using Sinogram.Data;
using Sinogram.Remote.Drill;
using Sinogram.Remote.Drill.Embedded;
using Sinogram.Testing;

namespace Sinogram.Remote.Tests.Drill.Embedded;

/// <summary>The recorded answers of a real Drill: the embedded engine gives the same columns, types and rows, or a better answer that is listed.</summary>
public sealed class ParityTests : IDisposable
{
    /// <summary>Ordered by a column that several rows share.</summary>
    private const string TiedOrder = "files-glob-star";

    private readonly string _tmp = Directory.CreateTempSubdirectory("sinogram-parity-").FullName;

    public void Dispose() => Directory.Delete(_tmp, recursive: true);

    [Fact]
    public void What_the_real_drill_answers_is_answered_the_same()
    {
        var folder = SharedFolder.Path("recordings/drill");
        using var drill = Engine(folder, _tmp);
        var (same, differ, listed) = (0, new List<string>(), new HashSet<string>());
        foreach (var line in File.ReadLines(Path.Combine(folder, "parity", "queries.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            var query = json.RootElement;
            var id = query.GetProperty("id").GetString()!;
            var sql = query.GetProperty("sql").GetString()!;
            drill.Reset();
            drill.DefaultSchema = query.TryGetProperty("defaultSchema", out var schema) ? schema.GetString() : null;
            if (query.TryGetProperty("options", out var options))
            {
                foreach (var option in options.EnumerateObject()) { drill.SetOption(option.Name, option.Value.GetString()!); }
            }
            var completed = query.TryGetProperty("response", out var response) && response.TryGetProperty("queryState", out var state) && state.GetString() == "COMPLETED";
            string? difference;
            try
            {
                var ours = drill.Run(sql, cancellationToken: TestContext.Current.CancellationToken);
                difference = !completed ? $"Drill fails, here {ours.Table.RowCount} rows" : RecordedAnswer.Compare(ours.Table, JsonDocument.Parse(query.GetProperty("body").GetString()!).RootElement, query.GetProperty("ordered").GetBoolean() && id != TiedOrder);
            }
            catch (DrillException e)
            {
                difference = completed ? $"refused: {e.Message}" : null;
                if (!completed) { TestContext.Current.TestOutputHelper?.WriteLine($"as Drill, {id}: {e.Message} {e.Hint}"); }
            }
            if (difference is null) { same++; }
            else if (ListedDifferences.Parity.ContainsKey(id)) { listed.Add(id); }
            else { differ.Add($"{id}: {difference}; {sql}"); }
        }
        differ.AddRange(ListedDifferences.Parity.Keys.Except(listed).Select(id => $"{id} differs no more: take it out of the list"));
        TestContext.Current.TestOutputHelper?.WriteLine($"{same} the same, {differ.Count} different");
        Assert.True(differ.Count == 0, $"{same} the same, {differ.Count} different\n{string.Join('\n', differ)}");
    }

    [Fact]
    public void The_notebook_lists_every_difference_and_nothing_else()
    {
        var tested = ListedDifferences.Parity.Values.Concat(ListedDifferences.Others.Values).SelectMany(r => r).Concat(ListedDifferences.NotRecorded).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(tested, ListedDifferences.Table().Order(StringComparer.Ordinal));
    }

    internal static EmbeddedDrill Engine(string folder, string tmp)
    {
        var drill = new EmbeddedDrill(new EngineOptions { MemoryLimit = 512L << 20 });
        var data = Path.Combine(folder, "data");
        drill.SetWorkspace("dfs", data);
        drill.SetWorkspace("dfs.root", data);
        drill.SetWorkspace("dfs.cat", Path.Combine(data, "catalog"), defaultFormat: "parquet");
        drill.SetWorkspace("dfs.tmp", tmp, writable: true);
        return drill;
    }
}
