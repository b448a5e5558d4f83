namespace Sinogram.R;

/// <summary>Size and form of the plots of a cell, in the words of R's <c>png()</c>.</summary>
public sealed record RPlotOptions
{
    public double Width { get; init; } = 800;

    public double Height { get; init; } = 600;

    /// <summary>Unit of width and height: <c>px</c>, <c>in</c>, <c>cm</c> or <c>mm</c>.</summary>
    public string Units { get; init; } = "px";

    /// <summary>Pixels per inch.</summary>
    public double Resolution { get; init; } = 110;

    public double PointSize { get; init; } = 12;

    public string Background { get; init; } = "white";

    /// <summary><c>png</c> or <c>svg</c>.</summary>
    public string Format { get; init; } = "png";
}
