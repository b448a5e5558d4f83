namespace Sinogram.Data.Postgres;

/// <summary>PostgreSQL counts from 2000; its infinities are the ends of its integers, ours the largest value and its negative.</summary>
internal static class PostgresClock
{
    private const int Days = 10_957;
    private const long Microseconds = Days * 86_400_000_000L;

    public static int ToDate(int value) => value switch { int.MaxValue => int.MaxValue, int.MinValue => -int.MaxValue, _ => value + Days };

    public static int FromDate(int value) => value switch { int.MaxValue => int.MaxValue, -int.MaxValue => int.MinValue, _ => checked(value - Days) };

    public static long ToTimestamp(long value) => value switch { long.MaxValue => long.MaxValue, long.MinValue => -long.MaxValue, _ => value + Microseconds };

    public static long FromTimestamp(long value) => value switch { long.MaxValue => long.MaxValue, -long.MaxValue => long.MinValue, _ => checked(value - Microseconds) };

    /// <summary>To microseconds, exactly.</summary>
    /// <exception cref="OverflowException">There are nanoseconds that would be lost, or it is too large.</exception>
    public static long Exactly(long value, TimeUnit unit)
    {
        if (value is long.MaxValue or -long.MaxValue) { return value; }
        return unit switch
        {
            TimeUnit.Second => checked(value * 1_000_000),
            TimeUnit.Millisecond => checked(value * 1000),
            TimeUnit.Microsecond => value,
            _ => value % 1000 == 0 ? value / 1000 : throw new OverflowException("nanoseconds"),
        };
    }
}
