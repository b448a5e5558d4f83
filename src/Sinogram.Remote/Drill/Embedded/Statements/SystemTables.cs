using Sinogram.Data;
using Sinogram.Remote.Drill.Embedded.Binding;
using Sinogram.Remote.Drill.Embedded.Sources;

namespace Sinogram.Remote.Drill.Embedded.Statements;

/// <summary>The tables of INFORMATION_SCHEMA and of sys that make sense for an engine in one process.</summary>
internal static class SystemTables
{
    private static readonly string[] Information = ["CATALOGS", "COLUMNS", "FILES", "PARTITIONS", "SCHEMATA", "TABLES", "VIEWS"];
    private static readonly string[] System = ["drillbits", "functions", "memory", "options", "version"];

    /// <summary>Tables of sys that tell of a cluster.</summary>
    private static readonly string[] OfCluster = ["boot", "connections", "functions_udf", "internal_options", "options_old", "profiles", "profiles_json", "storage_plugins", "threads"];

    public static IReadOnlyList<string> Names(string schema) => schema == "sys" ? System : Information;

    /// <summary>The error for a table that is not there.</summary>
    public static DrillException Missing(string schema, string name, int offset) => schema == "sys" && OfCluster.Contains(name, StringComparer.OrdinalIgnoreCase)
        ? new DrillException($"sys.{name.ToLowerInvariant()} tells of a Drill cluster: the embedded engine has no such table.", offset, "Run it with --connect NAME.")
        : new DrillException($"Object '{name}' not found within '{schema}'.", offset, Binder.Near(name, Names(schema)) ?? $"There are: {string.Join(", ", Names(schema))}.");

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
        ("sys", "VERSION") => Rows(["version", "commit_id", "commit_message", "commit_time", "build_email", "build_time"], [[EmbeddedDrill.FollowedVersion, "embedded", $"Sinogram on DuckDB {DuckDbEngine.Version}", null, null, null]]),
        ("sys", "DRILLBITS") => Rows(["hostname", "user_port:int", "control_port:int", "data_port:int", "http_port:int", "current:bool", "version", "state"], [["localhost", null, null, null, null, true, EmbeddedDrill.FollowedVersion, "ONLINE"]]),
        ("sys", "OPTIONS") => Rows(["name", "kind", "accessibleScopes", "val", "status", "optionScope", "description"], DrillOptions.Known.Select(o =>
        {
            var set = call.Session.Options.IsSet(o.Key);
            return new object?[] { o.Key, o.Value.Kind, "ALL", call.Session.Options[o.Key], set ? "CHANGED" : "DEFAULT", set ? "SESSION" : "BOOT", o.Value.Description };
        })),
        ("sys", "FUNCTIONS") => Rows(["name", "signature", "returnType", "source", "internal:bool"], FunctionBinder.Names.Order(StringComparer.Ordinal).Select(n => new object?[] { n.ToLowerInvariant(), "", "", "built-in", false })),
        ("sys", "MEMORY") => Rows(["hostname", "user_port:long", "heap_current:long", "heap_max:long", "direct_current:long", "jvm_direct_current:long", "direct_max:long"], [["localhost", null, GC.GetTotalMemory(false), GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, Environment.WorkingSet, null, null]]),
        _ => null,
    };

    /// <summary>The columns of a system table, or null for another one.</summary>
    public static IReadOnlyList<ViewField>? Columns(StatementCall call, string[] parts)
    {
        if (parts is not [var schema, var name] || schema.ToLowerInvariant() is not ("information_schema" or "sys")) { return null; }
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
        yield return ["DRILL", "information_schema", "<owner>", "information_schema", "NO"];
        yield return ["DRILL", "sys", "<owner>", "system-tables", "NO"];
    }

    private static IEnumerable<(string Schema, string Name, string Type)> Tables(StatementCall call) =>
        Information.Select(n => ("information_schema", n, "SYSTEM TABLE")).Concat(System.Select(n => ("sys", n, "SYSTEM TABLE"))).Concat(Views(call).Select(v => (v.Schema, v.View.Name, "VIEW")));

    private static IEnumerable<ViewField> Fields(string schema, string name)
    {
        using var call = new StatementCall(Empty.Value, "", new QueryOptions(), CancellationToken.None);
        return schema is "sys" or "information_schema" && name != "COLUMNS" && Create(call, schema, name) is { } table ? [.. table.Schema.Select(f => new ViewField(f.Name, DrillType.Of(f.Type).SqlName, false))] : [];
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

    /// <summary>A table of rows; a column's type stands behind a colon, text without one.</summary>
    internal static Table Rows(IReadOnlyList<string> columns, IEnumerable<object?[]> rows)
    {
        var fields = columns.Select(c => c.Split(':')).Select(c => new Field(c[0], c.Length == 1 ? DataType.Of(typeof(string)) : c[1] switch
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
