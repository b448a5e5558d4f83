namespace Sinogram.Data.Privacy;

/// <summary>Makes known what tables that another machine has printed say of people: those with bars, as Spark's <c>show()</c> and most SQL shells write them.</summary>
public static class PrintedTables
{
    private const int LongestLine = 10_000;

    /// <summary>Makes the values known that stand in columns named after what identifies.</summary>
    public static void Learn(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.Contains('|', StringComparison.Ordinal))
        {
            return;
        }

        string[] heading = [];
        foreach (var line in text.Split('\n').Where(l => l.Length <= LongestLine))
        {
            var cells = Cells(line);
            if (cells.Length == 0)
            {
                heading = line.Contains("--", StringComparison.Ordinal) ? heading : [];
            }
            else if (cells.Length != heading.Length)
            {
                heading = Array.Exists(cells, IdentifyingNames.Contains) ? cells : [];
            }
            else
            {
                for (var i = 0; i < cells.Length; i++)
                {
                    if (IdentifyingNames.Contains(heading[i]) && cells[i] is not ("" or "null" or "NULL"))
                    {
                        // Spark cuts long texts.
                        IdentifyingColumns.AddText(heading[i], cells[i].EndsWith("...", StringComparison.Ordinal) ? cells[i][..^3] : cells[i]);
                    }
                }
            }
        }
    }

    private static string[] Cells(string line) =>
        line.Trim() is ['|' or '│', .., '|' or '│'] whole && whole.Length > 2 ? [.. whole[1..^1].Split('|', '│').Select(c => c.Trim())] : [];
}
