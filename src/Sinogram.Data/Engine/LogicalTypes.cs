using System.Runtime.InteropServices;
using Sinogram.Data.Interop;

namespace Sinogram.Data.Engine;

/// <summary>Column types as the engine's types.</summary>
internal static unsafe class LogicalTypes
{
    /// <returns>A type that the caller destroys.</returns>
    public static nint Create(DataType type) => type switch
    {
        DecimalType exact => DuckDb.CreateDecimalType((byte)exact.Precision, (byte)exact.Scale),
        TimeType { Unit: TimeUnit.Nanosecond } => DuckDb.CreateType(DuckDbType.TimeNs),
        TimestampType { Zone: not null } => DuckDb.CreateType(DuckDbType.TimestampTz),
        TimestampType { Unit: TimeUnit.Second } => DuckDb.CreateType(DuckDbType.TimestampS),
        TimestampType { Unit: TimeUnit.Millisecond } => DuckDb.CreateType(DuckDbType.TimestampMs),
        TimestampType { Unit: TimeUnit.Nanosecond } => DuckDb.CreateType(DuckDbType.TimestampNs),
        ListType list => With(Create(list.Element.Type), DuckDb.CreateListType),
        MapType map => With(Create(map.Key.Type), key => With(Create(map.Value.Type), value => DuckDb.CreateMapType(key, value))),
        StructType fields => Struct(fields),
        DictionaryType dictionary => Create(dictionary.Value),
        _ => DuckDb.CreateType(Simple(type)),
    };

    private static DuckDbType Simple(DataType type) => type.Id switch
    {
        TypeId.Null => DuckDbType.SqlNull,
        TypeId.Bool => DuckDbType.Boolean,
        TypeId.Int8 => DuckDbType.TinyInt,
        TypeId.Int16 => DuckDbType.SmallInt,
        TypeId.Int32 => DuckDbType.Integer,
        TypeId.Int64 => DuckDbType.BigInt,
        TypeId.UInt8 => DuckDbType.UTinyInt,
        TypeId.UInt16 => DuckDbType.USmallInt,
        TypeId.UInt32 => DuckDbType.UInteger,
        TypeId.UInt64 => DuckDbType.UBigInt,
        TypeId.Float32 => DuckDbType.Float,
        TypeId.Float64 => DuckDbType.Double,
        TypeId.String => DuckDbType.Varchar,
        TypeId.Binary => DuckDbType.Blob,
        TypeId.Date => DuckDbType.Date,
        TypeId.Time => DuckDbType.Time,
        TypeId.Timestamp => DuckDbType.Timestamp,
        TypeId.Duration or TypeId.Interval => DuckDbType.Interval,
        _ => throw new EngineException($"A column of {type} cannot be given to the embedded engine.", "Not implemented"),
    };

    private static nint With(nint inner, Func<nint, nint> create)
    {
        var result = create(inner);
        DuckDb.DestroyType(ref inner);
        return result;
    }

    private static nint Struct(StructType type)
    {
        if (type.Children.Length == 0) { throw new EngineException("A struct without fields cannot be given to the embedded engine.", "Not implemented"); }
        var members = type.Children.Select(f => Create(f.Type)).ToArray();
        var names = type.Children.Select(f => Marshal.StringToCoTaskMemUTF8(f.Name)).ToArray();
        try
        {
            fixed (nint* firstMember = members, firstName = names) { return DuckDb.CreateStructType(firstMember, firstName, (ulong)members.Length); }
        }
        finally
        {
            foreach (var name in names) { Marshal.FreeCoTaskMem(name); }
            for (var i = 0; i < members.Length; i++) { DuckDb.DestroyType(ref members[i]); }
        }
    }
}
