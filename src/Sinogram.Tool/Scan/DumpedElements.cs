using System.Text.RegularExpressions;

namespace Sinogram.Tool.Scan;

/// <summary>
/// Elements as programs print them: dcmdump and gdcmdump (<c>(0010,0010) PN [Doe]</c>), pydicom (<c>(0010,0010) Patient's Name  PN: 'Doe'</c>), R (<c>$ PatientName: chr "Doe"</c>), XML of
/// the standard and of dcm2xml, and names beside their values, line by line.
/// </summary>
internal static partial class DumpedElements
{
    /// <summary>How many elements with a value a text holds.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isCode">It is code, in which a name beside something is no value yet.</param>
    public static int Count(string text, bool isCode) =>
        Values(Dumped().Matches(text)) + Values(Xml().Matches(text)) + Values(OfR().Matches(text)) + (isCode ? 0 : Beside().Matches(text).Count(m => ColumnWords.IsOfPatients(m.Groups["name"].Value) && IsPlausible(m.Groups["value"].Value)));

    private static int Values(MatchCollection matches) => matches.Count(m => ColumnWords.IsValue(m.Groups["value"].Value));

    /// <summary>Capitalized words, a number or a date: not any text that stands beside a name.</summary>
    private static bool IsPlausible(string value) => ColumnWords.IsValue(value) && Plausible().IsMatch(value.Trim());

    [GeneratedRegex($@"\((?:{IdentifyingPatterns.Tags})\)[^\r\n\[\]'""]{{0,16}}(?:[\[]\s*(?<value>[^\]\r\n]+)\]|[^\r\n\[\]]{{0,80}}?\b(?:PN|LO|SH|DA|LT|ST):\s*['""\[]*(?<value>[^'""\]\r\n]+))", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Dumped();

    [GeneratedRegex($@"<(?:element|DicomAttribute|attr)\b[^>]*(?:tag=""\(?(?:{IdentifyingPatterns.Tags})\)?""|keyword=""(?:{IdentifyingPatterns.Keywords})"")[^>]*>(?:\s*<(?!/)[^>]*>){{0,4}}\s*(?<value>[^<>\s][^<>]*)</", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Xml();

    [GeneratedRegex($@"\$\s*(?:{IdentifyingPatterns.Keywords})\s*(?::\s*(?:chr|Factor[^""\r\n]*|Date\[[^\r\n""]*format:)\s*|\r?\n\s*\[1\]\s*)""(?<value>[^""\r\n]+)""", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex OfR();

    [GeneratedRegex(@"^(?:[ \t]*(?<name>[\p{L}_][\p{L}\p{N}_']*(?:[ _][\p{L}']+){0,2})[ \t]*[:=][ \t]*(?<value>[^\r\n]{2,80}?)[ \t]*|(?<name>[\p{L}_][\p{L}\p{N}_]*)[ \t]{2,}(?<value>[^\r\n]{2,80}?)[ \t]*(?=\r?\n\p{L}))\r?$", RegexOptions.CultureInvariant | RegexOptions.Multiline, 5000)]
    private static partial Regex Beside();

    [GeneratedRegex(@"^(?:\p{Lu}[\p{L}'’\-]+(?:,?\s+\p{Lu}[\p{L}.'’\-]*){0,4}|[A-Z]{0,4}[\-/ ]?\d{4,}[\w\-]*|(?:19|20)\d{2}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./](?:19|20)?\d{2})$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Plausible();
}
