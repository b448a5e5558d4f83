using System.Net;
using System.Text.RegularExpressions;
using Sinogram.Data.Privacy;

namespace Sinogram.Tool.Scan;

/// <summary>Tables in HTML, as data frames are shown, with a column that is named after what identifies a patient.</summary>
internal static partial class IdentifyingTables
{
    /// <summary>Names that other things than patients bear too.</summary>
    private static readonly HashSet<string> Common = new(StringComparer.OrdinalIgnoreCase)
    {
        "name", "patient", "city", "department", "station", "operator", "institution", "hospital", "clinic", "address", "mail", "mobile", "zip", "pid", "accession", "studyid", "street", "birth", "nom", "nombre", "dicomjson", "doctor", "caseid",
    };

    /// <summary>How many values of such columns a page holds that are neither masked nor missing.</summary>
    public static int Count(string html)
    {
        var count = 0;
        foreach (Match table in Table().Matches(html))
        {
            HashSet<int>? named = null;
            foreach (Match row in Row().Matches(table.Value))
            {
                var cells = Cell().Matches(row.Value).Select(c => WebUtility.HtmlDecode(Tag().Replace(c.Groups["text"].Value, "")).Trim()).ToList();
                if (named is null)
                {
                    named = [.. Enumerable.Range(0, cells.Count).Where(i => !Common.Contains(cells[i]) && IdentifyingNames.Contains(cells[i]))];
                }
                else
                {
                    count += named.Count(i => i < cells.Count && IsValue(cells[i]));
                }
            }
        }

        return count;
    }

    private static bool IsValue(string text) =>
        text.Any(char.IsLetterOrDigit) && text[0] is not ('‹' or '<') && text is not ("NaN" or "None" or "null" or "NULL" or "NA" or "nan" or "ANONYMOUS" or "anonymous" or "Anonymous");

    [GeneratedRegex(@"<table\b.*?</table>", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline, 5000)]
    private static partial Regex Table();

    [GeneratedRegex(@"<tr\b.*?(?=<tr\b|</table>)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline, 5000)]
    private static partial Regex Row();

    [GeneratedRegex(@"<t[hd]\b[^>]*>(?<text>.*?)(?=</t[hd]>|<t[hd]\b|</?tr\b|$)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline, 5000)]
    private static partial Regex Cell();

    [GeneratedRegex("<[^>]*>", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Tag();
}
