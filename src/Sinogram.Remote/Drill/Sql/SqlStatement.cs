namespace Sinogram.Remote.Drill.Sql;

/// <summary>A statement of Drill's SQL.</summary>
internal abstract record SqlStatement(int Offset);

/// <summary>A query with its WITH names, order and limits.</summary>
internal sealed record SqlQuery(IReadOnlyList<SqlCommonTable> With, SqlQueryBody Body, IReadOnlyList<SqlOrder> Order, DrillExpression? Limit, DrillExpression? Skip, int Offset) : SqlStatement(Offset);

internal sealed record SqlCommonTable(SqlName Name, IReadOnlyList<SqlName>? Columns, SqlQuery Query);

internal abstract record SqlQueryBody(int Offset);

internal sealed record ValuesBody(IReadOnlyList<IReadOnlyList<DrillExpression>> Rows, int Offset) : SqlQueryBody(Offset);

/// <param name="Operator">UNION, INTERSECT or EXCEPT.</param>
internal sealed record SetBody(string Operator, bool All, SqlQueryBody Left, SqlQueryBody Right, int At) : SqlQueryBody(Left.Offset);

/// <summary>A query in parentheses within a set operation.</summary>
internal sealed record NestedBody(SqlQuery Query) : SqlQueryBody(Query.Offset);

internal sealed record SelectBody(bool Distinct, IReadOnlyList<SqlSelectItem> Items, int Offset) : SqlQueryBody(Offset)
{
    public SqlSource? From { get; init; }
    public DrillExpression? Where { get; init; }
    public IReadOnlyList<DrillExpression> GroupBy { get; init; } = [];
    public DrillExpression? Having { get; init; }
    public DrillExpression? Qualify { get; init; }
    public IReadOnlyList<(string Name, SqlWindow Window)> Windows { get; init; } = [];
}

/// <param name="Expression">Null for a star.</param>
/// <param name="StarOf">The table of <c>t.*</c>.</param>
internal sealed record SqlSelectItem(DrillExpression? Expression, SqlName? Alias, SqlName? StarOf, int Offset);

internal abstract record SqlSource(int Offset)
{
    public SqlName? Alias { get; init; }
    public IReadOnlyList<SqlName>? Columns { get; init; }
}

internal sealed record TableSource(IReadOnlyList<SqlName> Name) : SqlSource(Name[0].Offset)
{
    /// <summary>Arguments of a table function: <c>TABLE(dfs.`f`(type => 'text'))</c>.</summary>
    public IReadOnlyList<(SqlName Name, DrillExpression Value)>? Arguments { get; init; }
}

internal sealed record QuerySource(SqlQuery Query, bool Lateral, int Offset) : SqlSource(Offset);

internal sealed record UnnestSource(DrillExpression Value, int Offset) : SqlSource(Offset);

/// <param name="Kind">INNER, LEFT, RIGHT, FULL, CROSS or a comma.</param>
internal sealed record JoinSource(string Kind, bool Natural, SqlSource Left, SqlSource Right, DrillExpression? On, IReadOnlyList<SqlName>? Using, int At) : SqlSource(Left.Offset);

internal sealed record PivotSource(SqlSource Inner, IReadOnlyList<(FunctionExpression Aggregate, SqlName? Alias)> Aggregates, NameExpression For, IReadOnlyList<(DrillExpression Value, SqlName? Alias)> In, int Offset) : SqlSource(Offset);

internal enum PlanAttributes { Digest, All, None }

/// <param name="Attributes">What stands beside the names of the operators.</param>
internal sealed record ExplainStatement(SqlQuery Query, bool Physical, PlanAttributes Attributes, int Offset) : SqlStatement(Offset);

internal sealed record CreateTableStatement(IReadOnlyList<SqlName> Name, bool Temporary, bool IfNotExists, IReadOnlyList<SqlName>? Columns, IReadOnlyList<SqlName> Partition, SqlQuery Query, int Offset) : SqlStatement(Offset);

/// <param name="Text">The query as the user wrote it.</param>
internal sealed record CreateViewStatement(IReadOnlyList<SqlName> Name, bool Replace, bool IfNotExists, IReadOnlyList<SqlName>? Columns, SqlQuery Query, string Text, int Offset) : SqlStatement(Offset);

internal sealed record DropStatement(IReadOnlyList<SqlName> Name, bool View, bool IfExists, int Offset) : SqlStatement(Offset);

/// <param name="What">SCHEMAS, TABLES or FILES.</param>
internal sealed record ShowStatement(string What, IReadOnlyList<SqlName>? In, string? Like, DrillExpression? Where, int Offset) : SqlStatement(Offset);

/// <param name="Column">One column, or a pattern.</param>
internal sealed record DescribeStatement(IReadOnlyList<SqlName>? Table, string? Column, SqlQuery? Query, bool Schema, int Offset) : SqlStatement(Offset);

internal sealed record UseStatement(IReadOnlyList<SqlName> Schema, int Offset) : SqlStatement(Offset);

/// <param name="Value">Null to read it.</param>
/// <param name="Scope">SESSION or SYSTEM, or null where neither stands.</param>
internal sealed record SetStatement(string Option, DrillExpression? Value, string? Scope, int Offset) : SqlStatement(Offset);

/// <param name="Option">Null for ALL.</param>
internal sealed record ResetStatement(string? Option, string? Scope, int Offset) : SqlStatement(Offset);

internal sealed record RefreshStatement(IReadOnlyList<SqlName> Table, int Offset) : SqlStatement(Offset);

/// <param name="What">STATISTICS, METADATA or DROP.</param>
/// <param name="Columns">The columns that it is about, or null for all.</param>
internal sealed record AnalyzeStatement(IReadOnlyList<SqlName> Table, string What, IReadOnlyList<SqlName>? Columns, int Offset) : SqlStatement(Offset);

/// <param name="Table">The table that gets the schema, or null for a path.</param>
/// <param name="Path">The file that it is written to.</param>
internal sealed record CreateSchemaStatement(IReadOnlyList<SqlName>? Table, string? Path, bool Replace, IReadOnlyList<SqlColumnDefinition> Columns, IReadOnlyList<(string Name, string Value)> Properties, int Offset) : SqlStatement(Offset);

internal sealed record DropSchemaStatement(IReadOnlyList<SqlName> Table, bool IfExists, int Offset) : SqlStatement(Offset);

/// <param name="AsStatement">As the statement that makes it, not as JSON.</param>
internal sealed record DescribeSchemaStatement(IReadOnlyList<SqlName> Table, bool AsStatement, int Offset) : SqlStatement(Offset);

/// <summary>A column of an inline schema.</summary>
internal sealed record SqlColumnDefinition(SqlName Name, SqlTypeName Type, bool NotNull, string? Format, string? Default);
