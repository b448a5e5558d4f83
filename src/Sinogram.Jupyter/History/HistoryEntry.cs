namespace Sinogram.Jupyter.History;

/// <summary>A cell that ran.</summary>
/// <param name="Session">The kernel's run it belongs to, from 1.</param>
/// <param name="Line">Its execution count.</param>
/// <param name="Input">Its text.</param>
/// <param name="Output">The text of its result, kept in memory only; null where it had none.</param>
internal sealed record HistoryEntry(int Session, int Line, string Input, string? Output)
{
    /// <summary>The length of its texts.</summary>
    internal int Characters => Input.Length + (Output?.Length ?? 0);
}
