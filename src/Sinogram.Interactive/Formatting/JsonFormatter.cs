using System.Text.Json;
using Sinogram.Core.Display;

namespace Sinogram.Interactive.Formatting;

/// <summary>JSON: as such for front ends that show it, and as text.</summary>
internal static class JsonFormatter
{
    public static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true };

    public static MimeBundle Format(string json) =>
        MimeBundle.Html($"<pre class=\"mathjax_ignore tex2jax_ignore\">{HtmlTable.Encode(json)}</pre>", json).With(Mime.Json, json);
}
