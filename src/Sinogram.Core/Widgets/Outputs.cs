using System.Text.Json.Nodes;
using Sinogram.Core.Display;

namespace Sinogram.Core.Widgets;

/// <summary>A line of text that changes.</summary>
public sealed class Label : Control
{
    /// <param name="value">The text.</param>
    public Label(string value = "")
        : base("LabelModel", "LabelView") => Begin("value", value);

    /// <summary>The text.</summary>
    public string Value
    {
        get => Read<string>("value");
        set => Write("value", value);
    }

    /// <inheritdoc/>
    public override string StillHtml() => $"<span>{Markup.Encode(Value)}</span>";

    /// <inheritdoc/>
    public override string StillText() => Value;
}

/// <summary>Markup that changes. Front ends sanitise it.</summary>
public sealed class HtmlBox : Control
{
    private string _text;

    /// <param name="html">The markup.</param>
    /// <param name="text">The text that stands for it.</param>
    public HtmlBox(string html = "", string text = "")
        : base("HTMLModel", "HTMLView", "100%", "auto")
    {
        _text = text;
        Begin("value", html);
        Begin("description", "");
        Begin("placeholder", "");
    }

    /// <summary>Shows other markup.</summary>
    public void Show(string html, string text)
    {
        _text = text;
        Write("value", html);
    }

    /// <inheritdoc/>
    public override string StillHtml() => Read<string>("value");

    /// <inheritdoc/>
    public override string StillText() => _text;
}

/// <summary>A picture that changes; it goes to the front end as binary.</summary>
public sealed class ImageBox : Control
{
    private string _text;

    private readonly string _style;

    /// <param name="png">The picture as PNG.</param>
    /// <param name="text">The text that stands for it.</param>
    /// <param name="width">How wide it is shown, in pixels; as it is where null.</param>
    public ImageBox(ReadOnlyMemory<byte> png, string text, int? width = null)
        : base("ImageModel", "ImageView", width is { } wide ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{wide}px") : "auto")
    {
        _text = text;
        _style = width is { } pixels ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"width:{pixels}px") : "";
        Begin("format", "png");
        Begin("width", "");
        Begin("height", "");
        Write("value", png);
    }

    /// <summary>The picture as PNG.</summary>
    public ReadOnlyMemory<byte> Png => ReadBytes("value");

    /// <summary>Shows another picture.</summary>
    public void Show(ReadOnlyMemory<byte> png, string text)
    {
        _text = text;
        Write("value", png);
    }

    /// <inheritdoc/>
    public override string StillHtml() => Markup.Image(Mime.Png, Convert.ToBase64String(Png.Span), _text, _style);

    /// <inheritdoc/>
    public override string StillText() => _text;
}

/// <summary>Widgets below or beside each other.</summary>
public sealed class Box : Control
{
    private readonly Widget[] _children;
    private readonly bool _isRow;
    private readonly bool _isStill;

    private Box(string kind, bool isRow, bool isStill, Widget[] children)
        : base(kind + "Model", kind + "View")
    {
        _children = children;
        _isRow = isRow;
        _isStill = isStill;
        Begin("box_style", "");
    }

    /// <inheritdoc/>
    private protected override IEnumerable<Widget> Parts => [.. base.Parts, .. _children];

    /// <summary>Widgets below each other.</summary>
    public static Box Column(params Widget[] children) => new("VBox", isRow: false, isStill: true, children);

    /// <summary>Widgets beside each other.</summary>
    public static Box Row(params Widget[] children) => new("HBox", isRow: true, isStill: true, children);

    /// <summary>Controls below each other that a still picture leaves out, because what they do is seen in the rest of it.</summary>
    public static Box Bar(params Widget[] children) => new("VBox", isRow: false, isStill: false, children);

    /// <inheritdoc/>
    public override string StillHtml() => !_isStill ? "" : string.Concat(_children.Select(c => c.StillHtml()).Where(h => h.Length > 0)
        .Select(h => _isRow ? $"<span style=\"margin-right:1.5em\">{h}</span>" : $"<div>{h}</div>"));

    /// <inheritdoc/>
    public override string StillText() => !_isStill ? "" : string.Join(_isRow ? "  " : "\n", _children.Select(c => c.StillText()).Where(t => t.Length > 0));

    private protected override void Link()
    {
        base.Link();
        Begin("children", new JsonArray([.. _children.Select(c => JsonValue.Create(Reference(c)))]));
    }
}
