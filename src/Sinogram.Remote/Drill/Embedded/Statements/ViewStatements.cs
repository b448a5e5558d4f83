using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Embedded.Statements;

/// <summary>CREATE VIEW and DROP VIEW.</summary>
internal static class ViewStatements
{
    public static DrillResult Create(StatementCall call, CreateViewStatement create)
    {
        call.Tables.DefinesView = true;
        var bound = call.Bind(create.Query);
        var (schema, name, path) = TableStatements.Target(call, create.Name);
        var file = path + ".view.drill";
        var exists = File.Exists(file);
        if (exists || Directory.Exists(path) || File.Exists(path) || (schema == TableStatements.TemporarySchema && call.Session.Temporary.ContainsKey(name)))
        {
            if (create.IfNotExists) { return StatementRunner.Summary(false, $"A table or view with given name [{name}] already exists in schema [{schema}]"); }
            if (!exists) { throw new DrillException($"A non-view table with given name [{name}] already exists in schema [{schema}]", create.Name[^1].Offset); }
            if (!create.Replace) { throw new DrillException($"A view with given name [{name}] already exists in schema [{schema}]", create.Name[^1].Offset, "CREATE OR REPLACE VIEW replaces it."); }
        }
        var columns = bound.Columns.Where(c => !c.Hidden).ToList();
        if (create.Columns is { } names && names.Count != columns.Count) { throw new DrillException($"{names.Count} names are given for {columns.Count} columns.", names[0].Offset); }
        var items = create.Query.Body is SelectBody select && select.Items.All(i => i.Expression is not null) ? select.Items : null;
        var fields = columns.Select((c, i) => Field(create.Columns?[i].Value ?? c.Name, c.Type, items?[i].Expression)).ToList();
        new ViewFile(name, create.Text, fields).Write(file, schema.Split('.'));
        return StatementRunner.Summary(true, $"View '{name}' {(exists ? "replaced" : "created")} successfully in '{schema}' schema");
    }

    public static DrillResult Drop(StatementCall call, DropStatement drop)
    {
        var (schema, name, path) = TableStatements.Target(call, drop.Name);
        var file = path + ".view.drill";
        if (!File.Exists(file))
        {
            return drop.IfExists ? StatementRunner.Summary(false, $"View [{name}] not found in schema [{schema}].") : throw new DrillException($"Unknown view [{name}] in schema [{schema}].", drop.Name[^1].Offset);
        }
        File.Delete(file);
        return StatementRunner.Summary(true, $"View [{name}] deleted successfully from schema [{schema}].");
    }

    /// <summary>Drill knows a type before it reads files only where the query itself gives it.</summary>
    private static ViewField Field(string name, DrillType type, DrillExpression? expression) => expression switch
    {
        FunctionExpression function when function.Name.Value.ToUpperInvariant() is "COUNT" or "ROW_NUMBER" or "RANK" or "DENSE_RANK" => new ViewField(name, "BIGINT", false),
        CastExpression => new ViewField(name, type.SqlName, true),
        LiteralExpression { Kind: not LiteralKind.Null } => new ViewField(name, type.SqlName, false),
        _ => new ViewField(name, "ANY", true),
    };
}
