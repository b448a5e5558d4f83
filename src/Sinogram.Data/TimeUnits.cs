namespace Sinogram.Data;

/// <summary>Arithmetic on time units.</summary>
internal static class TimeUnits
{
    public static string Abbreviate(TimeUnit unit) => unit switch
    {
        TimeUnit.Second => "s",
        TimeUnit.Millisecond => "ms",
        TimeUnit.Microsecond => "us",
        _ => "ns",
    };

    /// <summary>To ticks of 100 ns; nanoseconds are cut toward the past.</summary>
    /// <exception cref="TableException">Beyond what ticks hold.</exception>
    public static long ToTicks(long value, TimeUnit unit)
    {
        try
        {
            return unit switch
            {
                TimeUnit.Second => checked(value * TimeSpan.TicksPerSecond),
                TimeUnit.Millisecond => checked(value * TimeSpan.TicksPerMillisecond),
                TimeUnit.Microsecond => checked(value * TimeSpan.TicksPerMicrosecond),
                _ => FloorDivide(value, TimeSpan.NanosecondsPerTick),
            };
        }
        catch (OverflowException inner)
        {
            throw new TableException($"A time of {value} {Abbreviate(unit)} is outside what .NET's types hold; read the raw counts with Values<long>().", inner);
        }
    }

    /// <summary>From ticks of 100 ns; what is finer than the unit is cut toward the past.</summary>
    public static long FromTicks(long ticks, TimeUnit unit) => unit switch
    {
        TimeUnit.Second => FloorDivide(ticks, TimeSpan.TicksPerSecond),
        TimeUnit.Millisecond => FloorDivide(ticks, TimeSpan.TicksPerMillisecond),
        TimeUnit.Microsecond => FloorDivide(ticks, TimeSpan.TicksPerMicrosecond),
        _ => checked(ticks * TimeSpan.NanosecondsPerTick),
    };

    public static long FloorDivide(long value, long divisor)
    {
        var quotient = value / divisor;
        return value % divisor < 0 ? quotient - 1 : quotient;
    }
}
