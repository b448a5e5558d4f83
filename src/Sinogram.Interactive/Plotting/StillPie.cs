using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Sinogram.Core.Display;

namespace Sinogram.Interactive.Plotting;

/// <summary>Parts of a whole as sectors of a circle, with their shares beside.</summary>
internal static class StillPie
{
    public static void Draw(StringBuilder svg, JsonObject trace, int width, int height, int top)
    {
        var values = PlotValues.Numbers(trace["values"]).Select(v => double.IsFinite(v) && v > 0 ? v : 0).ToArray();
        var labels = (trace["labels"] as JsonArray ?? []).Select(l => l?.ToString() ?? "").ToArray();
        var total = values.Sum();
        if (total <= 0)
        {
            return;
        }

        var radius = (height - top - 20) / 2.0;
        var (x, y) = (radius + 20, top + radius);
        var angle = -Math.PI / 2;
        for (var i = 0; i < values.Length; i++)
        {
            var color = ColorScale.Traces[i % ColorScale.Traces.Length];
            var end = angle + (values[i] / total * 2 * Math.PI);
            if (values[i] >= total * 0.999999)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"{radius:0.##}\" fill=\"{color}\"/>");
            }
            else
            {
                var large = end - angle > Math.PI ? 1 : 0;
                svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{x:0.##} {y:0.##}L{x + (radius * Math.Cos(angle)):0.##} {y + (radius * Math.Sin(angle)):0.##}A{radius:0.##} {radius:0.##} 0 {large} 1 {x + (radius * Math.Cos(end)):0.##} {y + (radius * Math.Sin(end)):0.##}Z\" fill=\"{color}\" stroke=\"#ffffff\"/>");
            }

            angle = end;
            if (i < 18)
            {
                var (lx, ly) = ((2 * radius) + 50, top + 12 + (i * 18));
                var name = i < labels.Length ? labels[i] : "";
                svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{lx:0.##}\" y=\"{ly - 10}\" width=\"12\" height=\"12\" fill=\"{color}\"/><text x=\"{lx + 18:0.##}\" y=\"{ly}\" fill=\"#222222\">{Markup.Encode(name)} {values[i] / total * 100:0.#} %</text>");
            }
        }
    }
}
