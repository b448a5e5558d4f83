namespace Sinogram.Core.Widgets;

/// <summary>How much room a control takes: values of CSS.</summary>
internal sealed class Layout : Widget
{
    public Layout()
        : base(Base, "LayoutModel", "LayoutView")
    {
    }

    public string? Width
    {
        init => Begin("width", value);
    }

    public string? MaxWidth
    {
        init => Begin("max_width", value);
    }

    public string? AlignSelf
    {
        init => Begin("align_self", value);
    }

    public string? Overflow
    {
        init => Begin("overflow", value);
    }

    public override string StillHtml() => "";

    public override string StillText() => "";
}
