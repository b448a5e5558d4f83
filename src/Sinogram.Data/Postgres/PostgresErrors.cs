using Npgsql;

namespace Sinogram.Data.Postgres;

/// <summary>What the server and its library say, as our own errors.</summary>
internal static class PostgresErrors
{
    public static async Task<T> Guard<T>(string? sql, Func<Task<T>> act, CancellationToken cancellationToken)
    {
        try
        {
            return await act().ConfigureAwait(false);
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested && e is NpgsqlException or OperationCanceledException)
        {
            throw new OperationCanceledException("The query was interrupted.", e, cancellationToken);
        }
        catch (PostgresException e)
        {
            // What the server quotes of rows stays there: only its own sentence.
            throw new EngineException($"{e.MessageText} ({e.SqlState}).{(e.Hint is { } hint ? $" {hint}" : "")}", "PostgreSQL", sql, inner: e);
        }
        catch (NpgsqlException e)
        {
            throw new EngineException($"The PostgreSQL server cannot be reached or does not answer: {e.Message}", "PostgreSQL", sql, inner: e);
        }
    }
}
