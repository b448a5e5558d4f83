using System.Collections;
using System.Globalization;
using Sinogram.Data.Arrays;

namespace Sinogram.Data.Builders;

/// <summary>Appends objects to a builder of any type: the type's own CLR type, or one that converts without loss.</summary>
internal static class ObjectWriter
{
    /// <exception cref="TableException">The value does not fit the column's type.</exception>
    public static void Append(ArrayBuilder builder, object? value)
    {
        if (value is null or DBNull)
        {
            builder.AppendNull();
            return;
        }
        try
        {
            AppendValue(builder, value);
        }
        catch (Exception e) when (e is InvalidCastException or OverflowException or FormatException)
        {
            throw new TableException($"A value of type {ValueReaders.NameOf(value.GetType())} does not fit a column of {builder.Type}.", e);
        }
    }

    private static void AppendValue(ArrayBuilder builder, object value)
    {
        switch (builder)
        {
            case BoolBuilder b: b.Append((bool)value); break;
            case FixedBuilder<sbyte> b: b.Append(Integer<sbyte>(value)); break;
            case FixedBuilder<short> b: b.Append(Integer<short>(value)); break;
            case FixedBuilder<byte> b: b.Append(Integer<byte>(value)); break;
            case FixedBuilder<ushort> b: b.Append(Integer<ushort>(value)); break;
            case FixedBuilder<uint> b: b.Append(Integer<uint>(value)); break;
            case FixedBuilder<ulong> b: b.Append(Integer<ulong>(value)); break;
            case FixedBuilder<int> b: b.Append(builder.Type.Id == TypeId.Date ? Date(value) : Integer<int>(value)); break;
            case FixedBuilder<long> b: b.Append(Long(builder.Type, value)); break;
            case FixedBuilder<float> b: b.Append(value is double d ? (float)d == d || double.IsNaN(d) ? (float)d : throw new OverflowException() : Convert.ToSingle(value, CultureInfo.InvariantCulture)); break;
            case FixedBuilder<double> b: b.Append(value is decimal m ? (double)m : Real(value)); break;
            case FixedBuilder<Int128> b: b.Append(Decimal((DecimalType)builder.Type, value)); break;
            case FixedBuilder<Interval> b: b.Append((Interval)value); break;
            case BytesBuilder b when builder.Type.Id == TypeId.Binary: b.Append((byte[])value); break;
            case BytesBuilder b: b.Append(Text(value)); break;
            case ListBuilder b: List(b, (IEnumerable)value); break;
            case StructBuilder b: Struct(b, value); break;
            case MapBuilder b: Map(b, value); break;
            case DictionaryBuilder b: b.Append(value is Enum ? value.ToString()! : value); break;
            default: throw new TableException($"A column of {builder.Type} holds nulls only.");
        }
    }

    private static T Integer<T>(object value) where T : System.Numerics.INumberBase<T> => value switch
    {
        sbyte v => T.CreateChecked(v),
        short v => T.CreateChecked(v),
        int v => T.CreateChecked(v),
        long v => T.CreateChecked(v),
        byte v => T.CreateChecked(v),
        ushort v => T.CreateChecked(v),
        uint v => T.CreateChecked(v),
        ulong v => T.CreateChecked(v),
        Enum e => T.CreateChecked(Convert.ToInt64(e, CultureInfo.InvariantCulture)),
        _ => throw new InvalidCastException(),
    };

    private static double Real(object value) => value is double or float or sbyte or short or int or long or byte or ushort or uint or ulong
        ? Convert.ToDouble(value, CultureInfo.InvariantCulture)
        : throw new InvalidCastException();

    private static int Date(object value) => value switch
    {
        DateOnly date => Clock.FromDate(date),
        DateTime { TimeOfDay.Ticks: 0 } time => Clock.FromDate(DateOnly.FromDateTime(time)),
        _ => throw new InvalidCastException(),
    };

    private static long Long(DataType type, object value) => type switch
    {
        TimeType time => value switch
        {
            TimeOnly t => TimeUnits.FromTicks(t.Ticks, time.Unit),
            TimeSpan t => TimeUnits.FromTicks(t.Ticks, time.Unit),
            _ => throw new InvalidCastException(),
        },
        DurationType duration => TimeUnits.FromTicks(((TimeSpan)value).Ticks, duration.Unit),
        TimestampType { Zone: null } wall => Clock.FromDateTime(value is DateOnly date ? date.ToDateTime(TimeOnly.MinValue) : (DateTime)value, wall.Unit),
        TimestampType instant => value switch
        {
            DateTimeOffset t => Clock.FromDateTime(t.UtcDateTime, instant.Unit),
            DateTime { Kind: not DateTimeKind.Unspecified } t => Clock.FromDateTime(t.ToUniversalTime(), instant.Unit),
            _ => throw new InvalidCastException(),
        },
        _ => Integer<long>(value),
    };

    private static Int128 Decimal(DecimalType type, object value) => value switch
    {
        decimal m => Decimal128.Unscale(m, type),
        Decimal128 m when m.Scale == type.Scale && Int128.Abs(m.Unscaled) < Decimal128.PowerOfTen(type.Precision) => m.Unscaled,
        Int128 m when type.Scale == 0 && Int128.Abs(m) < Decimal128.PowerOfTen(type.Precision) => m,
        _ => Decimal128.Unscale(Integer<long>(value), type),
    };

    private static string Text(object value) => value switch
    {
        string text => text,
        char c => c.ToString(),
        Guid id => id.ToString(),
        Enum e => e.ToString(),
        _ => throw new InvalidCastException(),
    };

    private static void List(ListBuilder builder, IEnumerable values)
    {
        foreach (var value in values) { Append(builder.Elements, value); }
        builder.Close();
    }

    private static void Struct(StructBuilder builder, object value)
    {
        var fields = ((StructType)builder.Type).Children;
        if (value is StructValue row && row.Count == fields.Length)
        {
            for (var i = 0; i < fields.Length; i++) { Append(builder.Fields[i], row[i]); }
        }
        else
        {
            var named = (IReadOnlyDictionary<string, object?>)value;
            for (var i = 0; i < fields.Length; i++) { Append(builder.Fields[i], named.GetValueOrDefault(fields[i].Name)); }
        }
        builder.Close();
    }

    private static void Map(MapBuilder builder, object value)
    {
        if (value is MapValue map)
        {
            foreach (var entry in map) { Entry(builder, entry.Key, entry.Value); }
        }
        else
        {
            foreach (DictionaryEntry entry in (IDictionary)value) { Entry(builder, entry.Key, entry.Value); }
        }
        builder.Close();
    }

    private static void Entry(MapBuilder builder, object key, object? value)
    {
        Append(builder.Keys, key);
        Append(builder.Values, value);
        builder.Entries.Close();
    }
}
