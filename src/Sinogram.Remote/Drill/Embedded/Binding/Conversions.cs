using System.Globalization;
using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Embedded.Binding;

/// <summary>CAST and the conversions that Drill makes by itself.</summary>
internal static class Conversions
{
    /// <param name="offset">Where the value stands.</param>
    public static Bound Cast(Bound value, SqlTypeName name, int offset, ITableResolver options)
    {
        var type = TypeOf(name);
        if (value.Type.IsText && options.Option("drill.exec.functions.cast_empty_string_to_null") == "true" && !type.IsText) { value = value with { Sql = SqlText.Format("NULLIF({0}, '')", value.Sql), Text = null }; }
        if (type.IsInterval && value.Type.IsText)
        {
            return Literals.IsoInterval(value.Text ?? throw Binder.Refused("CAST of a text that is no literal to an interval", name.Offset), type, name.Offset)
                ?? throw new DrillException($"'{value.Text}' is no interval.", name.Offset, "Write it as ISO 8601 does: P1Y2M, P3DT4H5M6.7S.");
        }
        var sql = Convert(value, type, offset);
        return type.IsText && name.Precision is { } length
            ? new Bound(SqlText.Format(string.Create(CultureInfo.InvariantCulture, $"left({{0}}, {length})"), sql), type)
            : new Bound(sql, type) { Number = type.IsInteger && value.Type.IsInteger ? value.Number : null };
    }

    /// <summary>A type by its name.</summary>
    public static DrillType TypeOf(SqlTypeName name)
    {
        switch (name.Name)
        {
            case "INT" or "INTEGER": return DrillType.Int;
            case "BIGINT": return DrillType.BigInt;
            case "FLOAT" or "REAL": return DrillType.Float4;
            case "DOUBLE": return DrillType.Float8;
            case "VARCHAR" or "CHAR" or "CHARACTER" or "CHARACTER VARYING" or "CHAR VARYING" or "STRING": return DrillType.VarChar;
            case "VARBINARY" or "BINARY" or "BINARY VARYING": return DrillType.VarBinary;
            case "BOOLEAN" or "BIT": return DrillType.Bit;
            case "DATE": return DrillType.Date;
            case "TIME": return DrillType.Time;
            case "TIMESTAMP": return DrillType.Timestamp;
            case "DECIMAL" or "DEC" or "NUMERIC" or "VARDECIMAL":
                var (precision, scale) = (name.Precision ?? 38, name.Scale ?? 0);
                return precision is >= 1 and <= 38 && scale <= precision
                    ? DrillType.Decimal(precision, scale)
                    : throw new DrillException($"DECIMAL({precision}, {scale}) is not possible: the precision is 1 to 38 and the scale 0 to the precision.", name.Offset);
            case "SMALLINT" or "TINYINT": throw new DrillException($"{name.Name} is not supported by Drill.", name.Offset, "Use INT.");
            default:
                if (name.Name.StartsWith("INTERVAL", StringComparison.Ordinal)) { return name.Name.Contains("YEAR", StringComparison.Ordinal) || name.Name.Contains("MONTH", StringComparison.Ordinal) ? DrillType.IntervalYear : DrillType.IntervalDay; }
                throw new DrillException($"There is no type {name.Name}.", name.Offset, "INT, BIGINT, FLOAT, DOUBLE, DECIMAL(p, s), VARCHAR, VARBINARY, BOOLEAN, DATE, TIME, TIMESTAMP, INTERVAL YEAR, INTERVAL DAY.");
        }
    }

