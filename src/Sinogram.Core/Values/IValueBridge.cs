namespace Sinogram.Core.Values;

/// <summary>How values cross between this process and kernels of one language, by code that runs in the kernel.</summary>
public interface IValueBridge
{
    /// <summary>The language, as its kernels call it.</summary>
    string Language { get; }

    /// <summary>Prepares a kernel that has just started, before its first cell.</summary>
    Task BeginAsync(ICodeEvaluator kernel, CancellationToken token);

    /// <summary>Gives the kernel a variable.</summary>
    /// <exception cref="Magics.MagicException">The language cannot hold the value.</exception>
    Task SetAsync(ICodeEvaluator kernel, string name, object? value, CancellationToken token);

    /// <summary>Takes a variable of the kernel's.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="name">The variable.</param>
    /// <param name="isPublic">Its data carry no patient: columns of its tables are not taken as identifying for their names.</param>
    /// <param name="token">Interrupts it.</param>
    /// <exception cref="Magics.MagicException">There is none, or its value cannot leave the language.</exception>
    Task<object?> GetAsync(ICodeEvaluator kernel, string name, bool isPublic, CancellationToken token);

    /// <summary>The kernel's variables; none where it does not run.</summary>
    Task<IReadOnlyList<VariableSummary>> ListAsync(ICodeEvaluator kernel, CancellationToken token);
}

/// <summary>Runs code of its language without a trace in outputs and history.</summary>
public interface ICodeEvaluator
{
    /// <summary>The running process, as an object that is another one after a restart; null while none runs.</summary>
    object? Generation { get; }

    /// <summary>Runs code and gives the text of an expression after it; starts the process where none runs.</summary>
    /// <exception cref="CodeEvaluationException">The code failed.</exception>
    Task<string> EvaluateAsync(string code, string expression, CancellationToken token);
}

/// <summary>Code failed in its language.</summary>
/// <param name="name">The error's type in the language.</param>
/// <param name="message">Its message.</param>
public sealed class CodeEvaluationException(string name, string message) : Exception(message)
{
    /// <summary>The error's type in the language.</summary>
    public string Name { get; } = name;
}

/// <summary>A kernel's variables over a bridge.</summary>
public sealed class BridgedValues(ICodeEvaluator kernel, IValueBridge bridge) : IValueExchange
{
    /// <inheritdoc/>
    public Task SetAsync(string name, object? value, CancellationToken token) => bridge.SetAsync(kernel, name, value, token);

    /// <inheritdoc/>
    public Task<object?> GetAsync(string name, CancellationToken token) => bridge.GetAsync(kernel, name, isPublic: false, token);

    /// <inheritdoc/>
    public Task<object?> GetPublicAsync(string name, CancellationToken token) => bridge.GetAsync(kernel, name, isPublic: true, token);

    /// <inheritdoc/>
    public Task<IReadOnlyList<VariableSummary>> ListAsync(CancellationToken token) => bridge.ListAsync(kernel, token);
}
