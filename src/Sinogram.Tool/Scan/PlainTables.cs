using System.Text.RegularExpressions;

namespace Sinogram.Tool.Scan;

/// <summary>
/// Tables in plain text with a column that is named after what identifies a patient: with bars (Markdown, psql, duckdb), with a separator (CSV), or aligned by
/// blanks (pandas, R).
/// </summary>
internal static partial class PlainTables
{
    private const int LongestLine = 4000;

    private static readonly char[] Separators = ['\t', ';', ','];

    /// <summary>How many values of such columns a text holds that are neither masked nor missing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isCode">It is code, in which only tables with bars are looked for.</param>
    public static int Count(string text, bool isCode)
    {
        var lines = text.Split('\n');
        var count = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].TrimEnd('\r');
            if (line.Length is 0 or > LongestLine)
            {
                continue;
            }

            var (values, rows) = Bars(line, lines, i + 1);
            if (rows == 0 && !isCode)
            {
                (values, rows) = Separated(line, lines, i + 1);
                (values, rows) = rows == 0 ? Aligned(line, lines, i + 1) : (values, rows);
            }

            count += values;
            i += rows;
        }

        return count;
    }

    private static (int Values, int Rows) Bars(string heading, string[] lines, int from)
    {
        var cells = BarCells(heading);
        if (cells.Length < 2 || ColumnWords.In(cells) is not { Count: > 0 } named)
        {
            return default;
        }

        var (values, rows) = (0, 0);
        for (var i = from; i < lines.Length && lines[i].Trim() is { Length: > 0 and <= LongestLine } line; i++, rows++)
        {
            var row = BarCells(line);
            if (row.Length == cells.Length)
            {
                values += named.Count(n => ColumnWords.IsValue(row[n]));
            }
            else if (line.Any(char.IsLetterOrDigit))
            {
                break;
            }
        }

        return (values, rows);
    }

    private static string[] BarCells(string line)
    {
        var trimmed = line.Trim().Replace('│', '|').Replace('┃', '|').Replace('║', '|');
        return trimmed.Contains('|', StringComparison.Ordinal) ? [.. trimmed.Trim('|').Split('|').Select(c => c.Trim().Trim('*', '`'))] : [];
    }

    private static (int Values, int Rows) Separated(string heading, string[] lines, int from)
    {
        foreach (var separator in Separators)
        {
            var cells = heading.Split(separator);
            if (cells.Length < 2 || !cells.All(c => Word().IsMatch(c.Trim())) || ColumnWords.In([.. cells.Select(c => c.Trim().Trim('"'))]) is not { Count: > 0 } named)
            {
                continue;
            }

            var (values, rows) = (0, 0);
            for (var i = from; i < lines.Length && Fields(lines[i], separator) is var row && row.Count == cells.Length; i++, rows++)
            {
                values += named.Count(n => ColumnWords.IsValue(row[n]));
            }

            if (rows > 0)
            {
                return (values, rows);
            }
        }

        return default;
    }

    /// <summary>The fields of a line; a separator within quotes parts none.</summary>
    private static List<string> Fields(string line, char separator)
    {
        var fields = new List<string>();
        var start = 0;
        var isQuoted = false;
        for (var i = 0; i <= line.Length && line.Length <= LongestLine; i++)
        {
            isQuoted ^= i < line.Length && line[i] == '"';
            if (i == line.Length || (line[i] == separator && !isQuoted))
            {
                fields.Add(line[start..i].Trim());
                start = i + 1;
            }
        }

        return fields;
    }

    /// <summary>Columns that begin or end where their heading does.</summary>
    private static (int Values, int Rows) Aligned(string heading, string[] lines, int from)
    {
        var headings = Heading().Matches(heading).ToList();
        var named = headings.Where(h => ColumnWords.IsOfPatients(h.Value)).ToList();
        if (named.Count == 0 || (headings.Count < 2 && !char.IsWhiteSpace(heading[0])) || Heading().Replace(heading, "").Any(c => c is not (' ' or '\\')))
        {
            return default;
        }

        var (values, rows) = (0, 0);
        for (var i = from; i < lines.Length && lines[i].TrimEnd() is { Length: > 0 and <= LongestLine } line && !Shape().IsMatch(line); i++, rows++)
        {
            foreach (var column in named)
            {
                var (start, end) = (column.Index, Math.Min(column.Index + column.Length, line.Length));
                if (end <= start)
                {
                    continue;
                }

                var isAtEnd = line.Length >= column.Index + column.Length && line[end - 1] != ' ' && (line.Length == end || line[end] == ' ');
                var isAtStart = line[start] != ' ' && (start == 0 || line[start - 1] == ' ');
                values += (isAtEnd || isAtStart) && ColumnWords.IsValue(Around(line, isAtEnd ? end - 1 : start)) ? 1 : 0;
            }
        }

        return (values, rows);
    }

    /// <summary>The word at a place.</summary>
    private static string Around(string line, int at)
    {
        var (start, end) = (at, at);
        while (start > 0 && line[start - 1] != ' ')
        {
            start--;
        }

        while (end < line.Length && line[end] != ' ')
        {
            end++;
        }

        return line[start..end];
    }

    /// <summary>The line below a table that says how large it is.</summary>
    [GeneratedRegex(@"^\[?[\d,]+( of [\d,]+)? rows? [×x] ([\d,]+ of )?[\d,]+ columns?(\]|:.*)?$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Shape();

    [GeneratedRegex(@"^""?[\p{L}_][\p{L}\p{N}_. \-']*""?$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Word();

    [GeneratedRegex(@"[\p{L}_][\p{L}\p{N}_.]*", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Heading();
}
