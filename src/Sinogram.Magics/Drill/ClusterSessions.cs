using System.Collections.Concurrent;
using Sinogram.Remote.Drill.Cluster;

namespace Sinogram.Magics.Drill;

/// <summary>The sessions on clusters that this notebook has begun: one for each server and way to log in, from one cell to the next.</summary>
internal sealed class ClusterSessions : IDisposable
{
    private readonly ConcurrentDictionary<DrillServerOptions, Lazy<DrillSession>> _sessions = new();

    /// <summary>The session for a server, begun where there is none.</summary>
    /// <exception cref="Sinogram.Remote.Drill.DrillException">The address or the certificates cannot be used.</exception>
    public DrillSession Of(DrillServerOptions options)
    {
        try
        {
            return _sessions.GetOrAdd(options, o => new Lazy<DrillSession>(() => new DrillSession(o))).Value;
        }
        catch
        {
            // The next cell tries again: a file of certificates may be there then.
            _sessions.TryRemove(options, out _);
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var session in _sessions.Values.Where(s => s.IsValueCreated)) { session.Value.Dispose(); }
        _sessions.Clear();
    }
}
