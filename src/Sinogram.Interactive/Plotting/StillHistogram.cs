using System.Text;
using System.Text.Json.Nodes;

namespace Sinogram.Interactive.Plotting;

/// <summary>How often values fall into equal intervals of a round width.</summary>
internal sealed class StillHistogram(JsonObject trace, string color) : StillTrace(trace, color)
{
    private readonly List<(double From, double To, int Count)> _bins = [];

    public override void Measure(PlotScale x, PlotScale y)
    {
        var values = x.Places(Json["x"]).Where(double.IsFinite).ToArray();
        y.CoverZero();
        if (values.Length == 0)
        {
            return;
        }

        if (x.IsCategorical)
        {
            _bins.AddRange(values.GroupBy(v => v).Select(g => (g.Key - 0.4, g.Key + 0.4, g.Count())));
        }
        else
        {
            var (low, high) = (values.Min(), values.Max());
            var asked = PlotValues.Number(Json["nbinsx"]) is var n && n >= 1 ? n : Math.Clamp(Math.Sqrt(values.Length), 5, 60);
            var width = low == high ? 1 : PlotScale.Nice((high - low) / asked);
            var first = Math.Floor(low / width) * width;
            _bins.AddRange(values.GroupBy(v => (long)Math.Floor((v - first) / width)).Select(g => (first + (g.Key * width), first + ((g.Key + 1) * width), g.Count())));
            x.Cover([.. _bins.SelectMany(b => new[] { b.From, b.To })]);
        }

        y.Cover([.. _bins.Select(b => (double)b.Count)]);
    }

    public override void Draw(StringBuilder svg, PlotScale x, PlotScale y)
    {
        foreach (var (from, to, count) in _bins)
        {
            Rectangle(svg, x.Pixel(from), y.Pixel(0), x.Pixel(to), y.Pixel(count));
        }
    }
}
