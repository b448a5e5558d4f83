using System.Globalization;
using Sinogram.Data.Interop;

namespace Sinogram.Data.Engine;

/// <summary>Runs statements on one connection and gives the rows of the last.</summary>
internal sealed class StatementRunner(DuckDbConnection connection)
{
    public QueryResult Run(string sql, QueryOptions options, CancellationToken cancellationToken)
    {
        using var reader = Open(sql, options, cancellationToken);
        return reader.ReadAll(cancellationToken);
    }

    /// <summary>Runs all statements but the last to their end, and begins the last.</summary>
    public ResultReader Open(string sql, QueryOptions options, CancellationToken cancellationToken)
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
            for (ulong i = 0; i < count - 1; i++)
            {
                using var reader = Begin(sql, extracted, i, count, options, cancellationToken);
                reader.ReadAll(cancellationToken);
            }
            return Begin(sql, extracted, count - 1, count, options, cancellationToken);
        }
        finally
        {
            DuckDb.DestroyExtracted(ref extracted);
        }
    }

    private ResultReader Begin(string sql, nint extracted, ulong index, ulong count, QueryOptions options, CancellationToken cancellationToken)
    {
        var interrupt = cancellationToken.Register(static c => DuckDb.Interrupt((DuckDbConnection)c!), connection);
        nint statement = 0;
        try
        {
            if (DuckDb.PrepareExtracted(connection, extracted, index, out statement) != DuckDb.Success)
            {
                throw ErrorText.Read(DuckDb.Text(DuckDb.PrepareError(statement)) ?? "The statement cannot be prepared.", sql);
            }
            Bind(statement, options);
            if (count == 1 && DuckDb.StatementType(statement) == 1 && UnreadTypes.WriteOut(statement, SqlText.WithoutEnd(sql)) is { } written)
            {
                interrupt.Dispose();
                DuckDb.DestroyPrepare(ref statement);
                return Open(written, options, cancellationToken);
            }
            cancellationToken.ThrowIfCancellationRequested();
            if (DuckDb.ExecuteStreaming(statement, out var result) != DuckDb.Success)
            {
                var error = ErrorText.Read(DuckDb.Text(DuckDb.ResultError(ref result)) ?? "The statement failed.", sql);
                DuckDb.DestroyResult(ref result);
                throw ResultReader.Explain(error, statement, sql, cancellationToken);
            }
            return new ResultReader(statement, result, interrupt, sql, options, cancellationToken);
        }
        catch (Exception e)
        {
            interrupt.Dispose();
            DuckDb.DestroyPrepare(ref statement);
            if (e is EngineException && cancellationToken.IsCancellationRequested) { throw new OperationCanceledException("The query was interrupted.", e, cancellationToken); }
            throw;
        }
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
}
