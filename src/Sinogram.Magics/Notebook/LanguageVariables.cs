using Sinogram.Core.Execution;
using Sinogram.Core.Magics;
using Sinogram.Core.Values;

namespace Sinogram.Magics.Notebook;

/// <summary>The languages that the small magics are about: the selected one, or one that is named.</summary>
internal static class LanguageVariables
{
    /// <summary>The variables of the language named by the first argument, or of the selected one, by name.</summary>
    public static async Task<IReadOnlyList<VariableSummary>> ListAsync(MagicInvocation invocation, CancellationToken token)
    {
        var exchange = invocation.Argument(0) is { } name
            ? LanguageSelector.ExchangeOf(Named(invocation, name))
            : invocation.Context.Language is { } selected ? LanguageSelector.ExchangeOf(selected) : new VariablesExchange(invocation.Context.Variables);
        var variables = await exchange.ListAsync(token).ConfigureAwait(false);
        return [.. variables.OrderBy(v => v.Name, StringComparer.Ordinal)];
    }

    /// <summary>A language by its name.</summary>
    /// <exception cref="MagicException">There is none.</exception>
    public static ILanguage Named(MagicInvocation invocation, string name)
    {
        var all = invocation.Context.Languages.All.Where(l => l.IsAvailable).Select(l => l.Identity.Name).ToList();
        return invocation.Context.Languages.Find(name) ?? throw new MagicException(
            $"There is no language '{name}'. There are: {string.Join(", ", all)}.", Suggestion.For(name, all, "") ?? "#!connect adds languages.");
    }
}
