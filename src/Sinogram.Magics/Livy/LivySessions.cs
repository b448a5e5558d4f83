using Sinogram.Core.Configuration;
using Sinogram.Core.Execution;
using Sinogram.Core.Magics;
using Sinogram.Remote.Livy;

namespace Sinogram.Magics.Livy;

/// <summary>The sessions that this kernel uses: which connection each has, and which of them it made itself.</summary>
internal sealed class LivySessions(LivyOptions options)
{
    /// <summary>How a session was got that ran already.</summary>
    public const string FoundAgain = "found again";

    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(1.5);

    /// <summary>The property under which a kernel that restarts leaves the number of a session that it made.</summary>
    private const string HandedOn = "handed-on";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Live> _live = [];
    private string? _current;
    private IConnections? _store;

    /// <summary>Starts the session of a connection, or finds it again by its name; waits until it is ready.</summary>
    /// <returns>The session, and in a word how it was got.</returns>
    public async Task<(LivySession Session, string How)> ConnectAsync(
        Connection connection, IConnections store, IProgress<LivyStartProgress> progress, CancellationToken token)
    {
        var client = CreateClient(connection);
        var kept = false;
        try
        {
            var session = await LivySession.FindAsync(client, connection.Name, token).ConfigureAwait(false);
            var how = session is null ? "started" : FoundAgain;
            if (session is not null && LivyStates.IsFinal(session.Info.State))
            {
                // A session that has ended keeps its name until it is deleted.
                await session.DeleteAsync(token).ConfigureAwait(false);
                how = $"started in place of one that had ended (state {session.Info.State})";
                session = null;
            }

            CheckKind(session, connection);
            var made = session is null || TakesOver(connection, session, store);
            session ??= await LivySession.CreateAsync(client, await RequestAsync(connection, store, token).ConfigureAwait(false), token).ConfigureAwait(false);
            store.Put(Without(connection, HandedOn));
            _store = store;
            Keep(connection.Name, new Live(client, session, made));
            kept = true;
            await WaitAsync(session, client, made, progress, token).ConfigureAwait(false);
            return (session, how);
        }
        finally
        {
            if (!kept)
            {
                client.Dispose();
            }
        }
    }

    /// <summary>The session to work with: the named one, else the last one connected, else the only one known; found again on the server where this kernel does not have it.</summary>
    /// <param name="name">The connection, or null.</param>
    /// <param name="store">Known connections.</param>
    /// <param name="token">Cancels.</param>
    /// <param name="ended">Also a session that has ended, to see its log or to delete it.</param>
    public async Task<LivySession> OpenAsync(string? name, IConnections store, CancellationToken token, bool ended = false)
    {
        var connection = Find(name, store);
        if (Get(connection.Name) is { } live)
        {
            // Numbers begin anew when the server restarts: the one at hand may be somebody else's session by now.
            if (await IsStillAsync(live.Session, live.Client, token).ConfigureAwait(false))
            {
                return live.Session;
            }

            Forget(live.Session);
        }

        var client = CreateClient(connection);
        var session = await LivySession.FindAsync(client, connection.Name, token).ConfigureAwait(false);
        if (session is null || (!ended && LivyStates.IsFinal(session.Info.State)))
        {
            client.Dispose();
            throw new MagicException(
                session is null ? $"The server has no Spark session {connection.Name}." : $"The Spark session {connection.Name} has ended (state {session.Info.State}).",
                $"#!livy connect --name {connection.Name} starts it.");
        }

        CheckKind(session, connection);
        Keep(connection.Name, new Live(client, session, TakesOver(connection, session, store)));
        _store = store;
        if (!ended)
        {
            await WaitAsync(session, client, false, null, token).ConfigureAwait(false);
        }

        return session;
    }

    /// <summary>The connection to work with.</summary>
    public Connection Find(string? name, IConnections store)
    {
        name ??= _current;
        var known = store.List(LivyConnectLine.ConnectionKind);
        if (name is null && known.Count == 1)
        {
            return known[0];
        }

        if (name is null)
        {
            throw known.Count == 0
                ? new MagicException("There is no Livy connection.", "#!livy connect --url http://HOST:8998 starts a Spark session.")
                : new MagicException("There are several Livy connections.", $"Pick one with --connect: {string.Join(", ", known.Select(c => c.Name))}.");
        }

        return store.Find(LivyConnectLine.ConnectionKind, name)
            ?? throw new MagicException(
                $"There is no Livy connection '{name}'.",
                Suggestion.For(name, known.Select(c => c.Name), "--connect ") ?? $"#!livy connect --url http://HOST:8998 --name {name}");
    }

