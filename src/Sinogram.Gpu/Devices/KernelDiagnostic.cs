namespace Sinogram.Gpu.Devices;

/// <summary>One message of the OpenCL C compiler about the source it was given.</summary>
/// <param name="Line">Line of the source, from 1 (or from the first line that the caller stated); 0 where the compiler named none.</param>
/// <param name="Column">Column, from 1; 0 where the compiler named none.</param>
/// <param name="IsError">False for a warning.</param>
/// <param name="Message">The compiler's text.</param>
public sealed record KernelDiagnostic(int Line, int Column, bool IsError, string Message)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{(Line > 0 ? $"line {Line}, column {Column}: " : "")}{(IsError ? "error" : "warning")}: {Message}";
}
