using Sinogram.Tool.Notebooks;

namespace Sinogram.Tool.Run;

/// <summary>A few words for a cell in the progress display: the heading right above it, or its first line.</summary>
internal static class CellTitle
{
    private const int Length = 48;

    public static string Of(IReadOnlyList<NotebookCell> cells, int index)
    {
        if (index > 0 && cells[index - 1].Type == "markdown" && Heading(cells[index - 1].Source) is { } heading)
        {
            return Short(heading);
        }

        return Short(cells[index].Source.Split('\n').FirstOrDefault(l => !string.IsNullOrWhiteSpace(l)) ?? "");
    }

    private static string? Heading(string markdown) =>
        markdown.Split('\n').FirstOrDefault(l => l.StartsWith('#'))?.TrimStart('#').Trim();

    private static string Short(string text) => text.Length <= Length ? text.TrimEnd() : text[..(Length - 1)] + "…";
}
