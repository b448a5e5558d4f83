using System.Globalization;

namespace Sinogram.Remote.Drill.Embedded.Binding;

/// <summary>The four operations with Drill's result types.</summary>
internal static class Arithmetic
{
    public static Bound Bind(string operation, Bound left, Bound right, int offset)
    {
        (left, right) = (Number(left, right.Type, offset), Number(right, left.Type, offset));
        var (a, b) = (left.Type, right.Type);
        if (a.Kind == DrillKind.Null || b.Kind == DrillKind.Null) { return new Bound(SqlText.Of("NULL", offset), a.Kind == DrillKind.Null ? b : a); }
        if (a.IsNumber && b.IsNumber) { return operation == "/" ? Divide(left, right, offset) : Numbers(operation, left, right, offset); }
        return Moments(operation, left, right, offset)
            ?? throw new DrillException($"Cannot apply '{operation}' to {a} and {b}.", offset, "CAST one of them.");
    }

    /// <summary>A text beside a number is read as a number of that kind.</summary>
    private static Bound Number(Bound value, DrillType other, int offset)
    {
        if (!value.Type.IsText || !other.IsNumber) { return value; }
        var type = other.IsInteger ? DrillType.BigInt : DrillType.Float8;
        return new Bound(Conversions.Convert(value, type, offset), type);
    }

    private static SqlText Infix(string operation, SqlText left, SqlText right, int offset) => SqlText.Watched($"({{0}} {operation} {{1}})", offset, left, right);

    private static Bound Numbers(string operation, Bound left, Bound right, int offset)
    {
        var (a, b) = (left.Type, right.Type);
        var text = Infix(operation, left.Sql, right.Sql, offset);
        if (a.IsFloat || b.IsFloat) { return Reals(operation, left, right, offset); }
        if (a.IsInteger && b.IsInteger) { return new Bound(text, a.Kind == DrillKind.Int && b.Kind == DrillKind.Int ? DrillType.Int : DrillType.BigInt); }
        var (x, y) = (a.AsDecimal, b.AsDecimal);
        var scale = operation == "*" ? x.Scale + y.Scale : Math.Max(x.Scale, y.Scale);
        var precision = operation == "*" ? x.Precision + y.Precision : Math.Max(x.Precision - x.Scale, y.Precision - y.Scale) + scale + 1;
        if (scale > 38) { throw new DrillException($"The product has {scale.ToString(CultureInfo.InvariantCulture)} digits behind the point; a decimal has at most 38.", offset, "CAST a factor to fewer digits, or to DOUBLE."); }
        var type = DrillType.Decimal(precision, scale);
        // Of operands with few digits the engine gives no more than 18, of which a result may need more.
        var (wide, other) = type.Precision > 18 ? (DrillType.Decimal(Math.Max(19, x.Precision), x.Scale), DrillType.Decimal(Math.Max(19, y.Precision), y.Scale)) : (x, y);
        return operation == "*"
            ? new Bound(SqlText.Watched($"CAST(CAST({{0}} AS {wide.Engine}) * {{1}} AS {type.Engine})", offset, left.Sql, right.Sql), type)
            : new Bound(SqlText.Watched($"CAST(CAST({{0}} AS {wide.Engine}) {operation} CAST({{1}} AS {other.Engine}) AS {type.Engine})", offset, left.Sql, right.Sql), type);
    }

    /// <summary>Reals have the precision of the less exact one: FLOAT beside whole numbers is FLOAT.</summary>
    private static Bound Reals(string operation, Bound left, Bound right, int offset)
    {
        var (a, b) = (left.Type, right.Type);
        var type = a.Kind == DrillKind.Float8 || b.Kind == DrillKind.Float8 || a.Kind == DrillKind.Decimal || b.Kind == DrillKind.Decimal ? DrillType.Float8 : DrillType.Float4;
        SqlText As(Bound value) => value.Type == type ? value.Sql : SqlText.Format($"CAST({{0}} AS {type.Engine})", value.Sql);
        return new Bound(Infix(operation, As(left), As(right), offset), type);
    }

    private static Bound Divide(Bound left, Bound right, int offset)
    {
        var (a, b) = (left.Type, right.Type);
        if (a.IsFloat || b.IsFloat) { return Reals("/", left, right, offset); }
        if (a.IsInteger && b.IsInteger)
        {
            var type = a.Kind == DrillKind.Int && b.Kind == DrillKind.Int ? DrillType.Int : DrillType.BigInt;
            var safe = right.Number is { } n && n.Trim('-', '0').Length > 0;
            return new Bound(safe ? Infix("//", left.Sql, right.Sql, offset) : SqlText.Of("drill_divide(", offset).Add(left.Sql).Add(", ").Add(right.Sql).Add($", {ErrorPlace.Of(offset)})"), type);
        }
        var (x, y) = (a.AsDecimal, b.AsDecimal);
        var scale = Math.Max(6, x.Scale + y.Precision + 1);
        var precision = x.Precision - x.Scale + y.Scale + scale;
        if (precision > 38)
        {
            scale = Math.Max(6, 38 - (precision - scale));
            precision = 38;
        }
        return new Bound(Quotient(left.Sql, x, right.Sql, y, precision, scale, offset), DrillType.Decimal(precision, scale));
    }

