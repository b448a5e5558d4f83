namespace Sinogram.Data;

/// <summary>The kinds of columns, with the memory layout that Apache Arrow's columnar format gives each.</summary>
public enum TypeId
{
    /// <summary>Every value is null; no buffers.</summary>
    Null,
    /// <summary>One bit a value.</summary>
    Bool,
    Int8, Int16, Int32, Int64,
    UInt8, UInt16, UInt32, UInt64,
    Float32, Float64,
    /// <summary>128-bit unscaled integer, see <see cref="DecimalType"/>.</summary>
    Decimal,
    /// <summary>UTF-8 text with 32-bit offsets.</summary>
    String,
    /// <summary>Bytes with 32-bit offsets.</summary>
    Binary,
    /// <summary>Days since 1970-01-01, 32 bits.</summary>
    Date,
    /// <summary>Time of day, 64 bits, see <see cref="TimeType"/>.</summary>
    Time,
    /// <summary>Time since 1970-01-01, 64 bits, with or without a zone, see <see cref="TimestampType"/>.</summary>
    Timestamp,
    /// <summary>Elapsed time, 64 bits, see <see cref="DurationType"/>.</summary>
    Duration,
    /// <summary>Months, days and nanoseconds, see <see cref="Sinogram.Data.Interval"/>.</summary>
    Interval,
    List, Struct, Map,
    /// <summary>Indices into a column of distinct values.</summary>
    Dictionary,
}

/// <summary>The unit in which times, timestamps and durations count.</summary>
public enum TimeUnit { Second, Millisecond, Microsecond, Nanosecond }
