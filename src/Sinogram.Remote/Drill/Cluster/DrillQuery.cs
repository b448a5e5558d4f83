using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Sinogram.Data;
using Sinogram.Remote.Drill.Cluster.Results;
using Sinogram.Remote.Drill.Export;

namespace Sinogram.Remote.Drill.Cluster;

/// <summary>
/// One query on a cluster. Its rows count only once the answer ends with the state COMPLETED; everything else is an error with Drill's own reason, and rows that
/// came before it are not a result.
/// </summary>
public sealed class DrillQuery
{
    internal const string NotSubmitted = "Drill refuses the query before it looks at it: Query submission failed.";

    private readonly DrillClient _client;
    private readonly DrillQueryOptions _options;
    private readonly string _sql;
    private readonly Func<int, int> _place;
    private readonly char _quote;
    private long _rows;

    internal DrillQuery(DrillClient client, string sql, DrillQueryOptions options)
    {
        ArgumentNullException.ThrowIfNull(sql);
        (_client, _options) = (client, options);
        _quote = options.Options.GetValueOrDefault("planner.parser.quoting_identifiers") is [var q] ? q : '`';
        (_sql, _place) = DrillParameterText.Bind(sql, options.Parameters, _quote);
    }

    /// <summary>The query's id on the server, once it is known.</summary>
    public string? Id { get; private set; }

    /// <summary>The rows came with their types behind them: a server before 1.19.</summary>
    public bool IsOldServer { get; private set; }

    /// <summary>Runs it and gives its rows as one table.</summary>
    /// <exception cref="DrillException">It failed, or gave no whole answer.</exception>
    /// <exception cref="DrillInterruptedException">The token was cancelled; the message says in what state the query was left.</exception>
    public async Task<DrillResult> RunAsync(CancellationToken token)
    {
        var batches = new List<Table>();
        await foreach (var batch in StreamAsync(token).ConfigureAwait(false)) { batches.Add(batch); }
        var table = ResultTables.Join(batches);
        var more = _options.RowLimit is { } limit && table.RowCount > limit;
        return new DrillResult(more ? table.Slice(0, _options.RowLimit!.Value) : table, more)
        {
            QueryId = Id,
            Notices = IsOldServer ? ["This server is older than Drill 1.19: it sends every value as text, and types only at the end."] : [],
        };
    }

    /// <summary>Runs it and gives its rows in tables of some ten thousand rows, in constant memory. They are a result only if the enumeration ends without an exception.</summary>
    public IAsyncEnumerable<Table> StreamAsync(CancellationToken token) => StreamAsync((names, types) => new RowParser(names, types), token);

    /// <summary>Runs it and writes its rows to a file of JSON lines as they come, in constant memory: see <see cref="JsonLinesFile"/>. The file is there whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="token">Stops it.</param>
    /// <returns>The number of rows.</returns>
    /// <exception cref="DrillException">It failed, or gave no whole answer.</exception>
    public Task<long> ExportJsonLinesAsync(string path, CancellationToken token) =>
        JsonLinesFile.WriteAsync(StreamAsync((names, types) => new AnswerLines(names, types, _options.RowLimit ?? long.MaxValue), token), path, token);

