using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Sinogram.Core.Display;

namespace Sinogram.Interactive.Plotting;

/// <summary>
/// A still picture of surfaces and points in space: seen from where plotly.js first stands (the same distance along each axis), in parallel projection, what is
/// farther drawn first.
/// </summary>
internal sealed class StillSpace
{
    /// <summary>A larger grid is thinned out.</summary>
    private const int MostCells = 64;

    /// <summary>More points are not told apart.</summary>
    private const int MostPoints = 4000;

    /// <summary>The height of a number, as a part of the axis that goes up.</summary>
    private const double Corner = 0.08;

    private static readonly string[] Names = ["x", "y", "z"];
    private static readonly double Slope = Math.Sqrt(1.0 / 6);

    private readonly StringBuilder _svg;
    private readonly PlotScale[] _scales;
    private readonly List<Shape> _shapes = [];
    private readonly double _size;
    private readonly (double X, double Y) _middle;

    private StillSpace(StringBuilder svg, JsonObject scene, int width, int height, int top)
    {
        _svg = svg;
        _scales = [.. Names.Select(name => new PlotScale(scene[name + "axis"] ?? new JsonObject { ["title"] = name }) { From = 0, To = 1 })];
        // In this projection a cube of 1 is 1.41 wide and 1.63 high; the words stand around it.
        _size = Math.Min(width - 140, height - top - 60) / 1.65;
        _middle = (width / 2.0, top + ((height - top) / 2.0));
    }

    /// <summary>Whether a trace is of space, and one that is drawn here: a surface over a plain grid, or points and lines.</summary>
    public static bool Knows(JsonObject trace) => StillPicture.Kind(trace) is "surface" or "scatter3d" && (trace["x"] as JsonArray)?.FirstOrDefault() is not JsonArray;

    /// <summary>Draws the traces below a title.</summary>
    public static void Draw(StringBuilder svg, JsonObject layout, IReadOnlyList<JsonObject> traces, int width, int height, int top)
    {
        var space = new StillSpace(svg, layout["scene"] as JsonObject ?? [], width, height, top);
        var places = traces.Select(space.Measure).ToList();
        foreach (var scale in space._scales)
        {
            scale.Fix(0);
        }

        space.Walls();
        for (var i = 0; i < traces.Count; i++)
        {
            space.Add(traces[i], places[i], ColorScale.Traces[i % ColorScale.Traces.Length]);
        }

        foreach (var shape in space._shapes.OrderBy(s => s.Depth))
        {
            svg.Append(shape.Svg);
        }
    }

    /// <summary>The places of a trace's points along the axes; of a surface, row by row.</summary>
    private Points Measure(JsonObject trace)
    {
        if (StillPicture.Kind(trace) == "scatter3d")
        {
            var z = _scales[2].Cover(_scales[2].Places(trace["z"]));
            return new Points(_scales[0].Cover(_scales[0].Places(trace["x"], z.Length)), _scales[1].Cover(_scales[1].Places(trace["y"], z.Length)), z, 0);
        }

        var rows = (trace["z"] as JsonArray ?? []).Select(PlotValues.Numbers).ToList();
        var columns = rows.Select(r => r.Length).DefaultIfEmpty(0).Max();
        var (stepR, stepC) = (Math.Max(1, (rows.Count - 1) / MostCells), Math.Max(1, (columns - 1) / MostCells));
        var (keptR, keptC) = (Kept(rows.Count, stepR), Kept(columns, stepC));
        var (across, deep) = (_scales[0].Places(trace["x"], columns), _scales[1].Places(trace["y"], rows.Count));
        return new Points(
            _scales[0].Cover([.. keptR.SelectMany(_ => keptC.Select(c => c < across.Length ? across[c] : c))]),
            _scales[1].Cover([.. keptR.SelectMany(r => keptC.Select(_ => r < deep.Length ? deep[r] : r))]),
            _scales[2].Cover([.. keptR.SelectMany(r => keptC.Select(c => c < rows[r].Length ? rows[r][c] : double.NaN))]),
            keptC.Count);
    }

    private static List<int> Kept(int count, int step) => [.. Enumerable.Range(0, count).Where(i => i % step == 0 || i == count - 1)];

