using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Sinogram.Core.Display;

namespace Sinogram.Interactive.Plotting;

/// <summary>
/// Draws a figure as a still SVG picture: what is seen where no script runs (untrusted notebooks, reports, converted pages). Knows lines, points, bars,
/// histograms, boxes, heat maps, pies, surfaces and points in space; of others it gives none.
/// </summary>
internal static class StillPicture
{
    private static readonly HashSet<string> Known = ["scatter", "scattergl", "bar", "histogram", "box", "violin", "heatmap", "contour", "pie"];

    /// <summary>The picture; null where the figure has a kind of trace that is not known here, or makes no sense.</summary>
    public static string? Svg(JsonObject figure)
    {
        try
        {
            return Draw(figure);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            // What plotly.js makes of such a figure is its own affair.
            return null;
        }
    }

    private static string? Draw(JsonObject figure)
    {
        var traces = (figure["data"] as JsonArray ?? []).OfType<JsonObject>().Where(t => t["visible"] is not JsonValue v || v.ToString() != "false").ToList();
        if (traces.Count == 0 || traces.Exists(t => !Known.Contains(Kind(t)) && !StillSpace.Knows(t)) || traces.Exists(HasOwnAxes))
        {
            return null;
        }

        var layout = figure["layout"] as JsonObject ?? [];
        var (width, height) = (Pixels(layout["width"], 700), Pixels(layout["height"], 420));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\">")
            .Append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>");
        var title = layout["title"] is JsonObject t ? t["text"]?.ToString() : layout["title"]?.ToString();
        if (!string.IsNullOrEmpty(title))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{width / 2}\" y=\"26\" text-anchor=\"middle\" font-size=\"16\" fill=\"#222222\">{Markup.Encode(title)}</text>");
        }

        var top = string.IsNullOrEmpty(title) ? 16 : 44;
        if (traces.TrueForAll(t => Kind(t) == "pie"))
        {
            StillPie.Draw(svg, traces[0], width, height, top);
        }
        else if (traces.TrueForAll(StillSpace.Knows))
        {
            StillSpace.Draw(svg, layout, traces, width, height, top);
        }
        else if (traces.Exists(t => Kind(t) == "pie" || StillSpace.Knows(t)))
        {
            return null;
        }
        else
        {
            new StillAxes(svg, layout, traces, width, height, top).Draw();
        }

        return svg.Append("</svg>").ToString();
    }

    internal static string Kind(JsonObject trace) => trace["type"]?.ToString() ?? "scatter";

    private static bool HasOwnAxes(JsonObject trace) => trace["xaxis"]?.ToString() is { } x && x != "x" || trace["yaxis"]?.ToString() is { } y && y != "y";

    private static int Pixels(JsonNode? json, int standard) => PlotValues.Number(json) is var n && n is >= 50 and < 10_000 ? (int)n : standard;
}
