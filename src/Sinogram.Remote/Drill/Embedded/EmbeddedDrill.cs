using System.Text.Json.Nodes;
using Sinogram.Data;
using Sinogram.Data.Storage;
using Sinogram.Remote.Drill.Completion;
using Sinogram.Remote.Drill.Embedded.Sources;
using Sinogram.Remote.Drill.Embedded.Statements;
using Sinogram.Remote.Drill.Sql;
using Sinogram.Remote.Drill.Storage;

namespace Sinogram.Remote.Drill.Embedded;

/// <summary>
/// Drill's SQL on the embedded engine: files of the configured storages, registered tables by name, Drill's statements about tables, views, files, schemas and
/// options. What it does not follow it refuses by name. One statement runs at a time.
/// </summary>
public sealed class EmbeddedDrill : IDisposable
{
    /// <summary>The version of Drill whose answers are followed.</summary>
    public const string FollowedVersion = "1.22.0";

    private readonly RemoteStorages _remote;
    private readonly EmbeddedSession _session;

    /// <param name="options">Limits of the engine.</param>
    /// <param name="storage">How files elsewhere are reached; by default as the environment says.</param>
    public EmbeddedDrill(EngineOptions? options = null, StorageProvider? storage = null)
    {
        var settings = storage is null ? options ?? new EngineOptions() : (options ?? new EngineOptions()) with { Storage = storage };
        var engine = Task.Factory.StartNew(() => DrillMacros.Open(settings), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _remote = new RemoteStorages(storage, engine);
        _session = new EmbeddedSession(engine, _remote);
        foreach (var (name, connection) in (ReadOnlySpan<(string, string)>)[("cp", Sources.Workspaces.ClassPath), ("dfs", "file:///")])
        {
            PutStorage(new StoragePlugin(name, "file", true, connection, new Dictionary<string, StorageWorkspace>(), StorageFormat.Defaults, new JsonObject { ["type"] = "file", ["connection"] = connection, ["enabled"] = true }));
        }
    }

    /// <summary>Where a table's name is looked for first, for example <c>dfs.catalog</c>; null for nowhere.</summary>
    public string? DefaultSchema { get => _session.DefaultSchema; set => _session.DefaultSchema = value; }

    /// <summary>The storages by name.</summary>
    public IReadOnlyDictionary<string, StoragePlugin> Storages => _session.Plugins;

    /// <summary>The workspaces of files on this machine by name, and their folders.</summary>
    public IReadOnlyDictionary<string, string> Workspaces => _session.Plugins.Values.Where(p => p.Type == "file")
        .SelectMany(p => p.Workspaces.Select(w => (Name: w.Key == "default" ? p.Name : $"{p.Name}.{w.Key}", w.Value.Location))).ToDictionary(w => w.Name, w => w.Location, StringComparer.OrdinalIgnoreCase);

    /// <summary>The schemas that table names may begin with.</summary>
    public IReadOnlyList<string> Schemas => [.. _session.Workspaces.Schemas(), "information_schema", "sys"];

    /// <summary>Configures a storage, in place of one of the same name.</summary>
    public void PutStorage(StoragePlugin plugin)
    {
        ArgumentNullException.ThrowIfNull(plugin);
        _session.Plugins[plugin.Name] = plugin;
    }

    /// <summary>Forgets a storage; false when there was none.</summary>
    public bool DeleteStorage(string name) => _session.Plugins.Remove(name);

    /// <summary>Names a workspace of <c>dfs</c>: <c>dfs</c> for the default one, <c>dfs.catalog</c> …</summary>
    /// <param name="name">The schema.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="writable">Tables and views may be made there.</param>
    /// <param name="defaultFormat">The format of files whose names tell none.</param>
    public void SetWorkspace(string name, string folder, bool writable = false, string? defaultFormat = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var parts = name.ToLowerInvariant().Split('.', 2);
        var plugin = _session.Plugins[parts[0]];
        var workspaces = new Dictionary<string, StorageWorkspace>(plugin.Workspaces, StringComparer.OrdinalIgnoreCase)
        {
            [parts.Length > 1 ? parts[1] : "default"] = new StorageWorkspace(Path.GetFullPath(folder).TrimEnd('/') is { Length: > 0 } path ? path : "/", writable, defaultFormat, false),
        };
        _session.Plugins[parts[0]] = plugin with { Workspaces = workspaces };
    }

    /// <summary>A folder that no query reads, whatever its path.</summary>
    public void Forbid(string folder) => _session.Forbidden.Add(Path.GetFullPath(folder).TrimEnd('/'));

    /// <summary>Makes a table readable under a name.</summary>
    public void Register(string name, Table table, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        _session.Engine.Register(name, table, cancellationToken);
        _session.Variables[name] = table.Schema;
    }

    /// <summary>Forgets a registered table; false when there was none of that name.</summary>
    public bool Unregister(string name) => _session.Variables.Remove(name) & _session.Engine.Unregister(name, CancellationToken.None);

    /// <summary>Sets an option of the session.</summary>
    /// <exception cref="DrillException">There is no such option, or the value does not fit.</exception>
    public void SetOption(string name, string value) => _session.Options.Set(name, value, null);

    /// <summary>A default schema and options that last until the result is disposed.</summary>
    /// <exception cref="DrillException">There is no such schema or option, or a value does not fit.</exception>
    public IDisposable Override(string? schema, IReadOnlyDictionary<string, string> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (schema is not null && !Schemas.Any(s => string.Equals(s, schema, StringComparison.OrdinalIgnoreCase) || string.Equals(s, schema + ".default", StringComparison.OrdinalIgnoreCase)))
        {
            throw new DrillException($"Schema [{schema}] is not valid.", hint: $"There are: {string.Join(", ", Schemas)}.");
        }
        foreach (var (name, _) in options) { DrillOptions.Require(name, null); }
        var former = new Former(_session, _session.DefaultSchema, _session.Options);
        _session.Options = _session.Options.Copy();
        if (schema is not null) { _session.DefaultSchema = schema; }
        foreach (var (name, value) in options) { _session.Options.Set(name, value, null); }
        return former;
    }

    /// <summary>What may stand at a place of a query that is being written.</summary>
    /// <param name="sql">The text so far.</param>
    /// <param name="position">The place in it.</param>
    /// <param name="mayRead">The engine is free to look into files for their columns.</param>
    /// <returns>Where the text to be replaced begins, and what may replace it.</returns>
    public (int Start, IReadOnlyList<DrillCompletionItem> Items) Complete(string sql, int position, bool mayRead = true)
    {
        ArgumentNullException.ThrowIfNull(sql);
        using var call = Begin(sql, new QueryOptions(), CancellationToken.None);
        return DrillCompletion.At(new EmbeddedNames(call, mayRead), sql, Math.Clamp(position, 0, sql.Length));
    }

    /// <summary>What is known of the name at a place of a query, or null; see <see cref="Complete"/>.</summary>
    public string? Inspect(string sql, int position, bool mayRead = true)
    {
        ArgumentNullException.ThrowIfNull(sql);
        using var call = Begin(sql, new QueryOptions(), CancellationToken.None);
        return DrillInspection.At(new EmbeddedNames(call, mayRead), sql, Math.Clamp(position, 0, sql.Length));
    }

    /// <summary>Forgets all options, temporary tables and the default schema: a new session, as each request to a cluster has.</summary>
    public void Reset()
    {
        _session.Options.Reset(null, null);
        _session.DefaultSchema = null;
        _session.DropTemporary();
    }

    /// <summary>The engine's SQL for a query, without running it.</summary>
    /// <exception cref="DrillException">The SQL is wrong, or not followed.</exception>
    public string Translate(string sql, CancellationToken cancellationToken = default)
    {
        using var call = Begin(sql, new QueryOptions(), cancellationToken);
        return call.Guard(() => call.Parse() is SqlQuery query ? call.Bind(query).Sql.ToString() : throw new DrillException("Only a query has a translation.", 0));
    }

    /// <summary>Runs a statement.</summary>
    /// <param name="sql">One statement in Drill's SQL.</param>
    /// <param name="options">Row limit, parameters, progress.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DrillException">The SQL is wrong, not followed, or failed; the offset is in <paramref name="sql"/>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public DrillResult Run(string sql, QueryOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sql);
        using var call = Begin(sql, options ?? new QueryOptions(), cancellationToken);
        try
        {
            var result = call.Guard(() => StatementRunner.Run(call, call.Parse()));
            return result with { Notices = [.. call.Notices] };
        }
        finally
        {
            call.Record();
        }
    }

