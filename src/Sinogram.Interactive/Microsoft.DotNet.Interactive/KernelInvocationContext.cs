using Microsoft.DotNet.Interactive.Commands;
using Sinogram.Core.Execution;

namespace Microsoft.DotNet.Interactive;

/// <summary>The running cell, as code of a notebook asks for it.</summary>
public sealed class KernelInvocationContext
{
    private readonly CellContext _cell;

    private KernelInvocationContext(CellContext cell) => _cell = cell;

    /// <summary>The cell that started the calling work, or null outside any.</summary>
    public static KernelInvocationContext? Current => CellContext.Current is { } cell ? new KernelInvocationContext(cell) : null;

    /// <summary>Cancelled when the cell is interrupted.</summary>
    public CancellationToken CancellationToken => _cell.Token;

    /// <summary>The language that runs the cell.</summary>
    public Kernel HandlingKernel => Kernel.Current;

    /// <summary>Shows a value.</summary>
    public DisplayedValue Display(object? value, params string[] mimeTypes) => DisplayedValue.Show(value, mimeTypes);

    /// <summary>Shows a value.</summary>
    public Task<DisplayedValue> DisplayAsync(object? value, string? mimeType = null) =>
        Task.FromResult(mimeType is null ? Display(value) : Display(value, mimeType));

    /// <summary>Shows text as content of a media type.</summary>
    public DisplayedValue DisplayAs(string value, string mimeType, params string[] additionalMimeTypes) => value.DisplayAs(mimeType);

    /// <summary>Writes to the cell's standard output.</summary>
    public void DisplayStandardOut(string output, KernelCommand? command = null) => _cell.Output.Stdout(output);

    /// <summary>Writes to the cell's standard error.</summary>
    public void DisplayStandardError(string error, KernelCommand? command = null) => _cell.Output.Stderr(error);
}
