using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Sinogram.Core.Magics;
using Sinogram.Data;
using Sinogram.Data.Privacy;
using Sinogram.Remote.Drill;
using Sinogram.Remote.Drill.Cluster;
using Sinogram.Remote.Drill.Export;
using Sinogram.Remote.Drill.Storage;

namespace Sinogram.Magics.Drill;

/// <summary>A Drill cluster.</summary>
internal sealed class ClusterTarget(DrillClient client, IProgress<DrillProgress> progress) : IDrillTarget
{
    public string Name => $"Drill at {client.Place}";

    public DrillClient Client => client;

    public async Task<DrillResult> RunAsync(DrillRequest request, CancellationToken token)
    {
        var result = await client.Query(request.Sql, Options(request)).RunAsync(token).ConfigureAwait(false);
        // What a cluster holds is of unknown origin: columns that identify by their names are masked.
        return request.IsPublic ? result : result with { Table = IdentifyingNames.Mark(result.Table) };
    }

    public Task<long> ExportAsync(DrillRequest request, ExportFile file, CancellationToken token) => file.Format is { } format
        ? BatchExport.WriteAsync(BatchesAsync(request, token), file.Path, format, token)
        : client.Query(request.Sql, Options(request)).ExportJsonLinesAsync(file.Path, token);

    public Task<IReadOnlyList<(string Name, JsonObject Config)>> StoragesAsync(CancellationToken token) => client.StoragesAsync(token);

    public Task PutStorageAsync(string name, string json, CancellationToken token) => client.PutStorageAsync(name, StoragePlugin.Parse(name, json).Config, token);

    public async Task EnableStorageAsync(string name, bool enabled, CancellationToken token) => await client.EnableStorageAsync(name, enabled, token).ConfigureAwait(false);

    public async Task DeleteStorageAsync(string name, CancellationToken token)
    {
        if (await client.StorageAsync(name, token).ConfigureAwait(false) is null) { throw new DrillException($"No plugin exists with the given name: {name}", hint: "#!drill storage list shows what there is."); }
        await client.DeleteStorageAsync(name, token).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }

    private DrillQueryOptions Options(DrillRequest request) => new()
    {
        RowLimit = request.RowLimit,
        Parameters = request.Parameters,
        DefaultSchema = request.Schema,
        Options = request.Options,
        Timeout = request.Timeout,
        Progress = progress,
    };

    /// <summary>The rows, at most as many as are wanted.</summary>
    private async IAsyncEnumerable<Table> BatchesAsync(DrillRequest request, [EnumeratorCancellation] CancellationToken token)
    {
        var left = request.RowLimit ?? long.MaxValue;
        await foreach (var batch in client.Query(request.Sql, Options(request)).StreamAsync(token).ConfigureAwait(false))
        {
            yield return batch.RowCount > left ? batch.Slice(0, left) : batch;
            left -= Math.Min(left, batch.RowCount);
        }
    }

    /// <summary>A cluster needs no variables of the notebook: they are not there.</summary>
    public static void Refuse(MagicInvocation invocation)
    {
        if (invocation.Has(CommonOptions.In.Name)) { throw new MagicException("--in brings tables to the embedded engine only: a cluster does not see the notebook's variables.", "Write the table where the cluster reads it, or leave --connect out."); }
        foreach (var option in (ReadOnlySpan<string>)["root"])
        {
            if (invocation.Has(option)) { throw new MagicException($"--{option} is of the embedded engine; a cluster has its own storages.", "#!drill storage list --connect NAME shows them."); }
        }
    }
}