    /// <summary>Runs a query and gives its rows in tables of some ten thousand rows, in constant memory. The engine is busy until the last one is taken.</summary>
    /// <exception cref="DrillException">As for <see cref="Run"/>; also in the middle.</exception>
    public IEnumerable<Table> Stream(string sql, QueryOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sql);
        using var call = Begin(sql, options ?? new QueryOptions(), cancellationToken);
        try
        {
            using var batches = call.Guard(() => call.Stream(Required(call)).GetEnumerator());
            while (call.Guard(batches.MoveNext)) { yield return batches.Current; }
        }
        finally
        {
            call.Record();
        }
    }

    /// <summary>Writes the rows of a query to a Parquet, CSV or Arrow file in constant memory; see <c>DuckDbEngine.Export</c>.</summary>
    /// <returns>The number of rows.</returns>
    /// <exception cref="DrillException">As for <see cref="Run"/>, or the file cannot be written.</exception>
    public long Export(string sql, string location, ExportFormat format, QueryOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sql);
        using var call = Begin(sql, options ?? new QueryOptions(), cancellationToken);
        try
        {
            return call.Guard(() => call.Export(Required(call), location, format));
        }
        finally
        {
            call.Record();
        }
    }

    /// <summary>Runs a query for its plan: what <see cref="PlanTree"/> draws, with the rows that each operator was expected to give and gave, and its time.</summary>
    /// <exception cref="DrillException">As for <see cref="Run"/>.</exception>
    public string Analyze(string sql, QueryOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sql);
        using var call = Begin(sql, options ?? new QueryOptions(), cancellationToken);
        return call.Guard(() => call.Parse() is SqlQuery query ? Explain.Analyze(call, query) : throw new DrillException("Only a query has a plan.", 0));
    }

    private StatementCall Begin(string sql, QueryOptions options, CancellationToken cancellationToken)
    {
        _remote.Statement = (options.Progress, cancellationToken);
        return new StatementCall(_session, sql, options, cancellationToken);
    }

    private static Binding.BoundTable Required(StatementCall call) =>
        call.Parse() is SqlQuery query ? call.Bind(query) : throw new DrillException("Only the rows of a query can be exported.", 0);

    private sealed class Former(EmbeddedSession session, string? schema, DrillOptions options) : IDisposable
    {
        public void Dispose() => (session.DefaultSchema, session.Options) = (schema, options);
    }

    public void Dispose()
    {
        _session.Dispose();
        _remote.Dispose();
    }
}
