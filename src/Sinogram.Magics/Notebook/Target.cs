using Sinogram.Core.Magics;
using Sinogram.Core.Values;

namespace Sinogram.Magics.Notebook;

/// <summary>Where <c>#!set</c> and <c>#!share</c> put values: the language that is selected where they stand.</summary>
internal static class Target
{
    public static Task SetAsync(MagicInvocation invocation, string name, object? value, CancellationToken token)
    {
        var context = invocation.Context;
        var exchange = context.Language is { } selected ? LanguageSelector.ExchangeOf(selected) : new VariablesExchange(context.Variables);
        return exchange.SetAsync(name, value, token);
    }
}
