using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Sinogram.Core.Display;

namespace Sinogram.Interactive.Plotting;

/// <summary>A still picture with two axes: measures what the traces need, then draws grid, traces, axes and legend.</summary>
internal sealed class StillAxes
{
    private readonly StringBuilder _svg;
    private readonly List<StillTrace> _traces;
    private readonly PlotScale _x;
    private readonly PlotScale _y;
    private readonly bool _hasLegend;
    private readonly int _width;
    private readonly int _height;
    private readonly int _top;

    public StillAxes(StringBuilder svg, JsonObject layout, IReadOnlyList<JsonObject> traces, int width, int height, int top)
    {
        (_svg, _width, _height, _top) = (svg, width, height, top);
        _x = new PlotScale(layout["xaxis"]);
        _y = new PlotScale(layout["yaxis"]);
        var barMode = layout["barmode"]?.ToString() ?? "group";
        var bars = traces.Count(t => StillPicture.Kind(t) == "bar");
        var bar = 0;
        _traces = [.. traces.Select((t, i) => StillTrace.Of(t, ColorScale.Traces[i % ColorScale.Traces.Length], new BarPlace(StillPicture.Kind(t) == "bar" ? bar++ : 0, bars, barMode)))];
        _hasLegend = layout["showlegend"] is JsonValue shown ? shown.ToString() == "true" : traces.Count > 1;
    }

    public void Draw()
    {
        _traces.ForEach(t => t.Measure(_x, _y));
        var tight = _traces.Exists(t => t.FillsItsAxes) ? 0 : 0.05;
        _x.Fix(_traces.TrueForAll(t => t.IsLine) ? 0 : tight);
        _y.Fix(tight);
        var left = 22 + (_y.Title is null ? 0 : 18) + (int)(7 * _y.Ticks(6).Select(t => t.Label.Length).DefaultIfEmpty(1).Max());
        var right = _hasLegend ? 30 + (int)(7 * Math.Min(24, _traces.Max(t => t.Name.Length)) + 24) : _traces.Exists(t => t.FillsItsAxes) ? 80 : 16;
        var bottom = 26 + (_x.Title is null ? 0 : 20);
        (_x.From, _x.To) = (left, _width - right);
        (_y.From, _y.To) = (_height - bottom, _top);
        Grid();
        var clip = string.Create(CultureInfo.InvariantCulture, $"c{_svg.Length}");
        _svg.Append(CultureInfo.InvariantCulture, $"<clipPath id=\"{clip}\"><rect x=\"{left}\" y=\"{_top}\" width=\"{_width - right - left}\" height=\"{_height - bottom - _top}\"/></clipPath><g clip-path=\"url(#{clip})\">");
        // As plotly.js does: pictures below, bars above them, lines and points on top.
        foreach (var trace in _traces.OrderBy(t => t.Layer))
        {
            trace.Draw(_svg, _x, _y);
        }

        _svg.Append("</g>");
        _svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{left} {_top}V{_height - bottom}H{_width - right}\" fill=\"none\" stroke=\"#444444\"/>");
        Titles(left, right, bottom);
        if (_hasLegend)
        {
            Legend(right);
        }
        else if (_traces.Find(t => t.FillsItsAxes) is { } colored)
        {
            colored.Key(_svg, _width - right + 14, _top, _height - bottom);
        }
    }

    private void Grid()
    {
        var most = Math.Max(2, (int)((_x.To - _x.From) / 70));
        foreach (var (place, label) in _x.Ticks(most).Where(t => _x.Holds(t.Place)))
        {
            var x = _x.Pixel(place);
            _svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{x:0.#} {_y.To}V{_y.From}\" stroke=\"#ebebeb\"/><text x=\"{x:0.#}\" y=\"{_y.From + 16}\" text-anchor=\"middle\" fill=\"#444444\">{Markup.Encode(label)}</text>");
        }

        foreach (var (place, label) in _y.Ticks(6).Where(t => _y.Holds(t.Place)))
        {
            var y = _y.Pixel(place);
            _svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{_x.From} {y:0.#}H{_x.To}\" stroke=\"#ebebeb\"/><text x=\"{_x.From - 6}\" y=\"{y + 4:0.#}\" text-anchor=\"end\" fill=\"#444444\">{Markup.Encode(label)}</text>");
        }
    }

    private void Titles(int left, int right, int bottom)
    {
        if (_x.Title is { } across)
        {
            _svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{(left + _width - right) / 2}\" y=\"{_height - 8}\" text-anchor=\"middle\" fill=\"#222222\">{Markup.Encode(across)}</text>");
        }

        if (_y.Title is { } up)
        {
            var middle = (_top + _height - bottom) / 2;
            _svg.Append(CultureInfo.InvariantCulture, $"<text x=\"14\" y=\"{middle}\" transform=\"rotate(-90 14 {middle})\" text-anchor=\"middle\" fill=\"#222222\">{Markup.Encode(up)}</text>");
        }
    }

    private void Legend(int right)
    {
        for (var i = 0; i < Math.Min(_traces.Count, 20); i++)
        {
            var (x, y) = (_width - right + 12, _top + 12 + (i * 18));
            var name = _traces[i].Name;
            _svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{x} {y - 4}h16\" stroke-width=\"3\" stroke=\"{Markup.Encode(_traces[i].Color)}\"/><text x=\"{x + 22}\" y=\"{y}\" fill=\"#222222\">{Markup.Encode(name.Length > 24 ? name[..23] + "…" : name)}</text>");
        }
    }
}
