using Sinogram.Data.Engine;
using Sinogram.Data.Storage;

namespace Sinogram.Data;

public sealed partial class DuckDbEngine
{
    /// <summary>Brings what the SQL reads of storages to this machine, and looks at files that the engine might not survive.</summary>
    /// <returns>The SQL with the local files in place of the stored ones, and these.</returns>
    private (string Sql, IReadOnlyList<string> Files) Localize(string sql, QueryOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var files = new List<string>();
            var inParts = ScannedColumns.CanTell(sql);
            var local = RemoteFiles.Localize(sql, location =>
            {
                var progress = Fetching(options, location);
                var fetched = (inParts ? _copies.OutlineAsync(location, progress, cancellationToken) : _copies.FetchAsync(location, progress, cancellationToken)).GetAwaiter().GetResult();
                files.AddRange(fetched.Files);
                return fetched;
            });
            if (_copies.AnyOutlines(files)) { FetchColumns(local, files, options, inParts, cancellationToken); }
            if (local.Contains("json", StringComparison.OrdinalIgnoreCase))
            {
                foreach (var file in FileReferences.Find(local).Where(f => f.IsJson)) { GuardJson(file.Location, cancellationToken); }
                foreach (var value in options.Parameters.Values.Concat(options.Positional).OfType<string>()) { GuardJson(value, cancellationToken); }
            }
            return (local, files);
        }
        catch (StorageException e)
        {
            throw new EngineException(e.Message, "IO", sql, inner: e);
        }
    }

    /// <summary>Of stored Parquet files, fetches the columns that the statement reads.</summary>
    private void FetchColumns(string sql, IReadOnlyList<string> files, QueryOptions options, bool inParts, CancellationToken cancellationToken)
    {
        Func<string, bool>? wanted = null;
        if (inParts)
        {
            try
            {
                wanted = ScannedColumns.Of(sql, new StatementRunner(_connection).Run(ScannedColumns.Explain(sql), options with { RowLimit = null, Names = null, Progress = null }, cancellationToken).Table);
            }
            catch (EngineException e) when (e.Kind is "Binder" or "Catalog" or "Parameter")
            {
                // The statement itself will fail so.
                return;
            }
            catch (EngineException)
            {
                // No plan without data: all of it.
            }
        }
        _copies.FillAsync(files, wanted, Fetching(options, "stored files"), cancellationToken).GetAwaiter().GetResult();
    }

    private QueryResult RunLocal(string sql, IReadOnlyList<string> files, QueryOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return new StatementRunner(_connection).Run(sql, options, cancellationToken);
        }
        catch (EngineException e) when (MayMissParts(e, files))
        {
            FetchWhole(files, options, cancellationToken);
            return new StatementRunner(_connection).Run(sql, options, cancellationToken);
        }
    }

    /// <summary>It may have read what the plan did not tell: with the whole files it works, or fails for a reason of its own.</summary>
    private bool MayMissParts(EngineException error, IReadOnlyList<string> files) => _copies.AnyOutlines(files) && error.Kind is not ("Binder" or "Catalog" or "Parser" or "Parameter");

    private void FetchWhole(IReadOnlyList<string> files, QueryOptions options, CancellationToken cancellationToken)
    {
        try
        {
            _copies.FillAsync(files, null, Fetching(options, "stored files"), cancellationToken).GetAwaiter().GetResult();
        }
        catch (StorageException e)
        {
            throw new EngineException(e.Message, "IO", inner: e);
        }
    }

    private static FetchProgress? Fetching(QueryOptions options, string what) => options.Progress is { } listener ? new FetchProgress(listener, what) : null;

    private void GuardJson(string pattern, CancellationToken cancellationToken)
    {
        if (pattern.Contains('\0', StringComparison.Ordinal)) { return; }
        // The engine's own patterns.
        string[] files = [pattern];
        if (!File.Exists(pattern))
        {
            try
            {
                files = new StatementRunner(_connection).Run("SELECT file FROM glob($pattern)", new QueryOptions { Parameters = new Dictionary<string, object?> { ["pattern"] = pattern } }, cancellationToken).Table["file"].ToArray<string>();
            }
            catch (EngineException)
            {
                // No pattern: what the statement makes of it, it says itself.
                return;
            }
        }
        foreach (var file in files) { _json.Check(file, cancellationToken); }
    }

    /// <summary>Tells a query's listener what is being fetched.</summary>
    private sealed class FetchProgress(IProgress<QueryProgress> listener, string what) : IProgress<(long Done, long Total)>
    {
        public void Report((long Done, long Total) value) => listener.Report(new QueryProgress(value.Total > 0 ? Math.Min(1, (double)value.Done / value.Total) : null, 0)
        {
            Stage = $"fetching {what}: {value.Done / 1e6:N1} of {value.Total / 1e6:N1} MB",
        });
    }
}
