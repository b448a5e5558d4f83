namespace Sinogram.Core.Display;

/// <summary>
/// What all our HTML has in common. It must survive the sanitizers of untrusted notebooks: no script, style sheet, id or svg element; looks by the style
/// attribute, pictures as images of data.
/// </summary>
public static class Markup
{
    /// <summary>The classes that keep dollar signs from becoming formulas: one for each generation of front ends.</summary>
    public const string NoMath = "mathjax_ignore tex2jax_ignore";

    /// <summary>The style of what stands beside the content: captions, types, notes. Readable on light and on dark pages.</summary>
    public const string Quiet = "font-size:90%;opacity:0.7";

    /// <summary>The style of the line that opens a part of the page: the classic notebook would hide its triangle.</summary>
    public const string Summary = "display:list-item;cursor:pointer";

    /// <summary>Text as content of an element or attribute. Only what markup needs is replaced, so that the output filter finds values as they are.</summary>
    public static string Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);
    }

    /// <summary>Content in a block that scrolls sideways where it is wider than the page.</summary>
    public static string Block(string html) => $"<div class=\"{NoMath}\" style=\"max-width:100%;overflow-x:auto\">{html}</div>";

    /// <summary>A line of quiet text.</summary>
    public static string Note(string text) => $"<div style=\"{Quiet}\">{Encode(text)}</div>";

    /// <summary>A picture that stands in the page itself.</summary>
    /// <param name="mime">Its media type.</param>
    /// <param name="base64">Its bytes.</param>
    /// <param name="alternative">The text that stands for it.</param>
    /// <param name="style">More of the style attribute.</param>
    public static string Image(string mime, string base64, string alternative, string style = "") =>
        $"<img alt=\"{Encode(alternative)}\" style=\"max-width:100%;{style}\" src=\"data:{mime};base64,{base64}\">";

    /// <summary>A picture with a caption: as html, which wins in every front end, with the picture's own type beside it.</summary>
    /// <param name="mime">Its media type, such as <c>image/png</c>.</param>
    /// <param name="bytes">The picture.</param>
    /// <param name="caption">What it shows, in a line; also the text that stands for it.</param>
    public static MimeBundle Picture(string mime, ReadOnlySpan<byte> bytes, string caption)
    {
        var base64 = Convert.ToBase64String(bytes);
        var html = Block(Image(mime, base64, caption) + Note(caption));
        var bundle = MimeBundle.Html(html, caption);
        return mime == Mime.Svg ? bundle : bundle.With(mime, base64);
    }
}
