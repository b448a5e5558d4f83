namespace Sinogram.Core.Configuration;

/// <summary>The one store of named connections: Drill, Livy, Kubernetes, PACS, PostgreSQL, MapR.</summary>
public interface IConnections
{
    /// <summary>All connections of a kind (<c>livy</c>), by name.</summary>
    IReadOnlyList<Connection> List(string kind);

    /// <summary>A connection, or null.</summary>
    Connection? Find(string kind, string name);

    /// <summary>Keeps a connection; replaces one of the same kind and name.</summary>
    void Put(Connection connection);

    /// <summary>Makes sure that the policy lets an address be reached, whoever names it: a line, a location, a harvest's source.</summary>
    /// <exception cref="Magics.MagicException">It does not.</exception>
    void Allow(string address)
    {
    }

    /// <summary>Forgets a connection; false where there was none.</summary>
    bool Remove(string kind, string name);

    /// <summary>The secret that a reference names (<c>env:NAME</c>, <c>file:PATH</c>, <c>prompt:</c>).</summary>
    /// <exception cref="Magics.MagicException">A literal secret, or one that is not there. The message never repeats it.</exception>
    Task<string> SecretAsync(string reference, CancellationToken token);
}

/// <summary>A named connection.</summary>
/// <param name="Kind">The magic it belongs to.</param>
/// <param name="Name">Its name.</param>
/// <param name="Url">Where the server is.</param>
/// <param name="Properties">Further properties; secrets only as references.</param>
public sealed record Connection(string Kind, string Name, string Url, IReadOnlyDictionary<string, string> Properties);

/// <summary>Connections that live in memory only; the store of tests and of runs without a home.</summary>
public sealed class MemoryConnections : IConnections
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Kind, string Name), Connection> _connections = [];

    /// <inheritdoc/>
    public IReadOnlyList<Connection> List(string kind)
    {
        lock (_lock)
        {
            return [.. _connections.Values.Where(c => c.Kind == kind).OrderBy(c => c.Name, StringComparer.Ordinal)];
        }
    }

    /// <inheritdoc/>
    public Connection? Find(string kind, string name)
    {
        lock (_lock)
        {
            return _connections.GetValueOrDefault((kind, name));
        }
    }

    /// <inheritdoc/>
    public void Put(Connection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        lock (_lock)
        {
            _connections[(connection.Kind, connection.Name)] = connection;
        }
    }

    /// <inheritdoc/>
    public bool Remove(string kind, string name)
    {
        lock (_lock)
        {
            return _connections.Remove((kind, name));
        }
    }

    /// <inheritdoc/>
    public Task<string> SecretAsync(string reference, CancellationToken token) =>
        throw new Magics.MagicException("This store keeps no secrets.", "Configure the connection in the user's configuration.");
}