    private async IAsyncEnumerable<TBatch> StreamAsync<TBatch>(Func<IReadOnlyList<string>, IReadOnlyList<string>, IRowReader<TBatch>> create, [EnumeratorCancellation] CancellationToken token)
    {
        var limit = _options.Timeout ?? _client.Options.QueryTimeout;
        using var timer = new CancellationTokenSource(limit, _client.Options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, token);
        using var watch = CancellationTokenSource.CreateLinkedTokenSource(both.Token);
        var watching = _options.Progress is null ? Task.CompletedTask : WatchAsync(_options.Progress, watch.Token);
        var enumerator = BatchesAsync(create, both.Token).GetAsyncEnumerator(both.Token);
        var ended = false;
        try
        {
            while (true)
            {
                bool more;
                try
                {
                    more = await enumerator.MoveNextAsync().ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (token.IsCancellationRequested)
                {
                    ended = true;
                    throw new DrillInterruptedException(await StopAsync().ConfigureAwait(false), token);
                }
                catch (OperationCanceledException) when (timer.IsCancellationRequested)
                {
                    ended = true;
                    var state = await StopAsync().ConfigureAwait(false);
                    throw new DrillException($"The query was not done within {limit.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s. {state}", hint: "--timeout SECONDS gives it more time.");
                }
                catch (DrillException)
                {
                    ended = true;
                    throw;
                }
                if (!more)
                {
                    ended = true;
                    break;
                }
                yield return enumerator.Current;
            }
        }
        finally
        {
            await watch.CancelAsync().ConfigureAwait(false);
            // Who takes no more rows has no use for the rest of the query.
            if (!ended) { await both.CancelAsync().ConfigureAwait(false); }
            await enumerator.DisposeAsync().ConfigureAwait(false);
            if (!ended) { await StopAsync().ConfigureAwait(false); }
            await watching.ConfigureAwait(false);
        }
    }

    private JsonObject Request()
    {
        var options = new JsonObject { ["drill.exec.http.rest.errors.verbose"] = "true" };
        foreach (var (name, value) in _options.Options) { options[name] = value; }
        var body = new JsonObject { ["queryType"] = "SQL", ["query"] = _sql, ["options"] = options };
        // One row more tells that there are more.
        if (_options.RowLimit is { } limit) { body["autoLimit"] = (limit + 1).ToString(CultureInfo.InvariantCulture); }
        if (_options.DefaultSchema is { } schema) { body["defaultSchema"] = schema; }
        if (_client.Options.RunAs is { } user) { body["userName"] = user; }
        return body;
    }

    private async IAsyncEnumerable<TBatch> BatchesAsync<TBatch>(Func<IReadOnlyList<string>, IReadOnlyList<string>, IRowReader<TBatch>> create, [EnumeratorCancellation] CancellationToken token)
    {
        using var response = await _client.PostQueryAsync(Request(), token).ConfigureAwait(false);
        var type = response.Content.Headers.ContentType?.MediaType;
        if (response.StatusCode != HttpStatusCode.OK || type == "text/html") { throw await RefusedAsync(response, type, token).ConfigureAwait(false); }
        using var body = await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false);
        var reader = new ResultReader<TBatch>(body, create) { Identified = id => Id = id };
        var batches = reader.ReadAsync(token).GetAsyncEnumerator(token);
        await using (batches.ConfigureAwait(false))
        {
            while (true)
            {
                bool more;
                try
                {
                    more = await batches.MoveNextAsync().ConfigureAwait(false);
                }
                catch (Exception e) when (e is ResultFormatException or IOException or InvalidDataException or HttpRequestException or TableException)
                {
                    throw await BrokenAsync(reader.Summary, e, token).ConfigureAwait(false);
                }
                if (!more) { break; }
                _rows = reader.Summary.Rows;
                IsOldServer |= reader.Summary.TypesCameLast;
                yield return batches.Current;
            }
        }
        if (reader.Summary.State != "COMPLETED") { throw await FailedAsync(reader.Summary, token).ConfigureAwait(false); }
    }

    private async Task<DrillException> RefusedAsync(HttpResponseMessage response, string? type, CancellationToken token)
    {
        var text = await _client.TextAsync(response, token).ConfigureAwait(false);
        if (type == "text/html") { return DrillAnswers.NoAnswer(_client.Place, response.StatusCode, type, text); }
        var message = DrillAnswers.Message(text);
        if (message is "Query submission failed")
        {
            return new DrillException(NotSubmitted, hint: "A schema (--schema), an option (--set) or the user to run as is not known to the server; it does not say which.");
        }
        if (message is not null && DrillReasons.IsVague(message)) { return await WithReasonAsync(message, token).ConfigureAwait(false); }
        return DrillAnswers.NoAnswer(_client.Place, response.StatusCode, type, text);
    }

    /// <summary>The answer was cut, or is no JSON any more: mostly because the query failed in another fragment.</summary>
    private async Task<DrillException> BrokenAsync(ResultSummary summary, Exception cause, CancellationToken token)
    {
        var profile = await ProfileAsync(p => DrillClient.StateOf(p) is "FAILED" or "CANCELED", token).ConfigureAwait(false);
        var state = profile is { } json ? DrillClient.StateOf(json) : null;
        if (state == "CANCELED") { return new DrillException($"The query was cancelled on the server{After(summary)}.", inner: cause); }
        if (state == "FAILED" && DrillReasons.Of(null, profile) is { } reason) { return Error(reason, summary, cause); }
        return new DrillException(
            $"The answer of the Drill server at {_client.Place} is not whole{After(summary)}: {(cause is InvalidDataException ? "its gzip is damaged." : cause.Message)} No part of it is kept.",
            hint: "Run the query again; where it happens again, the server's log says more.",
            inner: cause);
    }

    private async Task<DrillException> FailedAsync(ResultSummary summary, CancellationToken token)
    {
        if (summary.State is "CANCELED" or "CANCELLATION_REQUESTED") { return new DrillException($"The query was cancelled on the server{After(summary)}."); }
        if (summary.ErrorMessage is { } message && !DrillReasons.IsVague(message)) { return Error(DrillReasons.Of(message, null)!, summary, null); }
        var profile = await ProfileAsync(p => DrillReasons.Of(null, p) is { } r && !DrillReasons.IsVague(r), token).ConfigureAwait(false);
        var reason = DrillReasons.Of(summary.ErrorMessage, profile);
        return reason is null
            ? new DrillException($"The query {(summary.State is null ? "ended without a state" : "failed")}{After(summary)}, and the server tells no reason.", hint: Id is null ? null : $"#!drill profile {Id} shows what is known.")
            : Error(reason, summary, null);
    }

