using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sinogram.Core.Display;

namespace Sinogram.Interactive.Plotting;

/// <summary>
/// The markup of figures: a still picture, and over it a sandboxed frame that draws the figure once the page gives it plotly.js. The frame stays hidden until
/// then, so that what cannot run or load it (untrusted notebooks, converted pages, no server) shows the picture.
/// </summary>
public static class FigurePage
{
    /// <summary>The media type of a figure.</summary>
    public const string MediaType = "application/vnd.plotly.v1+json";

    /// <summary>The id of the element in which a page of its own keeps plotly.js for its figures.</summary>
    public const string PlotlyElement = "sinogram-plotly";

    /// <summary>Characters of data beyond which a figure is not live: it stands twice in the notebook, and a display is to stay under 5 MB.</summary>
    private const int LargestLive = 2_000_000;

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly Lazy<string> Frame = new(() => Resource("plotting/frame.html"));
    private static readonly Lazy<string> LoaderScript = new(() => Resource("plotting/loader.js"));

    /// <summary>The script that hands plotly.js to the frames of a page: from the page itself, or from the kernelspec's folder of the server.</summary>
    public static string Loader => LoaderScript.Value;

    /// <summary>The picture and the frame of a figure.</summary>
    /// <param name="figure"><c>data</c> and <c>layout</c>.</param>
    /// <param name="nonce">The nonce under which the page lets scripts run; null where it asks for none.</param>
    /// <param name="png">A still picture, where there is a better one than ours.</param>
    public static string Markup(JsonObject figure, string? nonce = null, byte[]? png = null)
    {
        ArgumentNullException.ThrowIfNull(figure);
        var (width, height) = (Pixels(figure, "width", 700), Pixels(figure, "height", 420));
        var json = figure.ToJsonString(Compact).Replace("<", "\\u003c", StringComparison.Ordinal);
        var page = Frame.Value.Replace("NONCE", nonce is null ? "" : $"nonce=\"{nonce}\"", StringComparison.Ordinal).Replace("FIGURE", json, StringComparison.Ordinal);
        var size = string.Create(CultureInfo.InvariantCulture, $"width:{width}px;height:{height}px");
        return Core.Display.Markup.Block(
            $"<div style=\"display:grid;justify-content:start\">{Still(figure, png)}"
            + $"<iframe sandbox=\"allow-scripts\" style=\"grid-area:1/1;border:0;visibility:hidden;{size}\" srcdoc=\"{Core.Display.Markup.Encode(page)}\"></iframe></div>");
    }

    /// <summary>Whether we can draw a still picture of the figure.</summary>
    public static bool HasStillPicture(JsonObject figure) => StillPicture.Svg(figure) is not null;

    /// <summary>What the figure shows, in a line.</summary>
    public static string Describe(JsonObject figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        var layout = figure["layout"] as JsonObject;
        var title = layout?["title"] is JsonObject titled ? titled["text"]?.ToString() : layout?["title"]?.ToString();
        var traces = (figure["data"] as JsonArray ?? []).OfType<JsonObject>()
            .Select(t => StillPicture.Kind(t) + (t["name"] is { } name ? $" '{name}'" : ""));
        return $"Figure{(string.IsNullOrEmpty(title) ? "" : $" '{title}'")}: {string.Join(", ", traces)}";
    }

    /// <summary>The bundle of a figure: its data, from which picture and frame are drawn when they have passed the output filter.</summary>
    internal static MimeBundle Bundle(JsonObject figure) =>
        MimeBundle.Text(Describe(figure)).With(MediaType, figure.ToJsonString(Compact)).DrawnBy(Draw);

    private static MimeBundle Draw(MimeBundle data)
    {
        var json = data[MediaType]!;
        return JsonNode.Parse(json) is not JsonObject figure ? data
            : json.Length <= LargestLive ? data.With(Mime.Html, Markup(figure) + $"<script>{Loader}</script>")
            : data.Without(MediaType).With(Mime.Html, Core.Display.Markup.Block(Still(figure) + Core.Display.Markup.Note(
                string.Create(CultureInfo.InvariantCulture, $"A still picture: {json.Length / 1e6:0.#} MB of data are too much to be live. Thin them out, or bin them."))));
    }

    /// <summary>The picture under the frame; where there is none, words.</summary>
    private static string Still(JsonObject figure, byte[]? png = null)
    {
        var words = Describe(figure);
        return png is not null ? Core.Display.Markup.Image(Mime.Png, Convert.ToBase64String(png), words, "grid-area:1/1") : StillPicture.Svg(figure) is { } svg
            ? Core.Display.Markup.Image(Mime.Svg, Convert.ToBase64String(Encoding.UTF8.GetBytes(svg)), words, "grid-area:1/1")
            : $"<div style=\"grid-area:1/1;align-self:center;{Core.Display.Markup.Quiet}\">{Core.Display.Markup.Encode(words)}. It is drawn where the notebook is trusted and its server has this kernel.</div>";
    }

    /// <summary>The figure's width or height in pixels.</summary>
    public static int Pixels(JsonObject figure, string name, int standard) =>
        PlotValues.Number((figure["layout"] as JsonObject)?[name]) is var n && n is >= 50 and < 10_000 ? (int)n : standard;

    private static string Resource(string name)
    {
        using var stream = typeof(FigurePage).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
