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

    [GeneratedRegex("^--(?:.*-)?(?:password|passwd|passphrase|pwd|secret|token|bearer|api-?key|access-?key|secret-?key|private-?key|credentials?)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Name();

    [GeneratedRegex("^(?:env:|file:|prompt:|@)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Reference();

    [GeneratedRegex(@"[a-z][a-z0-9+.\-]*://[^/@\s:]*:[^/@\s]+@", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex UserInfo();
}
