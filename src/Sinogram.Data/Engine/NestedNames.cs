using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Sinogram.Data.Privacy;

namespace Sinogram.Data.Engine;

/// <summary>The columns of JSON and Parquet files with fields within that identify by their names; looked for once while a file is unchanged.</summary>
internal static partial class NestedNames
{
    private const int Most = 1 << 12;
    private static readonly ConcurrentDictionary<string, (long Length, DateTime Written, string[] Columns)> Known = new(StringComparer.Ordinal);

    /// <summary>The columns of a file, or of those that a pattern names.</summary>
    /// <param name="file">The file.</param>
    /// <param name="query">Runs a statement.</param>
    public static IReadOnlyList<string> In(string file, Func<string, Dictionary<string, object?>, Table> query)
    {
        var reader = Path.GetExtension(file).ToLowerInvariant() switch
        {
            ".json" or ".ndjson" or ".jsonl" => "read_json",
            ".parquet" => "read_parquet",
            _ => null,
        };
        if (reader is null)
        {
            return [];
        }

        try
        {
            var info = new FileInfo(file);
            if (info.Exists && Known.TryGetValue(file, out var known) && known.Length == info.Length && known.Written == info.LastWriteTimeUtc)
            {
                return known.Columns;
            }

            var columns = query($"SELECT column_name AS n, column_type AS t FROM (DESCRIBE SELECT * FROM {reader}({DuckDbEngine.Literal(file)}))", []).Rows
                .Where(r => Names().Matches(r.Get<string>("t")).Any(m => IdentifyingNames.Contains(m.Groups[1].Value.Length > 0 ? m.Groups[1].Value : m.Groups[2].Value)))
                .Select(r => r.Get<string>("n")).ToArray();
            if (info.Exists)
            {
                if (Known.Count >= Most) { Known.Clear(); }
                Known[file] = (info.Length, info.LastWriteTimeUtc, columns);
            }

            return columns;
        }
        catch (Exception e) when (e is EngineException or IOException or UnauthorizedAccessException)
        {
            // A file that cannot be read by itself: the statement that reads it says so.
            return [];
        }
    }

    [GeneratedRegex(@"[(,]\s*(?:""((?:[^""]|"""")*)""|(\w+))\s+[A-Z]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Names();
}