    /// <summary>A value in another type, by Drill's rules.</summary>
    /// <exception cref="DrillException">Drill does not convert between them either.</exception>
    public static SqlText Convert(Bound value, DrillType to, int offset)
    {
        var from = value.Type;
        if (from == to) { return value.Sql; }
        if (from.Kind == DrillKind.Null || to.Kind == DrillKind.Null) { return SqlText.Format($"CAST({{0}} AS {to.Engine})", value.Sql); }
        var text = to.Kind switch
        {
            DrillKind.VarChar => ToText(value),
            DrillKind.Int or DrillKind.BigInt => ToInteger(from, to, offset),
            DrillKind.Float4 when from.Kind == DrillKind.Float8 => "CAST(drill_float({0}) AS FLOAT)",
            DrillKind.Float4 or DrillKind.Float8 => from.IsNumber ? Plain(to) : from.IsText ? $"drill_double({{0}}, {ErrorPlace.Of(offset)})::{to.Engine}" : null,
            DrillKind.Decimal => from.IsExact || from.IsText ? Plain(to) : from.IsFloat ? $"CAST(CAST({{0}} AS VARCHAR) AS {to.Engine})" : null,
            DrillKind.Date => from.Kind == DrillKind.Timestamp ? Plain(to) : from.IsText ? Plain(to) : from.IsInteger ? "CAST(epoch_ms({0}) AS DATE)" : null,
            DrillKind.Timestamp => from.Kind == DrillKind.Date || from.IsText ? Plain(to) : from.IsInteger ? "epoch_ms({0})" : null,
            DrillKind.Time => from.Kind == DrillKind.Timestamp || from.IsText ? Plain(to) : from.IsInteger ? "(TIME '00:00:00' + to_milliseconds({0}))" : null,
            DrillKind.VarBinary => from.IsText ? "encode({0})" : null,
            DrillKind.Bit => from.IsText ? $"drill_boolean({{0}}, {ErrorPlace.Of(offset)})" : from.IsInteger ? Plain(to) : null,
            DrillKind.IntervalDay or DrillKind.IntervalYear or DrillKind.Interval => from.IsInterval ? "{0}" : null,
            DrillKind.List or DrillKind.Map or DrillKind.Dict => from.Kind == to.Kind ? Plain(to) : null,
            _ => null,
        };
        return text is null
            ? throw new DrillException($"Cast function cannot convert value of type {from} to type {to}.", offset < 0 ? null : offset)
            : from.IsInteger && to.Kind is DrillKind.Date or DrillKind.Time or DrillKind.Timestamp ? SqlText.Watched(text, offset, value.Sql)
            : SqlText.Of("", offset).Add(SqlText.Format(text, value.Sql));
    }

    private static string Plain(DrillType to) => $"CAST({{0}} AS {to.Engine})";

    private static string? ToInteger(DrillType from, DrillType to, int offset) => from.Kind switch
    {
        DrillKind.VarChar => $"drill_whole({{0}}, {ErrorPlace.Of(offset)})::{to.Engine}",
        DrillKind.Float4 or DrillKind.Float8 => $"CAST(round({{0}}) AS {to.Engine})",
        // Drill has no cast of a boolean; where it refuses, the number is what one means.
        DrillKind.Int or DrillKind.BigInt or DrillKind.Decimal or DrillKind.Bit => Plain(to),
        _ => null,
    };

    private static string? ToText(Bound value) => value.Type.Kind switch
    {
        DrillKind.Bit or DrillKind.Int or DrillKind.BigInt or DrillKind.Decimal or DrillKind.Date => "CAST({0} AS VARCHAR)",
        DrillKind.Float8 => "drill_double_text({0})",
        DrillKind.Float4 => "drill_double_text({0})",
        DrillKind.Timestamp => "strftime({0}, '%Y-%m-%d %H:%M:%S.%g')",
        DrillKind.Time => "strftime(DATE '1970-01-01' + {0}, '%H:%M:%S.%g')",
        DrillKind.IntervalYear => "drill_years_text({0})",
        DrillKind.IntervalDay => "drill_days_text({0})",
        DrillKind.Interval => "(drill_years_text({0}) || drill_days_text({0}))",
        DrillKind.VarBinary => "decode({0})",
        _ => null,
    };
}
