using System.Text.RegularExpressions;
using Sinogram.Data;
using Sinogram.Data.Presentation;

namespace Sinogram.Remote.Drill.Cluster;

/// <summary>What was meant where a statement for a cluster names what is not there: the nearest of the names that the cluster itself tells.</summary>
internal static partial class DrillSuggestions
{
    /// <summary>How long the question may take: the error is what matters.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>A sentence, or null where the error is another one, nothing is near, or the cluster does not say.</summary>
    public static async Task<string?> ForAsync(DrillClient client, string reason, CancellationToken token)
    {
        if (Question(reason) is not var (missing, sql, column)) { return null; }
        try
        {
            var names = (await client.Query(sql, new DrillQueryOptions { Timeout = Longest }).RunAsync(token).ConfigureAwait(false)).Table;
            if (!names.Contains(column)) { return null; }
            var known = Enumerable.Range(0, (int)names.RowCount).Select(r => names.GetValue(r, column) as string).OfType<string>();
            return NearNames.Nearest(missing, known) is { } near && !string.Equals(near, missing, StringComparison.Ordinal) ? $"Did you mean '{near}'?" : null;
        }
        catch (Exception e) when (e is DrillException or TableException)
        {
            return null;
        }
    }

    /// <summary>The name that is not there, and where to look for those that are.</summary>
    private static (string Missing, string Sql, string Column)? Question(string reason)
    {
        if (File().Match(reason) is { Success: true } file)
        {
            var (path, schema) = (file.Groups["path"].Value.TrimEnd('/'), file.Groups["schema"].Value);
            var cut = path.LastIndexOf('/');
            var folder = cut > 0 ? $".`{path[..cut].Replace("`", "``", StringComparison.Ordinal)}`" : "";
            return (path[(cut + 1)..], $"SHOW FILES IN {schema}{folder}", "name");
        }
        if (Function().Match(reason) is { Success: true } function) { return (function.Groups["name"].Value.ToLowerInvariant(), "SELECT DISTINCT name FROM sys.functions ORDER BY name", "name"); }
        if (Option().Match(reason) is { Success: true } option) { return (option.Groups["name"].Value, "SELECT name FROM sys.options", "name"); }
        return Schema().Match(reason) is { Success: true } unknown ? (unknown.Groups["name"].Value, "SHOW SCHEMAS", "SCHEMA_NAME") : null;
    }

    [GeneratedRegex(@"Object '(?<path>[^']+)' not found within '(?<schema>[\w.]+)'", RegexOptions.CultureInvariant)]
    private static partial Regex File();

    [GeneratedRegex(@"(function signature |function implementation: \[)(?<name>\w+)\(", RegexOptions.CultureInvariant)]
    private static partial Regex Function();

    [GeneratedRegex(@"The option '(?<name>[^']+)' does not exist", RegexOptions.CultureInvariant)]
    private static partial Regex Option();

    [GeneratedRegex(@"Schema \[+(?<name>[\w.]+)\]+ is not valid|Invalid schema name \[(?<name>[\w.]+)\]", RegexOptions.CultureInvariant)]
    private static partial Regex Schema();
}
