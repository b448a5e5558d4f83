using System.Globalization;

namespace Sinogram.Data.Presentation;

/// <summary>Times in nanoseconds that .NET's types, which count hundreds of them, would cut.</summary>
internal static class FineTime
{
    /// <summary>The exact text; null where .NET's types hold the value.</summary>
    /// <param name="column">The column.</param>
    /// <param name="row">The row.</param>
    /// <param name="between">What stands between date and time.</param>
    public static string? Of(Column column, long row, char between)
    {
        if (column.Type is not (TimestampType { Unit: TimeUnit.Nanosecond } or TimeType { Unit: TimeUnit.Nanosecond } or DurationType { Unit: TimeUnit.Nanosecond }) || column.IsNull(row)) { return null; }
        var value = column.Data.Value<long>((int)row);
        var rest = value - (TimeUnits.FloorDivide(value, 100) * 100);
        // The engine's infinities are no times, and what is no time of day is told as what it is.
        if (rest == 0 || Math.Abs(value + (value == long.MinValue ? 1 : 0)) == long.MaxValue || (column.Type is TimeType && value is (< 0 or >= 86_400_000_000_000))) { return null; }
        var zone = column.Type is TimestampType { Zone: not null } ? "Z" : "";
        return column.Type switch
        {
            DurationType => new Interval(0, 0, value).ToString(),
            TimeType => string.Create(CultureInfo.InvariantCulture, $"{new TimeOnly(value / 100):HH:mm:ss.fffffff}{rest:00}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{DateTime.UnixEpoch.AddTicks(TimeUnits.FloorDivide(value, 100)):yyyy-MM-dd}{between}{DateTime.UnixEpoch.AddTicks(TimeUnits.FloorDivide(value, 100)):HH:mm:ss.fffffff}{rest:00}{zone}"),
        };
    }
}
