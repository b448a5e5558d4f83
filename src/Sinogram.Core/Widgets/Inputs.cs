using System.Numerics;
using System.Text.Json.Nodes;

namespace Sinogram.Core.Widgets;

/// <summary>A slider.</summary>
public abstract class NumberSlider<T> : ValueControl<T>
    where T : INumber<T>
{
    private protected NumberSlider(string kind, string description, T value, T min, T max, T step, string format)
        : base(kind + "SliderModel", kind + "SliderView", "value", description, "420px")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, min);
        Begin("value", ToState(T.Clamp(value, min, max)));
        Begin("min", ToState(min));
        Begin("max", ToState(max));
        Begin("step", ToState(step));
        Begin("continuous_update", true);
        Begin("orientation", "horizontal");
        Begin("readout", true);
        Begin("readout_format", format);
    }
}

/// <summary>A slider over whole numbers.</summary>
public sealed class IntSlider : NumberSlider<int>
{
    /// <param name="description">What it is about.</param>
    /// <param name="value">The value to begin with.</param>
    /// <param name="min">The lowest.</param>
    /// <param name="max">The highest.</param>
    /// <param name="step">The distance of two values.</param>
    public IntSlider(string description, int value, int min, int max, int step = 1)
        : base("Int", description, value, min, max, step, "d") { }
}

/// <summary>A slider over numbers.</summary>
public sealed class FloatSlider : NumberSlider<double>
{
    /// <inheritdoc cref="IntSlider(string, int, int, int, int)"/>
    public FloatSlider(string description, double value, double min, double max, double step = 0.1)
        : base("Float", description, value, min, max, step, step >= 1 ? ".0f" : ".2f") { }

    // A front end sends 5 for 5.0, which is a whole number to a JSON reader.
    private protected override double FromState() =>
        double.Parse(Snapshot().Values["value"]!.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A line of text.</summary>
public sealed class TextInput : ValueControl<string>
{
    /// <param name="description">What it is about.</param>
    /// <param name="value">The text to begin with.</param>
    /// <param name="placeholder">What stands there while it is empty.</param>
    public TextInput(string description, string value = "", string placeholder = "")
        : base("TextModel", "TextView", "value", description)
    {
        Begin("value", value);
        Begin("placeholder", placeholder);
        Begin("continuous_update", true);
    }
}

/// <summary>A line of text that is not shown while it is typed, nor in its still picture.</summary>
public sealed class PasswordInput : ValueControl<string>
{
    /// <param name="description">What it is about.</param>
    public PasswordInput(string description)
        : base("PasswordModel", "PasswordView", "value", description)
    {
        Begin("value", "");
        Begin("placeholder", "");
        Begin("continuous_update", true);
    }

    /// <inheritdoc/>
    public override string StillText() => $"{Description}: {(Value.Length > 0 ? "•••" : "")}";

    /// <summary>Forgets what was typed, here and in the front end.</summary>
    public void Clear() => Write("value", "");
}

/// <summary>A box to tick.</summary>
public sealed class Checkbox : ValueControl<bool>
{
    /// <param name="description">What it is about.</param>
    /// <param name="value">Whether it begins ticked.</param>
    public Checkbox(string description, bool value = false)
        : base("CheckboxModel", "CheckboxView", "value", description)
    {
        Begin("value", value);
        Begin("indent", false);
    }
}

/// <summary>A choice of one from a list; the value is its place in the list.</summary>
public sealed class Dropdown : ValueControl<int>
{
    private readonly string[] _options;

    /// <param name="description">What it is about.</param>
    /// <param name="options">What there is to choose.</param>
    /// <param name="value">The one chosen to begin with.</param>
    public Dropdown(string description, IReadOnlyList<string> options, int value = 0)
        : base("DropdownModel", "DropdownView", "index", description)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfZero(options.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)value, (uint)options.Count, nameof(value));
        _options = [.. options];
        Begin("_options_labels", new JsonArray([.. _options.Select(o => JsonValue.Create(o))]));
        Begin("index", value);
    }

    /// <summary>The text of what is chosen.</summary>
    public string Chosen => _options[Value];

    /// <inheritdoc/>
    public override string StillText() => $"{Description}: {Chosen}";

    private protected override int FromState() => Snapshot().Values["index"] is JsonValue value && value.TryGetValue<int>(out var at) && at >= 0 && at < _options.Length ? at : 0;
}

/// <summary>A button.</summary>
public sealed class Button : Control
{
    private readonly string _description;

    /// <param name="description">What stands on it.</param>
    /// <param name="width">How wide it is, as CSS has it; null for the front end's own width.</param>
    public Button(string description, string? width = null)
        : base("ButtonModel", "ButtonView", width)
    {
        _description = description;
        Begin("description", description);
        Begin("disabled", false);
        Begin("button_style", "");
        Begin("icon", "");
    }

    /// <summary>It was pressed. Raised one at a time.</summary>
    public event Action? Clicked;

    /// <inheritdoc/>
    public override string StillHtml() => "";

    /// <inheritdoc/>
    public override string StillText() => $"[{_description}]";

    private protected override void Told(System.Text.Json.JsonElement content)
    {
        if (content.TryGetProperty("event", out var happened) && happened.GetString() == "click")
        {
            Clicked?.Invoke();
        }
    }
}
