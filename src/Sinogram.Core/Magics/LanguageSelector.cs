using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Core.Values;

namespace Sinogram.Core.Magics;

/// <summary>
/// The line that selects a language, <c>#!python --in image --out score</c>: variables of the notebook go in before the code below it runs and come
/// out after it.
/// </summary>
public static class LanguageSelector
{
    private static readonly OptionInfo In =
        new("in", "notebook variables to give to the language; x=name gives name under the name x") { Value = "A,B", Alias = 'i', Many = true };

    private static readonly OptionInfo Out =
        new("out", "variables of the language to take into the notebook; name=x takes x under the name name") { Value = "X,Y", Alias = 'o', Many = true };

    private static readonly OptionInfo Public = OptionInfo.Flag("public", "what --out takes carries no patient: no column is masked for its name");

    private static readonly OptionInfo Name = OptionInfo.Of("name", "NAME", "keep the result under this name, here and in the language");

    /// <summary>What help, completion and the parser know of a language's selector.</summary>
    public static MagicInfo InfoOf(ILanguage language)
    {
        ArgumentNullException.ThrowIfNull(language);
        var identity = language.Identity;
        var exchanges = language.Variables is null && language.Exchange is not null;
        var verb = new VerbInfo("", $"Runs the lines below as {identity.DisplayName}.", [.. exchanges ? (OptionInfo[])[In, Out, Public] : [], .. language.GivesValues ? (OptionInfo[])[Name] : []])
        {
            Body = BodyKind.Optional,
            BodyLanguage = identity.DisplayName,
        };
        return new MagicInfo(identity.Name, $"Selects {identity.DisplayName} for the lines below.", [verb], exchanges && !language.GivesValues ? $"#!{identity.Name} --out answer\nanswer = 6 * 7" : $"#!{identity.Name}")
        {
            Aliases = identity.Aliases,
        };
    }

    /// <summary>Gives the language what <c>--in</c> names.</summary>
    internal static async Task BringInAsync(MagicInvocation selector, ILanguage language, CancellationToken token)
    {
        foreach (var (target, source) in selector.Options(In.Name).Select(Split))
        {
            if (!selector.Context.Variables.TryGet(source, out var value))
            {
                throw new MagicException(
                    $"There is no variable '{source}' to give to {language.Identity.DisplayName}.",
                    Suggestion.For(source, selector.Context.Variables.List().Select(v => v.Name), "") ?? "#!who lists the variables of the notebook.");
            }

            await ExchangeOf(language).SetAsync(target, value, token).ConfigureAwait(false);
        }
    }

    /// <summary>Takes what <c>--out</c> names.</summary>
    internal static async Task TakeOutAsync(MagicInvocation selector, ILanguage language, CancellationToken token)
    {
        foreach (var (target, source) in selector.Options(Out.Name).Select(Split))
        {
            var exchange = ExchangeOf(language);
            selector.Keep(target, await (selector.Has(Public.Name) ? exchange.GetPublicAsync(source, token) : exchange.GetAsync(source, token)).ConfigureAwait(false));
        }
    }

    /// <summary>Keeps the cell's value where <c>--name</c> says so.</summary>
    internal static async Task KeepResultAsync(MagicInvocation selector, ILanguage language, object? value, CancellationToken token)
    {
        if (selector.Option(Name.Name) is { } name)
        {
            selector.Keep(name, value);
            await ExchangeOf(language).SetAsync(name, value, token).ConfigureAwait(false);
        }
    }

    /// <summary>How values cross into a language.</summary>
    /// <exception cref="MagicException">They do not.</exception>
    public static IValueExchange ExchangeOf(ILanguage language)
    {
        ArgumentNullException.ThrowIfNull(language);
        return language.Exchange ?? throw new MagicException(
            $"Values do not cross into {language.Identity.DisplayName} and out of it.",
            !language.IsAvailable ? "It is not among this kernel's languages."
                : language.Identity.PygmentsLexer == "r" ? "#!r runs R with values in and out."
                : "Write them to a file there and read it here.");
    }

    /// <summary>Help for <c>#!name --help</c>, else null.</summary>
    internal static MimeBundle? HelpFor(MagicInfo info, MagicLine line) =>
        line.Words.Any(w => !w.Quoted && w.Text == "--help") ? MagicHelp.For(info) : null;

    /// <summary>Whether a line says more than the language's name.</summary>
    internal static bool HasWords(string line) => MagicLine.NameOf(line) is { } name && !string.IsNullOrWhiteSpace(line[(2 + name.Length)..]);

    /// <summary><c>a</c> is both names, <c>target=source</c> two.</summary>
    private static (string Target, string Source) Split(string word) =>
        word.Split('=', 2, StringSplitOptions.TrimEntries) is [{ Length: > 0 } target, { Length: > 0 } source] ? (target, source) : (word, word);
}
