using System.Collections.Concurrent;
using System.Globalization;
using Sinogram.Data.Engine;
using Sinogram.Data.Interop;
using Sinogram.Data.Storage;

namespace Sinogram.Data;

/// <summary>
/// An embedded DuckDB in memory: SQL over registered tables and over Parquet, CSV and JSON files, results as tables. One statement runs at a time;
/// more engines may stand side by side. Extensions are never fetched or loaded by themselves.
/// </summary>
public sealed partial class DuckDbEngine : IDisposable
{
    private readonly DuckDbDatabase _database;
    private readonly DuckDbConnection _connection;
    private readonly TableScan _scan = new();
    private readonly ConcurrentDictionary<string, long> _registered = new(StringComparer.OrdinalIgnoreCase);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly StorageProvider _storage;
    private readonly LocalCopies _copies;
    private LocalCopies[] _others = [];
    private readonly JsonGuard _json = new();
    private readonly IDisposable? _memory;
    private readonly string _spillFolder;
    private readonly bool _ownsSpillFolder;
    private readonly ResultMarks _marks;
    private long _memoryLimit;
    private bool _tellsProgress;
    // A statement of ours on the connection of a stream would end it.
    private readonly Lazy<DuckDbConnection> _aside;

    /// <summary>The file of DuckDB's library that is used.</summary>
    /// <exception cref="EngineException">It is missing; the message says what brings it.</exception>
    public static string LibraryPath => Interop.DuckDbLibrary.Find();

    /// <exception cref="EngineException">The library is missing or the engine does not start.</exception>
    public DuckDbEngine(EngineOptions? options = null)
    {
        options ??= new EngineOptions();
        _ownsSpillFolder = options.SpillFolder is null;
        _spillFolder = options.SpillFolder ?? SpillFolders.New();
        _storage = options.Storage ?? StorageProvider.Default;
        _copies = new LocalCopies(_storage, _ownsSpillFolder ? Path.Combine(_spillFolder, "copies") : null);
        _memoryLimit = options.MemoryLimit ?? EngineMemory.Share(1);
        _database = Open(new Dictionary<string, string>(options.Settings)
        {
            ["memory_limit"] = EngineMemory.Setting(_memoryLimit),
            ["threads"] = (options.Threads ?? Environment.ProcessorCount).ToString(CultureInfo.InvariantCulture),
            ["temp_directory"] = _spillFolder,
            ["autoinstall_known_extensions"] = "false",
            ["autoload_known_extensions"] = "false",
            ["allow_community_extensions"] = "false",
            ["allow_unsigned_extensions"] = "false",
            ["errors_as_json"] = "true",
            // It tells files apart by whole seconds: what was written twice in one would be read as it was before.
            ["enable_external_file_cache"] = "false",
        });
        if (DuckDb.Connect(_database, out var connection) != DuckDb.Success) { throw new EngineException("The embedded engine gives no connection.", "Connection"); }
        _connection = new DuckDbConnection(connection);
        _scan.Register(_connection);
        _aside = new Lazy<DuckDbConnection>(() => DuckDb.Connect(_database, out var aside) == DuckDb.Success ? new DuckDbConnection(aside) : throw new EngineException("The embedded engine gives no connection.", "Connection"));
        _marks = new ResultMarks((sql, parameters) => new StatementRunner(_aside.Value).Run(sql, new QueryOptions { Parameters = parameters }, CancellationToken.None).Table, SchemaOf);
        // Zones of the process must not change what a notebook shows.
        Define(string.Join("; ", options.PartSettings.Append(new("TimeZone", "UTC")).Select(s => $"SET {s.Key} = {Literal(s.Value)}")), CancellationToken.None);
        if (options.MemoryLimit is null) { _memory = EngineMemory.Join(LimitMemory); }
    }

    /// <summary>The version of the library.</summary>
    public static string Version => DuckDb.Version;

    /// <summary>Runs SQL and gives the rows of its last statement.</summary>
    /// <exception cref="EngineException">The engine's own message, with the position in the SQL where it knows it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the engine has stopped.</exception>
    public Table Query(string sql, CancellationToken cancellationToken = default) => Run(sql, null, cancellationToken).Table;

    /// <summary>Runs SQL with values for its <c>$name</c> parameters: the properties of an object, or a dictionary.</summary>
    public Table Query(string sql, object parameters, CancellationToken cancellationToken = default) =>
        Run(sql, new QueryOptions { Parameters = NamedValues.Of(parameters) }, cancellationToken).Table;

    private Schema? SchemaOf(string name) => _registered.TryGetValue(name, out var id) ? _scan.SchemaOf(id) : null;

    /// <summary>The names of the columns of a table, while the engine is ours; none where there is no such table.</summary>
    private IReadOnlyList<string> NamesOf(string table)
    {
        try
        {
            return [.. new StatementRunner(_connection).Run($"SELECT * FROM {Quote(table)} LIMIT 0", new QueryOptions(), CancellationToken.None).Table.Columns.Select(c => c.Name)];
        }
        catch (EngineException)
        {
            return [];
        }
    }

    /// <summary>Runs SQL with all options.</summary>
    public QueryResult Run(string sql, QueryOptions? options = null, CancellationToken cancellationToken = default) => RunMarked(sql, null, options, cancellationToken);

