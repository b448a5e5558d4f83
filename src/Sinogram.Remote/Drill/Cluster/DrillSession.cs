using System.Runtime.CompilerServices;
using Sinogram.Data;
using Sinogram.Remote.Drill.Embedded.Statements;
using Sinogram.Remote.Drill.Export;
using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Cluster;

/// <summary>
/// Statements on a cluster one after the other: what USE and SET set holds for those behind them, as on the embedded engine, though a server without logins
/// takes each request for a session of its own. One login, one cookie, one pool of connections.
/// </summary>
public sealed class DrillSession : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _options = new(StringComparer.OrdinalIgnoreCase);
    private string? _schema;

    /// <exception cref="DrillException">The address or the certificates cannot be used.</exception>
    public DrillSession(DrillServerOptions options) => Client = new DrillClient(options);

    public DrillClient Client { get; }

    /// <summary>Runs a statement and gives its rows as one table; see <see cref="DrillQuery.RunAsync"/>.</summary>
    public async Task<DrillResult> RunAsync(string sql, DrillQueryOptions options, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(options);
        var result = await SuggestingAsync(() => TryAsync(sql, options, (s, o) => Client.Query(s, o).RunAsync(token)), token).ConfigureAwait(false);
        return Keep(sql, result.Table) is { } notice ? result with { Notices = [.. result.Notices, notice] } : result;
    }

    /// <summary>Runs a statement and writes its rows to a file: JSON lines where no format is given. The file is there whole or not at all.</summary>
    /// <returns>The number of rows.</returns>
    public Task<long> ExportAsync(string sql, DrillQueryOptions options, string location, ExportFormat? format, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(options);
        return SuggestingAsync(
            () => TryAsync(sql, options, (s, o) => format is { } kind
                ? BatchExport.WriteAsync(BatchesAsync(Client.Query(s, o), o.RowLimit, token), location, kind, token)
                : Client.Query(s, o).ExportJsonLinesAsync(location, token)),
            token);
    }

    public void Dispose() => Client.Dispose();

    /// <summary>Runs, and says of what is not there what may have been meant.</summary>
    private async Task<T> SuggestingAsync<T>(Func<Task<T>> run, CancellationToken token)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (DrillException e)
        {
            if (await DrillSuggestions.ForAsync(Client, e.Message, token).ConfigureAwait(false) is not { } near) { throw; }
            throw new DrillException(e.Message, e.Offset, near, e);
        }
    }

    /// <summary>Runs a statement with what was set before, and once more where it means the folder of a workspace and does not say so.</summary>
    private async Task<T> TryAsync<T>(string sql, DrillQueryOptions options, Func<string, DrillQueryOptions, Task<T>> run)
    {
        DrillException refused;
        WholeWorkspace whole;
        var (all, isOurs) = With(options);
        try
        {
            return await run(sql, all).ConfigureAwait(false);
        }
        catch (DrillException e) when (isOurs && e.Message == DrillQuery.NotSubmitted)
        {
            Forget();
            throw new DrillException(e.Message, hint: "What USE and SET set before is not valid there any more, and is forgotten now: run the statement again. " + e.Hint, inner: e);
        }
        catch (DrillException e) when (WholeWorkspace.Of(sql, e) is { } found)
        {
            (refused, whole) = (e, found);
        }
        try
        {
            return await run(whole.Sql, all).ConfigureAwait(false);
        }
        catch (DrillException e)
        {
            // There is no such workspace either.
            if (e.Message.StartsWith("Object '", StringComparison.Ordinal) || e.Message.StartsWith("Schema ", StringComparison.Ordinal)) { throw refused; }
            throw new DrillException(e.Message, e.Offset is { } place ? whole.Own(place) : null, e.Hint, e);
        }
    }

    /// <summary>The options of a call over those of the session; and whether any of the session's are among them.</summary>
    private (DrillQueryOptions Options, bool IsOurs) With(DrillQueryOptions options)
    {
        lock (_lock)
        {
            if (_schema is null && _options.Count == 0) { return (options, false); }
            var all = new Dictionary<string, string>(_options, StringComparer.OrdinalIgnoreCase);
            foreach (var (name, value) in options.Options) { all[name] = value; }
            return (options with { DefaultSchema = options.DefaultSchema ?? _schema, Options = all }, true);
        }
    }

    /// <summary>Takes note of what a statement that has run set; gives a word where it does not last.</summary>
    private string? Keep(string sql, Table answer)
    {
        SqlStatement statement;
        try
        {
            statement = SqlParser.Parse(sql);
        }
        catch (DrillException)
        {
            // Drill knows statements that are none of the dialect here; they set nothing that is kept.
            return null;
        }
        lock (_lock)
        {
            switch (statement)
            {
                case UseStatement use: _schema = Changed(answer) ?? string.Join('.', use.Schema.Select(p => p.Value)); break;
                case SetStatement { Value: { } value, Scope: not "SYSTEM" } set: _options[set.Option] = SessionStatements.ValueOf(value); break;
                case ResetStatement { Scope: not "SYSTEM", Option: null }: _options.Clear(); break;
                case ResetStatement { Scope: not "SYSTEM", Option: { } option }: _options.Remove(option); break;
                case CreateTableStatement { Temporary: true }: return "A cluster keeps a temporary table for one request only: the next cell does not find it. Make it in a workspace that is writable, such as dfs.tmp, and drop it at the end.";
            }
        }
        return null;
    }

    /// <summary>The schema by its whole name: USE takes one that begins at the schema before.</summary>
    private static string? Changed(Table answer) => answer is { RowCount: 1 } && answer.Contains("summary") && answer.GetValue(0, "summary") is string summary && summary.IndexOf('[', StringComparison.Ordinal) is >= 0 and var open && summary.LastIndexOf(']') is var close && close > open
        ? summary[(open + 1)..close]
        : null;

    private void Forget()
    {
        lock (_lock)
        {
            _schema = null;
            _options.Clear();
        }
    }

    /// <summary>The rows, at most as many as are wanted.</summary>
    private static async IAsyncEnumerable<Table> BatchesAsync(DrillQuery query, long? limit, [EnumeratorCancellation] CancellationToken token)
    {
        var left = limit ?? long.MaxValue;
        await foreach (var batch in query.StreamAsync(token).ConfigureAwait(false))
        {
            yield return batch.RowCount > left ? batch.Slice(0, left) : batch;
            left -= Math.Min(left, batch.RowCount);
        }
    }
}
