namespace Sinogram.Core.Values;

/// <summary>Variables by name: how values cross between languages and magics. Safe from any thread.</summary>
public interface IVariables
{
    /// <summary>The value of a variable.</summary>
    bool TryGet(string name, out object? value);

    /// <summary>
    /// Sets a variable. In C# it becomes a typed variable of the value's nearest public type, or of <paramref name="type"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The name is no identifier of the language.</exception>
    void Set(string name, object? value, Type? type = null);

    /// <summary>All variables, by name.</summary>
    IReadOnlyList<Variable> List();
}

/// <summary>A variable as listed.</summary>
public sealed record Variable(string Name, Type Type, object? Value);
