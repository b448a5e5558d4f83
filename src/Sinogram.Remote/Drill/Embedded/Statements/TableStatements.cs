using Sinogram.Data;
using Sinogram.Remote.Drill.Embedded.Binding;
using Sinogram.Remote.Drill.Embedded.Sources;
using Sinogram.Remote.Drill.Sql;
using Sinogram.Remote.Drill.Storage;

namespace Sinogram.Remote.Drill.Embedded.Statements;

/// <summary>CREATE TABLE … AS, DROP TABLE and REFRESH TABLE METADATA.</summary>
internal static class TableStatements
{
    /// <summary>Where Drill keeps temporary tables.</summary>
    public const string TemporarySchema = "dfs.tmp";

    public static DrillResult Create(StatementCall call, CreateTableStatement create)
    {
        var bound = Named(call.Bind(create.Query), create);
        if (create.Temporary) { return Temporary(call, create, bound); }
        var place = Writable(call, create.Name);
        if (Workspaces.IsRemote(place.Found.Plugin)) { return StoredTables.Create(call, create, bound, place.Found, place.Path); }
        var (schema, name, folder) = Local(call, create.Name, place);
        if (Directory.Exists(folder) || File.Exists(folder) || File.Exists(folder + ".view.drill") || (schema == TemporarySchema && call.Session.Temporary.ContainsKey(name)))
        {
            return Exists(create, name, schema);
        }
        // Beside its place under a hidden name first: readers see the whole table or none.
        var part = Path.Combine(Path.GetDirectoryName(folder)!, $".{Path.GetFileName(folder)}.{Guid.NewGuid():N}");
        Directory.CreateDirectory(part);
        try
        {
            var rows = TableWriter.Write(call, bound, create.Partition, part);
            Directory.Move(part, folder);
            return Written(rows);
        }
        catch
        {
            Directory.Delete(part, recursive: true);
            throw;
        }
    }

