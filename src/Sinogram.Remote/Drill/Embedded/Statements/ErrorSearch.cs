using Sinogram.Data;
using Sinogram.Remote.Drill.Embedded.Binding;

namespace Sinogram.Remote.Drill.Embedded.Statements;

/// <summary>
/// Finds the operation that failed where the engine does not tell it: the query runs again with every such operation watching itself, and what the one says that fails
/// is found by repeating it with its values. Message and place are of the same operation, or there is no place.
/// </summary>
internal static class ErrorSearch
{
    /// <summary>How long the user waits for a place.</summary>
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(20);

    /// <param name="call">The statement that failed.</param>
    /// <param name="query">Its query.</param>
    public static DrillException? Find(StatementCall call, BoundTable query)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(call.Token);
        limited.CancelAfter(Most);
        var watched = new WatchedOperations();
        try
        {
            var sql = query.Sql.BuildWatched(watched);
            if (watched.All.Count == 0) { return null; }
            Run(call, sql.Sql, limited.Token);
        }
        catch (EngineException e)
        {
            var (message, offset) = ErrorPlace.Split(e.Message);
            if (offset is null || WatchedOperation.Read(message, watched.All) is not var (operation, repeated)) { return null; }
            return operation.Told is { } told ? new DrillException(told.Message, operation.Source, told.Hint, e) : Repeat(call, repeated, operation, limited.Token);
        }
        catch (OperationCanceledException) when (!call.Token.IsCancellationRequested)
        {
            // It takes too long.
        }
        catch (DrillException)
        {
            // The watched query is larger than what can be run.
        }
        return null;
    }

    private static DrillException? Repeat(StatementCall call, string sql, WatchedOperation operation, CancellationToken token)
    {
        try
        {
            Run(call, sql, token);
            return null;
        }
        catch (EngineException e)
        {
            var told = EngineErrors.Describe(e, null, call.Sql);
            // What a function computes within it says nothing to whoever wrote the function.
            var isInner = !operation.IsArithmetic && told.Message.Contains(" goes beyond INT", StringComparison.Ordinal) | told.Message.Contains(" goes beyond BIGINT", StringComparison.Ordinal);
            return isInner ? new DrillException("The value is beyond what the function takes or gives.", operation.Source, inner: e) : new DrillException(told.Message, operation.Source, told.Hint, e);
        }
    }

    private static void Run(StatementCall call, string sql, CancellationToken token)
    {
        call.Session.PrepareFor(sql);
        // The rows go nowhere: none of them needs its marks.
        call.Session.Engine.Run(sql, call.Options with { HugeIntegersAsInt64 = true, IsPublic = true, Progress = null }, token);
    }
}
