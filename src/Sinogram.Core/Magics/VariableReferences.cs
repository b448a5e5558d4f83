using System.Globalization;
using Sinogram.Core.Values;

namespace Sinogram.Core.Magics;

/// <summary>
/// Values on a magic's line: an unquoted word <c>@name</c> (or <c>--option=@name</c>) stands for the text of what it names. The value of an option
/// that takes references stays as it is written.
/// </summary>
internal static class VariableReferences
{
    /// <summary>The line with its references replaced.</summary>
    /// <exception cref="MagicException">There is no such variable, or its value has no short text.</exception>
    public static async Task<MagicLine> ResolveAsync(MagicInfo info, MagicLine line, MagicContext context, CancellationToken token)
    {
        if (info.Verbs.Any(v => v.TakesLine) || !line.Words.Any(w => !w.Quoted && w.Text.Contains('@', StringComparison.Ordinal)))
        {
            return line;
        }

        var asTheyAre = info.Verbs.SelectMany(v => v.Options).Where(o => o.TakesReference).Select(o => "--" + o.Name).ToHashSet();
        var words = new List<MagicWord>();
        foreach (var word in line.Words)
        {
            var option = word.Text.Split('=', 2)[0];
            var isLeft = asTheyAre.Contains(option) || (words.Count > 0 && asTheyAre.Contains(words[^1].Text));
            words.Add(isLeft ? word : await ResolveAsync(word, context, token).ConfigureAwait(false));
        }

        return line with { Words = words };
    }

    private static async Task<MagicWord> ResolveAsync(MagicWord word, MagicContext context, CancellationToken token)
    {
        var at = word.Text.StartsWith("--", StringComparison.Ordinal) ? word.Text.IndexOf("=@", StringComparison.Ordinal) + 1 : 0;
        if (word.Quoted || ValueReference.Parse(word.Text[at..]) is not { } reference)
        {
            return word;
        }

        var name = reference.Name;
        var text = await reference.ReadAsync(context, token).ConfigureAwait(false) switch
        {
            string s => s,
            null => throw new MagicException($"The variable '{name}' for @{name} is null."),
            DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            bool flag => flag ? "true" : "false",
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            FileSystemInfo file => file.FullName,
            { } other => throw new MagicException(
                $"The variable '{name}' is a {other.GetType().Name}, which has no text for a magic line.", "Bring it in with --in, where the magic takes variables."),
        };

        // The value is never an option, whatever it begins with, unless it is the value part of one.
        return word with { Text = word.Text[..at] + text, Quoted = at == 0 };
    }
}
