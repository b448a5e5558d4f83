using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sinogram.Interactive.Plotting;

/// <summary>The scale of one axis of a still picture: numbers, powers of ten, dates or categories, and where they stand.</summary>
internal sealed class PlotScale
{
    private readonly List<string> _categories = [];
    private readonly Dictionary<(double Place, bool IsDown), double> _stacks = [];
    private readonly JsonObject? _axis;
    private bool _hasNumbers;
    private bool _hasDates;
    private double _low = double.PositiveInfinity;
    private double _high = double.NegativeInfinity;

    public PlotScale(JsonNode? axis)
    {
        _axis = axis as JsonObject;
        IsLogarithmic = _axis?["type"]?.ToString() == "log";
        IsReversed = _axis?["autorange"]?.ToString() == "reversed";
        Title = _axis?["title"] is JsonObject title ? title["text"]?.ToString() : _axis?["title"]?.ToString();
    }

    /// <summary>Values are powers of ten.</summary>
    public bool IsLogarithmic { get; }

    /// <summary>From high to low.</summary>
    public bool IsReversed { get; private set; }

    /// <summary>What it measures.</summary>
    public string? Title { get; }

    /// <summary>Pixels of the low end.</summary>
    public double From { get; set; }

    /// <summary>Pixels of the high end.</summary>
    public double To { get; set; }

    /// <summary>Texts stand side by side.</summary>
    public bool IsCategorical => _categories.Count > 0;

    /// <summary>A value as a place on the scale; NaN for a missing one.</summary>
    public double Place(JsonNode? value)
    {
        if (value is not JsonValue known)
        {
            return double.NaN;
        }

        if (known.GetValueKind() == JsonValueKind.Number)
        {
            _hasNumbers = true;
            var number = PlotValues.Number(known);
            return IsLogarithmic ? (number > 0 ? Math.Log10(number) : double.NaN) : number;
        }

        var text = known.ToString();
        if (_categories.Count == 0 && !_hasNumbers && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date) && text.Length >= 7 && char.IsDigit(text[0]))
        {
            _hasDates = true;
            return date.Ticks / (double)TimeSpan.TicksPerMillisecond;
        }

        var index = _categories.IndexOf(text);
        if (index < 0)
        {
            index = _categories.Count;
            _categories.Add(text);
        }

        return index;
    }

    /// <summary>Places of a sequence of values; the index where there is none.</summary>
    public double[] Places(JsonNode? values, int count = 0) => values switch
    {
        null => Cover([.. Enumerable.Range(0, count).Select(i => (double)i)]),
        JsonArray array => Cover([.. array.Select(Place)]),
        _ => Cover(IsLogarithmic ? [.. PlotValues.Numbers(values).Select(v => v > 0 ? Math.Log10(v) : double.NaN)] : PlotValues.Numbers(values)),
    };

    /// <summary>Makes the scale reach these places.</summary>
    public double[] Cover(double[] places)
    {
        foreach (var place in places)
        {
            if (double.IsFinite(place))
            {
                (_low, _high) = (Math.Min(_low, place), Math.Max(_high, place));
            }
        }

        return places;
    }

    /// <summary>Puts bars on top of those that stand there, and gives where they begin; what goes down has a stack of its own.</summary>
    public double[] Stack(double[] places, double[] lengths)
    {
        var begin = new double[lengths.Length];
        for (var i = 0; i < Math.Min(places.Length, lengths.Length); i++)
        {
            var key = (places[i], lengths[i] < 0);
            begin[i] = _stacks.GetValueOrDefault(key);
            _stacks[key] = begin[i] + lengths[i];
        }

        return begin;
    }

    /// <summary>Makes the scale begin at nothing, as that of bars.</summary>
    public void CoverZero() => Cover([0]);

    /// <summary>Fixes the ends: those asked for, or those of the data with a margin.</summary>
    /// <param name="margin">The part of the range that is left free at each end.</param>
    public void Fix(double margin)
    {
        if (!double.IsFinite(_low))
        {
            (_low, _high) = (0, 1);
        }

        if (_axis?["range"] is JsonArray { Count: 2 } range && PlotValues.Number(range[0]) is var a && PlotValues.Number(range[1]) is var b && double.IsFinite(a) && double.IsFinite(b))
        {
            (IsReversed, _low, _high) = (a > b, Math.Min(a, b), Math.Max(a, b));
            return;
        }

        if (IsCategorical)
        {
            (_low, _high) = (-0.5, _categories.Count - 0.5);
            return;
        }

        if (_low == _high)
        {
            (_low, _high) = (_low - 0.5, _high + 0.5);
            return;
        }

        var free = (_high - _low) * margin;
        (_low, _high) = (_low == 0 ? 0 : _low - free, _high == 0 ? 0 : _high + free);
    }

    /// <summary>The pixel of a place.</summary>
    public double Pixel(double place)
    {
        var part = (place - _low) / (_high - _low);
        return From + ((IsReversed ? 1 - part : part) * (To - From));
    }

    /// <summary>Whether a place is within the ends.</summary>
    public bool Holds(double place) => place >= _low - 1e-9 && place <= _high + 1e-9;

    /// <summary>The places that are labelled, with their labels.</summary>
    /// <param name="most">How many at most.</param>
    public IEnumerable<(double Place, string Label)> Ticks(int most)
    {
        if (IsCategorical)
        {
            var every = Math.Max(1, (int)Math.Ceiling(_categories.Count / (double)Math.Max(most * 2, 1)));
            return _categories.Select((c, i) => ((double)i, c.Length > 18 ? c[..17] + "…" : c)).Where((_, i) => i % every == 0);
        }

        if (_hasDates)
        {
            return Dates(most);
        }

        var step = Nice((_high - _low) / Math.Max(most, 1));
        if (IsLogarithmic)
        {
            step = Math.Max(1, Math.Round(step));
        }

        return Steps(step).Select(p => (p, IsLogarithmic ? Text(Math.Pow(10, p)) : Text(Math.Abs(p) < step * 1e-9 ? 0 : p)));
    }

    private IEnumerable<double> Steps(double step)
    {
        for (var i = Math.Ceiling(_low / step - 1e-9); i * step <= _high + (step * 1e-9); i++)
        {
            yield return i * step;
        }
    }

    private IEnumerable<(double, string)> Dates(int most)
    {
        var range = _high - _low;
        ReadOnlySpan<(double Milliseconds, string Format)> steps =
        [
            (1000, "HH:mm:ss"), (60_000, "HH:mm"), (600_000, "HH:mm"), (3_600_000, "HH:mm"), (21_600_000, "MM-dd HH:mm"), (86_400_000, "yyyy-MM-dd"),
            (604_800_000, "yyyy-MM-dd"), (2_629_800_000, "yyyy-MM"), (7_889_400_000, "yyyy-MM"), (31_557_600_000, "yyyy"), (157_788_000_000, "yyyy"),
        ];
        var chosen = steps[^1];
        foreach (var step in steps)
        {
            if (range / step.Milliseconds <= most)
            {
                chosen = step;
                break;
            }
        }

        return [.. Steps(chosen.Milliseconds).Select(p => (p, new DateTime((long)(p * TimeSpan.TicksPerMillisecond)).ToString(chosen.Format, CultureInfo.InvariantCulture)))];
    }

    private static string Text(double value) =>
        value == 0 ? "0" : Math.Abs(value) is >= 1e6 or < 1e-4 ? value.ToString("0.##e0", CultureInfo.InvariantCulture) : value.ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>The next of 1, 2 and 5 times a power of ten.</summary>
    public static double Nice(double rough)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return power * ((rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
    }
}
