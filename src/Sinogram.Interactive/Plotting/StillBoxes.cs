using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Sinogram.Core.Display;

namespace Sinogram.Interactive.Plotting;

/// <summary>Median, quartiles, whiskers of at most one and a half boxes, and what lies beyond.</summary>
internal sealed class StillBoxes(JsonObject trace, string color) : StillTrace(trace, color)
{
    private const int MostOutliers = 200;

    private readonly List<(double At, double[] Sorted)> _groups = [];

    public override void Measure(PlotScale x, PlotScale y)
    {
        var values = y.Places(Json["y"]);
        var names = Json["x"] as JsonArray ?? [.. Enumerable.Repeat(0, values.Length).Select(_ => (JsonNode?)(Name.Length > 0 ? Name : "values"))];
        _groups.AddRange(values.Zip(names, (v, n) => (Value: v, At: x.Place(n))).Where(p => double.IsFinite(p.Value) && double.IsFinite(p.At))
            .GroupBy(p => p.At).Select(g => (g.Key, g.Select(p => p.Value).Order().ToArray())));
        x.Cover([.. _groups.SelectMany(g => new[] { g.At - 0.5, g.At + 0.5 })]);
    }

    public override void Draw(StringBuilder svg, PlotScale x, PlotScale y)
    {
        var stroke = Markup.Encode(Color);
        foreach (var (at, sorted) in _groups)
        {
            var (q1, median, q3) = (Quantile(sorted, 0.25), Quantile(sorted, 0.5), Quantile(sorted, 0.75));
            var reach = 1.5 * (q3 - q1);
            var (low, high) = (sorted.First(v => v >= q1 - reach), sorted.Last(v => v <= q3 + reach));
            var (left, middle, right) = (x.Pixel(at - 0.25), x.Pixel(at), x.Pixel(at + 0.25));
            svg.Append(CultureInfo.InvariantCulture, $"<g stroke=\"{stroke}\" stroke-width=\"1.5\" fill=\"{stroke}\" fill-opacity=\"0.35\"><rect x=\"{left:0.##}\" y=\"{y.Pixel(q3):0.##}\" width=\"{right - left:0.##}\" height=\"{Math.Abs(y.Pixel(q1) - y.Pixel(q3)):0.##}\"/>")
                .Append(CultureInfo.InvariantCulture, $"<path d=\"M{left:0.##} {y.Pixel(median):0.##}H{right:0.##}M{middle:0.##} {y.Pixel(q3):0.##}V{y.Pixel(high):0.##}M{middle:0.##} {y.Pixel(q1):0.##}V{y.Pixel(low):0.##}\"/>");
            foreach (var beyond in sorted.Where(v => v < low || v > high).Take(MostOutliers))
            {
                svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{middle:0.##}\" cy=\"{y.Pixel(beyond):0.##}\" r=\"2.5\"/>");
            }

            svg.Append("</g>");
        }
    }

    /// <summary>The quantile by linear interpolation between the nearest ranks (R's type 7).</summary>
    private static double Quantile(double[] sorted, double part)
    {
        var at = part * (sorted.Length - 1);
        var low = (int)at;
        return low + 1 < sorted.Length ? sorted[low] + ((at - low) * (sorted[low + 1] - sorted[low])) : sorted[low];
    }
}
