using Sinogram.Core.Magics;
using Sinogram.Data;
using Sinogram.Magics.Notebook;

namespace Sinogram.Magics.Places;

/// <summary><c>#!connect places</c>: lists the named places, and forgets one.</summary>
internal sealed class PlacesVerb : IConnectVerb
{
    private static readonly string[] Kinds = [StoragePlaces.S3, StoragePlaces.Hdfs, PostgresConnector.Kind];

    public VerbInfo Verb { get; } = new("places", "Lists the named S3 services, Hadoop file systems and PostgreSQL servers.", OptionInfo.Of("forget", "NAME", "forgets the one of that name"))
    {
        HasResult = true,
    };

    public Task<object?> RunAsync(MagicInvocation invocation, CancellationToken token)
    {
        var connections = invocation.Context.Connections;
        if (invocation.Option("forget") is { } name)
        {
            var forgotten = Kinds.Where(k => connections.Remove(k, name)).ToList();
            if (forgotten.Count == 0) { throw new MagicException($"There is no place '{name}'.", "#!connect places lists them."); }
            StoragePlaces.Use(connections);
            invocation.Context.Output.Stdout($"{name} is forgotten ({string.Join(", ", forgotten)}).\n");
            return Task.FromResult<object?>(null);
        }

        // Secrets are not shown, nor what refers to them.
        return Task.FromResult<object?>(Table.From(Kinds.SelectMany(connections.List).Select(c => new
        {
            kind = c.Kind,
            name = c.Name,
            url = c.Url,
            user = c.Properties.GetValueOrDefault("user"),
            database = c.Properties.GetValueOrDefault("database"),
            buckets = c.Properties.GetValueOrDefault("bucket"),
        })));
    }
}