    private void Add(JsonObject trace, Points points, string color)
    {
        if (points.Columns > 0)
        {
            AddSurface(trace, points);
            return;
        }

        var marker = trace["marker"] as JsonObject ?? [];
        var mode = trace["mode"]?.ToString() ?? "lines+markers";
        var shown = TextOf(marker["color"]) ?? TextOf(trace["line"]?["color"]) ?? color;
        var values = PlotValues.Numbers(marker["color"]);
        var finite = values.Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        var (low, high) = (finite.Min(), finite.Max());
        var palette = ColorScale.Palette(TextOf(marker["colorscale"]), reversed: false);
        var radius = (PlotValues.Number(marker["size"]) is var size && size > 0 ? size : 6) / 2;
        var every = Math.Max(1, points.Z.Length / MostPoints);
        for (var i = 0; i < points.Z.Length; i += every)
        {
            if (!IsFinite(points, i))
            {
                continue;
            }

            var (x, y, depth) = Project(points, i);
            var fill = i < values.Length && high > low && double.IsFinite(values[i]) ? ColorScale.Css(palette[(int)((values[i] - low) / (high - low) * 255)]) : shown;
            if (mode.Contains("markers", StringComparison.Ordinal))
            {
                Later($"<circle cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"{radius:0.##}\" fill=\"{Markup.Encode(fill)}\" fill-opacity=\"0.85\"/>", depth);
            }

            if (mode.Contains("lines", StringComparison.Ordinal) && i + every < points.Z.Length && IsFinite(points, i + every))
            {
                var (nextX, nextY, nextDepth) = Project(points, i + every);
                Later($"<path d=\"M{x:0.#} {y:0.#}L{nextX:0.#} {nextY:0.#}\" stroke=\"{Markup.Encode(shown)}\" stroke-width=\"2\" fill=\"none\"/>", (depth + nextDepth) / 2);
            }
        }
    }

    private void AddSurface(JsonObject trace, Points points)
    {
        var palette = ColorScale.Palette(TextOf(trace["colorscale"]), trace["reversescale"]?.ToString() == "true");
        var finite = points.Z.Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        var (low, high) = (finite.Min(), finite.Max());
        var rows = points.Z.Length / points.Columns;
        for (var r = 0; r + 1 < rows; r++)
        {
            for (var c = 0; c + 1 < points.Columns; c++)
            {
                var first = (r * points.Columns) + c;
                int[] corners = [first, first + 1, first + points.Columns + 1, first + points.Columns];
                if (!corners.All(i => IsFinite(points, i)))
                {
                    continue;
                }

                var seen = corners.Select(i => Project(points, i)).ToList();
                var part = high > low ? (corners.Average(i => points.Z[i]) - low) / (high - low) : 0.5;
                var fill = ColorScale.Css(palette[(int)Math.Clamp(part * 255, 0, 255)]);
                var path = string.Join('L', seen.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.X:0.#} {s.Y:0.#}")));
                // A line of its own colour closes the seams between neighbours.
                Later($"<path d=\"M{path}Z\" fill=\"{fill}\" stroke=\"{fill}\" stroke-width=\"0.6\"/>", seen.Average(s => s.Depth));
            }
        }
    }

    /// <summary>The floor and the two walls behind, with the grid, the numbers and the names of the axes.</summary>
    private void Walls()
    {
        foreach (var (place, label) in Ticks(0))
        {
            Line((place, 0, 0), (place, 1, 0));
            Line((place, 0, 0), (place, 0, 1));
            Label((place, 1.06, 0), label, "start");
        }

        foreach (var (place, label) in Ticks(1))
        {
            Line((0, place, 0), (1, place, 0));
            Line((0, place, 0), (0, place, 1));
            Label((1.06, place, 0), label, "end");
        }

        foreach (var (place, label) in Ticks(2))
        {
            Line((0, 0, place), (1, 0, place));
            Line((0, 0, place), (0, 1, place));
            // At the corner the number of the other axis has its place.
            Label((1.05, 0, place < Corner ? place + Corner : place), label, "end");
        }

        Label((0.5, 1.3, 0), _scales[0].Title, "middle", "#222222");
        Label((1.3, 0.5, 0), _scales[1].Title, "middle", "#222222");
        Label((1.25, 0, 0.5), _scales[2].Title, "end", "#222222");
    }

    private IEnumerable<(double Place, string Label)> Ticks(int axis) => _scales[axis].Ticks(5).Where(t => _scales[axis].Holds(t.Place)).Select(t => (_scales[axis].Pixel(t.Place), t.Label));

    private void Line((double X, double Y, double Z) from, (double X, double Y, double Z) to)
    {
        var (a, b) = (Project(from.X, from.Y, from.Z), Project(to.X, to.Y, to.Z));
        _svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{a.X:0.#} {a.Y:0.#}L{b.X:0.#} {b.Y:0.#}\" stroke=\"#dddddd\"/>");
    }

    private void Label((double X, double Y, double Z) at, string? text, string anchor, string color = "#444444")
    {
        if (text is not null)
        {
            var (x, y, _) = Project(at.X, at.Y, at.Z);
            _svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{y + 4:0.#}\" text-anchor=\"{anchor}\" font-size=\"11\" fill=\"{color}\">{Markup.Encode(text)}</text>");
        }
    }

    private (double X, double Y, double Depth) Project(Points points, int i) =>
        Project(_scales[0].Pixel(points.X[i]), _scales[1].Pixel(points.Y[i]), _scales[2].Pixel(points.Z[i]));

    /// <summary>Where a point of the unit cube is seen, and how near it is.</summary>
    private (double X, double Y, double Depth) Project(double x, double y, double z)
    {
        (x, y, z) = (x - 0.5, y - 0.5, z - 0.5);
        return (_middle.X + (_size * (y - x) / Math.Sqrt(2)), _middle.Y - (_size * Slope * ((2 * z) - x - y)), x + y + z);
    }

    private void Later(FormattableString svg, double depth) => _shapes.Add(new Shape(depth, svg.ToString(CultureInfo.InvariantCulture)));

    private static bool IsFinite(Points points, int i) =>
        i < points.X.Length && i < points.Y.Length && double.IsFinite(points.X[i]) && double.IsFinite(points.Y[i]) && double.IsFinite(points.Z[i]);

    private static string? TextOf(JsonNode? json) => json is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.String ? value.ToString() : null;

    /// <param name="X">Across.</param>
    /// <param name="Y">Into the depth.</param>
    /// <param name="Z">Upwards.</param>
    /// <param name="Columns">How many make a row of a surface; 0 for points alone.</param>
    private sealed record Points(double[] X, double[] Y, double[] Z, int Columns);

    private readonly record struct Shape(double Depth, string Svg);
}
