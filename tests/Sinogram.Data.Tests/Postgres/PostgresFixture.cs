using Sinogram.Data.Tests.Postgres;
using Sinogram.Testing;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Sinogram.Data.Tests.Postgres;

/// <summary>One server for all tests of this program, started at first use.</summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private readonly Lazy<Task<PostgresServer?>> _server = new(PostgresServer.TryStartAsync);

    public async Task<string> ConnectionStringAsync()
    {
        if (await _server.Value is not { } server) { Assert.Skip("PostgreSQL's server is not installed: apt-get install postgresql"); throw new InvalidOperationException(); }
        return server.ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated && await _server.Value is { } server) { await server.DisposeAsync(); }
    }
}
