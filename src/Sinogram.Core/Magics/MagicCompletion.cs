using Sinogram.Core.Execution;

namespace Sinogram.Core.Magics;

/// <summary>Completes a magic line from <see cref="MagicInfo"/>: names, verbs, options, values.</summary>
public static class MagicCompletion
{
    /// <summary>Completions on a line that begins with <c>#!</c>, at a column.</summary>
    public static Completions Complete(string line, int column, IReadOnlyList<MagicInfo> magics, IReadOnlyList<MagicInfo> languages, MagicValues values)
    {
        ArgumentNullException.ThrowIfNull(line);
        ArgumentNullException.ThrowIfNull(values);
        var before = line[..column];
        var wordStart = before.LastIndexOfAny([' ', '\t']) + 1;
        if (wordStart == 0)
        {
            var names = magics.Where(m => !m.IsHidden).Select(m => new Completion("#!" + m.Name, "magic", m.Summary))
                .Concat(languages.Select(l => new Completion("#!" + l.Name, "keyword", "language")));
            return Matching(names, before, 0, column);
        }

        var name = MagicLine.NameOf(line);
        if (magics.Concat(languages).FirstOrDefault(m => m.Name == name || m.Aliases.Contains(name)) is not { } info)
        {
            return new Completions(column, column, []);
        }

        var word = before[wordStart..];
        var words = before[..wordStart].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        var verb = words.Length > 1 ? info.Verbs.FirstOrDefault(v => v.Name == words[1]) : null;
        var isVerbPlace = words.Length == 1;
        verb ??= info.Verbs.FirstOrDefault(v => v.Name.Length == 0);
        var options = verb is null ? [] : CommonOptions.All(verb).ToList();
        if (options.FirstOrDefault(o => words.Length > 1 && IsOf(words[^1], o)) is { Value: { } label } chosen)
        {
            return chosen.Choices.Count > 0
                ? Matching(chosen.Choices.Select(c => new Completion(c, "value", chosen.Summary)), word, wordStart, column)
                : Values(values.Of(label, word), word, wordStart, column);
        }

        if (!word.StartsWith('-') && Argument(verb, words, options) is { } choice && ChoicesOf(choice) is { Count: > 0 } choices)
        {
            return Matching(choices.Select(c => new Completion(c, "value", verb!.Summary)), word, wordStart, column);
        }

        if (word.Length > 0 && word[0] != '-' && Argument(verb, words, options) is { } argument && Values(values.Of(argument, word), word, wordStart, column) is { Items.Count: > 0 } found)
        {
            return found;
        }

        var items = new List<Completion>();
        if (isVerbPlace)
        {
            items.AddRange(info.Verbs.Where(v => v.Name.Length > 0).Select(v => new Completion(v.Name, "function", v.Summary)));
        }

        items.AddRange(options.Where(o => !words.Contains("--" + o.Name)).Select(o => new Completion("--" + o.Name, "property", o.Summary)));
        return Matching(items, word, wordStart, column);
    }

    private static bool IsOf(string word, OptionInfo option) => word == "--" + option.Name || (option.Alias is { } alias && word == "-" + alias);

    /// <summary>What help calls the argument that comes next; null where none does.</summary>
    private static string? Argument(VerbInfo? verb, string[] words, List<OptionInfo> options)
    {
        var place = 0;
        for (var i = verb is { Name.Length: > 0 } ? 2 : 1; i < words.Length; i++)
        {
            if (words[i][0] != '-')
            {
                place++;
            }
            else if (options.Exists(o => IsOf(words[i], o) && o.Value is not null))
            {
                i++;
            }
        }

        return verb?.Arguments.ElementAtOrDefault(place);
    }

    /// <summary>The words that an argument is one of: help writes them in small letters, <c>[list|show]</c>.</summary>
    private static IReadOnlyList<string> ChoicesOf(string argument) =>
        argument.Trim('[', ']') is var words && words.All(c => char.IsAsciiLetterLower(c) || c == '|') ? words.Split('|') : [];

    private static Completions Values((int Kept, IEnumerable<Completion> Items) values, string word, int start, int end) =>
        Matching(values.Items, word[values.Kept..], start + values.Kept, end);

    private static Completions Matching(IEnumerable<Completion> items, string word, int start, int end) =>
        new(start, end, [.. items.Where(i => i.Text.StartsWith(word, StringComparison.OrdinalIgnoreCase))]);
}
