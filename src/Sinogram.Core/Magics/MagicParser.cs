using System.Globalization;
using System.Text.Json;

namespace Sinogram.Core.Magics;

/// <summary>Checks a magic line against its <see cref="MagicInfo"/>: verb, options, values, arguments.</summary>
public static class MagicParser
{
    /// <summary>The verb that a line means, and the words after it.</summary>
    /// <exception cref="MagicException">There is no such verb.</exception>
    public static (VerbInfo Verb, IReadOnlyList<MagicWord> Words) VerbOf(MagicInfo info, MagicLine line)
    {
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(line);
        if (line.Words is [var first, ..] && !first.Quoted
            && info.Verbs.FirstOrDefault(v => v.Name.Length > 0 && v.Name == first.Text) is { } named)
        {
            return (named, [.. line.Words.Skip(1)]);
        }

        if (info.Verbs.FirstOrDefault(v => v.Name.Length == 0) is { } nameless)
        {
            if (line.Words is [{ Quoted: false } word, ..] && !word.Text.StartsWith('-') && nameless.Arguments.Count == 0)
            {
                throw NoVerb(info, word.Text);
            }

            return (nameless, line.Words);
        }

        throw line.Words is [var unknown, ..]
            ? NoVerb(info, unknown.Text)
            : new MagicException($"#!{info.Name} needs a verb: {Verbs(info)}.", $"#!{info.Name} --help shows what each does.");
    }

    /// <summary>Parses a whole line.</summary>
    /// <exception cref="MagicException">What is wrong, where, and what would be right.</exception>
    public static MagicInvocation Parse(MagicInfo info, MagicLine line, string body, int bodyFirstLine, int cellNumber, MagicContext context)
    {
        var (verb, rest) = VerbOf(info, line);
        var known = CommonOptions.All(verb).ToList();
        var options = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var arguments = new List<string>();
        var onlyArguments = false;
        for (var i = 0; i < rest.Count; i++)
        {
            var word = rest[i];
            if (verb.TakesLine && (word.Quoted || !known.Any(o => IsFor(o, word.Text))))
            {
                arguments.Add(line.Text[word.Start..]);
                break;
            }

            if (onlyArguments || word.Quoted || !LooksLikeOption(word.Text))
            {
                arguments.Add(word.Text);
            }
            else if (word.Text == "--")
            {
                onlyArguments = true;
            }
            else
            {
                ReadOption(info, verb, known, rest, ref i, options);
            }
        }

        foreach (var required in known.Where(o => o.Required && !options.ContainsKey(o.Name)))
        {
            throw new MagicException($"{Title(info, verb)} needs --{required.Name} {required.Value}: {required.Summary}.", Usage(info, verb));
        }

        CheckArguments(info, verb, arguments);
        if (verb.Body == BodyKind.Required && string.IsNullOrWhiteSpace(body))
        {
            throw new MagicException($"{Title(info, verb)} has nothing below its line.", $"Write the {verb.BodyLanguage ?? "body"} on the lines below it.");
        }

        return new MagicInvocation(
            info, verb, arguments, options.ToDictionary(p => p.Key, p => (IReadOnlyList<string>)p.Value), body, bodyFirstLine, cellNumber, context);
    }

    /// <summary>The line in help's words.</summary>
    public static string Usage(MagicInfo info, VerbInfo verb)
    {
        ArgumentNullException.ThrowIfNull(info);
        var words = new List<string> { Title(info, verb) };
        words.AddRange(verb.Arguments);
        words.AddRange(CommonOptions.All(verb).Where(o => o.Name != "help").Select(o =>
            o.Required ? $"--{o.Name} {o.Value}" : o.Value is null ? $"[--{o.Name}]" : $"[--{o.Name} {o.Value}]"));
        return string.Join(' ', words);
    }

    private static bool LooksLikeOption(string text) =>
        text.Length > 1 && text[0] == '-' && !char.IsAsciiDigit(text[1]) && text[1] != '.';

    private static bool IsFor(OptionInfo option, string word) =>
        word.Split('=', 2)[0] is var name && (name == "--" + option.Name || (option.Alias is { } alias && name == $"-{alias}"));

