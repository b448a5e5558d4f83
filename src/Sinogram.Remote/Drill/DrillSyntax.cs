using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill;

/// <summary>What a text of Drill's SQL holds, without running it.</summary>
public static class DrillSyntax
{
    /// <summary>The names that stand as <c>$name</c> or <c>@name</c>, outside of texts, names in backticks and comments; none where the text is no SQL.</summary>
    public static IReadOnlyList<string> ParametersOf(string sql)
    {
        ArgumentNullException.ThrowIfNull(sql);
        try
        {
            var tokens = SqlLexer.Read(sql);
            return
            [
                .. Enumerable.Range(0, tokens.Count - 1)
                    .Where(i => (tokens[i].Is("$") || tokens[i].Is("@")) && tokens[i + 1].Kind == SqlTokenKind.Word && tokens[i + 1].Offset == tokens[i].Offset + 1)
                    .Select(i => tokens[i + 1].Value).Distinct(StringComparer.OrdinalIgnoreCase),
            ];
        }
        catch (DrillException)
        {
            return [];
        }
    }
}
