using Sinogram.Data;
using Sinogram.Remote.Drill.Embedded.Binding;
using Sinogram.Remote.Drill.Embedded.Sources;

namespace Sinogram.Remote.Drill.Embedded.Statements;

/// <summary>The tables of INFORMATION_SCHEMA and of sys that make sense for an engine in one process.</summary>
internal static class SystemTables
{
    private static readonly string[] Information = ["CATALOGS", "COLUMNS", "FILES", "PARTITIONS", "SCHEMATA", "TABLES", "VIEWS"];

    public static IReadOnlyList<string> Names(string schema) => schema == "sys" ? EngineTables.Names : Information;

    /// <summary>The error for a table that is not there.</summary>
    public static DrillException Missing(string schema, string name, int offset) =>
        new($"Object '{name}' not found within '{schema}'.", offset, Binder.Near(name, Names(schema)) ?? $"There are: {string.Join(", ", Names(schema))}.");

    /// <summary>A table by its name, or null.</summary>
    public static Table? Create(StatementCall call, string schema, string name) => (schema, name.ToUpperInvariant()) switch
    {
        ("information_schema", "CATALOGS") => Rows(["CATALOG_NAME", "CATALOG_DESCRIPTION", "CATALOG_CONNECT"], [["DRILL", "The internal metadata used by Drill", ""]]),
        ("information_schema", "SCHEMATA") => Rows(["CATALOG_NAME", "SCHEMA_NAME", "SCHEMA_OWNER", "TYPE", "IS_MUTABLE"], Schemata(call)),
        ("information_schema", "TABLES") => Rows(["TABLE_CATALOG", "TABLE_SCHEMA", "TABLE_NAME", "TABLE_TYPE", "TABLE_SOURCE", "LOCATION", "NUM_ROWS:long", "LAST_MODIFIED_TIME:time"], Tables(call).Select(t => new object?[] { "DRILL", t.Schema, t.Name, t.Type, null, null, null, null })),
        ("information_schema", "VIEWS") => Rows(["TABLE_CATALOG", "TABLE_SCHEMA", "TABLE_NAME", "VIEW_DEFINITION"], Views(call).Select(v => new object?[] { "DRILL", v.Schema, v.View.Name, v.View.Sql })),
        ("information_schema", "COLUMNS") => InformationColumns.Create(Tables(call).SelectMany(t => Fields(t.Schema, t.Name).Select((f, i) => (t.Schema, t.Name, f, i + 1))).Concat(Views(call).SelectMany(v => v.View.Fields.Select((f, i) => (v.Schema, v.View.Name, f, i + 1))))),
        ("information_schema", "FILES") => Rows(
            ["SCHEMA_NAME", "ROOT_SCHEMA_NAME", "WORKSPACE_NAME", "FILE_NAME", "RELATIVE_PATH", "IS_DIRECTORY:bool", "IS_FILE:bool", "LENGTH:long", "OWNER", "GROUP", "PERMISSION", "MODIFICATION_TIME:time"], Files(call)),
        ("information_schema", "PARTITIONS") => Rows(["TABLE_CATALOG", "TABLE_SCHEMA", "TABLE_NAME", "METADATA_KEY", "METADATA_TYPE", "METADATA_IDENTIFIER", "PARTITION_COLUMN", "PARTITION_VALUE", "LOCATION", "LAST_MODIFIED_TIME:time"], []),
        ("sys", _) when EngineTables.Columns(name) is not null => EngineTables.Create(call, name),
        _ => null,
    };

    /// <summary>The columns of a system table, or null for another one.</summary>
    public static IReadOnlyList<ViewField>? Columns(StatementCall call, string[] parts)
    {
        if (parts is not [var schema, var name] || schema.ToLowerInvariant() is not ("information_schema" or "sys")) { return null; }
        if (schema.Equals("sys", StringComparison.OrdinalIgnoreCase)) { return EngineTables.Columns(name) is { } columns ? [.. OfSystem(columns)] : null; }
        return Create(call, schema.ToLowerInvariant(), name) is { } table ? [.. table.Schema.Select(f => new ViewField(f.Name, DrillType.Of(f.Type).SqlName, false))] : null;
    }

    private static IEnumerable<object?[]> Schemata(StatementCall call)
    {
        foreach (var schema in call.Session.Workspaces.Schemas())
        {
            var name = schema.EndsWith(".default", StringComparison.Ordinal) ? schema[..^8] : schema;
            if (call.Session.Workspaces.Find(name) is not { } found) { continue; }
            // Drill leaves out workspaces whose folder is not there.
            if (found.Plugin.Type == "file" && !Workspaces.IsRemote(found.Plugin) && !Directory.Exists(Workspaces.Folder(found.Plugin, found.Workspace, 0))) { continue; }
            yield return ["DRILL", schema, "<owner>", found.Plugin.Type, found.Workspace.Writable ? "YES" : "NO"];
        }
        yield return ["DRILL", "information_schema", "<owner>", "ischema", "NO"];
        yield return ["DRILL", "sys", "<owner>", "system-tables", "NO"];
    }

