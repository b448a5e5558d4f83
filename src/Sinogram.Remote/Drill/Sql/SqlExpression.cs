namespace Sinogram.Remote.Drill.Sql;

/// <summary>An expression of Drill's SQL as it was written.</summary>
/// <param name="Offset">Where it begins in the SQL.</param>
internal abstract record SqlExpression(int Offset);

/// <summary>A part of a name as the user wrote it.</summary>
internal readonly record struct SqlName(string Value, int Offset, bool Quoted = false);

internal enum LiteralKind { Number, Text, Boolean, Null, Date, Time, Timestamp }

internal sealed record LiteralExpression(LiteralKind Kind, string Text, int Offset) : SqlExpression(Offset);

/// <param name="Text">What stands between the quotes.</param>
/// <param name="From">The unit, or the first of two.</param>
/// <param name="To">The second unit, or null.</param>
internal sealed record IntervalExpression(string Text, string From, string? To, int Offset) : SqlExpression(Offset);

/// <summary>A value given beside the SQL: <c>$name</c> or <c>@name</c>.</summary>
internal sealed record ParameterExpression(string Name, int Length, int Offset) : SqlExpression(Offset);

/// <summary>A column, perhaps with its table before it and fields behind it.</summary>
internal sealed record NameExpression(IReadOnlyList<SqlName> Parts) : SqlExpression(Parts[0].Offset);

/// <summary>A field of what is no plain name: <c>f(x).a</c>, <c>a[0].b</c>.</summary>
internal sealed record FieldExpression(SqlExpression Inner, SqlName Field) : SqlExpression(Inner.Offset);

internal sealed record IndexExpression(SqlExpression Inner, SqlExpression Index) : SqlExpression(Inner.Offset);

internal sealed record UnaryExpression(string Operator, SqlExpression Inner, int Offset) : SqlExpression(Offset);

internal sealed record BinaryExpression(string Operator, SqlExpression Left, SqlExpression Right, int At) : SqlExpression(Left.Offset);

internal sealed record LikeExpression(bool Similar, bool Not, SqlExpression Value, SqlExpression Pattern, SqlExpression? Escape, int At) : SqlExpression(Value.Offset);

internal sealed record BetweenExpression(bool Not, bool Symmetric, SqlExpression Value, SqlExpression Low, SqlExpression High, int At) : SqlExpression(Value.Offset);

internal sealed record InListExpression(bool Not, SqlExpression Value, IReadOnlyList<SqlExpression> Items, int At) : SqlExpression(Value.Offset);

internal sealed record InQueryExpression(bool Not, SqlExpression Value, SqlQuery Query, int At) : SqlExpression(Value.Offset);

/// <param name="All">ALL, else ANY.</param>
internal sealed record QuantifiedExpression(string Operator, bool All, SqlExpression Value, SqlQuery Query, int At) : SqlExpression(Value.Offset);

internal sealed record ExistsExpression(SqlQuery Query, int Offset) : SqlExpression(Offset);

internal sealed record ScalarQueryExpression(SqlQuery Query, int Offset) : SqlExpression(Offset);

/// <param name="What">NULL, TRUE, FALSE or UNKNOWN.</param>
internal sealed record IsExpression(bool Not, SqlExpression Value, string What, int At) : SqlExpression(Value.Offset);

internal sealed record DistinctFromExpression(bool Not, SqlExpression Left, SqlExpression Right, int At) : SqlExpression(Left.Offset);

internal sealed record CaseExpression(SqlExpression? Subject, IReadOnlyList<(SqlExpression When, SqlExpression Then)> Branches, SqlExpression? Else, int Offset) : SqlExpression(Offset);

internal sealed record CastExpression(SqlExpression Value, SqlTypeName Type, int Offset) : SqlExpression(Offset);

internal sealed record ExtractExpression(string Unit, SqlExpression Value, int Offset) : SqlExpression(Offset);

/// <param name="Side">BOTH, LEADING or TRAILING.</param>
internal sealed record TrimExpression(string Side, SqlExpression? Characters, SqlExpression Value, int Offset) : SqlExpression(Offset);

internal sealed record RowExpression(IReadOnlyList<SqlExpression> Items, int Offset) : SqlExpression(Offset);

internal sealed record ArrayExpression(IReadOnlyList<SqlExpression> Items, int Offset) : SqlExpression(Offset);

internal sealed record FunctionExpression(SqlName Name, IReadOnlyList<SqlExpression> Arguments) : SqlExpression(Name.Offset)
{
    /// <summary><c>COUNT(*)</c>.</summary>
    public bool Star { get; init; }
    public bool Distinct { get; init; }
    public SqlExpression? Filter { get; init; }
    public SqlWindow? Over { get; init; }

    /// <summary>A time unit as the first argument: TIMESTAMPDIFF, TIMESTAMPADD.</summary>
    public string? Unit { get; init; }
}

/// <param name="Reference">The name of a window of the WINDOW clause, or null.</param>
/// <param name="Frame">ROWS or RANGE …, in the words of the standard, or null.</param>
internal sealed record SqlWindow(string? Reference, IReadOnlyList<SqlExpression> Partition, IReadOnlyList<SqlOrder> Order, string? Frame, int Offset);

/// <param name="NullsFirst">NULLS FIRST or LAST, or null where neither stands.</param>
internal sealed record SqlOrder(SqlExpression Expression, bool Descending, bool? NullsFirst);

/// <param name="Name">In upper case, of several words where the standard has them: <c>CHARACTER VARYING</c>.</param>
internal sealed record SqlTypeName(string Name, int? Precision, int? Scale, int Offset);
