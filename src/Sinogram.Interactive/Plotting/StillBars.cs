using System.Text;
using System.Text.Json.Nodes;

namespace Sinogram.Interactive.Plotting;

/// <summary>Bars, side by side, on top of each other or over each other.</summary>
internal sealed class StillBars(JsonObject trace, string color, BarPlace place) : StillTrace(trace, color)
{
    private double[] _at = [];
    private double[] _length = [];
    private double[] _base = [];
    private double _width = 1;

    private bool IsHorizontal => Json["orientation"]?.ToString() == "h";

    private bool IsStacked => place.Mode is "stack" or "relative";

    public override void Measure(PlotScale x, PlotScale y)
    {
        var (along, up, at, lengths) = IsHorizontal ? (y, x, Json["y"], Json["x"]) : (x, y, Json["x"], Json["y"]);
        _length = [.. PlotValues.Numbers(lengths).Select(v => double.IsFinite(v) ? v : 0)];
        _at = along.Places(at, _length.Length);
        var nearest = _at.Distinct().Order().ToList() is { Count: > 1 } places && !along.IsCategorical ? places.Zip(places.Skip(1), (a, b) => b - a).Min() : 1;
        _width = nearest * 0.8;
        if (!along.IsCategorical)
        {
            along.Cover([.. _at.Select(a => a - (nearest / 2)), .. _at.Select(a => a + (nearest / 2))]);
        }

        // A stack is shared by the traces of one picture; the axis keeps how high each of its bars has grown.
        _base = IsStacked ? up.Stack(_at, _length) : new double[_length.Length];
        up.CoverZero();
        up.Cover([.. _length.Zip(_base, (l, b) => l + b)]);
    }

    public override void Draw(StringBuilder svg, PlotScale x, PlotScale y)
    {
        var side = place.Mode == "group" ? _width / place.Count : _width;
        var offset = place.Mode == "group" ? (-_width / 2) + (side * place.Index) : -_width / 2;
        for (var i = 0; i < Math.Min(_at.Length, _length.Length); i++)
        {
            var (a, b) = (_at[i] + offset, _at[i] + offset + side);
            if (IsHorizontal)
            {
                Rectangle(svg, x.Pixel(_base[i]), y.Pixel(a), x.Pixel(_base[i] + _length[i]), y.Pixel(b));
            }
            else
            {
                Rectangle(svg, x.Pixel(a), y.Pixel(_base[i]), x.Pixel(b), y.Pixel(_base[i] + _length[i]));
            }
        }
    }
}
