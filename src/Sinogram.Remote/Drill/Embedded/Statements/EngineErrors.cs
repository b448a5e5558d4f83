using System.Text.RegularExpressions;
using Sinogram.Data;

namespace Sinogram.Remote.Drill.Embedded.Statements;

/// <summary>Errors of the embedded engine in Drill's words.</summary>
internal static partial class EngineErrors
{
    public static DrillException Describe(EngineException error, TranslatedSql? translated)
    {
        var offset = error.Position is { } position && translated is not null && error.Sql == translated.Sql ? translated.SourceOf(position) : null;
        var message = error.Message;
        if (NotGrouped().Match(message) is { Success: true } grouped)
        {
            return new DrillException($"Expression '{grouped.Groups[1].Value}' is not being grouped.", offset, "Name it in GROUP BY, or put an aggregate around it: any_value(…), max(…).", error);
        }
        if (message.Contains("Malformed JSON", StringComparison.OrdinalIgnoreCase) || message.Contains("Invalid Input Error: Malformed", StringComparison.OrdinalIgnoreCase))
        {
            return new DrillException($"Error parsing JSON: {message}", offset, "Mend the file, or leave such lines out: --set store.json.reader.skip_invalid_records=true", error);
        }
        if (message.Contains("More than one row returned by a subquery", StringComparison.OrdinalIgnoreCase))
        {
            return new DrillException("Sub-query returned more than one row in place of a value.", offset, "Let it return one row: max(…), LIMIT 1, or use IN.", error);
        }
        return new DrillException(Internal().Replace(message, ""), offset, inner: error);
    }

    [GeneratedRegex("column \"?([^\"]+?)\"? must appear in the GROUP BY clause", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NotGrouped();

    // Aliases of ours say nothing to the user.
    [GeneratedRegex(@"\b[swuvqf]\d+\b\.?", RegexOptions.CultureInvariant)]
    private static partial Regex Internal();
}
