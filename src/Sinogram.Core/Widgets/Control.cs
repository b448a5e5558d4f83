using System.Text.Json.Nodes;

namespace Sinogram.Core.Widgets;

/// <summary>A control that is seen.</summary>
public abstract class Control : Widget
{
    private readonly Layout _layout;

    private protected Control(string model, string view, string? width = null, string? overflow = null)
        : base(Controls, model, view)
    {
        _layout = new Layout { Width = width, Overflow = overflow, MaxWidth = "100%", AlignSelf = width is null ? null : "flex-start" };
        Begin("_dom_classes", new JsonArray());
        Begin("tooltip", null);
    }

    /// <inheritdoc/>
    private protected override IEnumerable<Widget> Parts => [_layout];

    /// <inheritdoc/>
    private protected override void Link() => Begin("layout", Reference(_layout));
}

/// <summary>A control with a value that a person changes.</summary>
/// <typeparam name="T">The value.</typeparam>
public abstract class ValueControl<T> : Control
{
    private readonly string _key;

    private protected ValueControl(string model, string view, string key, string description, string? width = null)
        : base(model, view, width)
    {
        _key = key;
        Begin("description", description);
        Begin("disabled", false);
    }

    /// <summary>The value was changed, in the front end or by code. Raised one at a time; a long answer delays the next.</summary>
    public event Action<T>? ValueChanged;

    /// <summary>The value.</summary>
    public T Value
    {
        get => FromState();
        set
        {
            if (!EqualityComparer<T>.Default.Equals(FromState(), value))
            {
                Write(_key, ToState(value));
                ValueChanged?.Invoke(value);
            }
        }
    }

    /// <summary>What it is about.</summary>
    public string Description => Read<string>("description");

    /// <inheritdoc/>
    public override string StillHtml() => $"<span>{Display.Markup.Encode(StillText())}</span>";

    /// <inheritdoc/>
    public override string StillText() =>
        $"{(Description.Length > 0 ? Description + ": " : "")}{Convert.ToString(Value, System.Globalization.CultureInfo.InvariantCulture)}";

    private protected override void Changed(string key)
    {
        if (key == _key)
        {
            ValueChanged?.Invoke(FromState());
        }
    }

    private protected virtual T FromState() => Read<T>(_key);

    private protected virtual JsonNode? ToState(T value) => JsonValue.Create(value);
}
