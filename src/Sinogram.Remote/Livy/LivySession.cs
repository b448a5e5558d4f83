namespace Sinogram.Remote.Livy;

/// <summary>One Spark session of a Livy server: starts, runs statements one after the other, ends.</summary>
public sealed class LivySession
{
    private const int LogLines = 100;
    private const string Gone = "gone";

    private readonly LivyClient _client;

    private LivySession(LivyClient client, LivySessionInfo info) => (_client, Info) = (client, info);

    /// <summary>The session as it was when it was made or found.</summary>
    public LivySessionInfo Info { get; }

    private LivyOptions Options => _client.Options;

    /// <summary>Makes a session without waiting for it.</summary>
    public static async Task<LivySession> CreateAsync(LivyClient client, LivySessionRequest request, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(client);
        return new LivySession(client, await client.CreateSessionAsync(request, token).ConfigureAwait(false));
    }

    /// <summary>Makes a session and waits until it takes statements.</summary>
    /// <exception cref="LivySessionEndedException">It could not start; the message holds the reason from its log.</exception>
    public static async Task<LivySession> StartAsync(
        LivyClient client, LivySessionRequest request, IProgress<LivyStartProgress>? progress, CancellationToken token)
    {
        var session = await CreateAsync(client, request, token).ConfigureAwait(false);
        await session.WaitUntilReadyAsync(progress, token).ConfigureAwait(false);
        return session;
    }

    /// <summary>The session of a name, or null. Numbers are not enough: after a restart of the server they mean other sessions.</summary>
    public static async Task<LivySession?> FindAsync(LivyClient client, string name, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(client);
        return await client.FindSessionAsync(name, token).ConfigureAwait(false) is { } info ? new LivySession(client, info) : null;
    }

