namespace Sinogram.Tool.Scan;

/// <summary>One finding of a scan. Says where and what kind, never the value.</summary>
/// <param name="File">The file.</param>
/// <param name="Place">The cell and its part, or the line.</param>
/// <param name="What">What was found, in words.</param>
/// <param name="Count">How often there.</param>
internal sealed record Finding(string File, string Place, string What, int Count)
{
    public override string ToString() => $"{File}: {Place}: {What}{(Count > 1 ? $" ({Count} times)" : "")}";
}
