using System.Globalization;
using System.Text.Json;
using Sinogram.Data;
using Sinogram.Data.Presentation;
using Sinogram.Remote.Drill;
using Sinogram.Remote.Drill.Embedded;
using Sinogram.Testing;

namespace Sinogram.Remote.Tests.Drill.Embedded;

/// <summary>The recorded answers of a real Drill: what the embedded engine runs must give the same rows, and what it does not follow must be refused.</summary>
public sealed class ParityTests
{
    /// <summary>Where Drill's own answer is a defect or an error, and ours is the better one; the reason stands beside it.</summary>
    private static readonly Dictionary<string, string> Better = new()
    {
        ["files-glob-star"] = "the order of equal file names is not defined",
        ["json-nested-noalias"] = "a field of a struct is found without the table's alias",
        ["pq-star-types"] = "nanosecond timestamps are timestamps, not whole numbers; unsigned integers keep their sign; null lists stay null",
        ["pq-list-null"] = "a null list is null, not empty",
        ["pq-decimal"] = "the product of a decimal sum keeps its decimal places",
        ["math-round"] = "ROUND to tens and hundreds rounds",
        ["sql-duplicate-order"] = "ORDER BY of a name that two columns have takes the first",
        ["sql-join-inequality"] = "inequality joins need no option",
        ["sql-join-cross"] = "cross joins need no option",
        ["sql-union-all"] = "numbers of different kinds unite",
        ["sql-union-schema-change"] = "numbers of different kinds unite",
        ["json-dir-type-change"] = "numbers of different kinds unite",
        ["json-dir-type-sort"] = "numbers of different kinds unite",
        ["sql-not-in-null"] = "NOT IN of a query needs no option",
        ["sql-agg-filter-any"] = "a boolean column is a condition",
        ["more-sum-case"] = "a boolean column is a condition",
        ["sql-semicolon"] = "a semicolon at the end is allowed",
        ["cast-int-bool"] = "a boolean can be cast to a number",
    };

