using System.Text.RegularExpressions;

namespace Sinogram.Tool.Scan;

/// <summary>What identifying values look like where nothing is known of them: after a DICOM tag or keyword, after MRN or DOB, a name with carets, UIDs.</summary>
internal static partial class IdentifyingPatterns
{
    internal const string Keywords =
        "PatientName|PatientID|PatientBirthDate|PatientAddress|PatientTelephoneNumbers|OtherPatientIDs|OtherPatientNames|PatientBirthName|PatientMotherBirthName|AccessionNumber|OtherPatientIDsSequence|ResponsiblePerson|AdmissionID"
        + "|ReferringPhysicianName|PerformingPhysicianName|PhysiciansOfRecord|NameOfPhysiciansReadingStudy|RequestingPhysician|OperatorsName|InstitutionName|InstitutionAddress|StationName|DeviceSerialNumber";

    internal const string Tags = @"0010,? ?00[12][014]|0010,? ?0030|0010,? ?10(?:00|01|05|40|60)|0010,? ?2154|0008,? ?0050|0008,? ?008[01]|0008,? ?009[0-9]|0008,? ?10(?:10|40|48|50|60|70)|0018,? ?1000|0020,? ?0010|0032,? ?1032";

    /// <summary>What is said of a value after a tag or a keyword.</summary>
    internal const string AfterName = "a value after a DICOM tag or keyword";

    /// <summary>The kinds of findings in a text, once for each place.</summary>
    public static IEnumerable<string> Find(string text)
    {
        foreach (Match match in AfterTag().Matches(text))
        {
            if (IsValue(match.Groups["value"].Value))
            {
                yield return AfterName;
            }
        }

        for (var i = CaretName().Count(text); i > 0; i--)
        {
            yield return "a name as DICOM writes it";
        }

        for (var i = Number().Count(text); i > 0; i--)
        {
            yield return "a number as of a medical record";
        }

        for (var i = Birth().Count(text); i > 0; i--)
        {
            yield return "a date of birth";
        }
    }

    /// <summary>The UIDs in a text that the standard does not define.</summary>
    public static IEnumerable<string> Uids(string text) =>
        Uid().Matches(text).Select(m => m.Value).Where(u => u.Length is >= 20 and <= 64 && !u.StartsWith("1.2.840.10008.", StringComparison.Ordinal));

    /// <summary>A mask, a placeholder or code is no value.</summary>
    private static bool IsValue(string value) =>
        value.Length > 1 && value[0] is not ('‹' or '{' or '$' or '<' or '(' or '@' or '[' or '.') && value.Any(char.IsLetterOrDigit)
        && value is not ("null" or "None" or "PN" or "LO" or "SH" or "DA" or "string" or "VARCHAR" or "true" or "false" or "int64" or "identifies" or "anonymous" or "ANONYMOUS" or "Anonymous");

    [GeneratedRegex(
        $$"""(?:\((?:{{Tags}})\)|"(?:0010(?:0010|0020|0021|0030|1000|1001|1005|1040|1060|2154)|0008(?:0050|0080|0081|0090|1010|1048|1050|1060|1070)|00181000|00321032)"|\b(?:{{Keywords}})\b)["']?\s*(?:PN|LO|SH|DA|LT|ST)?\s*(?:[:=|,]|\s->)\s*(?:\{[^{}]*"Value"\s*:\s*\[\s*(?:\{\s*"Alphabetic"\s*:)?)?\s*\[?(?:["'](?<value>[^"'\\\r\n]+)["']|(?<value>[A-Za-z\-]{0,6}\d{4,}[\w\-.]*))""",
        RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex AfterTag();

    [GeneratedRegex(@"(?<![\p{L}\p{N}_^\\])\p{Lu}[\p{L}'’\-]+(?: \p{Lu}[\p{L}'’\-]+)*\^\p{L}[\p{L}'’\-]+(?:\^[\p{L}.]*)*", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex CaretName();

    [GeneratedRegex(@"\b(?:MRN|PID|Patient(?:en)?[ _-]?(?:ID|No|Nr|Number)|Accession(?:[ _-]?(?:No|Number))?|Case[ _-]?(?:No|Number)|Fallnummer|NHS(?:[ _-]?(?:No|Number))?|SSN)\b\.?['""]?\s*[:#=]?\s*['""]?[A-Z]{0,4}[-/ ]?(?!00(?:08|10|18|20|32|38|40)[0-9]{4}\b)\d{5,}", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 10_000)]
    private static partial Regex Number();

    [GeneratedRegex(@"\b(?:DOB|born(?: on)?|birth[ _-]?da(?:te|y)|date of birth|geb(?:oren)?(?: am)?\.?|Geburtsdatum)\b['""]?\W{0,4}(?:(?:19|20)\d{2}-?\d{2}-?\d{2}|\d{1,2}[./]\s?\d{1,2}[./]\s?(?:19|20)\d{2})", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 10_000)]
    private static partial Regex Birth();

    [GeneratedRegex(@"(?<![\d.])[0-2](?:\.(?:0|[1-9]\d*)){4,}(?![\d.])", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Uid();
}
