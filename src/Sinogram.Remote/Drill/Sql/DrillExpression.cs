namespace Sinogram.Remote.Drill.Sql;

/// <summary>An expression of Drill's SQL as it was written.</summary>
/// <param name="Offset">Where it begins in the SQL.</param>
internal abstract record DrillExpression(int Offset);

/// <summary>A part of a name as the user wrote it.</summary>
internal readonly record struct SqlName(string Value, int Offset, bool Quoted = false);

internal enum LiteralKind { Number, Text, Boolean, Null, Date, Time, Timestamp }

internal sealed record LiteralExpression(LiteralKind Kind, string Text, int Offset) : DrillExpression(Offset);

/// <param name="Text">What stands between the quotes.</param>
/// <param name="From">The unit, or the first of two.</param>
/// <param name="To">The second unit, or null.</param>
internal sealed record IntervalExpression(string Text, string From, string? To, int Offset) : DrillExpression(Offset);

/// <summary>A value given beside the SQL: <c>$name</c> or <c>@name</c>.</summary>
internal sealed record ParameterExpression(string Name, int Length, int Offset) : DrillExpression(Offset);

/// <summary>A column, perhaps with its table before it and fields behind it.</summary>
internal sealed record NameExpression(IReadOnlyList<SqlName> Parts) : DrillExpression(Parts[0].Offset);

/// <summary>A field of what is no plain name: <c>f(x).a</c>, <c>a[0].b</c>.</summary>
internal sealed record FieldExpression(DrillExpression Inner, SqlName Field) : DrillExpression(Inner.Offset);

internal sealed record IndexExpression(DrillExpression Inner, DrillExpression Index) : DrillExpression(Inner.Offset);

internal sealed record UnaryExpression(string Operator, DrillExpression Inner, int Offset) : DrillExpression(Offset);

internal sealed record BinaryExpression(string Operator, DrillExpression Left, DrillExpression Right, int At) : DrillExpression(Left.Offset);

internal sealed record LikeExpression(bool Similar, bool Not, DrillExpression Value, DrillExpression Pattern, DrillExpression? Escape, int At) : DrillExpression(Value.Offset);

internal sealed record BetweenExpression(bool Not, bool Symmetric, DrillExpression Value, DrillExpression Low, DrillExpression High, int At) : DrillExpression(Value.Offset);

internal sealed record InListExpression(bool Not, DrillExpression Value, IReadOnlyList<DrillExpression> Items, int At) : DrillExpression(Value.Offset);

internal sealed record InQueryExpression(bool Not, DrillExpression Value, SqlQuery Query, int At) : DrillExpression(Value.Offset);

/// <param name="All">ALL, else ANY.</param>
internal sealed record QuantifiedExpression(string Operator, bool All, DrillExpression Value, SqlQuery Query, int At) : DrillExpression(Value.Offset);

internal sealed record ExistsExpression(SqlQuery Query, int Offset) : DrillExpression(Offset);

internal sealed record ScalarQueryExpression(SqlQuery Query, int Offset) : DrillExpression(Offset);

/// <param name="What">NULL, TRUE, FALSE or UNKNOWN.</param>
internal sealed record IsExpression(bool Not, DrillExpression Value, string What, int At) : DrillExpression(Value.Offset);

internal sealed record DistinctFromExpression(bool Not, DrillExpression Left, DrillExpression Right, int At) : DrillExpression(Left.Offset);

internal sealed record CaseExpression(DrillExpression? Subject, IReadOnlyList<(DrillExpression When, DrillExpression Then)> Branches, DrillExpression? Else, int Offset) : DrillExpression(Offset);

internal sealed record CastExpression(DrillExpression Value, SqlTypeName Type, int Offset) : DrillExpression(Offset);

internal sealed record ExtractExpression(string Unit, DrillExpression Value, int Offset) : DrillExpression(Offset);

/// <param name="Side">BOTH, LEADING or TRAILING.</param>
internal sealed record TrimExpression(string Side, DrillExpression? Characters, DrillExpression Value, int Offset) : DrillExpression(Offset);

internal sealed record RowExpression(IReadOnlyList<DrillExpression> Items, int Offset) : DrillExpression(Offset);

internal sealed record ArrayExpression(IReadOnlyList<DrillExpression> Items, int Offset) : DrillExpression(Offset);

internal sealed record FunctionExpression(SqlName Name, IReadOnlyList<DrillExpression> Arguments) : DrillExpression(Name.Offset)
{
    /// <summary><c>COUNT(*)</c>.</summary>
    public bool Star { get; init; }
    public bool Distinct { get; init; }
    public DrillExpression? Filter { get; init; }
    public SqlWindow? Over { get; init; }

    /// <summary>A time unit as the first argument: TIMESTAMPDIFF, TIMESTAMPADD.</summary>
    public string? Unit { get; init; }
}

/// <param name="Reference">The name of a window of the WINDOW clause, or null.</param>
/// <param name="Frame">ROWS or RANGE …, in the words of the standard, or null.</param>
internal sealed record SqlWindow(string? Reference, IReadOnlyList<DrillExpression> Partition, IReadOnlyList<SqlOrder> Order, string? Frame, int Offset);

/// <param name="NullsFirst">NULLS FIRST or LAST, or null where neither stands.</param>
internal sealed record SqlOrder(DrillExpression Expression, bool Descending, bool? NullsFirst);

/// <param name="Name">In upper case, of several words where the standard has them: <c>CHARACTER VARYING</c>.</param>
internal sealed record SqlTypeName(string Name, int? Precision, int? Scale, int Offset);
