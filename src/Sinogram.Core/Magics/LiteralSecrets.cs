using System.Text.RegularExpressions;

namespace Sinogram.Core.Magics;

/// <summary>
/// Refuses secrets that stand on a magic's line as themselves: a notebook keeps its lines, so that everyone who gets it would get them too.
/// The error never repeats the secret, and comes before any other that might quote the line.
/// </summary>
internal static partial class LiteralSecrets
{
    private const string Remedy = "Use env:NAME, file:PATH (a file of mode 0600) or prompt:, and change the secret if this notebook was saved or shared.";

    /// <exception cref="MagicException">The line holds a literal secret.</exception>
    public static void Refuse(MagicLine line)
    {
        for (var i = 0; i < line.Words.Count; i++)
        {
            var word = line.Words[i];
            if (UserInfo().IsMatch(word.Text))
            {
                throw new MagicException("An address on this line holds a password; it takes no user or password. A secret is given as a reference, never as itself.", Remedy);
            }

            if (Assigned().Matches(word.Text).Any(m => !IsHarmless(m.Groups["value"].Value)) || Carried().IsMatch(word.Text))
            {
                throw new MagicException("This line holds what reads as a password, a key or a token; it takes a reference to a secret, never the secret itself.", Remedy);
            }

            if (word.Quoted || !word.Text.StartsWith("--", StringComparison.Ordinal))
            {
                continue;
            }

            var equals = word.Text.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? word.Text : word.Text[..equals];
            var value = equals >= 0 ? word.Text[(equals + 1)..] : i + 1 < line.Words.Count ? line.Words[i + 1].Text : "";
            if (Name().IsMatch(name) && value.Length > 0 && !Reference().IsMatch(value) && (equals >= 0 || line.Words[i + 1].Quoted || !value.StartsWith("--", StringComparison.Ordinal)))
            {
                throw new MagicException($"{name} takes a reference to a secret, never the secret itself.", Remedy);
            }
        }
    }

    /// <summary>A reference, a placeholder, a variable of the notebook, a number or a flag.</summary>
    private static bool IsHarmless(string value) =>
        Reference().IsMatch(value) || value[0] is '$' or '{' or '<' || double.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out _) || value.ToUpperInvariant() is "TRUE" or "FALSE" or "NONE" or "NULL";

    /// <summary>Within a word: of a connection string, a configuration, an address' query.</summary>
    [GeneratedRegex(@"(?:^|[;?&,\s'""])(?!--)[\w.\-]*(?:password|passwd|passphrase|pwd|secret|token|bearer|api[._-]?key|access[._-]?key|account[._-]?key|private[._-]?key|credentials?)(?:[._-](?:key|value))?\s*=\s*['""]?(?<value>[^;&,\s'""]+)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Assigned();

    /// <summary>A header's value.</summary>
    [GeneratedRegex(@"(?:^|[\s:='""])(?:Bearer\s+[\w.~+/=\-]{6,}|Basic\s+[A-Za-z0-9+/]{8,}={0,2}$)|^(?:AKIA|ASIA)[A-Z0-9]{16}$|^gh[pousr]_\w{20,}$|^eyJ[\w\-]+\.eyJ[\w\-]+\.", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Carried();

    [GeneratedRegex("^--(?:.*-)?(?:password|passwd|passphrase|pwd|secret|token|bearer|api-?key|access-?key|secret-?key|private-?key|credentials?)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Name();

    [GeneratedRegex("^(?:env:|file:|prompt:|@)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Reference();

    [GeneratedRegex(@"[a-z][a-z0-9+.\-]*://[^/@\s:]*:[^/@\s]+@", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex UserInfo();
}
