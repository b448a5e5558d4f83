using System.Collections;
using System.Text.Json.Nodes;

namespace Sinogram.Interactive.Plotting;

/// <summary>One set of data in a figure. Values are numbers, dates, text or missing (null, NaN), in sequences of any kind.</summary>
public abstract record Trace
{
    private protected Trace(string type) => Type = type;

    /// <summary>Its kind, as plotly.js names it.</summary>
    public string Type { get; }

    /// <summary>Its name in the legend.</summary>
    public string? Name { get; init; }

    /// <summary>A colour of CSS, such as <c>#1f77b4</c> or <c>steelblue</c>; the figure's next one where null.</summary>
    public string? Color { get; init; }

    /// <summary>0 (unseen) to 1.</summary>
    public double? Opacity { get; init; }

    /// <summary>Anything else that plotly.js knows about this kind, by its own names.</summary>
    public JsonObject? More { get; init; }

    internal JsonObject ToJson()
    {
        var json = new JsonObject { ["type"] = Type };
        Add(json, "name", Name);
        Add(json, "opacity", Opacity);
        Write(json);
        foreach (var (key, value) in More ?? [])
        {
            json[key] = value?.DeepClone();
        }

        return json;
    }

    private protected abstract void Write(JsonObject json);

    private protected static void Add(JsonObject json, string key, string? value)
    {
        if (value is not null)
        {
            json[key] = value;
        }
    }

    private protected static void Add(JsonObject json, string key, double? value)
    {
        if (value is { } number)
        {
            json[key] = number;
        }
    }

    private protected static void Add(JsonObject json, string key, IEnumerable? values)
    {
        if (values is not null)
        {
            json[key] = PlotValues.ToJson(values);
        }
    }
}
