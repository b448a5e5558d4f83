using System.Collections;
using System.Text;
using Sinogram.Data.Arrays;
using Sinogram.Data.Interop;

namespace Sinogram.Data.Engine;

/// <summary>Parameters as the engine's own values, so that no parameter ever becomes SQL text.</summary>
internal static unsafe class ParameterValues
{
    /// <returns>A value that the caller destroys.</returns>
    public static nint Create(object? value) => value switch
    {
        null or DBNull => DuckDb.CreateNull(),
        bool v => DuckDb.CreateBool(v),
        sbyte v => DuckDb.CreateInt8(v),
        short v => DuckDb.CreateInt16(v),
        int v => DuckDb.CreateInt32(v),
        long v => DuckDb.CreateInt64(v),
        byte v => DuckDb.CreateUInt8(v),
        ushort v => DuckDb.CreateUInt16(v),
        uint v => DuckDb.CreateUInt32(v),
        ulong v => DuckDb.CreateUInt64(v),
        float v => DuckDb.CreateFloat(v),
        double v => DuckDb.CreateDouble(v),
        decimal v => Decimal(new Decimal128(Decimal128.Unscale(v, new DecimalType(38, v.Scale)), v.Scale)),
        Decimal128 v => Decimal(v),
        string v => Text(v),
        char v => Text(v.ToString()),
        Guid v => Text(v.ToString()),
        Enum v => Text(v.ToString()),
        byte[] v => Bytes(v),
        DateOnly v => DuckDb.CreateDate(Clock.FromDate(v)),
        TimeOnly v => DuckDb.CreateTime(TimeUnits.FromTicks(v.Ticks, TimeUnit.Microsecond)),
        DateTime { Kind: DateTimeKind.Unspecified } v => DuckDb.CreateTimestamp(Clock.FromDateTime(v, TimeUnit.Microsecond)),
        DateTime v => DuckDb.CreateTimestampTz(Clock.FromDateTime(v.ToUniversalTime(), TimeUnit.Microsecond)),
        DateTimeOffset v => DuckDb.CreateTimestampTz(Clock.FromDateTime(v.UtcDateTime, TimeUnit.Microsecond)),
        TimeSpan v => DuckDb.CreateInterval(new() { Microseconds = TimeUnits.FromTicks(v.Ticks, TimeUnit.Microsecond) }),
        Interval v => DuckDb.CreateInterval(new() { Months = v.Months, Days = v.Days, Microseconds = TimeUnits.FloorDivide(v.Nanoseconds, 1000) }),
        IEnumerable v => List(v),
        _ => throw new TableException($"A parameter of type {ValueReaders.NameOf(value.GetType())} cannot be bound: use numbers, text, dates and times, bytes or lists of these."),
    };

    private static nint Decimal(Decimal128 value) => DuckDb.CreateDecimal(new()
    {
        Width = 38,
        Scale = (byte)value.Scale,
        Lower = (ulong)(UInt128)value.Unscaled,
        Upper = (long)(value.Unscaled >> 64),
    });

    private static nint Text(string text) => Pinned(Encoding.UTF8.GetBytes(text), (p, n) => DuckDb.CreateVarchar(p, n));

    private static nint Bytes(byte[] bytes) => Pinned(bytes, (p, n) => DuckDb.CreateBlob(p, n));

    private delegate nint FromBytes(byte* data, ulong length);

    private static nint Pinned(byte[] bytes, FromBytes create)
    {
        // An empty array has no first byte to point to.
        fixed (byte* data = bytes.Length == 0 ? new byte[1] : bytes) { return create(data, (ulong)bytes.Length); }
    }

    private static nint List(IEnumerable sequence)
    {
        var elementClr = ClrTypes.ElementOf(sequence.GetType());
        var elementType = elementClr is null ? null : ClrTypes.TryToDataType(elementClr);
        if (elementType is null) { throw new TableException($"A parameter of type {ValueReaders.NameOf(sequence.GetType())} cannot be bound: a list has elements of one simple type."); }
        if (elementType is DictionaryType) { elementType = DataType.String; }
        var type = LogicalTypes.Create(elementType is DecimalType ? DataType.Decimal(38, 18) : elementType);
        var values = new List<nint>();
        try
        {
            foreach (var element in sequence) { values.Add(Create(element)); }
            var array = values.Count == 0 ? [0] : values.ToArray();
            fixed (nint* first = array) { return DuckDb.CreateList(type, first, (ulong)values.Count); }
        }
        finally
        {
            foreach (var value in values)
            {
                var owned = value;
                DuckDb.DestroyValue(ref owned);
            }
            DuckDb.DestroyType(ref type);
        }
    }
}
