namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Something that a notebook asks of a kernel by name.</summary>
public abstract class KernelCommand
{
    private protected KernelCommand(string? targetKernelName) => TargetKernelName = targetKernelName;

    /// <summary>The language that it is for; null for the notebook's own.</summary>
    public string? TargetKernelName { get; internal set; }
}

/// <summary>Runs code as a part of the running cell.</summary>
/// <param name="code">The code; directives in it count.</param>
/// <param name="targetKernelName">Its language; null for the notebook's own.</param>
public sealed class SubmitCode(string code, string? targetKernelName = null) : KernelCommand(targetKernelName)
{
    /// <summary>The code.</summary>
    public string Code { get; } = code;
}

/// <summary>Sets a variable of the notebook.</summary>
/// <param name="name">Its name.</param>
/// <param name="value">Its value.</param>
/// <param name="formattedValue">The value as text, used where <paramref name="value"/> is null: JSON becomes numbers, strings and lists.</param>
/// <param name="targetKernelName">The language whose variable it is.</param>
public sealed class SendValue(string name, object? value, FormattedValue? formattedValue = null, string? targetKernelName = null) : KernelCommand(targetKernelName)
{
    /// <summary>The variable's name.</summary>
    public string Name { get; } = name;

    /// <summary>The value itself.</summary>
    public object? Value { get; } = value;

    /// <summary>The value as text.</summary>
    public FormattedValue? FormattedValue { get; } = formattedValue;
}

/// <summary>Asks for a variable's value.</summary>
/// <param name="name">Its name.</param>
/// <param name="mimeType">How to write it as text.</param>
/// <param name="targetKernelName">The language whose variable it is.</param>
public sealed class RequestValue(string name, string? mimeType = null, string? targetKernelName = null) : KernelCommand(targetKernelName)
{
    /// <summary>The variable's name.</summary>
    public string Name { get; } = name;

    /// <summary>How to write it as text.</summary>
    public string MimeType { get; } = mimeType ?? "application/json";
}

/// <summary>Asks for the names and types of the variables.</summary>
/// <param name="targetKernelName">The language whose variables they are.</param>
public sealed class RequestValueInfos(string? targetKernelName = null) : KernelCommand(targetKernelName);
