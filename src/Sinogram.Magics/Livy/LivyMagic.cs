using Sinogram.Core.Execution;
using Sinogram.Core.Magics;
using Sinogram.Data;
using Sinogram.Remote.Livy;

namespace Sinogram.Magics.Livy;

/// <summary><c>#!livy</c>: statements on a Spark cluster behind an Apache Livy server, over sessions that are found again by their name.</summary>
/// <remarks>
/// A session outlives a restart of the kernel. At the kernel's real end it is deleted where this kernel made it.
/// </remarks>
public sealed class LivyMagic : IMagic, IEndsWithSession
{
    private const int LogLines = 50;

    private static readonly OptionInfo Public = OptionInfo.Flag("public", "what the cluster tells carries no patient: no column is masked for its name");

    private static readonly OptionInfo StatementKind = OptionInfo.Choice("kind", "language of this statement (the session's)", LivyConnectLine.Kinds);

    private static readonly VerbInfo Run = new("", "Runs the text below on the cluster and shows its result, or keeps it with --out.", StatementKind, Public)
    {
        Body = BodyKind.Required,
        BodyLanguage = "the session's language: Python, Scala, SQL or R",
        HasResult = true,
        UsesConnection = true,
    };

    private static readonly VerbInfo Connect = new(
        "connect",
        "Starts a Spark session, or finds it again by its name, and waits until it is ready.",
        OptionInfo.Of("url", "URL", "address of the Livy server, without a user or password", 'u') with { Default = "the one of the connection of this name" },
        OptionInfo.Choice("kind", "language of the session (pyspark)", LivyConnectLine.Kinds),
        OptionInfo.Of("name", "NAME", "name of the session and of the connection", 'n') with { Default = LivyConnectLine.UsualName },
        new OptionInfo("conf", "a Spark property; secrets only as env:NAME or file:PATH") { Value = "KEY=VALUE", Alias = 'c', Many = true });

    private static readonly VerbInfo Sessions = new("sessions", "Lists the sessions of the server.") { HasResult = true, UsesConnection = true };

    private static readonly VerbInfo Log = new("log", "Shows the end of the session's log.", OptionInfo.Whole("lines", "how many lines", $"{LogLines}", 'n')) { UsesConnection = true };

    private static readonly VerbInfo Stop = new("stop", "Ends the session and frees its place on the cluster; the connection stays known.") { UsesConnection = true };

    private readonly TimeProvider _time;
    private readonly LivySessions _sessions;

    /// <param name="time">The clock.</param>
    /// <param name="options">Time limits; null for the usual ones.</param>
    public LivyMagic(TimeProvider time, LivyOptions? options = null)
    {
        _time = time;
        _sessions = new LivySessions((options ?? new LivyOptions()) with { Time = time });
    }

    /// <inheritdoc/>
    public MagicInfo Info { get; } = new(
        "livy",
        "Runs Python, Scala, SQL or R on a Spark cluster through an Apache Livy server.",
        [Run, Connect, Sessions, Log, Stop],
        "#!livy connect --url http://localhost:8998 --kind pyspark --name demo");

    /// <inheritdoc/>
    public async Task<object?> RunAsync(MagicInvocation invocation, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        try
        {
            return invocation.Verb.Name switch
            {
                "connect" => await ConnectAsync(invocation, token).ConfigureAwait(false),
                "sessions" => await ListAsync(invocation, token).ConfigureAwait(false),
                "log" => await ShowLogAsync(invocation, token).ConfigureAwait(false),
                "stop" => await StopAsync(invocation, token).ConfigureAwait(false),
                _ => await RunStatementAsync(invocation, token).ConfigureAwait(false),
            };
        }
        catch (LivyInterruptedException e)
        {
            if (e.StillRunning is { } text)
            {
                invocation.Context.Output.Stderr(text + "\n");
            }

            throw;
        }
        catch (LivyException e)
        {
            throw new MagicException(LivyErrorText.Describe(e), e.Hint, e);
        }
    }

    /// <inheritdoc/>
    public ValueTask EndAsync(SessionEnd end) => _sessions.EndAsync(end);

    private async Task<object?> ConnectAsync(MagicInvocation invocation, CancellationToken token)
    {
        var connection = LivyConnectLine.Read(invocation);
        var display = new StartDisplay(invocation.Context.Output, connection.Name, _time);
        try
        {
            var (session, how) = await _sessions.ConnectAsync(connection, invocation.Context.Connections, display, token).ConfigureAwait(false);
            display.Ready(session, how);
            if (how == LivySessions.FoundAgain && invocation.Has("conf"))
            {
                invocation.Context.Output.Stderr("The session runs already: --conf is kept for its next start. #!livy stop ends it.\n");
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            invocation.Context.Output.Stderr($"The session may go on starting on the cluster: #!livy connect --name {connection.Name} waits for it again, #!livy stop --connect {connection.Name} ends it.\n");
            throw;
        }

        return null;
    }

    private async Task<object?> RunStatementAsync(MagicInvocation invocation, CancellationToken token)
    {
        var output = invocation.Context.Output;
        var session = await _sessions.OpenAsync(invocation.Option(CommonOptions.Connect.Name), invocation.Context.Connections, token).ConfigureAwait(false);
        using var progress = new StatementProgress(output, _time);
        try
        {
            var result = await session.RunAsync(invocation.Body, invocation.Option("kind"), progress, token).ConfigureAwait(false);
            return LivyResultDisplay.Show(result, invocation.Option(CommonOptions.Out.Name) is not null, invocation.Has("public"), output);
        }
        catch (LivySessionEndedException)
        {
            _sessions.Forget(session);
            throw;
        }
    }

    private async Task<object?> ListAsync(MagicInvocation invocation, CancellationToken token)
    {
        var connection = _sessions.Find(invocation.Option(CommonOptions.Connect.Name), invocation.Context.Connections);
        using var client = _sessions.CreateClient(connection);
        var list = await client.ListSessionsAsync(token).ConfigureAwait(false);
        return Table.From(list.Select(s => new { name = s.Name, id = s.Id, kind = s.Kind, state = s.State, owner = s.Owner, app = s.AppId }));
    }

    private async Task<object?> ShowLogAsync(MagicInvocation invocation, CancellationToken token)
    {
        var lines = invocation.Whole("lines") ?? LogLines;
        if (lines is < 1 or > 10_000)
        {
            throw new MagicException($"--lines takes 1 to 10,000, not {lines}.");
        }

        var session = await _sessions.OpenAsync(invocation.Option(CommonOptions.Connect.Name), invocation.Context.Connections, token, ended: true).ConfigureAwait(false);
        var log = await session.GetLogAsync((int)lines, token).ConfigureAwait(false);
        invocation.Context.Output.Stdout(string.Concat(log.Select(l => l + "\n")));
        return null;
    }

    private async Task<object?> StopAsync(MagicInvocation invocation, CancellationToken token)
    {
        var session = await _sessions.OpenAsync(invocation.Option(CommonOptions.Connect.Name), invocation.Context.Connections, token, ended: true).ConfigureAwait(false);
        await session.DeleteAsync(token).ConfigureAwait(false);
        _sessions.Forget(session);
        invocation.Context.Output.Stdout($"The Spark session {session.Info.Name} is ended.\n");
        return null;
    }
}
