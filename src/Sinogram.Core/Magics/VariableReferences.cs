using System.Globalization;
using Sinogram.Core.Values;

namespace Sinogram.Core.Magics;

/// <summary>
/// Values of variables on a magic line: an unquoted word <c>@name</c> (or <c>--option=@name</c>) stands for the variable's text.
/// <c>@csharp:name</c>, as older notebooks write it, means the same.
/// </summary>
internal static class VariableReferences
{
    /// <summary>The line with its references replaced.</summary>
    /// <exception cref="MagicException">There is no such variable, or its value has no short text.</exception>
    public static MagicLine Resolve(MagicLine line, IVariables variables) =>
        line.Words.Any(w => IsReference(w, out _, out _))
            ? line with { Words = [.. line.Words.Select(w => Resolve(w, variables))] }
            : line;

    private static MagicWord Resolve(MagicWord word, IVariables variables)
    {
        if (!IsReference(word, out var prefix, out var name))
        {
            return word;
        }

        if (!variables.TryGet(name, out var value))
        {
            throw new MagicException(
                $"There is no variable '{name}' for @{name}.",
                Suggestion.For(name, variables.List().Select(v => v.Name), "@") ?? "Set it in a cell before, or put the word in quotes if it is meant as text.");
        }

        var text = value switch
        {
            string s => s,
            null => throw new MagicException($"The variable '{name}' for @{name} is null."),
            DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            bool flag => flag ? "true" : "false",
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            FileSystemInfo file => file.FullName,
            _ => throw new MagicException(
                $"The variable '{name}' is a {value.GetType().Name}, which has no text for a magic line.", "Bring it in with --in, where the magic takes variables."),
        };

        // The value is never an option, whatever it begins with, unless it is the value part of one.
        return word with { Text = prefix + text, Quoted = prefix.Length == 0 };
    }

    private static bool IsReference(MagicWord word, out string prefix, out string name)
    {
        prefix = "";
        name = "";
        if (word.Quoted)
        {
            return false;
        }

        var at = word.Text.StartsWith("--", StringComparison.Ordinal) ? word.Text.IndexOf("=@", StringComparison.Ordinal) + 1 : 0;
        if (at >= word.Text.Length || word.Text[at] != '@')
        {
            return false;
        }

        prefix = word.Text[..at];
        name = word.Text[(at + 1)..];
        name = name.StartsWith("csharp:", StringComparison.Ordinal) ? name[7..] : name;
        return name.Length > 0 && (char.IsLetter(name[0]) || name[0] == '_') && name.All(c => char.IsLetterOrDigit(c) || c == '_');
    }
}
