using Sinogram.Data.Engine;
using Sinogram.Data.Storage;

namespace Sinogram.Data;

public sealed partial class DuckDbEngine
{
    /// <summary>Lets statements read files that these copies hold in parts (<c>LocalCopies.OutlineAsync</c>): what a statement needs of them is fetched before it runs.</summary>
    public void ReadThrough(LocalCopies copies)
    {
        ArgumentNullException.ThrowIfNull(copies);
        _others = [.. _others, copies];
    }

    /// <summary>Brings what the SQL reads of storages to this machine, and looks at files that the engine might not survive.</summary>
    /// <param name="sql">The SQL.</param>
    /// <param name="options">Of the query.</param>
    /// <param name="mayRepeat">Should the engine read what is not there, the statement fails and is run again with the whole files: what its plan does not read is left out.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The SQL with the local files in place of the stored ones, and these.</returns>
    private (string Sql, IReadOnlyList<string> Files) Localize(string sql, QueryOptions options, bool mayRepeat, CancellationToken cancellationToken)
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
            if (_others.Length > 0) { files.AddRange(FileReferences.Find(local).Select(f => f.Location).Where(f => AnyOutlines([f]))); }
            if (AnyOutlines(files)) { FetchParts(local, files, options, inParts, mayRepeat, cancellationToken); }
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

    private bool AnyOutlines(IReadOnlyList<string> files) => _copies.AnyOutlines(files) || Array.Exists(_others, c => c.AnyOutlines(files));

    private void Fill(IReadOnlyList<string> files, WantedParts? wanted, QueryOptions options, CancellationToken cancellationToken)
    {
        foreach (var copies in _others.Prepend(_copies).Where(c => c.AnyOutlines(files))) { copies.FillAsync(files, wanted, Fetching(options, "stored files"), cancellationToken).GetAwaiter().GetResult(); }
    }

    /// <summary>Of stored Parquet files, fetches the columns that the statement reads, in the groups of rows that may hold what it looks for.</summary>
    private void FetchParts(string sql, IReadOnlyList<string> files, QueryOptions options, bool inParts, bool mayRepeat, CancellationToken cancellationToken)
    {
        WantedParts? wanted = null;
        if (inParts)
        {
            try
            {
                var plan = Ask(ScannedColumns.Explain(sql), options, cancellationToken);
                if (ScannedColumns.Of(plan, mayRepeat ? null : sql) is { } columns)
                {
                    var skipped = mayRepeat && SkippedGroups.Question(plan, [.. files.Where(f => AnyOutlines([f]))]) is { } question ? SkippedGroups.Of(Ask(question, new QueryOptions(), cancellationToken)) : [];
                    wanted = (file, group, column) => columns(column) && !skipped.Contains((file, group));
                }
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
        Fill(files, wanted, options, cancellationToken);
    }

    private Table Ask(string question, QueryOptions options, CancellationToken cancellationToken) =>
        new StatementRunner(_connection).Run(question, options with { RowLimit = null, Names = null, Progress = null }, cancellationToken).Table;

    private QueryResult RunLocal(string sql, IReadOnlyList<string> files, QueryOptions options, CancellationToken cancellationToken)
    {
        // First with what the plan reads, then with all that the statement names, then with the whole files.
        for (var mayRepeat = true; ;)
        {
            try
            {
                return new StatementRunner(_connection).Run(sql, options, cancellationToken);
            }
            catch (EngineException e) when (MayMissParts(e, files))
            {
                if (!mayRepeat) { FetchWhole(files, options, cancellationToken); }
                else { Stored(() => FetchParts(sql, files, options, ScannedColumns.CanTell(sql), mayRepeat: false, cancellationToken)); }
                mayRepeat = false;
            }
        }
    }

    /// <summary>It may have read what the plan did not tell: with the whole files it works, or fails for a reason of its own.</summary>
    private bool MayMissParts(EngineException error, IReadOnlyList<string> files) => AnyOutlines(files) && error.Kind is not ("Binder" or "Catalog" or "Parser" or "Parameter");

    private void FetchWhole(IReadOnlyList<string> files, QueryOptions options, CancellationToken cancellationToken) => Stored(() => Fill(files, null, options, cancellationToken));

    private static void Stored(Action fetch)
    {
        try
        {
            fetch();
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
}
