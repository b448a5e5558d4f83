using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Sinogram.Core.Display;

namespace Sinogram.Interactive.Plotting;

/// <summary>Points and lines.</summary>
internal sealed class StillScatter(JsonObject trace, string color) : StillTrace(trace, color)
{
    private double[] _x = [];
    private double[] _y = [];
    private double[] _error = [];

    private string Mode => Json["mode"]?.ToString() ?? (_y.Length < 20 ? "lines+markers" : "lines");

    public override int Layer => 2;

    public override bool IsLine => Mode == "lines";

    public override void Measure(PlotScale x, PlotScale y)
    {
        _y = y.Places(Json["y"], Count(Json["x"]));
        _x = x.Places(Json["x"], _y.Length);
        _error = PlotValues.Numbers(Json["error_y"]?["array"]);
        if (!y.IsLogarithmic)
        {
            y.Cover([.. _y.Zip(_error, (v, e) => v + e), .. _y.Zip(_error, (v, e) => v - e)]);
        }

        if (Json["fill"]?.ToString() is "tozeroy")
        {
            y.CoverZero();
        }
    }

    public override void Draw(StringBuilder svg, PlotScale x, PlotScale y)
    {
        var encoded = Markup.Encode(Color);
        var count = Math.Min(_x.Length, _y.Length);
        for (var i = 0; i < Math.Min(_error.Length, count) && !y.IsLogarithmic; i++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{x.Pixel(_x[i]):0.##} {y.Pixel(_y[i] - _error[i]):0.##}V{y.Pixel(_y[i] + _error[i]):0.##}\" stroke=\"{encoded}\"/>");
        }

        if (Mode.Contains("lines", StringComparison.Ordinal))
        {
            var width = PlotValues.Number(Json["line"]?["width"]) is var w && w > 0 ? w : 2;
            var dash = Json["line"]?["dash"]?.ToString() is { } kind && kind != "solid" ? " stroke-dasharray=\"6 4\"" : "";
            svg.Append("<path fill=\"none\" stroke-linejoin=\"round\" stroke=\"").Append(encoded).Append(CultureInfo.InvariantCulture, $"\" stroke-width=\"{width:0.##}\" stroke-opacity=\"{Opacity:0.##}\"{dash} d=\"");
            var pen = 'M';
            // Of a long line, the highest and the lowest of each stretch are kept: spikes stay.
            foreach (var i in Kept(count))
            {
                if (!double.IsFinite(_x[i]) || !double.IsFinite(_y[i]))
                {
                    pen = 'M';
                    continue;
                }

                svg.Append(CultureInfo.InvariantCulture, $"{pen}{x.Pixel(_x[i]):0.##} {y.Pixel(_y[i]):0.##}");
                pen = 'L';
            }

            svg.Append("\"/>");
        }

        if (Mode.Contains("markers", StringComparison.Ordinal))
        {
            var size = PlotValues.Number(Json["marker"]?["size"]) is var s && s > 0 ? s : 6;
            svg.Append(CultureInfo.InvariantCulture, $"<g fill=\"{encoded}\" fill-opacity=\"{Opacity:0.##}\">");
            var every = Math.Max(1, count / MostPoints);
            for (var i = 0; i < count; i += every)
            {
                if (double.IsFinite(_x[i]) && double.IsFinite(_y[i]))
                {
                    svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x.Pixel(_x[i]):0.#}\" cy=\"{y.Pixel(_y[i]):0.#}\" r=\"{size / 2:0.##}\"/>");
                }
            }

            svg.Append("</g>");
        }
    }

    private IEnumerable<int> Kept(int count)
    {
        if (count <= MostPoints)
        {
            return Enumerable.Range(0, count);
        }

        var stretch = (int)Math.Ceiling(count / (MostPoints / 2.0));
        return Enumerable.Range(0, (count + stretch - 1) / stretch).SelectMany(s =>
        {
            var (from, to) = (s * stretch, Math.Min(count, (s + 1) * stretch));
            var (low, high) = (from, from);
            for (var i = from; i < to; i++)
            {
                low = _y[i] < _y[low] ? i : low;
                high = _y[i] > _y[high] ? i : high;
            }

            return low == high ? [low] : new[] { Math.Min(low, high), Math.Max(low, high) };
        });
    }
}
