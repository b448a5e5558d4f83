using System.Globalization;
using Sinogram.Core.Display;

namespace Sinogram.Interactive.Formatting;

/// <summary>Bytes: how many, and the first of them.</summary>
internal static class BytesFormatter
{
    private const int MostShown = 32;

    public static MimeBundle Format(byte[] bytes)
    {
        var shown = Convert.ToHexString(bytes.AsSpan(0, Math.Min(bytes.Length, MostShown))).Chunk(2).Select(c => new string(c));
        var more = bytes.Length > MostShown ? " …" : "";
        var text = string.Create(CultureInfo.InvariantCulture, $"byte[{bytes.Length}] {string.Join(' ', shown)}{more}");
        return MimeBundle.Html($"<code class=\"mathjax_ignore tex2jax_ignore\">{text}</code>", text);
    }
}
