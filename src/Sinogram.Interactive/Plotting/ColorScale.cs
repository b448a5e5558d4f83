using System.Globalization;

namespace Sinogram.Interactive.Plotting;

/// <summary>The colour scales of still pictures: from a part of 0 to 1 to a colour, between fixed stops.</summary>
internal static class ColorScale
{
    /// <summary>The colours of a figure's traces, in their order.</summary>
    public static readonly string[] Traces = ["#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf"];

    private static readonly Dictionary<string, int[]> Stops = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Viridis"] = [0x440154, 0x482878, 0x3E4989, 0x31688E, 0x26828E, 0x1F9E89, 0x35B779, 0x6ECE58, 0xB5DE2B, 0xFDE725],
        ["Greys"] = [0x000000, 0xFFFFFF],
        ["Hot"] = [0x000000, 0xE60000, 0xFFD200, 0xFFFFFF],
        ["RdBu"] = [0x050AAC, 0x6A89F7, 0xBEBEBE, 0xDCAA84, 0xE6915A, 0xB20A1C],
        ["Jet"] = [0x000083, 0x003CAA, 0x05FFFF, 0xFFFF00, 0xFA0000, 0x800000],
        ["Blues"] = [0x050AAC, 0x283CBE, 0x466EF5, 0x5A78F5, 0x6A89F7, 0xDCDCDC],
        ["Reds"] = [0xDCDCDC, 0xF5C39D, 0xF5A069, 0xB20A1C],
        ["Cividis"] = [0x00204C, 0x31446B, 0x666870, 0x958F78, 0xCAB969, 0xFFE945],
    };

    /// <summary>256 colours of a scale, from low to high.</summary>
    public static (byte Red, byte Green, byte Blue)[] Palette(string? name, bool reversed)
    {
        var stops = Stops.GetValueOrDefault(name ?? "Viridis", Stops["Viridis"]);
        return
        [
            .. Enumerable.Range(0, 256).Select(i =>
            {
                var at = (reversed ? 255 - i : i) / 255.0 * (stops.Length - 1);
                var (low, part) = ((int)Math.Min(at, stops.Length - 2), at - Math.Min((int)at, stops.Length - 2));
                return (Mix(16), Mix(8), Mix(0));

                byte Mix(int shift)
                {
                    var (a, b) = ((stops[low] >> shift) & 255, (stops[low + 1] >> shift) & 255);
                    return (byte)Math.Round(a + ((b - a) * part));
                }
            }),
        ];
    }

    /// <summary>A colour for style attributes.</summary>
    public static string Css((byte Red, byte Green, byte Blue) color) =>
        string.Create(CultureInfo.InvariantCulture, $"#{color.Red:x2}{color.Green:x2}{color.Blue:x2}");
}