    /// <param name="sql">The SQL.</param>
    /// <param name="isTold">Told whether the marks of the columns are their whole story; null where nobody asks.</param>
    /// <param name="options">Its options.</param>
    /// <param name="cancellationToken">Stops it.</param>
    private QueryResult RunMarked(string sql, Action<bool>? isTold, QueryOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sql);
        options ??= new QueryOptions();
        _turn.Wait(cancellationToken);
        try
        {
            using var progress = options.Progress is { } listener ? Progress(listener) : null;
            _scan.Begin();
            var (local, files) = Localize(sql, options, mayRepeat: true, cancellationToken);
            var result = RunLocal(local, files, options, cancellationToken);
            var makesNothing = result.Table.ColumnCount > 0 && !local.Contains(';', StringComparison.Ordinal);
            var readsFiles = !options.IsPublic && _marks.ReadsFiles(local, makesViews: !makesNothing && local.Contains("CREATE", StringComparison.OrdinalIgnoreCase));
            if (!makesNothing) { _marks.Learn(local, _scan.FieldsRead, options, readsFiles, NamesOf); }
            isTold?.Invoke(options.IsPublic || _marks.Tell(local, [.. result.Table.Columns.Select(c => c.Name)], _scan.FieldsRead, options, readsFiles).IsWhole);
            return result with { Table = _marks.Marked(local, result.Table, _scan.FieldsRead, options, readsFiles) };
        }
        finally
        {
            _turn.Release();
        }
    }

    private ProgressPoll Progress(IProgress<QueryProgress> listener)
    {
        if (!_tellsProgress) { new StatementRunner(_connection).Run("SET enable_progress_bar = true; SET enable_progress_bar_print = false", new QueryOptions(), CancellationToken.None); }
        _tellsProgress = true;
        return new ProgressPoll(_connection, listener);
    }

    /// <summary>As <c>Run</c>, on a thread of its own.</summary>
    public Task<QueryResult> RunAsync(string sql, QueryOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.Factory.StartNew(() => Run(sql, options, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Runs SQL whose rows are not wanted; gives the number of rows it changed.</summary>
    public long Execute(string sql, CancellationToken cancellationToken = default) => Run(sql, null, cancellationToken).RowsChanged;

    /// <summary>Makes a table readable under a name, in place of an earlier one of that name. Nothing is copied: the engine reads the table's memory.</summary>
    public void Register(string name, Table table, CancellationToken cancellationToken = default) => Register(name, table, null, cancellationToken);

    /// <param name="name">The name.</param>
    /// <param name="table">The table.</param>
    /// <param name="rowNumbers">The name of a further column with the numbers of the rows.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal void Register(string name, Table table, string? rowNumbers, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (table.ColumnCount == 0) { throw new TableException($"The table '{name}' has no columns: there is nothing to query."); }
        var id = _scan.Add(table, rowNumbers);
        try
        {
            Define($"CREATE OR REPLACE TEMP VIEW {Quote(name)} AS SELECT * FROM {TableScan.FunctionName}({id.ToString(CultureInfo.InvariantCulture)})", cancellationToken);
        }
        catch
        {
            _scan.Remove(id);
            throw;
        }
        if (_registered.TryGetValue(name, out var former)) { _scan.Remove(former); }
        _registered[name] = id;
    }

    /// <summary>Forgets a registered table; false when there was none of that name.</summary>
    public bool Unregister(string name, CancellationToken cancellationToken = default)
    {
        if (!_registered.TryRemove(name, out var id)) { return false; }
        Define($"DROP VIEW IF EXISTS {Quote(name)}", cancellationToken);
        _scan.Remove(id);
        return true;
    }

    /// <summary>A statement of ours, from which nothing is to be learned of what identifies: the table itself tells that.</summary>
    private void Define(string sql, CancellationToken cancellationToken)
    {
        _turn.Wait(cancellationToken);
        try
        {
            new StatementRunner(_connection).Run(sql, new QueryOptions(), cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A name as SQL writes it.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Text as SQL writes it.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public void Dispose()
    {
        _memory?.Dispose();
        _copies.Dispose();
        if (_aside.IsValueCreated) { _aside.Value.Dispose(); }
        _connection.Dispose();
        _database.Dispose();
        _turn.Dispose();
        if (_ownsSpillFolder && Directory.Exists(_spillFolder)) { Directory.Delete(_spillFolder, recursive: true); }
    }

    /// <summary>On a connection of its own: the engine may be busy.</summary>
    private void LimitMemory(long bytes)
    {
        // What is free on the machine moves a little all the time.
        if (Math.Abs(bytes - _memoryLimit) < _memoryLimit / 64) { return; }
        if (DuckDb.Connect(_database, out var connection) != DuckDb.Success) { return; }
        using var own = new DuckDbConnection(connection);
        try
        {
            new StatementRunner(own).Run($"SET memory_limit = '{EngineMemory.Setting(bytes)}'", new QueryOptions(), CancellationToken.None);
            _memoryLimit = bytes;
        }
        catch (EngineException)
        {
            // It holds more than that now: its former limit stays.
        }
    }

    private static DuckDbDatabase Open(Dictionary<string, string> settings)
    {
        if (DuckDb.CreateConfig(out var config) != DuckDb.Success) { throw new EngineException("The embedded engine gives no configuration.", "Connection"); }
        try
        {
            foreach (var (name, value) in settings)
            {
                if (DuckDb.SetConfig(config, name, value) != DuckDb.Success) { throw new EngineException($"The embedded engine refuses the setting {name} = {value}.", "Connection"); }
            }
            if (DuckDb.Open(null, out var database, config, out var error) != DuckDb.Success)
            {
                throw new EngineException($"The embedded engine does not start: {DuckDb.TakeText(error)}", "Connection");
            }
            return new DuckDbDatabase(database);
        }
        finally
        {
            DuckDb.DestroyConfig(ref config);
        }
    }
}