    public LivyClient CreateClient(Connection connection) => new(new Uri(connection.Url), options);

    /// <summary>The session has ended: the next use looks for it anew.</summary>
    public void Forget(LivySession session)
    {
        lock (_lock)
        {
            foreach (var (name, live) in _live.Where(p => ReferenceEquals(p.Value.Session, session)).ToList())
            {
                _live.Remove(name);
                live.Client.Dispose();
            }
        }
    }

    /// <summary>The kernel ends: for good, the sessions that it made are deleted; at a restart they stay, to be found again by their names.</summary>
    public async ValueTask EndAsync(SessionEnd end)
    {
        List<Live> all;
        lock (_lock)
        {
            if (end == SessionEnd.Restart)
            {
                HandOn();
            }

            all = [.. _live.Values];
            _live.Clear();
        }

        await Task.WhenAll(all.Where(l => l.Made && end == SessionEnd.Final).Select(l => DeleteAsync(l.Session, l.Client))).ConfigureAwait(false);
        all.ForEach(l => l.Client.Dispose());
    }

    /// <summary>Leaves word for the kernel that follows that these sessions are its to delete.</summary>
    private void HandOn()
    {
        foreach (var (name, live) in _live.Where(p => p.Value.Made))
        {
            if (_store?.Find(LivyConnectLine.ConnectionKind, name) is { } connection)
            {
                var properties = new Dictionary<string, string>(connection.Properties) { [HandedOn] = Mark(live.Session) };
                _store.Put(connection with { Properties = properties });
            }
        }
    }

    /// <summary>Whether the kernel before this one made the session and left it at its restart; then it is this kernel's to delete.</summary>
    private static bool TakesOver(Connection connection, LivySession session, IConnections store)
    {
        if (connection.Properties.GetValueOrDefault(HandedOn) != Mark(session))
        {
            return false;
        }

        store.Put(Without(connection, HandedOn));
        return true;
    }

    private static string Mark(LivySession session) => session.Info.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static Connection Without(Connection connection, string property) =>
        connection with { Properties = connection.Properties.Where(p => p.Key != property).ToDictionary() };

    private async Task DeleteAsync(LivySession session, LivyClient client)
    {
        using var limit = new CancellationTokenSource(EndTime, options.Time);
        try
        {
            if (await IsStillAsync(session, client, limit.Token).ConfigureAwait(false))
            {
                await session.DeleteAsync(limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is LivyException or OperationCanceledException)
        {
            // Nobody is left to tell; the server ends an idle session by itself after its time-out.
        }
    }

    private static async Task<bool> IsStillAsync(LivySession session, LivyClient client, CancellationToken token) =>
        await client.FindSessionAsync(session.Info.Name ?? "", token).ConfigureAwait(false) is { } now && now.Id == session.Info.Id;

    private async Task WaitAsync(LivySession session, LivyClient client, bool made, IProgress<LivyStartProgress>? progress, CancellationToken token)
    {
        try
        {
            await session.WaitUntilReadyAsync(progress, token).ConfigureAwait(false);
        }
        catch (LivySessionEndedException)
        {
            if (made)
            {
                // It would keep its name.
                await DeleteAsync(session, client).ConfigureAwait(false);
            }

            Forget(session);
            throw;
        }
    }

    private static async Task<LivySessionRequest> RequestAsync(Connection connection, IConnections store, CancellationToken token) =>
        new(connection.Name, KindOf(connection), await LivyConnectLine.ConfOf(connection, store, token).ConfigureAwait(false));

    private static string KindOf(Connection connection) => connection.Properties.GetValueOrDefault(LivyConnectLine.KindProperty) ?? LivyConnectLine.Kinds[0];

    private static void CheckKind(LivySession? session, Connection connection)
    {
        if (session is not null && session.Info.Kind != KindOf(connection))
        {
            throw new MagicException(
                $"The server has a session {connection.Name} of kind {session.Info.Kind}, not {KindOf(connection)}.", "Take another --name, or its --kind; #!livy stop ends it.");
        }
    }

    private Live? Get(string name)
    {
        lock (_lock)
        {
            return _live.GetValueOrDefault(name);
        }
    }

    private void Keep(string name, Live live)
    {
        lock (_lock)
        {
            if (_live.Remove(name, out var before))
            {
                live = live with { Made = live.Made || (before.Made && before.Session.Info.Id == live.Session.Info.Id) };
                before.Client.Dispose();
            }

            _live[name] = live;
            _current = name;
        }
    }

    private sealed record Live(LivyClient Client, LivySession Session, bool Made);
}
