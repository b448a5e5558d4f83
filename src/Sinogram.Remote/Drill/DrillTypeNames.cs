using Sinogram.Data;
using Sinogram.Remote.Drill.Embedded;

namespace Sinogram.Remote.Drill;

/// <summary>Types of columns in Drill's words.</summary>
public static class DrillTypeNames
{
    /// <summary>For example <c>BIGINT</c>, <c>DECIMAL(18, 6)</c>, <c>ARRAY&lt;DOUBLE&gt;</c>, <c>STRUCT&lt;a INTEGER&gt;</c>.</summary>
    public static string Of(DataType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Of(DrillType.Of(type));
    }

    internal static string Of(DrillType type) => type.Kind switch
    {
        DrillKind.List => $"ARRAY<{Of(type.Element!)}>",
        DrillKind.Map => $"STRUCT<{string.Join(", ", type.Fields.Select(f => $"{f.Name} {Of(f.Type)}"))}>",
        DrillKind.Dict => $"MAP<{Of(type.Key!)}, {Of(type.Element!)}>",
        DrillKind.VarChar => "VARCHAR",
        DrillKind.VarBinary => "VARBINARY",
        DrillKind.Interval => "INTERVAL",
        _ => type.SqlName,
    };
}
