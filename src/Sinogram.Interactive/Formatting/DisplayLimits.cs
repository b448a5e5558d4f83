namespace Sinogram.Interactive.Formatting;

/// <summary>How much is shown, and how nothing is written: as the notebook has told the original library, where it has; else ours.</summary>
internal static class DisplayLimits
{
    /// <summary>How deep values inside values are shown.</summary>
    private const int UsualDepth = 2;

    /// <summary>How a missing value is written.</summary>
    public static string NullText => NotebookFormatter.IsLoaded && OriginalSettings.NullText is { } asked ? asked : "null";

    /// <summary>How deep values inside values are shown.</summary>
    public static int Depth => NotebookFormatter.IsLoaded && OriginalSettings.Depth is { } asked ? asked : UsualDepth;

    /// <summary>How many rows are shown of a sequence of a type at a depth.</summary>
    public static int RowsAt(int depth, Type type) =>
        NotebookFormatter.IsLoaded && OriginalSettings.ListLimit(type) is { } asked ? asked : depth == 0 ? SequenceFormatter.MostRows : SequenceFormatter.MostRowsInside;
}
