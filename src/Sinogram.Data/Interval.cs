using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Sinogram.Data;

/// <summary>A calendar interval: months and days of no fixed length, and nanoseconds. The layout is Arrow's month-day-nano interval.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
public readonly record struct Interval(int Months, int Days, long Nanoseconds)
{
    /// <summary>ISO 8601 duration: <c>P1Y2M3DT4.5S</c>; time of the day stays in seconds.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("P");
        if (Months / 12 != 0) { text.Append(CultureInfo.InvariantCulture, $"{Months / 12}Y"); }
        if (Months % 12 != 0) { text.Append(CultureInfo.InvariantCulture, $"{Months % 12}M"); }
        if (Days != 0) { text.Append(CultureInfo.InvariantCulture, $"{Days}D"); }
        if (Nanoseconds != 0 || text.Length == 1)
        {
            text.Append(CultureInfo.InvariantCulture, $"T{Nanoseconds / 1_000_000_000m:0.#########}S");
        }
        return text.ToString();
    }
}
