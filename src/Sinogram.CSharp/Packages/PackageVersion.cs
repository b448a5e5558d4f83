using System.Globalization;

namespace Sinogram.CSharp.Packages;

/// <summary>The order of package versions (Semantic Versioning 2.0, with a fourth number allowed).</summary>
internal static class PackageVersion
{
    /// <summary>Below 0 where <paramref name="a"/> is the older one, 0 where both mean the same.</summary>
    public static int Compare(string a, string b)
    {
        var (numbersA, labelsA) = Split(a);
        var (numbersB, labelsB) = Split(b);
        for (var i = 0; i < Math.Max(numbersA.Length, numbersB.Length); i++)
        {
            if (Number(numbersA, i).CompareTo(Number(numbersB, i)) is var order and not 0)
            {
                return order;
            }
        }

        if (labelsA.Length == 0 || labelsB.Length == 0)
        {
            // What has a label comes before what it leads to.
            return labelsB.Length.CompareTo(labelsA.Length) is var longer && longer == 0 ? 0 : labelsA.Length == 0 ? 1 : -1;
        }

        for (var i = 0; i < Math.Min(labelsA.Length, labelsB.Length); i++)
        {
            if (CompareLabels(labelsA[i], labelsB[i]) is var order and not 0)
            {
                return order;
            }
        }

        return labelsA.Length.CompareTo(labelsB.Length);
    }

    private static (string[] Numbers, string[] Labels) Split(string version)
    {
        var text = version.Split('+')[0];
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        return dash < 0 ? (text.Split('.'), []) : (text[..dash].Split('.'), text[(dash + 1)..].Split('.'));
    }

    private static long Number(string[] parts, int index) =>
        index < parts.Length && long.TryParse(parts[index], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static int CompareLabels(string a, string b)
    {
        var isNumberA = long.TryParse(a, NumberStyles.None, CultureInfo.InvariantCulture, out var numberA);
        var isNumberB = long.TryParse(b, NumberStyles.None, CultureInfo.InvariantCulture, out var numberB);
        return (isNumberA, isNumberB) switch
        {
            (true, true) => numberA.CompareTo(numberB),
            (true, false) => -1,
            (false, true) => 1,
            _ => string.Compare(a, b, StringComparison.OrdinalIgnoreCase),
        };
    }
}
