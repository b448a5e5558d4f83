using System.Text.Json.Nodes;
using Sinogram.Core.Magics;
using Sinogram.Data.Privacy;
using Sinogram.Remote.Drill;
using Sinogram.Remote.Drill.Cluster;
using Sinogram.Remote.Drill.Storage;

namespace Sinogram.Magics.Drill;

/// <summary>A Drill cluster.</summary>
internal sealed class ClusterTarget(DrillSession session, IProgress<DrillProgress> progress) : IDrillTarget
{
    public string Name => $"Drill at {session.Client.Place}";

    public async Task<DrillResult> RunAsync(DrillRequest request, CancellationToken token)
    {
        var result = await session.RunAsync(request.Sql, Options(request), token).ConfigureAwait(false);
        // What a cluster holds is of unknown origin: columns that identify by their names are masked.
        return request.IsPublic ? result : result with { Table = IdentifyingNames.Mark(result.Table) };
    }

    public Task<string> AnalyzeAsync(DrillRequest request, CancellationToken token) => throw new DrillException(
        "A cluster tells the real rows and times of a query in its profile.", hint: "Run the query; '#!drill profile' lists it, and '#!drill profile QUERY-ID' shows what each operator did.");

    public Task<long> ExportAsync(DrillRequest request, ExportFile file, CancellationToken token) => session.ExportAsync(request.Sql, Options(request), file.Path, file.Format, token);

    public Task<IReadOnlyList<(string Name, JsonObject Config)>> StoragesAsync(CancellationToken token) => session.Client.StoragesAsync(token);

    public Task PutStorageAsync(string name, string json, CancellationToken token) => session.Client.PutStorageAsync(name, StoragePlugin.Parse(name, json).Config, token);

    public async Task EnableStorageAsync(string name, bool enabled, CancellationToken token) => await session.Client.EnableStorageAsync(name, enabled, token).ConfigureAwait(false);

    public async Task DeleteStorageAsync(string name, CancellationToken token)
    {
        if (await session.Client.StorageAsync(name, token).ConfigureAwait(false) is null) { throw new DrillException($"No plugin exists with the given name: {name}", hint: "#!drill storage list shows what there is."); }
        await session.Client.DeleteStorageAsync(name, token).ConfigureAwait(false);
    }

    /// <summary>The session stays for the next cell.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private DrillQueryOptions Options(DrillRequest request) => new()
    {
        RowLimit = request.RowLimit,
        Parameters = request.Parameters,
        DefaultSchema = request.Schema,
        Options = request.Options,
        Timeout = request.Timeout,
        Progress = progress,
    };

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
