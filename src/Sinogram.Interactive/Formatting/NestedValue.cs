using Sinogram.Core.Display;

namespace Sinogram.Interactive.Formatting;

/// <summary>A value inside another: its line of text, and where it has more, a part of the page that opens.</summary>
internal static class NestedValue
{
    /// <summary>Content that grows beyond this is left to a display of its own.</summary>
    private const int LongestHtml = 20_000;

    public static HtmlCell Cell(object? value, FormatContext context)
    {
        var text = InlineText.Of(value);
        if (value is null || InlineText.Scalar(value) is not null || value is byte[] or Task || context.Depth >= DisplayLimits.Depth)
        {
            return text;
        }

        var inner = context.Inner(value)[Mime.Html];
        return inner is null || inner.Length > LongestHtml
            ? text
            : new HtmlCell(text, $"<details><summary style=\"{Markup.Summary}\">{HtmlTable.Encode(text)}</summary>{inner}</details>");
    }
}
