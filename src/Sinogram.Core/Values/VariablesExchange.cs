using Sinogram.Core.Magics;

namespace Sinogram.Core.Values;

/// <summary>Variables of this process as an exchange: values cross by reference.</summary>
public sealed class VariablesExchange(IVariables variables) : IValueExchange
{
    /// <inheritdoc/>
    public Task SetAsync(string name, object? value, CancellationToken token)
    {
        try
        {
            variables.Set(name, value);
            return Task.CompletedTask;
        }
        catch (ArgumentException e)
        {
            throw new MagicException($"'{name}' cannot be the name of a variable.", "A name has letters, digits and _, begins with no digit, and is no keyword of C#.", e);
        }
    }

    /// <inheritdoc/>
    public Task<object?> GetAsync(string name, CancellationToken token) => variables.TryGet(name, out var value)
        ? Task.FromResult(value)
        : throw new MagicException(
            $"There is no variable '{name}'.", Suggestion.For(name, variables.List().Select(v => v.Name), "") ?? "#!who lists the variables.");

    /// <inheritdoc/>
    public Task<IReadOnlyList<VariableSummary>> ListAsync(CancellationToken token) => Task.FromResult<IReadOnlyList<VariableSummary>>(
        [.. variables.List().Select(v => new VariableSummary(v.Name, TypeNames.Of(v.Value?.GetType() is { IsPublic: true } own ? own : v.Type), ValuePreview.Of(v.Value)))]);
}
