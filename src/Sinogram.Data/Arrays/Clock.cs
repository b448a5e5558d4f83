using System.Globalization;

namespace Sinogram.Data.Arrays;

/// <summary>Between Arrow's counts since 1970 and .NET's dates and times.</summary>
internal static class Clock
{
    private const int EpochDay = 719_162;

    public static DateOnly ToDate(int days) => (long)days + EpochDay is var day && day >= 0 && day <= DateOnly.MaxValue.DayNumber
        ? DateOnly.FromDayNumber((int)day)
        : throw OutOfRange($"a date {days} days from 1970-01-01");

    public static int FromDate(DateOnly date) => date.DayNumber - EpochDay;

    public static TimeOnly ToTime(long value, TimeUnit unit)
    {
        var ticks = TimeUnits.ToTicks(value, unit);
        // SQL's 24:00:00 has no TimeOnly.
        return ticks is >= 0 and < TimeSpan.TicksPerDay ? new TimeOnly(ticks) : throw OutOfRange($"a time of day of {value} {TimeUnits.Abbreviate(unit)}");
    }

    public static DateTime ToDateTime(long value, TimeUnit unit)
    {
        try
        {
            return new DateTime(checked(DateTime.UnixEpoch.Ticks + TimeUnits.ToTicks(value, unit)), DateTimeKind.Unspecified);
        }
        catch (Exception e) when (e is OverflowException or ArgumentOutOfRangeException)
        {
            throw OutOfRange($"a timestamp {value} {TimeUnits.Abbreviate(unit)} from 1970-01-01");
        }
    }

    public static DateTimeOffset ToInstant(long value, TimeUnit unit) => new(ToDateTime(value, unit), TimeSpan.Zero);

    public static long FromDateTime(DateTime value, TimeUnit unit) => TimeUnits.FromTicks(value.Ticks - DateTime.UnixEpoch.Ticks, unit);

    private static TableException OutOfRange(string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{what} is outside what .NET's types hold (years 1 to 9999); read the raw counts with Values<int>() or Values<long>()."));
}