    /// <summary>Waits until the session takes statements, and tells its state and the end of its log about once a second.</summary>
    /// <exception cref="LivySessionEndedException">It could not start.</exception>
    public async Task WaitUntilReadyAsync(IProgress<LivyStartProgress>? progress, CancellationToken token)
    {
        var pause = new Pause(Options);
        var reported = Options.Time.GetTimestamp();
        progress?.Report(new LivyStartProgress(Info.State, []));
        while (true)
        {
            var state = await StateAsync(token).ConfigureAwait(false);
            if (LivyStates.IsReady(state))
            {
                return;
            }

            if (LivyStates.IsFinal(state) || state == Gone)
            {
                throw await EndedAsync(state, "could not start", null, token).ConfigureAwait(false);
            }

            if (progress is not null && Options.Time.GetElapsedTime(reported) >= Options.LongestPause)
            {
                progress.Report(new LivyStartProgress(state, await TailAsync(token).ConfigureAwait(false)));
                reported = Options.Time.GetTimestamp();
            }

            await pause.WaitAsync(token).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Runs a statement. When the token is cancelled, the statement is cancelled on the server, and after a few seconds the exception says whether it stopped.
    /// </summary>
    /// <param name="code">The code, whole.</param>
    /// <param name="kind">Another language than the session's.</param>
    /// <param name="progress">Told how far Spark's tasks are; never falls.</param>
    /// <param name="token">Interrupts the statement.</param>
    /// <exception cref="LivySessionEndedException">The session ended meanwhile.</exception>
    /// <exception cref="LivyInterruptedException">The token was cancelled.</exception>
    public async Task<LivyResult> RunAsync(string code, string? kind, IProgress<LivyProgress>? progress, CancellationToken token)
    {
        var statement = await SubmitAsync(code, kind, token).ConfigureAwait(false);
        var pause = new Pause(Options);
        var most = 0.0;
        try
        {
            while (!statement.IsFinished)
            {
                most = Math.Max(most, statement.Progress);
                progress?.Report(new LivyProgress(statement.State, most));
                await pause.WaitAsync(token).ConfigureAwait(false);
                statement = await LookAsync(statement.Id, token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            throw new LivyInterruptedException(await StopAsync(statement.Id).ConfigureAwait(false), token);
        }

        return statement.Output
            ?? new LivyResult.Error("Cancelled", "The statement was cancelled on the server before it gave a result.", []);
    }

    /// <summary>The last lines of the session's log.</summary>
    public Task<IReadOnlyList<string>> GetLogAsync(int lines, CancellationToken token) => _client.GetLogAsync(Info.Id, lines, token);

    /// <summary>Ends the session; false where the server did not have it any more.</summary>
    public Task<bool> DeleteAsync(CancellationToken token) => _client.DeleteSessionAsync(Info.Id, token);

    private async Task<LivyStatement> SubmitAsync(string code, string? kind, CancellationToken token)
    {
        try
        {
            return await SubmitOnceAsync(code, kind, token).ConfigureAwait(false);
        }
        catch (LivyException e) when (e.Status is 400 or 404 or 500)
        {
            var state = await StateAsync(token).ConfigureAwait(false);
            if (LivyStates.IsFinal(state) || state == Gone)
            {
                throw await EndedAsync(state, "does not take the statement", e, token).ConfigureAwait(false);
            }

            if (LivyStates.IsReady(state))
            {
                throw;
            }
        }

        // Refused because it still starts: the server has not taken the statement.
        await WaitUntilReadyAsync(null, token).ConfigureAwait(false);
        return await SubmitOnceAsync(code, kind, token).ConfigureAwait(false);
    }

    private async Task<LivyStatement> SubmitOnceAsync(string code, string? kind, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        // Not cancelled by the token: a statement that the server has taken must be known in order to be stopped.
        var submit = _client.SubmitAsync(Info.Id, code, kind, CancellationToken.None);
        try
        {
            return await submit.WaitAsync(token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            throw new LivyInterruptedException(await StopSubmittedAsync(submit).ConfigureAwait(false), token);
        }
    }

    private async Task<string?> StopSubmittedAsync(Task<LivyStatement> submit)
    {
        try
        {
            var statement = await submit.WaitAsync(Options.CancelWait, Options.Time, CancellationToken.None).ConfigureAwait(false);
            return await StopAsync(statement.Id).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or LivyException)
        {
            return "The server has not confirmed that it took the statement; it may run on the cluster.";
        }
    }

    private async Task<LivyStatement> LookAsync(int id, CancellationToken token)
    {
        var pause = new Pause(Options);
        var began = Options.Time.GetTimestamp();
        while (true)
        {
            try
            {
                return await _client.GetStatementAsync(Info.Id, id, token).ConfigureAwait(false);
            }
            catch (LivyException e) when (e.Status is 400 or 404 or 500)
            {
                var state = await StateAsync(token).ConfigureAwait(false);
                if (LivyStates.IsFinal(state) || state == Gone)
                {
                    throw await EndedAsync(state, "ended while the statement ran", e, token).ConfigureAwait(false);
                }

                if (e.Status == 404)
                {
                    throw new LivyException("The server no longer keeps this statement or its output.", 404, "It keeps the last 100 statements of a session (livy.rsc.retained-statements).", e);
                }

                if (Options.Time.GetElapsedTime(began) >= Options.StateWait)
                {
                    throw;
                }

                await pause.WaitAsync(token).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Cancels, waits a little, and says what goes on. Never /interrupt: that ends the session.</summary>
    private async Task<string?> StopAsync(int id)
    {
        using var limit = new CancellationTokenSource(Options.CancelWait, Options.Time);
        var state = "unknown";
        try
        {
            await _client.CancelAsync(Info.Id, id, limit.Token).ConfigureAwait(false);
            var pause = new Pause(Options);
            while (true)
            {
                var statement = await _client.GetStatementAsync(Info.Id, id, limit.Token).ConfigureAwait(false);
                if (statement.IsFinished)
                {
                    return null;
                }

                state = statement.State;
                await pause.WaitAsync(limit.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            return $"The statement is still running on the cluster (state {state}): the server stops Spark jobs, not other code. The session takes the next statement when it ends.";
        }
        catch (LivyException e)
        {
            return $"The server did not cancel the statement; it may still be running on the cluster. {e.Message}";
        }
    }

    private async Task<string> StateAsync(CancellationToken token)
    {
        try
        {
            return await _client.GetStateAsync(Info.Id, token).ConfigureAwait(false);
        }
        catch (LivyException e) when (e.Status == 404)
        {
            return Gone;
        }
    }

    private async Task<IReadOnlyList<string>> TailAsync(CancellationToken token)
    {
        try
        {
            return await GetLogAsync(LogLines, token).ConfigureAwait(false);
        }
        catch (LivyException)
        {
            // The log only helps to see why; its failure is not the failure to tell.
            return [];
        }
    }

    private async Task<LivySessionEndedException> EndedAsync(string state, string what, Exception? cause, CancellationToken token)
    {
        var log = state == Gone ? [] : await TailAsync(token).ConfigureAwait(false);
        var reason = state == Gone
            ? "the server no longer has it (an idle time-out, a restart of the server, or somebody ended it)"
            : LivyLog.Reason(log) is { } found ? $"state {state}: {found}" : $"state {state}, and its log gives no reason";
        return new LivySessionEndedException($"The Spark session {Info.Name ?? "number " + Info.Id} {what}: {reason}.", state, log, cause);
    }

    /// <summary>Pauses that double.</summary>
    private sealed class Pause(LivyOptions options)
    {
        private TimeSpan _next = options.FirstPause;

        public async Task WaitAsync(CancellationToken token)
        {
            await Task.Delay(_next, options.Time, token).ConfigureAwait(false);
            _next = _next * 2 < options.LongestPause ? _next * 2 : options.LongestPause;
        }
    }
}
