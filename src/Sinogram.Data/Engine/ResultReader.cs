using System.Globalization;
using Sinogram.Data.Interop;

namespace Sinogram.Data.Engine;

/// <summary>The rows of a statement that runs: taken block by block as the engine makes them, and copied into tables, one for all or one after another.</summary>
internal sealed class ResultReader : IDisposable
{
    private readonly CancellationTokenRegistration _interrupt;
    private readonly CancellationToken _cancellation;
    private readonly QueryOptions _options;
    private readonly string _sql;
    private readonly VectorSink[] _sinks = [];
    private readonly string[] _names = [];
    private nint _statement;
    private DuckDb.Result _result;
    private nint _chunk;
    private readonly MemoryGuard _guard = new();
    private bool _keepsAll;
    private int _taken;
    private long _rows;
    private bool _begun;
    private bool _ended;

    /// <summary>Takes over the statement, its result and the registration of the interrupt.</summary>
    public ResultReader(nint statement, DuckDb.Result result, CancellationTokenRegistration interrupt, string sql, QueryOptions options, CancellationToken cancellation)
    {
        (_statement, _result, _interrupt, _sql, _options, _cancellation) = (statement, result, interrupt, sql, options, cancellation);
        if (DuckDb.ReturnType(result) != 3) { return; }
        try
        {
            _sinks = new VectorSink[DuckDb.ColumnCount(ref _result)];
            var names = new string[_sinks.Length];
            for (ulong i = 0; i < (ulong)_sinks.Length; i++)
            {
                names[i] = DuckDb.Text(DuckDb.ColumnName(ref _result, i)) ?? "";
                var type = DuckDb.ColumnType(ref _result, i);
                try
                {
                    _sinks[i] = VectorSinks.For(type, names[i], options.HugeIntegersAsInt64);
                }
                finally
                {
                    DuckDb.DestroyType(ref type);
                }
            }
            _names = [.. options.Names?.Invoke(names) ?? Unique(names)];
        }
        catch
        {
            // The caller destroys the statement, which it still owns when this fails.
            DuckDb.DestroyResult(ref _result);
            throw;
        }
    }

    /// <summary>All rows that are left, up to the row limit.</summary>
    public QueryResult ReadAll(CancellationToken cancellationToken)
    {
        if (_sinks.Length == 0) { return new QueryResult(new Table(), More: false, (long)DuckDb.RowsChanged(ref _result)); }
        var limit = _options.RowLimit ?? long.MaxValue;
        _keepsAll = true;
        Fill(limit);
        cancellationToken.ThrowIfCancellationRequested();
        return new QueryResult(Build(), More: _rows == limit && NextBlock(), 0);
    }

    /// <summary>The next rows as a table, at most so many; null at the end. The first one is given also when it is empty: it tells the columns.</summary>
    public Table? ReadBatch(long size)
    {
        var before = _rows;
        Fill(Math.Min(before + size, _options.RowLimit ?? long.MaxValue));
        if (_sinks.Length == 0 || (_rows == before && _begun)) { return null; }
        _begun = true;
        return Build();
    }

    public void Dispose()
    {
        _interrupt.Dispose();
        DuckDb.DestroyChunk(ref _chunk);
        DuckDb.DestroyResult(ref _result);
        DuckDb.DestroyPrepare(ref _statement);
    }

    /// <summary>
    /// When one thread of a streaming query fails, the engine interrupts the others and at times reports only that. The query runs once more without
    /// streaming, which reports the failure itself.
    /// </summary>
    public static EngineException Explain(EngineException error, nint statement, string sql, CancellationToken cancellationToken)
    {
        if (error.Message != "Interrupted!" || cancellationToken.IsCancellationRequested || DuckDb.StatementType(statement) != 1) { return error; }
        DuckDb.Result again = default;
        try
        {
            return DuckDb.Execute(statement, out again) != DuckDb.Success && DuckDb.Text(DuckDb.ResultError(ref again)) is { } cause ? ErrorText.Read(cause, sql) : error;
        }
        finally
        {
            DuckDb.DestroyResult(ref again);
        }
    }

    /// <summary>Copies rows until there are so many in all, or none are left.</summary>
    private void Fill(long target)
    {
        while (_rows < target && NextBlock())
        {
            var take = (int)Math.Min((int)DuckDb.ChunkSize(_chunk) - _taken, target - _rows);
            if (_rows + take > Array.MaxLength && target > Array.MaxLength)
            {
                throw new TableException($"The result has more than {Array.MaxLength:N0} rows, the most a table holds: aggregate, filter or export it.");
            }
            for (var i = 0; i < _sinks.Length; i++) { _sinks[i].Append(DuckDb.ChunkVector(_chunk, (ulong)i), _taken, take); }
            _taken += take;
            _rows += take;
            if (_keepsAll) { _guard.Check(_rows); }
            _options.Progress?.Report(new QueryProgress(null, _rows));
        }
    }

    /// <summary>Makes sure that a block with rows is at hand; false at the end.</summary>
    private bool NextBlock()
    {
        if (_chunk != 0 && _taken < (int)DuckDb.ChunkSize(_chunk)) { return true; }
        if (_ended) { return false; }
        DuckDb.DestroyChunk(ref _chunk);
        (_chunk, _taken) = (0, 0);
        _cancellation.ThrowIfCancellationRequested();
        _chunk = DuckDb.FetchChunk(_result);
        if (_chunk != 0 && DuckDb.ChunkSize(_chunk) > 0) { return true; }
        _ended = true;
        // A failure in the middle ends the blocks as their end does.
        if (DuckDb.Text(DuckDb.ResultError(ref _result)) is not { Length: > 0 } error) { return false; }
        if (_cancellation.IsCancellationRequested) { throw new OperationCanceledException("The query was interrupted.", _cancellation); }
        throw Explain(ErrorText.Read(error, _sql), _statement, _sql, _cancellation);
    }

    private Table Build() => new(_sinks.Select((s, i) => new Column(new Field(_names[i], s.Type), s.Builder.Build())));

    /// <summary>SQL allows the same name twice, a table does not: <c>a, a</c> becomes <c>a, a_1</c>.</summary>
    private static string[] Unique(string[] names)
    {
        var taken = new HashSet<string>(names.Length, StringComparer.Ordinal);
        var result = new string[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            var name = names[i];
            for (var n = 1; !taken.Add(name); n++) { name = string.Create(CultureInfo.InvariantCulture, $"{names[i]}_{n}"); }
            result[i] = name;
        }
        return result;
    }
}
