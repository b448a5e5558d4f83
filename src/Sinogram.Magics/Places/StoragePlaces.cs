using System.Collections.Concurrent;
using Sinogram.Core.Configuration;
using Sinogram.Data.Storage;
using Sinogram.Data.Storage.Hdfs;
using Sinogram.Data.Storage.S3;

namespace Sinogram.Magics.Places;

/// <summary>
/// The named connections of a session as the settings by which locations are read: <c>Table.Read("s3://…")</c>, SQL, <c>#!drill</c>, harvests and exports find them alike.
/// A secret is asked for when its place is first reached, and kept as long as the session.
/// </summary>
public sealed class StoragePlaces : IStorageSettings
{
    internal const string S3 = "s3";
    internal const string Hdfs = "hdfs";
    private readonly IConnections _connections;
    private readonly ConcurrentDictionary<string, S3Options> _services = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, HdfsOptions> _servers = new(StringComparer.Ordinal);

    private StoragePlaces(IConnections connections) => _connections = connections;

    /// <summary>Lets everything that reads and writes locations go by the connections of a session; also after one of them has changed.</summary>
    public static void Use(IConnections connections)
    {
        StorageProvider.Default.Use(new StoragePlaces(connections));
        Sinogram.Data.Postgres.PostgresDatabase.Connections = name =>
            connections.Find(PostgresConnector.Kind, name) is { } found ? PostgresConnector.ConnectionStringAsync(connections, found, CancellationToken.None).GetAwaiter().GetResult() : null;
    }

    /// <inheritdoc/>
    public void Allow(string address) => _connections.Allow(address);

    /// <inheritdoc/>
    public S3Options? OfBucket(string bucket)
    {
        var all = _connections.List(S3);
        // The one that names the bucket, then the one that names none.
        var found = all.FirstOrDefault(c => Buckets(c).Contains(bucket)) ?? all.FirstOrDefault(c => Buckets(c).Count == 0);
        return found is null ? null : _services.GetOrAdd(found.Name, name => ServiceAsync(_connections, _connections.Find(S3, name) ?? found, CancellationToken.None).GetAwaiter().GetResult());
    }

    /// <inheritdoc/>
    public HdfsOptions? OfHost(string host, bool secure)
    {
        var found = _connections.List(Hdfs).FirstOrDefault(c => Uri.TryCreate(c.Url, UriKind.Absolute, out var url) && url.Authority.Equals(host, StringComparison.OrdinalIgnoreCase) && url.Scheme == (secure ? "https" : "http"));
        return found is null ? null : _servers.GetOrAdd(found.Name, name => ServerAsync(_connections, _connections.Find(Hdfs, name) ?? found, CancellationToken.None).GetAwaiter().GetResult());
    }

    internal static IReadOnlyList<string> Buckets(Connection connection) =>
        connection.Properties.TryGetValue("bucket", out var names) ? names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [];

    internal static async Task<S3Options> ServiceAsync(IConnections connections, Connection connection, CancellationToken token)
    {
        var url = new Uri(connection.Url);
        return new S3Options
        {
            // Amazon's own is found by its region.
            Endpoint = url.Host.EndsWith(".amazonaws.com", StringComparison.OrdinalIgnoreCase) ? null : url,
            Region = connection.Properties.GetValueOrDefault("region", "us-east-1"),
            AccessKey = await PlaceOptions.SecretAsync(connections, connection, "access-key", token).ConfigureAwait(false),
            SecretKey = await PlaceOptions.SecretAsync(connections, connection, "secret-key", token).ConfigureAwait(false),
            SessionToken = await PlaceOptions.SecretAsync(connections, connection, "session-token", token).ConfigureAwait(false),
        };
    }

    internal static async Task<HdfsOptions> ServerAsync(IConnections connections, Connection connection, CancellationToken token)
    {
        var usual = HdfsOptions.FromEnvironment();
        return usual with
        {
            User = connection.Properties.GetValueOrDefault("user", usual.User),
            Password = await PlaceOptions.SecretAsync(connections, connection, "password", token).ConfigureAwait(false),
            DelegationToken = await PlaceOptions.SecretAsync(connections, connection, "token", token).ConfigureAwait(false),
        };
    }
}
