using Sinogram.Data;
using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Embedded.Statements;

/// <summary>Runs a statement of any kind.</summary>
internal static class StatementRunner
{
    public static DrillResult Run(StatementCall call, SqlStatement statement) => statement switch
    {
        SqlQuery query => call.Query(call.Bind(query)),
        ExplainStatement explain => Explain.Run(call, explain),
        CreateTableStatement create => TableStatements.Create(call, create),
        CreateViewStatement view => ViewStatements.Create(call, view),
        DropStatement { View: true } drop => ViewStatements.Drop(call, drop),
        DropStatement drop => TableStatements.Drop(call, drop),
        ShowStatement show => ShowStatements.Run(call, show),
        DescribeStatement describe => DescribeStatements.Run(call, describe),
        UseStatement use => SessionStatements.Use(call, use),
        SetStatement set => SessionStatements.Set(call, set),
        ResetStatement reset => SessionStatements.Reset(call, reset),
        RefreshStatement refresh => TableStatements.Refresh(call, refresh),
        AnalyzeStatement analyze => TableStatements.Analyze(call, analyze),
        CreateSchemaStatement schema => SchemaStatements.Create(call, schema),
        DropSchemaStatement schema => SchemaStatements.Drop(call, schema),
        DescribeSchemaStatement schema => SchemaStatements.Describe(call, schema),
        _ => throw new DrillException("The embedded engine does not follow this statement.", statement.Offset),
    };

    /// <summary>What statements without rows of their own answer.</summary>
    public static DrillResult Summary(bool ok, string summary) => Rows(("ok", typeof(bool), [ok]), ("summary", typeof(string), [summary]));

    public static DrillResult Rows(params IReadOnlyList<(string Name, Type Type, IReadOnlyList<object?> Values)> columns) => new(
        new Table(columns.Select(c =>
        {
            var builder = new ColumnBuilder(new Field(c.Name, DataType.Of(c.Type)));
            foreach (var value in c.Values) { builder.AppendObject(value); }
            return builder.Build();
        })), More: false);
}
