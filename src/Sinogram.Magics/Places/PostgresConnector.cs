using System.Globalization;
using Sinogram.Core.Configuration;
using Sinogram.Core.Execution;
using Sinogram.Core.Magics;
using Sinogram.Data;
using Sinogram.Data.Postgres;

namespace Sinogram.Magics.Places;

/// <summary><c>#!connect postgres</c>: names a PostgreSQL server, and makes its SQL a language of the notebook.</summary>
internal sealed class PostgresConnector : ILanguageConnector
{
    public const string Kind = "postgres";

    public VerbInfo Verb { get; } = new(
        Kind, "Names a PostgreSQL server; #!NAME then selects its SQL, and new PostgresDatabase(\"NAME\") is the same server in C#.",
        OptionInfo.Of("name", "NAME", "the connection's name") with { Default = "the selector" },
        OptionInfo.Of("kernel-name", "NAME", "the selector") with { Default = "the name" },
        OptionInfo.Of("url", "URL", "the server, postgresql://HOST:5432/DATABASE"),
        OptionInfo.Of("user", "USER", "the account"),
        OptionInfo.Of("password", "REFERENCE", "env:NAME, file:PATH or prompt:"),
        OptionInfo.Choice("tls", "how the connection is protected", "prefer", "require", "verify", "off") with { Default = "prefer" },
        OptionInfo.Of("connection-string", "TEXT", "as older notebooks write it: Host=…;Database=…;Username=…, without the password"));

    /// <summary>What Npgsql reads, with the password.</summary>
    public static async Task<string> ConnectionStringAsync(IConnections connections, Connection connection, CancellationToken token)
    {
        var url = new Uri(connection.Url);
        var parts = new List<string> { $"Host={url.Host}", string.Create(CultureInfo.InvariantCulture, $"Port={(url.Port > 0 ? url.Port : 5432)}") };
        if (url.AbsolutePath.Trim('/') is { Length: > 0 } database) { parts.Add($"Database={Quoted(Uri.UnescapeDataString(database))}"); }
        if (connection.Properties.TryGetValue("user", out var user)) { parts.Add($"Username={Quoted(user)}"); }
        if (await PlaceOptions.SecretAsync(connections, connection, "password", token).ConfigureAwait(false) is { } password) { parts.Add($"Password={Quoted(password)}"); }
        parts.Add($"SSL Mode={connection.Properties.GetValueOrDefault("tls", "prefer") switch { "require" => "Require", "verify" => "VerifyFull", "off" => "Disable", _ => "Prefer" }}");
        return string.Join(';', parts);
    }

    public async Task<ILanguage> ConnectAsync(MagicInvocation invocation, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var name = invocation.Option("name") ?? invocation.Option("kernel-name") ?? throw new MagicException("The server needs a name.", "#!connect postgres --name clinic --url postgresql://HOST:5432/DATABASE");
        var (url, user) = (invocation.Option("url"), invocation.Option("user"));
        if (invocation.Option("connection-string") is { } text) { (url, user) = FromText(text, url, user); }
        var connection = PlaceOptions.Read(invocation, Kind, name, url, ["user", "tls"], ["password"]);
        if (user is not null) { connection = connection with { Properties = new Dictionary<string, string>(connection.Properties) { ["user"] = user } }; }
        PlaceOptions.Address(connection.Url, "postgresql", "postgres");
        var database = new PostgresDatabase(await ConnectionStringAsync(invocation.Context.Connections, connection, token).ConfigureAwait(false));
        try
        {
            var version = (string)(await database.QueryAsync("SELECT current_setting('server_version') AS v", cancellationToken: token).ConfigureAwait(false)).GetValue(0, "v")!;
            invocation.Context.Connections.Put(connection);
            StoragePlaces.Use(invocation.Context.Connections);
            return new PostgresLanguage(invocation.Option("kernel-name") ?? name, version, database);
        }
        catch (EngineException problem)
        {
            await database.DisposeAsync().ConfigureAwait(false);
            throw new MagicException($"Not connected: {problem.Message}", "--user USER --password env:NAME", problem);
        }
        catch
        {
            await database.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static (string? Url, string? User) FromText(string text, string? url, string? user)
    {
        var parts = text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2, StringSplitOptions.TrimEntries))
            .Where(p => p.Length == 2).ToDictionary(p => p[0].Replace(" ", "", StringComparison.Ordinal), p => p[1].Trim('\'', '"'), StringComparer.OrdinalIgnoreCase);
        // What it says is not repeated.
        if (parts.ContainsKey("Password") || parts.ContainsKey("Pwd")) { throw new MagicException("--connection-string takes no password in the notebook.", "Leave it out, and refer to it: --password env:NAME, file:PATH (mode 0600) or prompt:"); }
        string? Part(params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
            {
                if (parts.TryGetValue(name, out var value)) { return value; }
            }

            return null;
        }

        if (Part("Host", "Server") is { } host) { url = $"postgresql://{host}:{Part("Port") ?? "5432"}/{Uri.EscapeDataString(Part("Database", "DB") ?? "")}"; }
        return (url, user ?? Part("Username", "UserId", "UserName", "User"));
    }

    private static string Quoted(string value) => value.AsSpan().ContainsAny(";'\"= ") ? $"'{value.Replace("'", "''", StringComparison.Ordinal)}'" : value;
}