    private static void ReadOption(
        MagicInfo info, VerbInfo verb, List<OptionInfo> known, IReadOnlyList<MagicWord> words, ref int i, Dictionary<string, List<string>> options)
    {
        var text = words[i].Text;
        string? value = null;
        if (text.IndexOf('=', StringComparison.Ordinal) is var equal and > 0)
        {
            value = text[(equal + 1)..];
            text = text[..equal];
        }

        var option = text.StartsWith("--", StringComparison.Ordinal)
            ? known.FirstOrDefault(o => o.Name == text[2..])
            : known.FirstOrDefault(o => text.Length == 2 && o.Alias == text[1]);
        if (option is null)
        {
            throw UnknownOption(info, verb, known, text);
        }

        var values = options.TryGetValue(option.Name, out var list) ? list : options[option.Name] = [];
        if (option.Kind == OptionKind.Flag)
        {
            if (value is not null)
            {
                throw new MagicException($"--{option.Name} takes no value.", Usage(info, verb));
            }

            return;
        }

        if (value is null)
        {
            if (i + 1 >= words.Count || (!words[i + 1].Quoted && LooksLikeOption(words[i + 1].Text)))
            {
                throw new MagicException($"--{option.Name} needs a value: {option.Value}.", $"{option.Summary}");
            }

            value = words[++i] is { Quoted: true } quoted && option.TakesReference ? JsonSerializer.Serialize(quoted.Text) : words[i].Text;
        }

        if (!option.Many && values.Count > 0)
        {
            throw new MagicException($"--{option.Name} is given twice.", "Keep one of them.");
        }

        foreach (var part in option.Many ? value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [value])
        {
            CheckValue(option, part);
            values.Add(part);
        }
    }

    private static void CheckValue(OptionInfo option, string value)
    {
        if (option.Kind == OptionKind.Whole && !long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        {
            throw new MagicException($"--{option.Name} takes a whole number, not '{value}'.", option.Summary);
        }

        if (option.Kind == OptionKind.Number
            && !(double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)))
        {
            throw new MagicException($"--{option.Name} takes a number, not '{value}'.", option.Summary);
        }

        if (option.Choices.Count > 0 && !option.Choices.Contains(value))
        {
            throw new MagicException(
                $"--{option.Name} takes {string.Join(", ", option.Choices)}, not '{value}'.", Suggestion.For(value, option.Choices, ""));
        }
    }

    private static void CheckArguments(MagicInfo info, VerbInfo verb, List<string> arguments)
    {
        var required = verb.Arguments.Count(a => !a.StartsWith('['));
        if (arguments.Count < required)
        {
            throw new MagicException($"{Title(info, verb)} needs {verb.Arguments[arguments.Count]}.", Usage(info, verb));
        }

        var repeats = verb.Arguments.Any(a => a.Contains('…', StringComparison.Ordinal));
        if (arguments.Count > verb.Arguments.Count && !repeats)
        {
            throw new MagicException(
                $"{Title(info, verb)} takes {(verb.Arguments.Count == 0 ? "no argument" : string.Join(' ', verb.Arguments))}: '{arguments[verb.Arguments.Count]}' is one too many.",
                "Put an argument with spaces in quotes. " + Usage(info, verb));
        }
    }

    private static string Title(MagicInfo info, VerbInfo verb) => verb.Name.Length == 0 ? $"#!{info.Name}" : $"#!{info.Name} {verb.Name}";

    private static string Verbs(MagicInfo info) => string.Join(", ", info.Verbs.Where(v => v.Name.Length > 0).Select(v => v.Name));

    private static MagicException NoVerb(MagicInfo info, string word) => new(
        Verbs(info) is { Length: > 0 } verbs ? $"#!{info.Name} has no verb '{word}'. It has: {verbs}." : $"#!{info.Name} takes no argument: '{word}' is one too many.",
        Suggestion.For(word, info.Verbs.Where(v => v.Name.Length > 0).Select(v => v.Name), "") ?? $"#!{info.Name} --help shows what each does.");

    private static MagicException UnknownOption(MagicInfo info, VerbInfo verb, List<OptionInfo> known, string text) => new(
        $"{Title(info, verb)} has no option '{text}'. It has: {string.Join(", ", known.Select(o => "--" + o.Name))}.",
        Suggestion.For(text.TrimStart('-'), known.Select(o => o.Name), "--"));
}
