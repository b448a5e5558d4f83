using Sinogram.Remote.Drill.Embedded.Sources;
using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Embedded.Statements;

/// <summary>CREATE, DROP and DESCRIBE SCHEMA FOR TABLE.</summary>
internal static class SchemaStatements
{
    public static DrillResult Create(StatementCall call, CreateSchemaStatement create)
    {
        if (create.Table is null)
        {
            var path = Path.GetFullPath(create.Path!);
            if (call.Session.Forbidden.Any(f => path.StartsWith(f + "/", StringComparison.Ordinal))) { throw new DrillException($"Invalid path [{create.Path}].", create.Offset); }
            if (!Directory.Exists(Path.GetDirectoryName(path))) { throw new DrillException($"Parent path for schema file [{Path.GetDirectoryName(path)}] does not exist", create.Offset); }
            return Written(SchemaFile.Of(null, create), path, create, $"[{create.Path}]");
        }
        var (table, folder, shown) = Place(call, create.Table, isChange: true);
        return Written(SchemaFile.Of(table, create), Path.Combine(folder, SchemaFile.Name), create, $"[{shown}]");
    }

    public static DrillResult Drop(StatementCall call, DropSchemaStatement drop)
    {
        var (_, folder, shown) = Place(call, drop.Table, isChange: true);
        var file = Path.Combine(folder, SchemaFile.Name);
        if (!File.Exists(file))
        {
            return drop.IfExists ? StatementRunner.Summary(false, $"Schema [{SchemaFile.Name}] does not exist in table [{shown}] root directory") : throw new DrillException($"Schema [{SchemaFile.Name}] does not exist in table [{shown}] root directory", drop.Table[^1].Offset);
        }
        File.Delete(file);
        return StatementRunner.Summary(true, $"Dropped schema for table [{shown}]");
    }

    public static DrillResult Describe(StatementCall call, DescribeSchemaStatement describe)
    {
        var (_, folder, shown) = Place(call, describe.Table, isChange: false);
        var file = Path.Combine(folder, SchemaFile.Name);
        if (!File.Exists(file)) { return StatementRunner.Summary(false, $"Schema for table [{shown}] is absent"); }
        var schema = SchemaFile.Read(file, describe.Table[^1].Offset);
        return StatementRunner.Rows(("schema", typeof(string), [describe.AsStatement ? schema.Statement() : schema.Text()]));
    }

    private static DrillResult Written(SchemaFile schema, string file, CreateSchemaStatement create, string shown)
    {
        if (File.Exists(file) && !create.Replace) { throw new DrillException($"Schema already exists for {shown}", create.Offset, "CREATE OR REPLACE SCHEMA writes it anew."); }
        schema.Write(file);
        return StatementRunner.Summary(true, $"Created schema for {shown}");
    }

    /// <summary>The folder of a table: its name in Drill's form, its place, and its name as answers show it.</summary>
    private static (string Table, string Folder, string Shown) Place(StatementCall call, IReadOnlyList<SqlName> name, bool isChange)
    {
        var parts = name.Select(p => p.Value).ToArray();
        var place = call.Tables.Place(parts) ?? (call.Session.DefaultSchema is { } standard ? call.Tables.Place([.. standard.Split('.'), .. parts]) : null);
        if (place is not var (found, path)) { throw new DrillException($"Schema [{string.Join('.', parts[..^1])}] is not valid.", name[0].Offset); }
        if (isChange && !found.Workspace.Writable) { throw new DrillException($"Unable to create or drop objects. Schema [{found.Schema}] is immutable.", name[0].Offset, "A schema is written into the table's folder: in a workspace that is writable."); }
        var root = Path.GetFullPath(Workspaces.Folder(found.Plugin, found.Workspace, name[0].Offset));
        var folder = Path.GetFullPath(Path.Combine(root, path.TrimStart('/')));
        if ((folder != root && !folder.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal)) || call.Session.Forbidden.Any(f => (folder + "/").StartsWith(f + "/", StringComparison.Ordinal))) { throw new DrillException($"Invalid path [{path}] takes you outside the workspace.", name[^1].Offset); }
        if (File.Exists(folder)) { throw new DrillException($"Table [{path}] is a single file: the embedded engine keeps a schema in the folder of a table.", name[^1].Offset, "Give the columns in the query: TABLE(dfs.`file`(schema => 'inline=(a INT, b DATE)'))."); }
        return Directory.Exists(folder) ? ($"{found.Schema}.`{path}`", folder, $"{found.Schema}.{path}") : throw new DrillException($"Table [{path}] was not found", name[^1].Offset);
    }
}
