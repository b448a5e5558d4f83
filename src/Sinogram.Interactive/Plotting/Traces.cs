using System.Collections;
using System.Text.Json.Nodes;

namespace Sinogram.Interactive.Plotting;

/// <summary>How the points of a <see cref="Scatter"/> are drawn.</summary>
public enum ScatterMode
{
    /// <summary>Points alone.</summary>
    Markers,

    /// <summary>A line alone.</summary>
    Lines,

    /// <summary>A line with its points.</summary>
    LinesAndMarkers,
}

/// <summary>Points or a line.</summary>
/// <param name="X">Across; the index where null.</param>
/// <param name="Y">Upwards.</param>
public sealed record Scatter(IEnumerable? X, IEnumerable Y) : Trace("scatter")
{
    /// <summary>Points or line; points where null.</summary>
    public ScatterMode Mode { get; init; }

    /// <summary>The size of the points in pixels.</summary>
    public double? Size { get; init; }

    /// <summary>The width of the line in pixels.</summary>
    public double? Width { get; init; }

    /// <summary>A dashed line.</summary>
    public bool IsDashed { get; init; }

    /// <summary>A text for each point, shown under the pointer.</summary>
    public IEnumerable? Text { get; init; }

    /// <summary>Half the length of each point's error bar, upwards and downwards.</summary>
    public IEnumerable? Error { get; init; }

    private protected override void Write(JsonObject json)
    {
        Add(json, "x", X);
        Add(json, "y", Y);
        json["mode"] = Mode switch { ScatterMode.Lines => "lines", ScatterMode.LinesAndMarkers => "lines+markers", _ => "markers" };
        Add(json, "text", Text);
        var (marker, line) = (new JsonObject(), new JsonObject());
        Add(marker, "color", Color);
        Add(marker, "size", Size);
        Add(line, "color", Color);
        Add(line, "width", Width);
        Add(line, "dash", IsDashed ? "dash" : null);
        json["marker"] = marker;
        json["line"] = line;
        if (Error is not null)
        {
            json["error_y"] = new JsonObject { ["type"] = "data", ["array"] = PlotValues.ToJson(Error) };
        }
    }
}

/// <summary>A line.</summary>
/// <param name="X">Across; the index where null.</param>
/// <param name="Y">Upwards.</param>
public sealed record Line(IEnumerable? X, IEnumerable Y) : Trace("scatter")
{
    /// <summary>Its width in pixels.</summary>
    public double? Width { get; init; }

    /// <summary>A dashed line.</summary>
    public bool IsDashed { get; init; }

    private protected override void Write(JsonObject json)
    {
        Add(json, "x", X);
        Add(json, "y", Y);
        json["mode"] = "lines";
        var line = new JsonObject();
        Add(line, "color", Color);
        Add(line, "width", Width);
        Add(line, "dash", IsDashed ? "dash" : null);
        json["line"] = line;
    }
}

/// <summary>Bars.</summary>
/// <param name="X">Their names or places.</param>
/// <param name="Y">Their heights.</param>
public sealed record Bar(IEnumerable X, IEnumerable Y) : Trace("bar")
{
    /// <summary>Bars to the right: <c>X</c> gives the names all the same.</summary>
    public bool IsHorizontal { get; init; }

    private protected override void Write(JsonObject json)
    {
        Add(json, IsHorizontal ? "y" : "x", X);
        Add(json, IsHorizontal ? "x" : "y", Y);
        Add(json, "orientation", IsHorizontal ? "h" : null);
        Colored(json, Color);
    }

    internal static void Colored(JsonObject json, string? color)
    {
        if (color is not null)
        {
            json["marker"] = new JsonObject { ["color"] = color };
        }
    }
}

/// <summary>How often values fall into each of equal intervals.</summary>
/// <param name="X">The values.</param>
public sealed record Histogram(IEnumerable X) : Trace("histogram")
{
    /// <summary>How many intervals at most; chosen from the data where null.</summary>
    public int? Bins { get; init; }

    private protected override void Write(JsonObject json)
    {
        Add(json, "x", X);
        Add(json, "nbinsx", Bins);
        Bar.Colored(json, Color);
    }
}

/// <summary>How values are distributed, in one shape for each group.</summary>
public abstract record DistributionTrace : Trace
{
    private protected DistributionTrace(IEnumerable y, string type)
        : base(type) => Y = y;

    /// <summary>The values.</summary>
    public IEnumerable Y { get; init; }

    /// <summary>The group of each value.</summary>
    public IEnumerable? X { get; init; }

