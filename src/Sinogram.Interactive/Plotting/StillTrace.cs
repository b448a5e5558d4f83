using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Sinogram.Interactive.Plotting;

/// <summary>Where the bars of a trace stand among those of others.</summary>
/// <param name="Index">The trace among those with bars.</param>
/// <param name="Count">How many have bars.</param>
/// <param name="Mode"><c>group</c>, <c>stack</c>, <c>overlay</c> or <c>relative</c>.</param>
internal readonly record struct BarPlace(int Index, int Count, string Mode);

/// <summary>One trace of a still picture: first measured, then drawn.</summary>
internal abstract class StillTrace
{
    /// <summary>More points are not told apart in a picture of this size, and would make it heavy.</summary>
    protected const int MostPoints = 4000;

    private protected StillTrace(JsonObject trace, string color)
    {
        Json = trace;
        Name = trace["name"]?.ToString() ?? "";
        Color = ColorOf(trace["marker"]?["color"]) ?? ColorOf(trace["line"]?["color"]) ?? color;
        Opacity = PlotValues.Number(trace["opacity"]) is var o && o is >= 0 and <= 1 ? o : 1;
    }

    /// <summary>Its name in the legend.</summary>
    public string Name { get; }

    /// <summary>Its colour.</summary>
    public string Color { get; }

    /// <summary>It reaches to the ends of its axes, without a margin.</summary>
    public virtual bool FillsItsAxes => false;

    /// <summary>What is drawn above what: lower ones first.</summary>
    public virtual int Layer => 1;

    /// <summary>It is a line alone.</summary>
    public virtual bool IsLine => false;

    protected JsonObject Json { get; }

    protected double Opacity { get; }

    /// <summary>The trace of a kind.</summary>
    public static StillTrace Of(JsonObject trace, string color, BarPlace place) => StillPicture.Kind(trace) switch
    {
        "bar" => new StillBars(trace, color, place),
        "histogram" => new StillHistogram(trace, color),
        "box" or "violin" => new StillBoxes(trace, color),
        "heatmap" or "contour" => new StillHeatmap(trace, color),
        _ => new StillScatter(trace, color),
    };

    /// <summary>Tells the axes what it needs.</summary>
    public abstract void Measure(PlotScale x, PlotScale y);

    /// <summary>Draws between the axes.</summary>
    public abstract void Draw(StringBuilder svg, PlotScale x, PlotScale y);

    /// <summary>Draws what its colours mean.</summary>
    public virtual void Key(StringBuilder svg, int left, int top, int bottom)
    {
    }

    /// <summary>How many values an array has.</summary>
    protected static int Count(JsonNode? values) => values is JsonArray array ? array.Count : PlotValues.Numbers(values).Length;

    /// <summary>A rectangle between two corners.</summary>
    protected void Rectangle(StringBuilder svg, double x1, double y1, double x2, double y2, string? fill = null)
    {
        if (double.IsFinite(x1) && double.IsFinite(y1) && double.IsFinite(x2) && double.IsFinite(y2))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Math.Min(x1, x2):0.##}\" y=\"{Math.Min(y1, y2):0.##}\" width=\"{Math.Abs(x2 - x1):0.##}\" height=\"{Math.Abs(y2 - y1):0.##}\" fill=\"{Sinogram.Core.Display.Markup.Encode(fill ?? Color)}\" fill-opacity=\"{Opacity:0.##}\" stroke=\"#ffffff\" stroke-width=\"0.5\"/>");
        }
    }

    /// <summary>One colour for all, as text; of a scale of colours, none.</summary>
    private static string? ColorOf(JsonNode? json) => json is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.String ? value.ToString() : null;
}
