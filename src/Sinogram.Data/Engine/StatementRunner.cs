using System.Globalization;
using Sinogram.Data.Interop;

namespace Sinogram.Data.Engine;

/// <summary>Runs statements on one connection and copies their rows, block by block, into tables.</summary>
internal sealed class StatementRunner(DuckDbConnection connection)
{
    public QueryResult Run(string sql, QueryOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var count = DuckDb.ExtractStatements(connection, sql, out var extracted);
        try
        {
            if (count == 0)
            {
                var error = DuckDb.Text(DuckDb.ExtractStatementsError(extracted));
                throw error is null ? new EngineException("There is no statement in the SQL.", "Parser", sql) : ErrorText.Read(error, sql);
            }
            using var interrupt = cancellationToken.Register(static c => DuckDb.Interrupt((DuckDbConnection)c!), connection);
            QueryResult? result = null;
            for (ulong i = 0; i < count; i++) { result = RunOne(sql, extracted, i, options, cancellationToken); }
            return result!;
        }
        catch (EngineException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The query was interrupted.", e, cancellationToken);
        }
        finally
        {
            DuckDb.DestroyExtracted(ref extracted);
        }
    }

    private QueryResult RunOne(string sql, nint extracted, ulong index, QueryOptions options, CancellationToken cancellationToken)
    {
        nint statement = 0;
        DuckDb.Result result = default;
        try
        {
            if (DuckDb.PrepareExtracted(connection, extracted, index, out statement) != DuckDb.Success)
            {
                throw ErrorText.Read(DuckDb.Text(DuckDb.PrepareError(statement)) ?? "The statement cannot be prepared.", sql);
            }
            Bind(statement, options);
            cancellationToken.ThrowIfCancellationRequested();
            if (DuckDb.ExecuteStreaming(statement, out result) != DuckDb.Success)
            {
                throw ErrorText.Read(DuckDb.Text(DuckDb.ResultError(ref result)) ?? "The statement failed.", sql);
            }
            return Fetch(ref result, sql, options, cancellationToken);
        }
        catch (EngineException e) when (e.Message == "Interrupted!" && !cancellationToken.IsCancellationRequested && DuckDb.StatementType(statement) == 1)
        {
            throw Cause(statement, sql) ?? e;
        }
        finally
        {
            DuckDb.DestroyResult(ref result);
            DuckDb.DestroyPrepare(ref statement);
        }
    }

    /// <summary>
    /// When one thread of a streaming query fails, the engine interrupts the others and at times reports only that. The query runs once more without
    /// streaming, which reports the failure itself.
    /// </summary>
    private static EngineException? Cause(nint statement, string sql)
    {
        DuckDb.Result again = default;
        try
        {
            return DuckDb.Execute(statement, out again) != DuckDb.Success && DuckDb.Text(DuckDb.ResultError(ref again)) is { } error ? ErrorText.Read(error, sql) : null;
        }
        finally
        {
            DuckDb.DestroyResult(ref again);
        }
    }

    private static QueryResult Fetch(ref DuckDb.Result result, string sql, QueryOptions options, CancellationToken cancellationToken)
    {
        if (DuckDb.ReturnType(result) != 3)
        {
            var changed = (long)DuckDb.RowsChanged(ref result);
            return new QueryResult(new Table(), More: false, changed);
        }
        var sinks = new VectorSink[DuckDb.ColumnCount(ref result)];
        var names = new string[sinks.Length];
        for (ulong i = 0; i < (ulong)sinks.Length; i++)
        {
            names[i] = DuckDb.Text(DuckDb.ColumnName(ref result, i)) ?? "";
            var type = DuckDb.ColumnType(ref result, i);
            try
            {
                sinks[i] = VectorSinks.For(type, names[i], options.HugeIntegersAsInt64);
            }
            finally
            {
                DuckDb.DestroyType(ref type);
            }
        }
        long rows = 0;
        var more = false;
        while (!more)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var chunk = DuckDb.FetchChunk(result);
            if (chunk == 0) { break; }
            try
            {
                var size = (int)DuckDb.ChunkSize(chunk);
                if (size == 0) { break; }
                var take = (int)Math.Min(size, (options.RowLimit ?? long.MaxValue) - rows);
                more = take < size;
                if (rows + take > Array.MaxLength) { throw new TableException($"The result has more than {Array.MaxLength:N0} rows, the most a table holds: aggregate, filter or export it."); }
                for (var i = 0; i < sinks.Length; i++) { sinks[i].Append(DuckDb.ChunkVector(chunk, (ulong)i), 0, take); }
                rows += take;
            }
            finally
            {
                DuckDb.DestroyChunk(ref chunk);
            }
            options.Progress?.Report(new QueryProgress(null, rows));
        }
        // A failure in the middle ends the blocks as their end does.
        if (!more && DuckDb.Text(DuckDb.ResultError(ref result)) is { Length: > 0 } error) { throw ErrorText.Read(error, sql); }
        var unique = options.Names?.Invoke(names) ?? Unique(names);
        return new QueryResult(new Table(sinks.Select((s, i) => new Column(new Field(unique[i], s.Type), s.Builder.Build()))), more, 0);
    }

    private static void Bind(nint statement, QueryOptions options)
    {
        var count = DuckDb.ParameterCount(statement);
        for (ulong i = 1; i <= count; i++)
        {
            var name = DuckDb.TakeText(DuckDb.ParameterName(statement, i));
            object? given;
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var position) && position >= 1 && position <= options.Positional.Count)
            {
                given = options.Positional[position - 1];
            }
            else if (options.Parameters.FirstOrDefault(p => string.Equals(p.Key, name, StringComparison.OrdinalIgnoreCase)) is { Key: not null } named)
            {
                given = named.Value;
            }
            else
            {
                var known = options.Parameters.Count == 0 ? "none is given" : "given are " + string.Join(", ", options.Parameters.Keys);
                throw new EngineException($"The SQL asks for the parameter ${name}, and {known}.", "Parameter");
            }
            var value = ParameterValues.Create(given);
            try
            {
                if (DuckDb.BindValue(statement, i, value) != DuckDb.Success) { throw new EngineException($"The parameter ${name} cannot be bound.", "Parameter"); }
            }
            finally
            {
                DuckDb.DestroyValue(ref value);
            }
        }
    }

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