    /// <summary>A quotient of decimals, rounded half away from zero: exact as far as 38 digits hold the numerator.</summary>
    private static SqlText Quotient(SqlText left, DrillType a, SqlText right, DrillType b, int precision, int scale, int offset)
    {
        var shift = scale + b.Scale - a.Scale;
        if (shift < 0 || a.Precision + shift > 37 || b.Precision > 37)
        {
            return SqlText.Of("drill_round_quotient(", offset).Add(left).Add(", ").Add(right).Add(string.Create(CultureInfo.InvariantCulture, $", {scale}, {ErrorPlace.Of(offset)})::DECIMAL({precision},{scale})"));
        }
        // Both as whole numbers, the left one with as many digits more as the result has behind its point.
        return SqlText.Of("drill_scaled(drill_quotient(", offset).Add(Whole(left, a, shift)).Add(", ").Add(Whole(right, b, 0))
            .Add(string.Create(CultureInfo.InvariantCulture, $", {ErrorPlace.Of(offset)}), {scale})::DECIMAL({precision},{scale})"));
    }

    private static SqlText Whole(SqlText value, DrillType type, int shift) =>
        SqlText.Format(string.Create(CultureInfo.InvariantCulture, $"(drill_unscaled({{0}}::DECIMAL({type.Precision},{type.Scale})::VARCHAR) * 1{new string('0', shift)}::HUGEINT)"), value);

    private static Bound? Moments(string operation, Bound left, Bound right, int offset)
    {
        var (a, b) = (left.Type, right.Type);
        var text = Infix(operation, left.Sql, right.Sql, offset);
        if (operation == "+" && a.IsInterval && !b.IsInterval && !b.IsNumber) { return Moments("+", right, left, offset); }
        if (operation is "+" or "-")
        {
            if (a.IsInterval && b.IsInterval) { return new Bound(text, a == b ? a : DrillType.Interval) { WholeDays = left.WholeDays && right.WholeDays }; }
            switch (a.Kind)
            {
                case DrillKind.Date when b.IsInteger: return new Bound(SqlText.Watched($"({{0}} {operation} CAST({{1}} AS INTEGER))", offset, left.Sql, right.Sql), DrillType.Date);
                case DrillKind.Date when b.IsInterval && right.WholeDays: return new Bound(SqlText.Watched($"CAST(({{0}} {operation} {{1}}) AS DATE)", offset, left.Sql, right.Sql), DrillType.Date);
                case DrillKind.Date or DrillKind.Timestamp when b.IsInterval: return new Bound(text, DrillType.Timestamp);
                case DrillKind.Time when b.IsInterval: return new Bound(text, DrillType.Time);
                default: break;
            }
        }
        if (operation == "-") { return Difference(left, right, offset); }
        return operation switch
        {
            "*" or "/" when a.IsInterval && (b.IsNumber && (operation == "/" || !b.IsInteger)) => new Bound(SqlText.Watched($"drill_scaled_interval({{0}}, CAST({{1}} AS DOUBLE), {(operation == "/" ? "true" : "false")})", offset, left.Sql, right.Sql), a),
            "*" when a.IsNumber && !a.IsInteger && b.IsInterval => Moments("*", right, left, offset),
            "*" when a.IsInterval && b.IsInteger => new Bound(SqlText.Watched("({0} * CAST({1} AS INTEGER))", offset, left.Sql, right.Sql), a),
            "*" when a.IsInteger && b.IsInterval => new Bound(SqlText.Watched("({1} * CAST({0} AS INTEGER))", offset, left.Sql, right.Sql), b),
            _ => null,
        };
    }

    /// <summary>The time between two moments: days and the rest of a day.</summary>
    public static Bound? Difference(Bound left, Bound right, int offset)
    {
        var (a, b) = (left.Type.Kind, right.Type.Kind);
        if (a == DrillKind.Date && b == DrillKind.Date) { return new Bound(SqlText.Of("to_days(CAST(", offset).Add(left.Sql).Add(" - ").Add(right.Sql).Add(" AS INTEGER))"), DrillType.IntervalDay) { WholeDays = true }; }
        if (a is DrillKind.Date or DrillKind.Timestamp && b is DrillKind.Date or DrillKind.Timestamp)
        {
            return new Bound(SqlText.Of("(CAST(", offset).Add(left.Sql).Add(" AS TIMESTAMP) - CAST(").Add(right.Sql).Add(" AS TIMESTAMP))"), DrillType.IntervalDay);
        }
        return a == DrillKind.Time && b == DrillKind.Time
            ? new Bound(SqlText.Of("((DATE '1970-01-01' + ", offset).Add(left.Sql).Add(") - (DATE '1970-01-01' + ").Add(right.Sql).Add("))"), DrillType.IntervalDay)
            : null;
    }
}
