using Sinogram.Core.Values;

namespace Sinogram.Testing.Kernel;

/// <summary>Variables in a dictionary.</summary>
public sealed class MemoryVariables : IVariables
{
    private readonly Dictionary<string, object?> _values = [];

    /// <inheritdoc/>
    public bool TryGet(string name, out object? value) => _values.TryGetValue(name, out value);

    /// <inheritdoc/>
    public void Set(string name, object? value, Type? type = null) => _values[name] = value;

    /// <inheritdoc/>
    public IReadOnlyList<Variable> List() => [.. _values.Select(p => new Variable(p.Key, p.Value?.GetType() ?? typeof(object), p.Value))];
}
