using Sinogram.Data.Privacy;

namespace Sinogram.Tool.Scan;

/// <summary>Which names of columns, properties and fields stand for a patient's values, and which texts below or beside them are values.</summary>
internal static class ColumnWords
{
    private static readonly char[] Marks = ['‹', '<', '{', '$', '(', '[', '@', '%', '*'];

    /// <summary>Names that other things than patients bear too.</summary>
    private static readonly HashSet<string> Common = new(StringComparer.OrdinalIgnoreCase)
    {
        "name", "patient", "city", "department", "station", "operator", "institution", "hospital", "clinic", "address", "mail", "mobile", "zip", "pid", "accession", "studyid", "study id", "study_id", "street",
        "birth", "nom", "nombre", "dicomjson", "doctor", "caseid", "email", "phone", "fax", "file path", "filepath", "source file", "sourcefile", "source path", "sourcepath", "telephone", "technician", "adresse", "order id",
        "orderid", "ordernumber", "operator name", "operatorname", "serialnumber", "serial number", "postcode", "passport", "technologist", "radiologist", "physician", "referrer", "fullname", "full name", "full_name",
    };

    private static readonly HashSet<string> NoValues = new(StringComparer.OrdinalIgnoreCase)
    {
        "NaN", "NaT", "None", "null", "NA", "<NA>", "nan", "anonymous", "anonymized", "anonymised", "unknown", "identifies", "masked", "true", "false", "yes", "no",
        "string", "varchar", "text", "char", "character", "chr", "object", "category", "factor", "date", "date32", "timestamp", "time", "int", "integer", "int8", "int16", "int32", "int64", "bigint", "long", "double", "float",
        "float64", "numeric", "num", "bool", "boolean", "json", "blob", "binary", "any", "utf8", "list", "map", "struct", "PN", "LO", "SH", "DA", "LT", "ST", "UI", "CS", "IS", "DS", "TM", "DT", "UT",
        "X", "Z", "D", "U", "K", "C", "X/Z", "X/D", "X/Z/D", "Z/D", "X/Z/U",
    };

    /// <summary>The places of the names in a heading that stand for a patient's values.</summary>
    public static IReadOnlyList<int> In(IReadOnlyList<string> heading) => [.. Enumerable.Range(0, heading.Count).Where(i => IsOfPatients(heading[i]))];

    /// <summary>Whether a name stands for a patient's value wherever it is met.</summary>
    public static bool IsOfPatients(string name) => IdentifyingNames.Contains(name) && !Common.Contains(name);

    /// <summary>Whether a text is a value, and no mask, placeholder, type or code.</summary>
    public static bool IsValue(string text)
    {
        var value = text.Trim().Trim('"', '\'');
        return value.Any(char.IsLetterOrDigit) && Array.IndexOf(Marks, value[0]) < 0 && !NoValues.Contains(value) && !IdentifyingNames.Contains(value);
    }
}
