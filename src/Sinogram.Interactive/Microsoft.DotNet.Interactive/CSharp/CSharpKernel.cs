using Sinogram.Core.Execution;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>C#, the notebook's own language.</summary>
public sealed class CSharpKernel : Kernel
{
    // Notebooks reach for this field by its name, to turn compiler warnings off; here they are off unless asked for.
    private readonly CompilationOptions _scriptOptions = new();

    internal CSharpKernel(string name, Session session)
        : base(name, session)
    {
    }

    /// <summary>What the compiler is told.</summary>
    internal CompilationOptions ScriptOptions => _scriptOptions;

    /// <summary>The value of a variable, where there is one of that type.</summary>
    public bool TryGetValue<T>(string name, out T? value)
    {
        if (Session.Variables.TryGet(name, out var found) && found is T typed)
        {
            value = typed;
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>Sets a variable.</summary>
    public Task SetValueAsync(string name, object? value, Type? declaredType = null)
    {
        Session.Variables.Set(name, value, declaredType);
        return Task.CompletedTask;
    }

    /// <summary>Options of the compiler, as far as notebooks change them.</summary>
    internal sealed class CompilationOptions
    {
        /// <summary>The level of warnings.</summary>
        public int WarningLevel { get; private init; }

        /// <summary>These options with another level.</summary>
        public CompilationOptions WithWarningLevel(int warningLevel) => new() { WarningLevel = warningLevel };
    }
}
