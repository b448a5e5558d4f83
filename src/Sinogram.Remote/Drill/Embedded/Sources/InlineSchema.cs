using Sinogram.Remote.Drill.Embedded.Binding;
using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Embedded.Sources;

/// <summary>A column that a query gives a type.</summary>
/// <param name="Format">A pattern for dates, or null.</param>
/// <param name="Default">The value in place of a missing one, or null.</param>
internal sealed record InlineColumn(string Name, DrillType Type, bool Nullable, string? Format, string? Default);

/// <summary>The <c>inline=(…)</c> of a table function: columns with types, for files that have none.</summary>
/// <param name="Columns">In their order.</param>
/// <param name="Strict">Other columns of the file are left out.</param>
internal sealed record InlineSchema(IReadOnlyList<InlineColumn> Columns, bool Strict)
{
    /// <param name="text">For example <c>inline=(a INT NOT NULL, b DATE FORMAT 'dd.MM.yyyy') PROPERTIES {`drill.strict` = `true`}</c>.</param>
    /// <param name="offset">Where the argument stands in the SQL.</param>
    public static InlineSchema Parse(string text, int offset)
    {
        var trimmed = text.Trim();
        if (!trimmed.StartsWith("inline", StringComparison.OrdinalIgnoreCase))
        {
            throw new DrillException("The schema of a table function is followed as 'inline=(column TYPE, …)' only.", offset);
        }
        var equals = trimmed.IndexOf('=', StringComparison.Ordinal);
        var properties = trimmed.LastIndexOf('}') is var end and >= 0 && trimmed.LastIndexOf('{') is var open and >= 0 && open < end ? trimmed[(open + 1)..end] : "";
        var cut = trimmed.IndexOf("properties", StringComparison.OrdinalIgnoreCase);
        var columns = trimmed[(equals + 1)..(cut > equals ? cut : trimmed.Length)].Trim();
        if (equals < 0 || !columns.StartsWith('(') || !columns.EndsWith(')')) { throw new DrillException("The columns of an inline schema stand in parentheses: inline=(a INT, b VARCHAR).", offset); }
        try
        {
            return new InlineSchema(
                [.. SqlParser.ParseColumns(columns).Select(c => new InlineColumn(c.Name.Value, Conversions.TypeOf(c.Type), !c.NotNull, c.Format, c.Default))],
                properties.Replace("`", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).Contains("drill.strict=true", StringComparison.OrdinalIgnoreCase));
        }
        catch (DrillException e)
        {
            throw new DrillException($"In the inline schema: {e.Message}", offset, e.Hint, e);
        }
    }
}
