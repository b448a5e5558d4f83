using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Sinogram.Interactive.Plotting;

/// <summary>A grid of values as colours, drawn as one small picture within the picture.</summary>
internal sealed class StillHeatmap(JsonObject trace, string color) : StillTrace(trace, color)
{
    /// <summary>A larger grid is thinned out.</summary>
    private const int MostCells = 256;

    private double[][] _rows = [];
    private double[] _x = [];
    private double[] _y = [];
    private double _low;
    private double _high;

    public override bool FillsItsAxes => true;

    public override int Layer => 0;

    private (byte Red, byte Green, byte Blue)[] Palette =>
        ColorScale.Palette(Json["colorscale"] is JsonValue name ? name.ToString() : null, Json["reversescale"]?.ToString() == "true");

    public override void Measure(PlotScale x, PlotScale y)
    {
        _rows = [.. (Json["z"] as JsonArray ?? []).Select(PlotValues.Numbers)];
        var columns = _rows.Select(r => r.Length).DefaultIfEmpty(0).Max();
        _x = x.Places(Json["x"], columns);
        _y = y.Places(Json["y"], _rows.Length);
        x.Cover(Ends(_x));
        y.Cover(Ends(_y));
        var values = _rows.SelectMany(r => r).Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        _low = PlotValues.Number(Json["zmin"]) is var from && double.IsFinite(from) ? from : values.Min();
        _high = PlotValues.Number(Json["zmax"]) is var to && double.IsFinite(to) ? to : values.Max();
    }

    public override void Draw(StringBuilder svg, PlotScale x, PlotScale y)
    {
        if (_rows.Length == 0 || _x.Length == 0)
        {
            return;
        }

        var (ex, ey) = (Ends(_x), Ends(_y));
        var (left, right, top, bottom) = (x.Pixel(ex[0]), x.Pixel(ex[1]), y.Pixel(ey[1]), y.Pixel(ey[0]));
        var bitmap = Convert.ToBase64String(Bitmap(flipX: left > right, flipY: top > bottom));
        svg.Append(CultureInfo.InvariantCulture, $"<image x=\"{Math.Min(left, right):0.##}\" y=\"{Math.Min(top, bottom):0.##}\" width=\"{Math.Abs(right - left):0.##}\" height=\"{Math.Abs(bottom - top):0.##}\" preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\" href=\"data:image/bmp;base64,{bitmap}\"/>");
    }

    public override void Key(StringBuilder svg, int left, int top, int bottom)
    {
        var palette = Palette;
        for (var i = 0; i < 64; i++)
        {
            var height = (bottom - top) / 64.0;
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{left}\" y=\"{bottom - ((i + 1) * height):0.##}\" width=\"14\" height=\"{height + 0.5:0.##}\" fill=\"{ColorScale.Css(palette[i * 4])}\"/>");
        }

        foreach (var (value, y) in new[] { (_high, top + 8), ((_high + _low) / 2, (top + bottom) / 2), (_low, bottom) })
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{left + 18}\" y=\"{y}\" fill=\"#444444\" font-size=\"11\">{value:G4}</text>");
        }
    }

    /// <summary>A bitmap of 256 colours; its rows go from the bottom upwards, as a heat map's do.</summary>
    private byte[] Bitmap(bool flipX, bool flipY)
    {
        const int Head = 54 + (256 * 4);
        var (height, width) = (Math.Min(_rows.Length, MostCells), Math.Min(_x.Length, MostCells));
        var stride = (width + 3) & ~3;
        var bytes = new byte[Head + (stride * height)];
        bytes[0] = (byte)'B';
        bytes[1] = (byte)'M';
        Write(2, bytes.Length);
        Write(10, Head);
        Write(14, 40);
        Write(18, width);
        Write(22, height);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(26), 1);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(28), 8);
        Write(34, stride * height);
        foreach (var ((red, green, blue), i) in Palette.Select((c, i) => (c, i)))
        {
            (bytes[54 + (4 * i)], bytes[55 + (4 * i)], bytes[56 + (4 * i)]) = (blue, green, red);
        }

        for (var r = 0; r < height; r++)
        {
            var row = _rows[(flipY ? height - 1 - r : r) * _rows.Length / height];
            for (var c = 0; c < width; c++)
            {
                var at = (flipX ? width - 1 - c : c) * _x.Length / width;
                var part = at < row.Length && _high > _low ? (row[at] - _low) / (_high - _low) : 0;
                bytes[Head + (r * stride) + c] = double.IsFinite(part) ? (byte)Math.Clamp(part * 255, 0, 255) : (byte)0;
            }
        }

        return bytes;

        void Write(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value);
    }

    /// <summary>The outer edges of the first and last cells.</summary>
    private static double[] Ends(double[] places)
    {
        if (places.Length == 0)
        {
            return [0, 1];
        }

        var half = places.Length > 1 ? Math.Abs(places[^1] - places[0]) / (places.Length - 1) / 2 : 0.5;
        return [places.Min() - half, places.Max() + half];
    }
}