    [Fact]
    public void What_is_followed_gives_the_rows_of_the_real_drill()
    {
        var folder = SharedFolder.Path("recordings/drill");
        using var drill = Engine(folder);
        var (same, refused, differ) = (0, 0, new List<string>());
        foreach (var line in File.ReadLines(Path.Combine(folder, "parity", "queries.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            var query = json.RootElement;
            var id = query.GetProperty("id").GetString()!;
            if (!query.TryGetProperty("response", out var response) || query.TryGetProperty("options", out var options) && options.EnumerateObject().Any(o => o.Name != "drill.exec.http.rest.errors.verbose")) { continue; }
            drill.DefaultSchema = query.TryGetProperty("defaultSchema", out var schema) ? schema.GetString() : null;
            var completed = response.TryGetProperty("queryState", out var state) && state.GetString() == "COMPLETED";
            QueryResult ours;
            try
            {
                ours = drill.Run(query.GetProperty("sql").GetString()!);
            }
            catch (DrillException e)
            {
                refused++;
                TestContext.Current.TestOutputHelper?.WriteLine($"refused {id}: {e.Message}");
                continue;
            }
            if (Better.ContainsKey(id)) { continue; }
            if (!completed)
            {
                differ.Add($"{id}: Drill fails, here {ours.Table.RowCount} rows; {query.GetProperty("sql").GetString()}");
                continue;
            }
            var body = JsonDocument.Parse(query.GetProperty("body").GetString()!).RootElement;
            if (Compare(ours.Table, body, query.GetProperty("ordered").GetBoolean()) is { } difference) { differ.Add($"{id}: {difference}; {query.GetProperty("sql").GetString()}"); }
            else { same++; }
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{same} the same, {refused} refused, {differ.Count} different");
        Assert.True(differ.Count == 0, string.Join('\n', differ));
        Assert.True(same >= 110, $"only {same} queries of the real Drill are followed");
    }

    private static EmbeddedDrill Engine(string folder)
    {
        var drill = new EmbeddedDrill(new EngineOptions { MemoryLimit = 512L << 20 });
        var data = Path.Combine(folder, "data");
        drill.SetWorkspace("dfs", data);
        drill.SetWorkspace("dfs.root", data);
        drill.SetWorkspace("dfs.cat", Path.Combine(data, "catalog"));
        return drill;
    }

    private static string? Compare(Table ours, JsonElement body, bool ordered)
    {
        var names = body.GetProperty("columns").EnumerateArray().Select(c => c.GetString()!).ToArray();
        var types = body.GetProperty("metadata").EnumerateArray().Select(c => c.GetString()!).ToArray();
        if (!names.Order().SequenceEqual(ours.Schema.Select(f => f.Name).Order(), StringComparer.OrdinalIgnoreCase)) { return $"columns {string.Join(",", ours.Schema.Select(f => f.Name))} for {string.Join(",", names)}"; }
        var theirs = body.GetProperty("rows").EnumerateArray().Select(r => names.Select((n, i) => r.TryGetProperty(n, out var v) ? Theirs(v, types[i]) : "null").ToArray()).ToList();
        var mine = Enumerable.Range(0, (int)ours.RowCount).Select(r => names.Select((n, i) => Ours(ours[n].GetValue(r), types[i])).ToArray()).ToList();
        if (theirs.Count != mine.Count) { return $"{mine.Count} rows for {theirs.Count}"; }
        if (!ordered)
        {
            theirs = [.. theirs.OrderBy(r => string.Join('|', r), StringComparer.Ordinal)];
            mine = [.. mine.OrderBy(r => string.Join('|', r), StringComparer.Ordinal)];
        }
        for (var r = 0; r < theirs.Count; r++)
        {
            for (var c = 0; c < names.Length; c++)
            {
                if (names[c] is "fqn" or "filepath") { continue; }
                if (!Same(theirs[r][c], mine[r][c])) { return $"row {r}, {names[c]} ({types[c]}): {mine[r][c]} for {theirs[r][c]}"; }
            }
        }
        return null;
    }

    private static bool Same(string a, string b)
    {
        if (a == b) { return true; }
        // Drill loses the null of lists and structs.
        if (b == "null" && (a == "[]" || (a.StartsWith('{') && a.Replace("null", "", StringComparison.Ordinal).Replace("[]", "", StringComparison.Ordinal).All(c => !char.IsDigit(c))))) { return true; }
        // Quotients of decimals: Drill rounds to a scale, here all digits stand.
        return double.TryParse(a, CultureInfo.InvariantCulture, out var x) && double.TryParse(b, CultureInfo.InvariantCulture, out var y) && Math.Abs(x - y) <= 1e-6 * Math.Max(1, Math.Abs(x));
    }

    private static string Theirs(JsonElement value, string type) => value.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => "[" + string.Join(",", value.EnumerateArray().Select(v => Theirs(v, type))) + "]",
        JsonValueKind.Object => "{" + string.Join(",", value.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => p.Name + ":" + Theirs(p.Value, ""))) + "}",
        _ => value.GetRawText(),
    };

    private static string Ours(object? value, string type) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        string text => text,
        byte[] bytes => Convert.ToBase64String(bytes),
        DateOnly date => new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        DateTime time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        TimeOnly time => (time.Ticks / TimeSpan.TicksPerMillisecond).ToString(CultureInfo.InvariantCulture),
        StructValue row => "{" + string.Join(",", row.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Key + ":" + Ours(p.Value, ""))) + "}",
        MapValue map => "[" + string.Join(",", map.Select(e => $"{{key:{Ours(e.Key, "")},value:{Ours(e.Value, "")}}}")) + "]",
        System.Collections.IEnumerable list => "[" + string.Join(",", list.Cast<object?>().Select(v => Ours(v, type))) + "]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
