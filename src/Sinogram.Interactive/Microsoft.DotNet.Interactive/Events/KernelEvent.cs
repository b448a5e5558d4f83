using Microsoft.DotNet.Interactive.Commands;

namespace Microsoft.DotNet.Interactive.Events;

/// <summary>Something that happened while a command was carried out.</summary>
public abstract class KernelEvent
{
    private protected KernelEvent(KernelCommand command) => Command = command;

    /// <summary>The command.</summary>
    public KernelCommand Command { get; }
}

/// <summary>Something that was shown.</summary>
public abstract class DisplayEvent : KernelEvent
{
    private protected DisplayEvent(object? value, KernelCommand command, IReadOnlyCollection<FormattedValue> formattedValues, string? valueId)
        : base(command)
    {
        Value = value;
        FormattedValues = formattedValues;
        ValueId = valueId;
    }

    /// <summary>The value.</summary>
    public object? Value { get; }

    /// <summary>Its representations.</summary>
    public IReadOnlyCollection<FormattedValue> FormattedValues { get; }

    /// <summary>The id under which it can be updated.</summary>
    public string? ValueId { get; }
}

/// <summary>A value that was displayed.</summary>
public sealed class DisplayedValueProduced(object? value, KernelCommand command, IReadOnlyCollection<FormattedValue> formattedValues, string? valueId)
    : DisplayEvent(value, command, formattedValues, valueId);

/// <summary>A displayed value that was replaced.</summary>
public sealed class DisplayedValueUpdated(object? value, string valueId, KernelCommand command, IReadOnlyCollection<FormattedValue> formattedValues)
    : DisplayEvent(value, command, formattedValues, valueId);

/// <summary>The value of the code.</summary>
public sealed class ReturnValueProduced(object? value, KernelCommand command, IReadOnlyCollection<FormattedValue> formattedValues)
    : DisplayEvent(value, command, formattedValues, null);

/// <summary>Text on standard output.</summary>
public sealed class StandardOutputValueProduced(KernelCommand command, IReadOnlyCollection<FormattedValue> formattedValues)
    : DisplayEvent(null, command, formattedValues, null);

/// <summary>Text on standard error.</summary>
public sealed class StandardErrorValueProduced(KernelCommand command, IReadOnlyCollection<FormattedValue> formattedValues)
    : DisplayEvent(null, command, formattedValues, null);

/// <summary>A variable's value.</summary>
public sealed class ValueProduced(object? value, string name, FormattedValue formattedValue, RequestValue command) : KernelEvent(command)
{
    /// <summary>The value.</summary>
    public object? Value { get; } = value;

    /// <summary>The variable.</summary>
    public string Name { get; } = name;

    /// <summary>The value as text.</summary>
    public FormattedValue FormattedValue { get; } = formattedValue;
}

/// <summary>The variables.</summary>
public sealed class ValueInfosProduced(IReadOnlyCollection<KernelValueInfo> valueInfos, RequestValueInfos command) : KernelEvent(command)
{
    /// <summary>Names and types.</summary>
    public IReadOnlyCollection<KernelValueInfo> ValueInfos { get; } = valueInfos;
}

/// <summary>The command was carried out.</summary>
public sealed class CommandSucceeded(KernelCommand command) : KernelEvent(command);

/// <summary>The command failed.</summary>
public sealed class CommandFailed(string message, KernelCommand command) : KernelEvent(command)
{
    /// <summary>Why.</summary>
    public string Message { get; } = message;
}
