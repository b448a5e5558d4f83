namespace Sinogram.CSharp.Runtime;

/// <summary>The cell was interrupted. Raised by the checks in its code; its own catch clauses do not see it.</summary>
public sealed class CellInterruptedException : OperationCanceledException
{
    /// <summary>The stop of one cell.</summary>
    public CellInterruptedException()
        : base("The cell was interrupted.")
    {
    }

    /// <inheritdoc/>
    public CellInterruptedException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public CellInterruptedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
