using System.Text.RegularExpressions;

namespace Sinogram.Remote.Livy;

/// <summary>Finds the reason of a failure in a driver's log.</summary>
internal static partial class LivyLog
{
    private const int LastLines = 5;

    /// <summary>The first exception that the log names, else its last lines; null for an empty log.</summary>
    public static string? Reason(IReadOnlyList<string> log)
    {
        foreach (var line in log)
        {
            if (ExceptionLine().Match(line) is { Success: true } match)
            {
                return match.Groups[1].Value.TrimEnd('.', ' ');
            }
        }

        var last = log.Where(l => !string.IsNullOrWhiteSpace(l)).TakeLast(LastLines).Select(l => l.Trim().TrimEnd('.')).ToList();
        return last.Count == 0 ? null : string.Join("; ", last);
    }

    [GeneratedRegex(@"^(?:Caused by: |Exception in thread ""[^""]*"" )?((?:[\w$]+\.)+[\w$]*(?:Exception|Error)\b.*)$")]
    private static partial Regex ExceptionLine();
}
