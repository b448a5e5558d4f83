using System.Text.Json;

namespace Sinogram.Remote.Drill.Cluster;

/// <param name="Id">The query's id.</param>
/// <param name="Query">Its SQL; the list cuts it.</param>
/// <param name="State">In words.</param>
/// <param name="User">Who runs it.</param>
/// <param name="Start">Milliseconds since 1970.</param>
/// <param name="Duration">In words.</param>
public sealed record DrillProfileEntry(string Id, string Query, string State, string User, long Start, string Duration);

/// <summary>Lists of queries, and what a profile tells of progress.</summary>
public static class ProfileList
{
    private const int CutAt = 150;

    /// <summary>The queries of some lists of <c>/profiles.json</c>.</summary>
    public static IReadOnlyList<DrillProfileEntry> Read(JsonElement json, params IReadOnlyList<string> lists) =>
    [
        .. lists.SelectMany(list => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(list, out var queries) && queries.ValueKind == JsonValueKind.Array ? queries.EnumerateArray() : default(JsonElement.ArrayEnumerator))
            .Select(q => new DrillProfileEntry(Text(q, "queryId"), Text(q, "query"), Text(q, "state"), Text(q, "user"), q.TryGetProperty("startTime", out var start) && start.TryGetInt64(out var s) ? s : 0, Text(q, "duration"))),
    ];

    /// <summary>Whether an entry's text, which may be cut, is that of a query.</summary>
    internal static bool IsSame(string listed, string sql)
    {
        var text = listed.EndsWith("...", StringComparison.Ordinal) ? listed[..^3] : listed;
        return text.Length > 0 && (text == sql.Trim() || text == sql || (text.Length >= CutAt - 10 && sql.TrimStart().StartsWith(text.Trim(), StringComparison.Ordinal)));
    }

    internal static DrillProgress Progress(JsonElement profile, long rows)
    {
        long records = 0;
        foreach (var fragment in Array(profile, "fragmentProfile"))
        {
            foreach (var minor in Array(fragment, "minorFragmentProfile"))
            {
                foreach (var op in Array(minor, "operatorProfile"))
                {
                    foreach (var input in Array(op, "inputProfile")) { records += input.TryGetProperty("records", out var n) && n.TryGetInt64(out var count) ? count : 0; }
                }
            }
        }
        return new DrillProgress(DrillClient.StateOf(profile), Number(profile, "finishedFragments"), Number(profile, "totalFragments"), records, rows);
    }

    internal static IEnumerable<JsonElement> Array(JsonElement json, string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [];

    internal static string Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static int Number(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.TryGetInt32(out var number) ? number : 0;
}
