using System.Text.Json.Nodes;

namespace Sinogram.Interactive.Plotting;

/// <summary>
/// A figure of one or more traces, drawn by plotly.js in the notebook without a network, with a still picture of it beside for where nothing may run.
/// </summary>
/// <example><code>new Figure(new Line(days, doses) { Name = "dose" }) { Title = "Dose by day", YAxis = new("mGy") }</code></example>
public sealed class Figure
{
    private readonly JsonArray? _data;
    private readonly JsonObject? _layout;

    /// <summary>A figure of traces.</summary>
    public Figure(params IReadOnlyList<Trace> traces) => Traces = traces;

    private Figure(JsonArray data, JsonObject layout)
    {
        Traces = [];
        _data = data;
        _layout = layout;
    }

    /// <summary>Its traces.</summary>
    public IReadOnlyList<Trace> Traces { get; }

    /// <summary>The line above it.</summary>
    public string? Title { get; init; }

    /// <summary>The axis across.</summary>
    public Axis? XAxis { get; init; }

    /// <summary>The axis upwards.</summary>
    public Axis? YAxis { get; init; }

    /// <summary>Pixels across.</summary>
    public int Width { get; init; } = 700;

    /// <summary>Pixels upwards.</summary>
    public int Height { get; init; } = 420;

    /// <summary>Whether the traces' names are listed; where null, if there is more than one.</summary>
    public bool? ShowLegend { get; init; }

    /// <summary>How bars of several traces stand: <c>group</c>, <c>stack</c>, <c>overlay</c> or <c>relative</c>.</summary>
    public string? BarMode { get; init; }

    /// <summary>Anything else that plotly.js knows about the layout, by its own names.</summary>
    public JsonObject? More { get; init; }

    /// <summary>A figure from what plotly.js takes: the array of traces and the layout.</summary>
    /// <exception cref="System.Text.Json.JsonException">Either is not JSON.</exception>
    /// <exception cref="ArgumentException"><paramref name="data"/> is no array or <paramref name="layout"/> no object.</exception>
    public static Figure FromJson(string data, string? layout = null) =>
        JsonNode.Parse(data) is JsonArray traces && (layout is null ? new JsonObject() : JsonNode.Parse(layout)) is JsonObject rest
            ? new Figure(traces, rest)
            {
                Width = Pixels(rest["width"], 700),
                Height = Pixels(rest["height"], 420),
                Title = rest["title"] is JsonObject title ? title["text"]?.ToString() : rest["title"]?.ToString(),
            }
            : throw new ArgumentException("A figure's data is an array of traces, and its layout an object.", nameof(data));

    /// <summary>The figure as plotly.js takes it: <c>data</c> and <c>layout</c>.</summary>
    public JsonObject ToJson() => new()
    {
        ["data"] = _data?.DeepClone() ?? new JsonArray([.. Traces.Select(t => t.ToJson())]),
        ["layout"] = Layout(),
    };

    /// <summary>The figure as a still picture; null where it has a kind of trace that is only drawn by plotly.js.</summary>
    public string? ToSvg() => StillPicture.Svg(ToJson());

    private JsonObject Layout()
    {
        var layout = _layout?.DeepClone().AsObject() ?? new JsonObject
        {
            // Above the plot there is room for the buttons, also without a title.
            ["margin"] = new JsonObject { ["l"] = IsInSpace ? 0 : 60, ["r"] = 20, ["t"] = Title is null ? 34 : 50, ["b"] = IsInSpace ? 0 : Traces.All(t => t is Pie) ? 24 : 56 },
            ["xaxis"] = (XAxis ?? new Axis()).ToJson(null),
            ["yaxis"] = (YAxis ?? new Axis()).ToJson("x"),
            ["showlegend"] = ShowLegend ?? (Traces.Count > 1 && Traces.Any(t => t.Name is not null)),
        };
        if (_layout is null && Title is not null)
        {
            layout["title"] = new JsonObject { ["text"] = Title };
        }

        if (_layout is null && IsInSpace)
        {
            // From where all of it is seen, with the numbers at its lower edges.
            layout["scene"] = new JsonObject
            {
                ["camera"] = new JsonObject
                {
                    ["eye"] = new JsonObject { ["x"] = 1.4, ["y"] = 1.4, ["z"] = 1.1 }, ["center"] = new JsonObject { ["x"] = 0, ["y"] = 0, ["z"] = -0.14 },
                },
            };
        }

        layout["width"] = Width;
        layout["height"] = Height;
        if (BarMode is not null)
        {
            layout["barmode"] = BarMode;
        }

        foreach (var (key, value) in More ?? [])
        {
            layout[key] = value?.DeepClone();
        }

        return layout;
    }

    private bool IsInSpace => Traces.Count > 0 && Traces.All(t => t is Surface or Scatter3D);

    private static int Pixels(JsonNode? json, int standard) => PlotValues.Number(json) is var n && n is > 0 and < 10_000 ? (int)n : standard;
}
