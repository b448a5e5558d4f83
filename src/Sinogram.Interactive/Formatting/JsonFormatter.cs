using System.Text.Json;
using Sinogram.Core.Display;

namespace Sinogram.Interactive.Formatting;

/// <summary>JSON: as such for front ends that show it, and as text, of which a long one says how much is left out.</summary>
internal static class JsonFormatter
{
    private const int MostCharacters = 20_000;

    public static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static MimeBundle Format(JsonElement json) => Format(JsonSerializer.Serialize(json, Indented));

    public static MimeBundle Format(string json)
    {
        if (json.Length > MostCharacters)
        {
            var text = json[..MostCharacters] + "\n… " + HtmlTable.Of(MostCharacters, json.Length, "characters");
            return MimeBundle.Html(Markup.Block($"<pre>{HtmlTable.Encode(text)}</pre>"), text);
        }

        return MimeBundle.Html(Markup.Block($"<pre>{HtmlTable.Encode(json)}</pre>"), json).With(Mime.Json, json);
    }
}
