using System.Globalization;

namespace Sinogram.Interactive.Tables;

/// <summary>The order of the values of one column: numbers by size, whatever their types; dates by time; the rest by their text; missing ones last.</summary>
internal sealed class CellOrder : IComparer<object?>
{
    public static CellOrder Instance { get; } = new();

    /// <summary>A value as a number, or null.</summary>
    public static double? Number(object? value) => value switch
    {
        double d => d,
        byte or sbyte or short or ushort or int or uint or long or ulong or float or decimal => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        Half h => (double)h,
        _ => null,
    };

    public int Compare(object? x, object? y)
    {
        if (x is null || y is null)
        {
            return (x is null ? 1 : 0) - (y is null ? 1 : 0);
        }

        if (Number(x) is { } a && Number(y) is { } b)
        {
            return a.CompareTo(b);
        }

        return x is IComparable comparable and not string && x.GetType() == y.GetType()
            ? comparable.CompareTo(y)
            : string.Compare(Formatting.InlineText.Of(x), Formatting.InlineText.Of(y), StringComparison.OrdinalIgnoreCase);
    }
}