    private protected override void Write(JsonObject json)
    {
        Add(json, "y", Y);
        Add(json, "x", X);
        Bar.Colored(json, Color);
    }
}

/// <summary>Median, quartiles and range of values.</summary>
/// <param name="Y">The values.</param>
public sealed record Box(IEnumerable Y) : DistributionTrace(Y, "box");

/// <summary>The distribution of values as a shape.</summary>
/// <param name="Y">The values.</param>
public sealed record Violin(IEnumerable Y) : DistributionTrace(Y, "violin");

/// <summary>A grid of values as colours.</summary>
/// <param name="Z">The values: rows of a sequence of sequences or of a two-dimensional array, the first at the bottom.</param>
public sealed record Heatmap(IEnumerable Z) : Trace("heatmap")
{
    /// <summary>What the columns stand for.</summary>
    public IEnumerable? X { get; init; }

    /// <summary>What the rows stand for.</summary>
    public IEnumerable? Y { get; init; }

    /// <summary>The colours: <c>Viridis</c>, <c>Greys</c>, <c>Hot</c>, <c>RdBu</c> …</summary>
    public string ColorScale { get; init; } = "Viridis";

    /// <summary>The colours the other way round.</summary>
    public bool IsReversed { get; init; }

    /// <summary>The values of the first and the last colour; those of the data where null.</summary>
    public (double From, double To)? Range { get; init; }

    private protected override void Write(JsonObject json) => Grid(json, Z, X, Y, ColorScale, IsReversed, Range);

    internal static void Grid(JsonObject json, IEnumerable z, IEnumerable? x, IEnumerable? y, string scale, bool reversed, (double From, double To)? range)
    {
        Add(json, "z", z);
        Add(json, "x", x);
        Add(json, "y", y);
        json["colorscale"] = scale;
        if (reversed)
        {
            json["reversescale"] = true;
        }

        if (range is var (from, to))
        {
            json["zmin"] = from;
            json["zmax"] = to;
        }
    }
}

/// <summary>Lines of equal value on a grid.</summary>
/// <param name="Z">The values, as in <see cref="Heatmap"/>.</param>
public sealed record Contour(IEnumerable Z) : Trace("contour")
{
    /// <summary>What the columns stand for.</summary>
    public IEnumerable? X { get; init; }

    /// <summary>What the rows stand for.</summary>
    public IEnumerable? Y { get; init; }

    /// <summary>The colours.</summary>
    public string ColorScale { get; init; } = "Viridis";

    private protected override void Write(JsonObject json) => Heatmap.Grid(json, Z, X, Y, ColorScale, reversed: false, range: null);
}

/// <summary>A grid of values as a surface in space.</summary>
/// <param name="Z">The values, as in <see cref="Heatmap"/>.</param>
public sealed record Surface(IEnumerable Z) : Trace("surface")
{
    /// <summary>The colours.</summary>
    public string ColorScale { get; init; } = "Viridis";

    private protected override void Write(JsonObject json) => Heatmap.Grid(json, Z, null, null, ColorScale, reversed: false, range: null);
}

/// <summary>Points in space.</summary>
/// <param name="X">Across.</param>
/// <param name="Y">Into the depth.</param>
/// <param name="Z">Upwards.</param>
public sealed record Scatter3D(IEnumerable X, IEnumerable Y, IEnumerable Z) : Trace("scatter3d")
{
    /// <summary>The size of the points in pixels.</summary>
    public double? Size { get; init; }

    private protected override void Write(JsonObject json)
    {
        Add(json, "x", X);
        Add(json, "y", Y);
        Add(json, "z", Z);
        json["mode"] = "markers";
        var marker = new JsonObject();
        Add(marker, "size", Size ?? 3);
        Add(marker, "color", Color);
        json["marker"] = marker;
    }
}

/// <summary>Parts of a whole.</summary>
/// <param name="Labels">Their names.</param>
/// <param name="Values">Their sizes.</param>
public sealed record Pie(IEnumerable Labels, IEnumerable Values) : Trace("pie")
{
    private protected override void Write(JsonObject json)
    {
        Add(json, "labels", Labels);
        Add(json, "values", Values);
    }
}

/// <summary>Any kind that plotly.js knows; its data are in <see cref="Trace.More"/>.</summary>
/// <param name="Kind">Its kind, as plotly.js names it.</param>
public sealed record OtherTrace(string Kind) : Trace(Kind)
{
    private protected override void Write(JsonObject json)
    {
        if (Color is not null)
        {
            json["marker"] = new JsonObject { ["color"] = Color };
        }
    }
}
