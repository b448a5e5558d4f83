using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sinogram.Data.Arrays;

namespace Sinogram.Data.Builders;

/// <summary>Appends a value that is not null.</summary>
internal delegate void ValueWriter<in T>(ArrayBuilder builder, T value);

/// <summary>Finds the quickest way to append a CLR type to a column type.</summary>
internal static class ValueWriters
{
    public static bool HoldsNull<T>() => !typeof(T).IsValueType || Nullable.GetUnderlyingType(typeof(T)) is not null;

    public static ValueWriter<T> For<T>(DataType type)
    {
        if (Direct<T>(type) is { } direct) { return direct; }
        if (typeof(T) == typeof(string) && type.Id == TypeId.String)
        {
            return (ValueWriter<T>)(object)(ValueWriter<string>)((b, v) => ((BytesBuilder)b).Append(v));
        }
        if (typeof(T) == typeof(bool) && type.Id == TypeId.Bool)
        {
            return (ValueWriter<T>)(object)(ValueWriter<bool>)((b, v) => ((BoolBuilder)b).Append(v));
        }
        return (b, v) => ObjectWriter.Append(b, v);
    }

    /// <summary>Copies values whose memory is already the column's; false when they are of another kind.</summary>
    public static bool TryAppendBlock<T>(ArrayBuilder builder, ReadOnlySpan<T> values) => Type.GetTypeCode(typeof(T)) switch
    {
        TypeCode.SByte => Block<T, sbyte>(builder, values),
        TypeCode.Int16 => Block<T, short>(builder, values),
        TypeCode.Int32 => Block<T, int>(builder, values),
        TypeCode.Int64 => Block<T, long>(builder, values),
        TypeCode.Byte => Block<T, byte>(builder, values),
        TypeCode.UInt16 => Block<T, ushort>(builder, values),
        TypeCode.UInt32 => Block<T, uint>(builder, values),
        TypeCode.UInt64 => Block<T, ulong>(builder, values),
        TypeCode.Single => Block<T, float>(builder, values),
        TypeCode.Double => Block<T, double>(builder, values),
        _ => false,
    };

    private static bool Block<T, TRaw>(ArrayBuilder builder, ReadOnlySpan<T> values) where TRaw : unmanaged
    {
        if (typeof(T) != typeof(TRaw) || builder is not FixedBuilder<TRaw> target || !RawTypes.Fits<TRaw>(builder.Type) || !(builder.Type.IsNumeric)) { return false; }
        target.Append(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, TRaw>(ref MemoryMarshal.GetReference(values)), values.Length));
        return true;
    }

    private static ValueWriter<T>? Direct<T>(DataType type)
    {
        if (!type.IsNumeric || type.Id == TypeId.Decimal || ClrTypes.Of(type) != typeof(T)) { return null; }
        return Type.GetTypeCode(typeof(T)) switch
        {
            TypeCode.SByte => As<T, sbyte>(),
            TypeCode.Int16 => As<T, short>(),
            TypeCode.Int32 => As<T, int>(),
            TypeCode.Int64 => As<T, long>(),
            TypeCode.Byte => As<T, byte>(),
            TypeCode.UInt16 => As<T, ushort>(),
            TypeCode.UInt32 => As<T, uint>(),
            TypeCode.UInt64 => As<T, ulong>(),
            TypeCode.Single => As<T, float>(),
            _ => As<T, double>(),
        };
    }

    private static ValueWriter<T> As<T, TRaw>() where TRaw : unmanaged =>
        (ValueWriter<T>)(object)(ValueWriter<TRaw>)((b, v) => ((FixedBuilder<TRaw>)b).Append(v));
}
