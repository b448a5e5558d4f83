using Sinogram.Data;
using Sinogram.Remote.Drill.Embedded.Binding;
using Sinogram.Remote.Drill.Embedded.Sources;
using Sinogram.Remote.Drill.Embedded.Sources.Avro;
using Sinogram.Remote.Drill.Sql;
using Sinogram.Remote.Drill.Storage;

namespace Sinogram.Remote.Drill.Embedded.Statements;

/// <summary>Finds tables by their names: variables of the notebook, temporary tables, Drill's own tables, views and files.</summary>
internal sealed class TableResolver(StatementCall call) : ITableResolver
{
    private readonly Lazy<HashSet<string>> _names = new(() => Names(SqlLexer.Read(call.Sql, call.Quote)));

    private readonly HashSet<string> _viewNames = new(StringComparer.OrdinalIgnoreCase);

    private EmbeddedSession Session => call.Session;

    public Table Probe(string sql)
    {
        Session.PrepareFor(sql);
        // A question of our own shows nobody anything: it needs no marks of what identifies.
        var parameters = call.Options.Parameters.Where(p => sql.Contains('$' + p.Key, StringComparison.Ordinal));
        return Session.Engine.Run(sql, new QueryOptions { Parameters = new Dictionary<string, object?>(parameters), IsPublic = true }, call.Token).Table;
    }

    /// <summary>Whether the statement, or a view that it reads, names something so.</summary>
    public bool Mentions(string name) => _names.Value.Contains(name) || _viewNames.Contains(name);

    public string? Option(string name) => name == "sinogram.default_schema" ? Session.DefaultSchema : Session.Options[name];

    public DrillType? Parameter(string name)
    {
        if (!call.Options.Parameters.TryGetValue(name, out var value)) { return null; }
        try
        {
            return value is null ? DrillType.Null : DrillType.Of(DataType.Of(value.GetType()));
        }
        catch (TableException e)
        {
            throw new DrillException($"The parameter '{name}' is a {value!.GetType().Name}, which is no value of SQL.", hint: "Numbers, texts, dates and times, bytes, and arrays or lists of one of these are.", inner: e);
        }
    }

    /// <summary>Whether the query is kept as a view, which outlives the session.</summary>
    public bool DefinesView { get; set; }

    public ResolvedTable Resolve(IReadOnlyList<SqlName> name, IReadOnlyDictionary<string, object?> arguments)
    {
        var resolved = Lookup(name, arguments);
        if (resolved.Table is { } table) { call.Sources.Add(table); }
        return resolved;
    }

    private ResolvedTable Lookup(IReadOnlyList<SqlName> name, IReadOnlyDictionary<string, object?> arguments)
    {
        var parts = name.Select(n => n.Value).ToArray();
        var offset = name[0].Offset;
        if (parts.Length == 1)
        {
            if (Temporary(parts[0], offset) is { } temporary) { return temporary; }
            if (Session.Variables.TryGetValue(parts[0], out var schema)) { return new ResolvedTable(Variable(parts[0], schema)); }
        }
        if (Session.DefaultSchema is { } standard && Find([.. standard.Split('.'), .. parts], arguments, offset) is { } relative) { return relative; }
        return Find(parts, arguments, offset) ?? throw NotFound(parts, offset);
    }

    /// <summary>The workspace that a name begins with, and the path within it.</summary>
    public ((StoragePlugin Plugin, string Schema, StorageWorkspace Workspace) Found, string Path)? Place(string[] parts)
    {
        if (parts.Length >= 3 && Session.Workspaces.Find($"{parts[0]}.{parts[1]}") is { } inner) { return (inner, string.Join('.', parts[2..])); }
        if (parts.Length >= 2 && Session.Workspaces.Find(parts[0]) is { } outer) { return (outer, string.Join('.', parts[1..])); }
        return null;
    }

    /// <summary>The schema that a name stands for, with the default one before it where that fits.</summary>
    public string? SchemaOf(string[] parts)
    {
        var name = string.Join('.', parts);
        var candidates = Session.DefaultSchema is { } standard ? new[] { $"{standard}.{name}", name } : [name];
        foreach (var candidate in candidates)
        {
            if (candidate.ToLowerInvariant() is "information_schema" or "sys") { return candidate.ToLowerInvariant(); }
            if (candidate.Count(c => c == '.') <= 1 && Session.Workspaces.Find(candidate) is { } found) { return found.Schema; }
        }
        return null;
    }