    public static DrillResult Drop(StatementCall call, DropStatement drop)
    {
        if ((drop.Name.Count == 1 || IsTemporaryPlace(call, drop.Name)) && call.Session.Temporary.Remove(drop.Name[^1].Value, out var temporary))
        {
            call.Session.Engine.Execute($"DROP TABLE {DuckDbEngine.Quote(temporary.Engine)}", call.Token);
            return StatementRunner.Summary(true, $"Temporary table [{drop.Name[^1].Value}] dropped");
        }
        var place = Writable(call, drop.Name);
        if (Workspaces.IsRemote(place.Found.Plugin)) { return StoredTables.Drop(call, drop, place.Found, place.Path); }
        var (_, name, folder) = Local(call, drop.Name, place);
        if (!Directory.Exists(folder) && !File.Exists(folder))
        {
            return drop.IfExists ? StatementRunner.Summary(false, $"Table [{name}] not found") : throw new DrillException($"Table [{name}] not found", drop.Name[^1].Offset);
        }
        if (File.Exists(folder)) { File.Delete(folder); }
        else
        {
            // What no table of Drill's holds is not ours to remove.
            var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) is not ['.' or '_', ..]).ToList();
            CheckTable(files, name, drop);
            Directory.Delete(folder, recursive: true);
        }
        return StatementRunner.Summary(true, $"Table [{name}] dropped");
    }

    /// <summary>The embedded engine reads the files themselves each time; there is no metadata to refresh, and the answer is Drill's.</summary>
    public static DrillResult Refresh(StatementCall call, RefreshStatement refresh)
    {
        var (path, exists, isParquet) = Known(call, refresh.Table, refresh.Offset);
        if (!exists) { return StatementRunner.Summary(false, $"Table {path} does not exist."); }
        return isParquet
            ? StatementRunner.Summary(true, $"Successfully updated metadata for table {path}.")
            : StatementRunner.Summary(false, $"Table {path} does not support metadata refresh. Support is currently limited to directory-based Parquet tables.");
    }

    /// <summary>The embedded engine keeps no statistics: what it needs it takes from the files. The answer is Drill's, which writes a record for each column.</summary>
    public static DrillResult Analyze(StatementCall call, AnalyzeStatement analyze)
    {
        var (path, exists, isParquet) = Known(call, analyze.Table, analyze.Offset);
        if (!exists) { throw new DrillException($"Object '{path}' not found.", analyze.Table[^1].Offset); }
        if (analyze.What != "STATISTICS")
        {
            return call.Session.Options.Flag("metastore.enabled")
                ? StatementRunner.Summary(true, $"{(analyze.What == "DROP" ? "Metadata dropped for" : "Collected / refreshed metadata for table")} [{string.Join('.', analyze.Table.Select(p => p.Value))}]")
                : throw new DrillException($"Running ANALYZE TABLE {(analyze.What == "DROP" ? "DROP" : "REFRESH METADATA")} command when Metastore is disabled (`metastore.enabled` is set to false)", analyze.Offset, "SET `metastore.enabled` = true; the embedded engine itself needs no metadata.");
        }
        if (!isParquet) { return StatementRunner.Summary(false, $"Table {path} is not supported by ANALYZE. Support is currently limited to directory-based Parquet tables."); }
        call.Notices.Add("The embedded engine keeps no statistics: it takes what it needs from the files themselves.");
        var columns = analyze.Columns?.Count ?? call.Tables.Resolve(analyze.Table, new Dictionary<string, object?>()).Table!.Columns.Count(c => !c.Hidden);
        return Written(columns);
    }

    /// <summary>Whether a table is there, and is a folder of Parquet files.</summary>
    private static (string Path, bool Exists, bool IsParquetFolder) Known(StatementCall call, IReadOnlyList<SqlName> name, int offset)
    {
        var parts = name.Select(p => p.Value).ToArray();
        var place = call.Tables.Place(parts) ?? (call.Session.DefaultSchema is { } standard ? call.Tables.Place([.. standard.Split('.'), .. parts]) : null);
        if (place is not var (found, path)) { throw new DrillException($"Schema [{string.Join('.', parts[..^1])}] is not valid.", offset); }
        try
        {
            var files = call.Session.Workspaces.Files(found, path, null, name[^1].Offset);
            return (path, files is not null, files is { IsFile: false, Format.Type: "parquet" });
        }
        catch (DrillException e) when (e.Message.Contains("several formats", StringComparison.Ordinal))
        {
            return (path, true, false);
        }
    }

    public static DrillResult Exists(CreateTableStatement create, string name, string schema)
    {
        var message = $"A table or view with given name [{name}] already exists in schema [{schema}]";
        return create.IfNotExists ? StatementRunner.Summary(false, message) : throw new DrillException(message, create.Name[^1].Offset, "DROP TABLE it first, or choose another name.");
    }

    /// <exception cref="DrillException">Among the files of a folder is one that no table of Drill's has.</exception>
    public static void CheckTable(IEnumerable<string> files, string name, DropStatement drop)
    {
        var odd = files.FirstOrDefault(f => Path.GetExtension(f).ToLowerInvariant() is not (".parquet" or ".json" or ".csv" or ".csvh" or ".tsv" or ".tbl"));
        if (odd is not null) { throw new DrillException($"[{name}] holds other files than those of a table ({Path.GetExtension(odd)}): it is not dropped.", drop.Name[^1].Offset); }
    }

    /// <summary>A writable place of this machine for a table or view: schema, name and full path.</summary>
    public static (string Schema, string Name, string Folder) Target(StatementCall call, IReadOnlyList<SqlName> name) => Local(call, name, Writable(call, name));

    private static ((StoragePlugin Plugin, string Schema, StorageWorkspace Workspace) Found, string Path) Writable(StatementCall call, IReadOnlyList<SqlName> name)
    {
        var parts = name.Select(p => p.Value).ToArray();
        var place = (call.Session.DefaultSchema is { } standard && (parts.Length == 1 || call.Tables.Place(parts) is null) ? call.Tables.Place([.. standard.Split('.'), .. parts]) : null) ?? call.Tables.Place(parts);
        if (place is not var (found, path))
        {
            throw parts.Length == 1
                ? new DrillException("No default schema is selected for the new table.", name[0].Offset, "Name one: dfs.tmp.`name`, or USE dfs.tmp first.")
                : new DrillException($"Schema [{string.Join('.', parts[..^1])}] is not valid with respect to either root schema or current default schema.", name[0].Offset, $"There are: {string.Join(", ", call.Session.Workspaces.OwnSchemas())}.");
        }
        if (!found.Workspace.Writable) { throw new DrillException($"Unable to create or drop objects. Schema [{found.Schema}] is immutable.", name[0].Offset, "Write into a workspace that is writable, such as dfs.tmp."); }
        if (path.Split('/').Contains("..")) { throw new DrillException($"Invalid path [{path}] takes you outside the workspace.", name[^1].Offset); }
        if (path is ['.' or '_', ..]) { throw new DrillException("Names that begin with a point or underscore are hidden from queries.", name[^1].Offset); }
        return (found, path);
    }

    private static (string Schema, string Name, string Folder) Local(StatementCall call, IReadOnlyList<SqlName> name, ((StoragePlugin Plugin, string Schema, StorageWorkspace Workspace) Found, string Path) place)
    {
        var (found, path) = place;
        var root = Path.GetFullPath(Workspaces.Folder(found.Plugin, found.Workspace, name[0].Offset));
        var folder = Path.GetFullPath(Path.Combine(root, path.TrimStart('/')));
        if (!folder.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal) || call.Session.Forbidden.Any(f => (folder + "/").StartsWith(f + "/", StringComparison.Ordinal))) { throw new DrillException($"Invalid path [{path}] takes you outside the workspace.", name[^1].Offset); }
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        return (found.Schema, path, folder);
    }

    private static DrillResult Temporary(StatementCall call, CreateTableStatement create, BoundTable bound)
    {
        var name = create.Name[^1].Value;
        if (create.Name.Count > 1 && !IsTemporaryPlace(call, create.Name))
        {
            throw new DrillException($"Temporary tables are not allowed to be created / dropped outside of default temporary workspace [{TemporarySchema}].", create.Name[0].Offset, "Name the table alone.");
        }
        if (call.Session.Temporary.ContainsKey(name)) { return Exists(create, name, TemporarySchema); }
        var engine = $"sinogram$temporary${Guid.NewGuid():N}";
        call.Session.Engine.Run($"CREATE TEMP TABLE {DuckDbEngine.Quote(engine)} AS {bound.Sql}", new QueryOptions { Parameters = call.Options.Parameters }, call.Token);
        call.Session.Temporary[name] = (engine, bound.Columns);
        var rows = (long)call.Session.Engine.Query($"SELECT count(*) AS n FROM {DuckDbEngine.Quote(engine)}", call.Token).GetValue(0, "n")!;
        return Written(rows);
    }

    private static bool IsTemporaryPlace(StatementCall call, IReadOnlyList<SqlName> name) => call.Tables.SchemaOf([.. name.SkipLast(1).Select(p => p.Value)]) == TemporarySchema;

    private static BoundTable Named(BoundTable bound, CreateTableStatement create)
    {
        if (create.Columns is null)
        {
            // Drill gives two columns of one name other names in a result, and refuses them in a table.
            if (create.Query.Body is SelectBody select && select.Items.Where(i => i.Alias is not null).GroupBy(i => i.Alias!.Value.Value, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
            {
                throw new DrillException($"Duplicate column name [{twice.Key}]", twice.Last().Alias!.Value.Offset, "Name one of them otherwise, with AS.");
            }
            return bound;
        }
        if (create.Columns.Count != bound.Columns.Count) { throw new DrillException($"{create.Columns.Count} names are given for {bound.Columns.Count} columns.", create.Columns[0].Offset); }
        var columns = bound.Columns.Select((c, i) => c with { Name = create.Columns[i].Value, EngineName = create.Columns[i].Value }).ToList();
        var list = string.Join(", ", bound.Columns.Zip(columns, (a, b) => $"{DuckDbEngine.Quote(a.EngineName)} AS {DuckDbEngine.Quote(b.EngineName)}"));
        return new BoundTable(SqlText.Format($"SELECT {list} FROM ({{0}})", bound.Sql), columns);
    }

    public static DrillResult Written(long rows) => StatementRunner.Rows(("Fragment", typeof(string), ["0_0"]), ("Number of records written", typeof(long), [rows]));
}
