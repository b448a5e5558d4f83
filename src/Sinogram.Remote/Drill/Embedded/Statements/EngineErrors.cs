using System.Text.RegularExpressions;
using Sinogram.Data;
using Sinogram.Remote.Drill.Embedded.Binding;

namespace Sinogram.Remote.Drill.Embedded.Statements;

/// <summary>Errors of the embedded engine in Drill's words.</summary>
internal static partial class EngineErrors
{
    private const string Cast = "Test the text first, or read it as null: CASE WHEN … THEN CAST(…) END.";

    /// <summary>What the engine says, what the user is told ($1 … are its groups), and what to do.</summary>
    private static readonly (Regex Says, string Told, string? Hint)[] Words =
    [
        (Text(@"Could not convert string [""'](.*)[""'] to BOOL"), "Invalid value for boolean: $1", "true and false, t and f, yes and no, on and off, 1 and 0 are."),
        (Text(@"Could not convert string [""']([+-]?[0-9.]+(?:e[+-]?[0-9]+)?)[""'] to DECIMAL\((\d+),(\d+)\)"), "Value $1 overflows specified precision $2 with scale $3", "CAST to more digits, or to DOUBLE."),
        (Text(@"Could not convert string [""'](.*)[""'] to (DECIMAL\([^)]*\)|[A-Z0-9]+)"), "NumberFormatException: \"$1\" is no number ($2)", Cast),
        (Text(@"(?:invalid date field format|date field value out of range): ""(.*?)""(?:, expected| when casting|$)"), "\"$1\" is no date", "A date is written as 2024-02-29; TO_DATE reads other forms by a pattern."),
        (Text(@"(?:invalid timestamp field format|timestamp field value out of range): ""(.*?)""(?:, expected| when casting|$)"), "\"$1\" is no timestamp", "A timestamp is written as 2024-02-29 13:45:00.123; TO_TIMESTAMP reads other forms by a pattern."),
        (Text(@"(?:invalid time field format|time field value out of range): ""(.*?)""(?:, expected| when casting|$)"), "\"$1\" is no time", "A time is written as 13:45:00.123; TO_TIME reads other forms by a pattern."),
        (Text(@"Casting value ""(.*)"" to type DECIMAL\((\d+),(\d+)\) failed"), "Value $1 overflows specified precision $2 with scale $3", "CAST to more digits."),
        (Text(@"Overflow in (\w+) of INT32 \((.*)\)"), "The $1 goes beyond INT: $2", "CAST one side to BIGINT."),
        (Text(@"Overflow in (\w+) of INT64 \((.*)\)"), "The $1 goes beyond BIGINT: $2", "CAST one side to DECIMAL or DOUBLE."),
        (Text(@"Overflow in (\w+) of DECIMAL\S* \((.*)\)"), "The $1 goes beyond the digits of a decimal: $2", "CAST one side to DOUBLE."),
        (Text(@"Overflow in negation of numeric value"), "The negation goes beyond INT or BIGINT", "CAST the value to BIGINT, or to DECIMAL."),
        (Text(@"Overflow in division of (.*)"), "The division goes beyond INT or BIGINT: $1", "CAST one side to BIGINT, or to DECIMAL."),
        (Text(@"Overflow on abs\((.*)\)"), "The absolute value of $1 goes beyond its type", "CAST the value to BIGINT, or to DECIMAL."),
        (Text(@"Malformed JSON at byte (\d+) of input: (.*?)\.?\s*Input: (""[^\n]{0,100}?"")(?: when casting|\s*$)"), "Error parsing JSON: $2 at byte $1 of the text $3", "Leave such rows out, or take the column as text."),
        (Text(@"could not convert blob to UTF8|is not valid UTF-?8|Invalid unicode"), "The bytes are no UTF-8 text", "STRING_BINARY shows bytes as they are."),
        (Text(@"with value (\S+) can't be cast .*destination type FLOAT\b"), "$1 is beyond FLOAT", "CAST it to DOUBLE."),
        (Text(@"with value -?nan can't be cast .*destination type (?:INT|HUGEINT|UINT)"), "NaN is no whole number", "Leave such rows out: WHERE x = x holds for numbers other than NaN."),
        (Text(@"with value (\S+) can't be cast .*destination type INT32"), "$1 is beyond INT", "CAST it to BIGINT."),
        (Text(@"with value (\S+) can't be cast .*destination type INT64"), "$1 is beyond BIGINT", "CAST it to DECIMAL or DOUBLE."),
        (Text(@"with value (\S+) can't be cast .*destination type (\w+)"), "$1 is beyond the type that it becomes", "CAST it to a larger type."),
        (Text(@"Could not convert (?:Timestamp|Date|epoch|Interval)|not in timestamp range|(?:Date|Timestamp) out of range|Cannot subtract infinite|Cannot calculate|(?:date|timestamp|interval) (?:value )?out of range|Overflow in (?:date|timestamp|interval)"), "The moment is beyond what a date or timestamp holds", null),
        (Text(@"Failed to cast decimal value (\S+)|Could not cast value (\S+) to DECIMAL"), "The value $1$2 has more digits than the type", "CAST to more digits, or to DOUBLE."),
        (Text(@"(WHERE|HAVING|QUALIFY|JOIN) clause cannot contain aggregates"), "Aggregate expression is illegal in $1 clause", "A condition on groups stands in HAVING."),
        (Text(@"(WHERE|HAVING|JOIN) clause cannot contain window functions"), "Windowed aggregate expression is illegal in $1 clause", "A condition on windows stands in QUALIFY, or outside a query in FROM."),
        (Text(@"aggregate function calls cannot be nested"), "Aggregate expressions cannot be nested", "Group in a query within FROM first."),
        (Text(@"aggregate functions? (?:are|is) not allowed in GROUP BY|GROUP BY clause cannot contain aggregates"), "Aggregate expression is illegal in GROUP BY clause", null),
        (Text(@"Invalid UTF8 Codepoint (\S+)"), "There is no character with the number $1", null),
        (Text(@"^/ by zero$|^Division by zero$"), "$&", "Leave such rows out, or make the divisor null: NULLIF(x, 0)."),
        (Text(@"Argument for ntile must be greater than zero"), "NTILE takes a number of parts above 0", null),
        (Text(@"Substring (?:offset|length) outside of supported range"), "The place or length is beyond what a text holds", null),
        (Text(@"(missing \]|missing \)|missing argument to repetition|no argument for repetition|bad repetition|invalid repetition size|unexpected \)|trailing \\)[^:]*:? ?(.*)"), "The regular expression is wrong: $1: $2", "A bracket, parenthesis or repetition that is meant as a character has a backslash before it."),
        (Text(@"(invalid escape sequence|invalid perl operator|invalid character class)[^:]*:? ?(.*)"), "The regular expression is not followed: $1: $2", "Look-ahead, look-behind and references back (\\1) within a pattern are Java's; the embedded engine has none of them."),
        (Text(@"Invalid escape string"), "ESCAPE takes one character", null),
        (Text(@"Like pattern must not end with escape character"), "The pattern of LIKE ends with its escape character", null),
        (Text(@"Out of Memory|could not allocate|failed to (?:pin|offload)"), "The query needs more memory than the engine may use", "Select fewer columns or rows, or group before sorting."),
    ];