    public IReadOnlyList<string> Folders(string schema, string path, int offset)
    {
        var found = Session.Workspaces.Find(schema) ?? throw new DrillException($"There is no schema [{schema}].", offset);
        var folder = Path.Combine(Workspaces.Folder(found.Plugin, found.Workspace, offset), path.Trim('/'));
        return Directory.Exists(folder) ? [.. Directory.EnumerateDirectories(folder).Select(f => Path.GetFileName(f)).Where(f => f is not ['.' or '_', ..])] : throw new DrillException($"There is no folder '{path}' in {schema}.", offset);
    }

    private ResolvedTable? Temporary(string name, int offset)
    {
        if (!Session.Temporary.TryGetValue(name, out var temporary)) { return null; }
        if (DefinesView) { throw new DrillException($"A view cannot read a temporary table: '{name}' goes with the session.", offset, "CREATE TABLE makes one that stays."); }
        return new ResolvedTable(new BoundTable(SqlText.Of($"SELECT * FROM {DuckDbEngine.Quote(temporary.Engine)}"), temporary.Columns) { Shown = name });
    }

    private ResolvedTable? Find(string[] parts, IReadOnlyDictionary<string, object?> arguments, int offset)
    {
        if (parts is [var schema, var system] && schema.ToLowerInvariant() is "information_schema" or "sys")
        {
            var table = SystemTables.Create(call, schema.ToLowerInvariant(), system) ?? throw SystemTables.Missing(schema.ToLowerInvariant(), system, offset);
            return new ResolvedTable(Known(call.Register(table), table.Schema, $"{schema}.{system}"));
        }
        if (Place(parts) is not var (found, path)) { return null; }
        if (found.Schema == TableStatements.TemporarySchema && Temporary(path, offset) is { } temporary) { return temporary; }
        if (View(found, path, offset) is { } view) { return view; }
        var asked = ReadOptions.Format(arguments, null, offset) is null || arguments.ContainsKey("type") ? ReadOptions.Format(arguments, null, offset) : null;
        if (asked is null && arguments.Count > 0 && Session.Workspaces.Files(found, path, null, offset) is { } own) { asked = ReadOptions.Format(arguments, own.Format, offset); }
        var files = Session.Workspaces.Files(found, path, asked, offset);
        // dfs.catalog is all of a workspace, where the default one has no file of that name.
        if (files is null && parts.Length == 2 && Session.Workspaces.Find($"{parts[0]}.{parts[1]}") is { } whole) { files = Session.Workspaces.Files(whole, ".", asked, offset); }
        if (files is null) { return null; }
        return new ResolvedTable(Read(files, arguments));
    }

    private BoundTable Read(SourceFiles files, IReadOnlyDictionary<string, object?> arguments)
    {
        call.Files.Add(files);
        var options = new ReadOptions
        {
            AllText = Session.Options.Flag("store.json.all_text_mode"),
            NumbersAsDouble = Session.Options.Flag("store.json.read_numbers_as_double"),
            SkipInvalid = Session.Options.Flag("store.json.reader.skip_invalid_records"),
            ExtendedTypes = Session.Options.Flag("store.json.extended_types"),
            Schema = arguments.GetValueOrDefault("schema") is string schema ? InlineSchema.Parse(schema, files.Offset) : Provided(files),
            Uses = Mentions,
        };
        using var stage = call.Options.Progress is { } listener ? new StageProgress(listener, $"{(files.Format.Type == "json" ? "finding the types of" : "reading")} {files.Shown}", Session.History.Time) : null;
        return files.Format.Type switch
        {
            "parquet" => ParquetFiles.Bind(files, options, Probe, Session.Schemas),
            "json" => JsonFiles.Bind(files, options, Probe, Session.Schemas, n => { if (!call.Notices.Contains(n)) { call.Notices.Add(n); } }),
            "text" => TextFiles.Bind(files, options, Register, call.Token),
            "avro" => AvroFiles.Bind(files, options, Register, call.Token),
            var other => throw new DrillException($"The embedded engine does not read the format {other} ({files.Shown}).", files.Offset, "Parquet, JSON, delimited text and Avro are read; a Drill cluster (--connect) reads more."),
        };

        string Register(Table table) => call.Register(call.Options.IsPublic ? table : IdentifiedFiles.Mark(table, files.Files, call.Token));
    }

    /// <summary>The schema that was made for a table's folder, where the session uses such schemas.</summary>
    private InlineSchema? Provided(SourceFiles files) =>
        Session.Options.Flag("store.table.use_schema_file") && !files.IsFile && Path.Combine(files.Root, SchemaFile.Name) is var file && File.Exists(file) ? SchemaFile.Read(file, files.Offset).ToInline(files.Offset) : null;

