namespace Sinogram.Data.Arrays;

/// <summary>The unmanaged types under which raw values may be seen.</summary>
internal static class RawTypes
{
    public static bool Fits<T>(DataType type) where T : unmanaged => Of(type) is { } raw && (raw == typeof(T) || (raw == typeof(Int128) && typeof(T) == typeof(UInt128)));

    public static string NameOf(DataType type) => Of(type) is { } raw ? ValueReaders.NameOf(raw)
        : type.Id == TypeId.Bool ? "bits (see BoolBits)"
        : type.Id is TypeId.String or TypeId.Binary ? "bytes (see Offsets and Bytes)" : "in its children";

    private static Type? Of(DataType type) => type.Id switch
    {
        TypeId.Int8 => typeof(sbyte),
        TypeId.Int16 => typeof(short),
        TypeId.Int32 or TypeId.Date => typeof(int),
        TypeId.Int64 or TypeId.Time or TypeId.Timestamp or TypeId.Duration => typeof(long),
        TypeId.UInt8 => typeof(byte),
        TypeId.UInt16 => typeof(ushort),
        TypeId.UInt32 => typeof(uint),
        TypeId.UInt64 => typeof(ulong),
        TypeId.Float32 => typeof(float),
        TypeId.Float64 => typeof(double),
        TypeId.Decimal => typeof(Int128),
        TypeId.Interval => typeof(Interval),
        TypeId.Dictionary => Of(((DictionaryType)type).Index),
        _ => null,
    };
}