    private static IEnumerable<(string Schema, string Name, string Type)> Tables(StatementCall call) =>
        Information.Select(n => ("information_schema", n, "SYSTEM TABLE")).Concat(EngineTables.Names.Select(n => ("sys", n, "SYSTEM TABLE"))).Concat(Views(call).Select(v => (v.Schema, v.View.Name, "VIEW")));

    private static IEnumerable<ViewField> OfSystem(IReadOnlyList<string> columns)
    {
        var empty = Rows(columns, []);
        return empty.Schema.Select((f, i) => new ViewField(f.Name, DrillType.Of(f.Type).SqlName, columns[i].EndsWith('?')));
    }

    private static IEnumerable<ViewField> Fields(string schema, string name)
    {
        if (schema == "sys") { return EngineTables.Columns(name) is { } columns ? OfSystem(columns) : []; }
        using var call = new StatementCall(Empty.Value, "", new QueryOptions(), CancellationToken.None);
        // What COLUMNS holds are these very fields: only its own are wanted.
        return schema == "information_schema" && (name == "COLUMNS" ? InformationColumns.Create([]) : Create(call, schema, name)) is { } table ? [.. table.Schema.Select(f => new ViewField(f.Name, DrillType.Of(f.Type).SqlName, false))] : [];
    }

    /// <summary>A session without storages, to learn the columns of the tables from.</summary>
    private static Lazy<EmbeddedSession> Empty { get; } = new(() => new EmbeddedSession(null!, null!));

    private static IEnumerable<(string Schema, ViewFile View)> Views(StatementCall call)
    {
        foreach (var schema in call.Session.Workspaces.Schemas())
        {
            if (call.Session.Workspaces.Find(schema.EndsWith(".default", StringComparison.Ordinal) ? schema[..^8] : schema) is not { Plugin.Type: "file" } found || Workspaces.IsRemote(found.Plugin)) { continue; }
            var folder = Workspaces.Folder(found.Plugin, found.Workspace, 0);
            if (folder == "/" || !Directory.Exists(folder)) { continue; }
            foreach (var file in Directory.EnumerateFiles(folder, "*.view.drill").Order(StringComparer.Ordinal)) { yield return (schema, ViewFile.Read(file, 0)); }
        }
    }

    private static IEnumerable<object?[]> Files(StatementCall call)
    {
        foreach (var schema in call.Session.Workspaces.Schemas())
        {
            if (call.Session.Workspaces.Find(schema.EndsWith(".default", StringComparison.Ordinal) ? schema[..^8] : schema) is not { Plugin.Type: "file" } found || Workspaces.IsRemote(found.Plugin)) { continue; }
            var folder = Workspaces.Folder(found.Plugin, found.Workspace, 0);
            if (!Directory.Exists(folder)) { continue; }
            foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(e => e.Name is not ['.' or '_', ..]).OrderBy(e => e.Name, StringComparer.Ordinal))
            {
                yield return [schema, found.Plugin.Name, schema[(schema.IndexOf('.', StringComparison.Ordinal) + 1)..], entry.Name, entry.Name, entry is DirectoryInfo, entry is FileInfo, entry is FileInfo f ? f.Length : 4096L, Environment.UserName, Environment.UserName, "", DateTime.SpecifyKind(entry.LastWriteTimeUtc, DateTimeKind.Unspecified)];
            }
        }
    }

    /// <summary>A table of rows; a column's type stands behind a colon, text without one; a question mark behind it says that it may be null.</summary>
    internal static Table Rows(IReadOnlyList<string> columns, IEnumerable<object?[]> rows)
    {
        var fields = columns.Select(c => c.TrimEnd('?').Split(':')).Select(c => new Field(c[0], c.Length == 1 ? DataType.Of(typeof(string)) : c[1] switch
        {
            "int" => DataType.Of(typeof(int)),
            "long" => DataType.Of(typeof(long)),
            "bool" => DataType.Of(typeof(bool)),
            "double" => DataType.Of(typeof(double)),
            _ => DataType.Of(typeof(DateTime)),
        }));
        var builder = new TableBuilder(fields);
        foreach (var row in rows) { builder.Append(row); }
        return builder.Build();
    }
}
