using System.Globalization;
using System.Text.RegularExpressions;
using Sinogram.Data;

namespace Sinogram.Remote.Drill.Cluster.Results;

/// <summary>Intervals as Drill writes them: <c>P1Y6M</c>, <c>P-1Y-6M</c>, <c>P1DT7384.567S</c>, <c>PT-5400S</c>.</summary>
internal static partial class DrillInterval
{
    public static bool TryParse(string text, out Interval interval)
    {
        interval = default;
        var match = Pattern().Match(text);
        if (!match.Success || text.Length < 3) { return false; }
        long Part(string name) => match.Groups[name].Success ? long.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture) : 0;
        var seconds = match.Groups["s"].Success ? decimal.Parse(match.Groups["s"].Value, NumberStyles.Float, CultureInfo.InvariantCulture) : 0;
        try
        {
            interval = new Interval(
                checked((int)((Part("y") * 12) + Part("mo"))),
                checked((int)((Part("w") * 7) + Part("d"))),
                checked((long)(seconds * 1_000_000_000) + (Part("mi") * 60_000_000_000) + (Part("h") * 3_600_000_000_000)));
            return true;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^P((?<y>-?\d{1,9})Y)?((?<mo>-?\d{1,9})M)?((?<w>-?\d{1,9})W)?((?<d>-?\d{1,9})D)?(T((?<h>-?\d{1,9})H)?((?<mi>-?\d{1,9})M)?((?<s>-?\d{1,18}(\.\d{1,9})?)S)?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
