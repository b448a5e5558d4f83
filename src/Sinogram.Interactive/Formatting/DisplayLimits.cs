namespace Sinogram.Interactive.Formatting;

/// <summary>How much of a sequence is shown: as the notebook has told the original library, where it has; else ours.</summary>
internal static class DisplayLimits
{
    /// <summary>What the library begins with; a notebook that says the same gets the same.</summary>
    private const int Standard = 20;

    /// <summary>Answers for the library once it is loaded.</summary>
    internal static Func<int>? ListLimit { get; set; }

    /// <summary>How many rows are shown of a value at a depth.</summary>
    public static int RowsAt(int depth) =>
        ListLimit?.Invoke() is { } asked and not Standard and > 0 ? asked : depth == 0 ? SequenceFormatter.MostRows : SequenceFormatter.MostRowsInside;
}
