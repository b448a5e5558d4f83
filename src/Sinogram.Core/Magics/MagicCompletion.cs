using Sinogram.Core.Execution;

namespace Sinogram.Core.Magics;

/// <summary>Completes a magic line from <see cref="MagicInfo"/>: names, verbs, options, fixed values.</summary>
public static class MagicCompletion
{
    /// <summary>Completions on a line that begins with <c>#!</c>, at a column. Null where the magic itself must be asked for a value.</summary>
    public static Completions Complete(string line, int column, IReadOnlyList<MagicInfo> magics, IReadOnlyList<MagicInfo> languages)
    {
        ArgumentNullException.ThrowIfNull(line);
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
        if (options.FirstOrDefault(o => words.Length > 1 && words[^1] == "--" + o.Name) is { Choices.Count: > 0 } chosen)
        {
            return Matching(chosen.Choices.Select(c => new Completion(c, "value", chosen.Summary)), word, wordStart, column);
        }

        var items = new List<Completion>();
        if (isVerbPlace)
        {
            items.AddRange(info.Verbs.Where(v => v.Name.Length > 0).Select(v => new Completion(v.Name, "function", v.Summary)));
        }

        items.AddRange(options.Where(o => !words.Contains("--" + o.Name)).Select(o => new Completion("--" + o.Name, "property", o.Summary)));
        return Matching(items, word, wordStart, column);
    }

    private static Completions Matching(IEnumerable<Completion> items, string word, int start, int end) =>
        new(start, end, [.. items.Where(i => i.Text.StartsWith(word, StringComparison.OrdinalIgnoreCase))]);
}
