namespace Sinogram.Data.Privacy;

/// <summary>Tells the figures of a drawing or a style sheet from text.</summary>
internal static class MarkupFigures
{
    private static readonly HashSet<string> Attributes = new(StringComparer.OrdinalIgnoreCase)
    {
        "d", "points", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "dx", "dy", "fx", "fy", "width", "height", "viewBox", "transform",
        "style", "offset", "stroke-width", "stroke-dasharray", "font-size", "textLength", "max", "min", "step", "colspan", "rowspan", "size",
    };

    /// <summary>Whether a place lies within the value of an attribute that draws.</summary>
    public static bool Contains(string markup, int position)
    {
        var open = markup.LastIndexOf('<', Math.Max(0, position - 1));
        if (open < 0 || markup.IndexOf('>', open, position - open) >= 0)
        {
            return false;
        }

        var inside = markup.AsSpan(open, position - open);
        var equals = inside.LastIndexOf("=\"");
        if (equals < 0 || inside[(equals + 2)..].Contains('"'))
        {
            return false;
        }

        var name = inside[..equals].TrimEnd();
        var start = name.LastIndexOfAny(" \t\r\n") + 1;
        return Attributes.Contains(name[start..].ToString());
    }
}