    public static DrillException Describe(EngineException error, TranslatedSql? translated, string sql)
    {
        var (message, marked) = ErrorPlace.Split(error.Message);
        var offset = marked ?? Place(error, translated);
        if (NotGrouped().Match(message) is { Success: true } grouped)
        {
            // The engine knows the column by a name of its own; the user's stands at the place.
            var known = grouped.Groups[1].Value;
            if (offset is null && known.StartsWith("EXPR$", StringComparison.Ordinal)) { return new DrillException("A column that is not being grouped stands beside an aggregate, or in HAVING.", null, "Name it in GROUP BY, or put an aggregate around it: any_value(…), max(…).", error); }
            var name = offset is { } at && Name().Match(sql, Math.Min(at, sql.Length)) is { Success: true, Index: var index } own && index == at ? own.Value.Trim('`') : known;
            return new DrillException($"Expression '{name}' is not being grouped.", offset, "Name it in GROUP BY, or put an aggregate around it: any_value(…), max(…).", error);
        }
        if (message.Contains("More than one row returned by a subquery", StringComparison.OrdinalIgnoreCase))
        {
            return new DrillException(WatchedQuery.SeveralRows, offset, WatchedQuery.OneRow, error);
        }
        if (message.StartsWith("Illegal conversion", StringComparison.Ordinal)) { return new DrillException(message, offset, "Give the column the type VARCHAR in the schema and CAST what fits, or mend the file.", error); }
        if (message.StartsWith("NumberFormatException", StringComparison.Ordinal)) { return new DrillException(message, offset, message.Contains("empty", StringComparison.Ordinal) ? "Leave such rows out, or --set drill.exec.functions.cast_empty_string_to_null=true" : Cast, error); }
        foreach (var (says, told, hint) in Words)
        {
            if (says.Match(message) is { Success: true } match) { return new DrillException(match.Result(told).Trim().TrimEnd(':'), offset, hint, error); }
        }
        return new DrillException(Internal().Replace(message, ""), offset, inner: error);
    }

    /// <summary>Whether an operation on values failed, which may be found where the engine does not tell its place.</summary>
    public static bool IsOfAnOperation(EngineException error) =>
        error.Kind is "Conversion" or "Out of Range" or "Invalid Input" or "Invalid" or "Error" or "Not implemented" && !InFile().IsMatch(error.Message);

    /// <summary>The place in the user's SQL; the query may stand within a statement that writes a table.</summary>
    private static int? Place(EngineException error, TranslatedSql? translated)
    {
        if (error.Position is not { } position || translated is null || error.Sql is not { } sql) { return null; }
        var at = sql.IndexOf(translated.Sql, StringComparison.Ordinal);
        return at >= 0 && position >= at ? translated.SourceOf(position - at) : null;
    }

    [GeneratedRegex(@" in file ""|Parquet file|^No magic bytes", RegexOptions.CultureInvariant)]
    private static partial Regex InFile();

    private static Regex Text(string pattern) => new(pattern, RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.IgnoreCase);

    [GeneratedRegex("column \"?([^\"]+?)\"? must appear in the GROUP BY clause", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NotGrouped();

    [GeneratedRegex(@"(?:`[^`]+`|\w+)(?:\.(?:`[^`]+`|\w+))*", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    // Aliases of ours say nothing to the user.
    [GeneratedRegex(@"\b[swuvqf]\d+\b\.?", RegexOptions.CultureInvariant)]
    private static partial Regex Internal();
}
