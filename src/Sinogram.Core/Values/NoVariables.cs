namespace Sinogram.Core.Values;

/// <summary>The variables of a session whose language has none.</summary>
public sealed class NoVariables : IVariables
{
    /// <summary>The one instance.</summary>
    public static NoVariables Instance { get; } = new();

    /// <inheritdoc/>
    public bool TryGet(string name, out object? value)
    {
        value = null;
        return false;
    }

    /// <inheritdoc/>
    public void Set(string name, object? value, Type? type = null) =>
        throw new Magics.MagicException($"This notebook's language keeps no variables, so '{name}' cannot be set.");

    /// <inheritdoc/>
    public IReadOnlyList<Variable> List() => [];
}
