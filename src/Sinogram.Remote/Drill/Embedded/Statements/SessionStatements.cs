using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Embedded.Statements;

/// <summary>USE, SET, ALTER SESSION and RESET.</summary>
internal static class SessionStatements
{
    public static DrillResult Use(StatementCall call, UseStatement use)
    {
        var name = string.Join('.', use.Schema.Select(p => p.Value));
        var schema = call.Tables.SchemaOf([.. use.Schema.Select(p => p.Value)]) ?? throw new DrillException(
            $"Schema [{name}] is not valid with respect to either root schema or current default schema.",
            use.Schema[0].Offset,
            $"There are: {string.Join(", ", call.Session.Workspaces.OwnSchemas())}, information_schema, sys.");
        call.Session.DefaultSchema = schema;
        return StatementRunner.Summary(true, $"Default schema changed to [{schema}]");
    }

    public static DrillResult Set(StatementCall call, SetStatement set)
    {
        if (set.Value is null)
        {
            DrillOptions.Require(set.Option, set.Offset);
            return StatementRunner.Rows(("name", typeof(string), [set.Option]), ("value", typeof(string), [call.Session.Options[set.Option]]));
        }
        call.Session.Options.Set(set.Option, ValueOf(set.Value), set.Offset);
        return StatementRunner.Summary(true, $"{set.Option} updated.");
    }

    /// <summary>The value of an option, as text.</summary>
    public static string ValueOf(DrillExpression value) => value switch
    {
        LiteralExpression { Kind: LiteralKind.Null } => throw new DrillException("An option is not null; RESET gives it its default.", value.Offset),
        LiteralExpression literal => literal.Kind == LiteralKind.Boolean ? literal.Text.ToLowerInvariant() : literal.Text,
        UnaryExpression { Operator: "-", Inner: LiteralExpression { Kind: LiteralKind.Number } number } => "-" + number.Text,
        _ => throw new DrillException("The value of an option is a text, a number, true or false.", value.Offset),
    };

    public static DrillResult Reset(StatementCall call, ResetStatement reset)
    {
        call.Session.Options.Reset(reset.Option, reset.Offset);
        return StatementRunner.Summary(true, $"{reset.Option ?? "ALL"} updated.");
    }
}
