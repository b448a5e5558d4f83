using Sinogram.Data;

namespace Sinogram.Remote.Drill.Embedded.Sources;

/// <summary>Columns of the engine in types that Drill has: no unsigned numbers, no zones; nanoseconds are cut to microseconds.</summary>
internal static class EngineColumns
{
    public static (string Name, string Sql, DrillType Type) Of(Field field)
    {
        var name = DuckDbEngine.Quote(field.Name);
        var type = DrillType.Of(field.Type);
        var same = field.Type switch
        {
            TimestampType { Zone: not null } or TimestampType { Unit: not TimeUnit.Microsecond } => false,
            _ => field.Type.Id is not (TypeId.Int8 or TypeId.Int16 or TypeId.UInt8 or TypeId.UInt16 or TypeId.UInt32 or TypeId.UInt64 or TypeId.Null),
        };
        if (type.Kind == DrillKind.Null) { type = DrillType.Int; }
        return (field.Name, same ? name : $"CAST({name} AS {type.Engine})", type);
    }
}