    private async Task<DrillException> WithReasonAsync(string message, CancellationToken token)
    {
        await IdentifyAsync(running: false, token).ConfigureAwait(false);
        var profile = await ProfileAsync(p => DrillReasons.Of(null, p) is not null, token).ConfigureAwait(false);
        var reason = DrillReasons.Of(message, profile) ?? message;
        return DrillHints.For(reason) is null && DrillReasons.IsVague(reason)
            ? new DrillException($"The Drill server at {_client.Place} failed the query and tells no reason: {reason}", hint: "The server's log says more; #!drill profile lists its last queries.")
            : Error(reason, new ResultSummary(), null);
    }

    private DrillException Error(string reason, ResultSummary summary, Exception? inner)
    {
        var place = ErrorPlaces.Find(reason, _sql, _quote);
        // The line and column of what was sent are not those of the cell: the caret tells the place.
        var told = place is null ? reason : ErrorPlaces.Without(reason);
        var text = summary.Rows > 0 ? $"The query failed{After(summary)}, none of which are kept: {told}" : told;
        return new DrillException(text, place is { } sent ? _place(sent) : null, DrillHints.For(reason) ?? ErrorPlaces.ReservedWord(reason, _sql, _quote), inner);
    }

    private static string After(ResultSummary summary) => summary.Rows > 0 ? $" after {summary.Rows.ToString("N0", CultureInfo.InvariantCulture)} {(summary.Rows == 1 ? "row" : "rows")}" : "";

    /// <summary>The profile, asked again for a while until it tells what is wanted: a failed state may be there before its reason.</summary>
    private async Task<System.Text.Json.JsonElement?> ProfileAsync(Func<System.Text.Json.JsonElement, bool> enough, CancellationToken token)
    {
        System.Text.Json.JsonElement? profile = null;
        for (var attempt = 0; Id is not null && attempt < 6; attempt++)
        {
            if (attempt > 0) { await Task.Delay(_client.Options.Pause, _client.Options.Time, token).ConfigureAwait(false); }
            try
            {
                profile = await _client.ProfileAsync(Id, token).ConfigureAwait(false) ?? profile;
            }
            catch (DrillException)
            {
                return profile;
            }
            if (profile is { } json && enough(json)) { return profile; }
        }
        return profile;
    }

    /// <summary>The id of this query in the server's list, where no answer has told it yet.</summary>
    private async Task<string?> FindAsync(bool running, CancellationToken token)
    {
        try
        {
            var lists = await _client.ProfilesAsync(token).ConfigureAwait(false);
            return ProfileList.Read(lists, running ? ["runningQueries"] : ["runningQueries", "finishedQueries"]).Where(q => ProfileList.IsSame(q.Query, _sql)).MaxBy(q => q.Start)?.Id;
        }
        catch (DrillException)
        {
            return null;
        }
    }

    /// <summary>Looks for the query's id where it is not known. The answer may tell it meanwhile, and is then right.</summary>
    private async Task IdentifyAsync(bool running, CancellationToken token)
    {
        if (Id is null)
        {
            var found = await FindAsync(running, token).ConfigureAwait(false);
            Id ??= found;
        }
    }

    /// <summary>Cancels the query on the server, waits a while for its end, and says in what state it is.</summary>
    private async Task<string> StopAsync()
    {
        using var limit = new CancellationTokenSource(_client.Options.CancelWait, _client.Options.Time);
        var state = "UNKNOWN";
        try
        {
            await IdentifyAsync(running: true, limit.Token).ConfigureAwait(false);
            if (Id is null) { return "The server did not tell the query's id: whether it still runs there is not known."; }
            await _client.CancelAsync(Id, limit.Token).ConfigureAwait(false);
            while (state is not ("CANCELED" or "FAILED" or "COMPLETED"))
            {
                if (await _client.ProfileAsync(Id, limit.Token).ConfigureAwait(false) is { } profile) { state = DrillClient.StateOf(profile); }
                if (state is "CANCELED" or "FAILED" or "COMPLETED") { break; }
                await Task.Delay(_client.Options.Pause, _client.Options.Time, limit.Token).ConfigureAwait(false);
            }
            return $"The query {Id} was cancelled; it ended as {state}.";
        }
        catch (Exception e) when (e is OperationCanceledException or DrillException)
        {
            return Id is null
                ? "The server did not tell the query's id: whether it still runs there is not known."
                : $"The query {Id} was asked to stop and is still {state} on the server after {_client.Options.CancelWait.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s; #!drill profile {Id} shows it.";
        }
    }

    private async Task WatchAsync(IProgress<DrillProgress> progress, CancellationToken token)
    {
        try
        {
            while (true)
            {
                await Task.Delay(_client.Options.Pause, _client.Options.Time, token).ConfigureAwait(false);
                try
                {
                    await IdentifyAsync(running: true, token).ConfigureAwait(false);
                    if (Id is not null && await _client.ProfileAsync(Id, token).ConfigureAwait(false) is { } profile) { progress.Report(ProfileList.Progress(profile, _rows)); }
                }
                catch (DrillException)
                {
                    // Progress is a courtesy: the query itself tells what is wrong.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The query is done.
        }
    }
}
