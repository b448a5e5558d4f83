using System.Net;
using System.Text.RegularExpressions;

namespace Sinogram.Tool.Scan;

/// <summary>Tables in HTML, as data frames are shown, with a column or a row that is named after what identifies a patient.</summary>
internal static partial class IdentifyingTables
{
    /// <summary>How many values of such columns and rows a page holds that are neither masked nor missing.</summary>
    public static int Count(string html)
    {
        var count = 0;
        foreach (Match table in Table().Matches(html))
        {
            IReadOnlyList<int>? named = null;
            foreach (Match row in Row().Matches(table.Value))
            {
                var cells = Cell().Matches(row.Value).Select(c => WebUtility.HtmlDecode(Tag().Replace(c.Groups["text"].Value, "")).Trim()).ToList();
                if (named is null)
                {
                    named = ColumnWords.In(cells);
                    continue;
                }

                count += cells.Count > 1 && ColumnWords.IsOfPatients(cells[0]) ? cells.Skip(1).Take(1).Count(ColumnWords.IsValue)
                    : named.Count(i => i < cells.Count && ColumnWords.IsValue(cells[i]));
            }
        }

        return count;
    }

    [GeneratedRegex(@"<table\b.*?</table>", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline, 5000)]
    private static partial Regex Table();

    [GeneratedRegex(@"<tr\b.*?(?=<tr\b|</table>)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline, 5000)]
    private static partial Regex Row();

    [GeneratedRegex(@"<t[hd]\b[^>]*>(?<text>.*?)(?=</t[hd]>|<t[hd]\b|</?tr\b|$)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline, 5000)]
    private static partial Regex Cell();

    [GeneratedRegex("<[^>]*>", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Tag();
}
