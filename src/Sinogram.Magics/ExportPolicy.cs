using System.Text.RegularExpressions;
using Sinogram.Core.Configuration;
using Sinogram.Core.Magics;

namespace Sinogram.Magics;

/// <summary>Refuses to write tables and models to files where the policy allows no export.</summary>
internal static partial class ExportPolicy
{
    /// <param name="settings">The settings in force.</param>
    /// <param name="what">What would write.</param>
    /// <exception cref="MagicException">The policy allows no export.</exception>
    public static void Require(Settings settings, string what)
    {
        if (!settings.Policy.AllowExport)
        {
            throw new MagicException($"The policy of this place does not allow {what}: it writes a file.", "Keep the result in the notebook with --out; `sinogram doctor --policy` shows the policy in force.");
        }
    }

    /// <summary>As the other overload, for statements of SQL that write files: CREATE TABLE of Drill, COPY … TO, EXPORT, ATTACH.</summary>
    /// <param name="settings">The settings in force.</param>
    /// <param name="sql">The statements.</param>
    /// <param name="tablesAreFiles">A table that is made is a file.</param>
    public static void RequireOf(Settings settings, string sql, bool tablesAreFiles)
    {
        if (!settings.Policy.AllowExport && Writing().Matches(sql).FirstOrDefault(m => tablesAreFiles || !m.Groups["verb"].Value.StartsWith("CREATE", StringComparison.OrdinalIgnoreCase)) is { } match)
        {
            Require(settings, Blanks().Replace(match.Groups["verb"].Value.ToUpperInvariant(), " "));
        }
    }

    // Each blank or comment is taken once and as a whole: there is one way only to read many of them.
    private const string Blank = @"(?>\s|--[^\n]*\n|/\*.*?\*/)";

    [GeneratedRegex($@"(?:^|;){Blank}*(?<verb>CREATE{Blank}+(?:OR{Blank}+REPLACE{Blank}+)?TABLE|COPY(?=[^;]*\bTO\b)|EXPORT{Blank}+DATABASE|ATTACH(?![^;]*READ_ONLY))\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline, 1000)]
    private static partial Regex Writing();

    [GeneratedRegex($"{Blank}+", RegexOptions.CultureInvariant | RegexOptions.Singleline, 1000)]
    private static partial Regex Blanks();
}
