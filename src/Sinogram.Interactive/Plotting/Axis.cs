using System.Text.Json.Nodes;

namespace Sinogram.Interactive.Plotting;

/// <summary>An axis of a figure.</summary>
/// <param name="Title">What it measures, with its unit.</param>
public sealed record Axis(string? Title = null)
{
    /// <summary>Its ends; null for those of the data.</summary>
    public (double From, double To)? Range { get; init; }

    /// <summary>A logarithmic axis.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>From high to low.</summary>
    public bool IsReversed { get; init; }

    /// <summary>One unit of it is as long as one of the other axis: for pictures and maps.</summary>
    public bool HasEqualScale { get; init; }

    internal JsonObject ToJson(string? other)
    {
        var json = new JsonObject { ["automargin"] = true };
        if (Title is not null)
        {
            json["title"] = new JsonObject { ["text"] = Title };
        }

        if (IsLogarithmic)
        {
            json["type"] = "log";
        }

        if (Range is var (from, to))
        {
            // A logarithmic axis counts in powers of ten.
            var (low, high) = IsLogarithmic ? (Math.Log10(from), Math.Log10(to)) : (from, to);
            json["range"] = IsReversed ? new JsonArray(high, low) : new JsonArray(low, high);
        }
        else if (IsReversed)
        {
            json["autorange"] = "reversed";
        }

        if (HasEqualScale && other is not null)
        {
            json["scaleanchor"] = other;
        }

        return json;
    }
}