    private ResolvedTable? View((StoragePlugin Plugin, string Schema, StorageWorkspace Workspace) found, string path, int offset)
    {
        if (found.Plugin.Type != "file" || Workspaces.IsRemote(found.Plugin) || path.Contains("..", StringComparison.Ordinal)) { return null; }
        var file = Path.Combine(Workspaces.Folder(found.Plugin, found.Workspace, offset), path.Trim('/') + ".view.drill");
        if (!File.Exists(file)) { return null; }
        var view = ViewFile.Read(file, offset);
        var quote = view.Sql.Contains('`', StringComparison.Ordinal) ? '`' : call.Quote;
        foreach (var token in SqlLexer.Read(view.Sql, quote).Where(t => t.Kind is SqlTokenKind.Word or SqlTokenKind.Quoted)) { _viewNames.Add(token.Value); }
        return SqlParser.Parse(view.Sql, quote) is SqlQuery query
            ? new ResolvedTable(null, query, view.Fields.Any(f => f.Name == "*") ? null : [.. view.Fields.Select(f => f.Name)])
            : throw new DrillException($"The view '{path}' holds no query.", offset);
    }

    private static BoundTable Variable(string name, Schema schema) => Known(DuckDbEngine.Quote(name), schema, name);

    /// <summary>A table of the engine whose columns are known, in Drill's types.</summary>
    private static BoundTable Known(string engine, Schema schema, string shown)
    {
        var columns = schema.Select(EngineColumns.Of).ToList();
        var list = columns.Select(c => c.Sql == DuckDbEngine.Quote(c.Name) ? c.Sql : $"{c.Sql} AS {DuckDbEngine.Quote(c.Name)}");
        return new BoundTable(SqlText.Of($"SELECT {string.Join(", ", list)} FROM {engine}"), [.. columns.Select(c => new BoundColumn(c.Name, c.Name, c.Type))]) { Shown = shown };
    }

    /// <summary>The names that a statement has, and <c>*</c> where it means all columns.</summary>
    private static HashSet<string> Names(IReadOnlyList<SqlToken> tokens)
    {
        var names = tokens.Where(t => t.Kind is SqlTokenKind.Word or SqlTokenKind.Quoted).Select(t => t.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (tokens.Zip(tokens.Skip(1)).Any(pair => pair.Second.Is("*") && (pair.First.Is("SELECT") || pair.First.Is(",") || pair.First.Is(".") || pair.First.Is("DISTINCT")))) { names.Add("*"); }
        return names;
    }

    private DrillException NotFound(string[] parts, int offset)
    {
        var shown = parts[^1];
        if (parts.Length == 1)
        {
            var near = Binder.Near(shown, Session.Variables.Keys.Concat(Session.Temporary.Keys));
            return new DrillException($"Object '{shown}' not found.", offset, near ?? "Bring a variable in with --in, or name a file as dfs.`path`.");
        }
        var schema = string.Join('.', parts[..^1]);
        if (Place(parts) is null)
        {
            return new DrillException($"Schema '{schema}' not found.", offset, Binder.Near(schema, Session.Workspaces.Schemas()) ?? $"There are: {string.Join(", ", Session.Workspaces.OwnSchemas())}, information_schema, sys.");
        }
        if (Place(parts) is var (known, _) && Workspaces.IsClassPath(known.Plugin)) { return new DrillException($"Object '{shown}' not found within '{schema}'.", offset, "cp holds the samples within Drill's own programs: they are on a Drill cluster only (--connect NAME)."); }
        if (parts is ["dfs", "catalog"]) { return new DrillException("Object 'catalog' not found within 'dfs'.", offset, "dfs.catalog is the workspace of the last #!dicom harvest of this session; --catalog FOLDER names another."); }
        return new DrillException($"Object '{shown}' not found within '{schema}'.", offset, NearFile(parts) ?? "'#!drill files' shows what is there; paths begin at the folder of the workspace.");
    }

    /// <summary>A file or folder of almost that name.</summary>
    private string? NearFile(string[] parts)
    {
        if (Place(parts) is not var (found, path) || Workspaces.IsRemote(found.Plugin)) { return null; }
        var full = Path.Combine(Workspaces.Folder(found.Plugin, found.Workspace, 0), path.Trim('/'));
        var folder = Path.GetDirectoryName(full);
        if (folder is null || !Directory.Exists(folder)) { return null; }
        var entries = Directory.EnumerateFileSystemEntries(folder).Take(2000).Select(e => Path.GetFileName(e)).Where(n => n is not ['.' or '_', ..]).ToList();
        var name = Path.GetFileName(full);
        return entries.Contains(name) && !File.Exists(full) ? null : entries.Contains(name) ? $"No format is configured for files such as {name}: name it with TABLE(dfs.`…`(type => 'text'))." : Binder.Near(name, entries);
    }
}
