using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Sinogram.Core.Magics;
using Sinogram.Data;
using Sinogram.Imaging.Workspace;
using Sinogram.Remote.Drill.Cluster;

namespace Sinogram.Magics.Drill;

/// <summary>The verbs that need a cluster: connect, profile, cancel, catalog publish.</summary>
internal static class ClusterVerbs
{
    public static async Task<object?> ConnectAsync(MagicInvocation invocation, TimeProvider time, CancellationToken token)
    {
        var connection = DrillConnections.Read(invocation);
        using var client = new DrillClient(await DrillConnections.OptionsAsync(connection, invocation.Context.Connections, time, token).ConfigureAwait(false));
        var version = await client.VersionAsync(token).ConfigureAwait(false);
        // The list of drillbits needs no login; a statement does.
        var user = (await client.Query("SELECT USER AS u").RunAsync(token).ConfigureAwait(false)).Table.GetValue(0, "u");
        invocation.Context.Connections.Put(connection);
        invocation.Context.Output.Stdout($"Drill {version?.ToString() ?? "of an unknown version"} at {client.Place}, as {user}: #!drill --connect {connection.Name}\n");
        if (version is not null && version < new Version(1, 19)) { invocation.Context.Output.Stderr("This server is older than Drill 1.19: it holds whole results in its memory and sends every value as text.\n"); }
        return null;
    }

    public static object? Connections(MagicInvocation invocation)
    {
        if (invocation.Option("forget") is { } name)
        {
            if (!invocation.Context.Connections.Remove(DrillConnections.Kind, name)) { throw DrillConnections.Unknown(invocation, name); }
            invocation.Context.Output.Stdout($"The connection {name} is forgotten.\n");
            return null;
        }
        return DrillConnections.List(invocation.Context.Connections);
    }

    public static async Task<object?> ProfileAsync(MagicInvocation invocation, DrillClient client, CancellationToken token)
    {
        if (invocation.Argument(0) is not { } id)
        {
            var lists = await client.ProfilesAsync(token).ConfigureAwait(false);
            return Table.From(ProfileList.Read(lists, "runningQueries", "finishedQueries").Select(q => new
            {
                id = q.Id, state = q.State, user = q.User, started = DateTime.SpecifyKind(DateTime.UnixEpoch.AddMilliseconds(q.Start), DateTimeKind.Unspecified), duration = q.Duration, query = q.Query,
            }));
        }
        var profile = await client.ProfileAsync(id, token).ConfigureAwait(false) ?? throw new MagicException($"The server has no profile '{id}'.", "#!drill profile lists them; a server keeps the last ones only.");
        var summary = QueryProfile.Read(profile);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{summary.State}{(summary.Duration is { } d ? string.Create(CultureInfo.InvariantCulture, $", {d.TotalSeconds:0.###} s") : "")}, {summary.FinishedFragments} of {summary.TotalFragments} fragments, user {summary.User}\n{summary.Query}\n");
        if (summary.Reason is { } reason) { text.Append(reason).Append('\n'); }
        invocation.Context.Output.Stdout(text.ToString());
        return Table.From(summary.Operators);
    }

    public static async Task<object?> CancelAsync(MagicInvocation invocation, DrillClient client, CancellationToken token)
    {
        var id = invocation.Argument(0)!;
        var answer = await client.CancelAsync(id, token).ConfigureAwait(false);
        var profile = await client.ProfileAsync(id, token).ConfigureAwait(false);
        invocation.Context.Output.Stdout($"{answer}{(profile is { } json ? $" Its state is {QueryProfile.Read(json).State}." : "")}\n");
        return null;
    }

    public static async Task<object?> PublishAsync(MagicInvocation invocation, NotebookState state, DrillClient client, CancellationToken token)
    {
        if (invocation.Argument(0) != "publish") { throw new MagicException($"#!drill catalog does not know '{invocation.Argument(0)}'.", "#!drill catalog publish --connect NAME"); }
        var workspace = invocation.Option("catalog") ?? state.Workspace ?? throw new MagicException("There is no catalogue to publish.", "Harvest first (#!dicom harvest SOURCE --to WORKSPACE), or name a workspace with --catalog.");
        if (ImageWorkspace.Open(workspace).IsIdentified) { throw new MagicException("This workspace is identified: its catalogue is not published.", "Harvest it again with a de-identification profile (--deid research)."); }
        var (storage, name) = (invocation.Option("storage") ?? "dfs", invocation.Option("as") ?? "catalog");
        var location = invocation.Option("location") ?? Path.Combine(Path.GetFullPath(workspace), "catalog");
        var config = await client.StorageAsync(storage, token).ConfigureAwait(false) ?? throw new MagicException($"The cluster has no storage '{storage}'.", "#!drill storage list --connect NAME shows what there is.");
        var workspaces = config["workspaces"] as JsonObject ?? [];
        config["workspaces"] = workspaces;
        workspaces[name] = new JsonObject { ["location"] = location, ["writable"] = false, ["defaultInputFormat"] = "parquet", ["allowAccessOutsideWorkspace"] = false };
        await client.PutStorageAsync(storage, config, token).ConfigureAwait(false);
        var refreshed = (await client.Query($"REFRESH TABLE METADATA {storage}.{name}.`.`").RunAsync(token).ConfigureAwait(false)).Table;
        if (refreshed.GetValue(0, "ok") is not true)
        {
            throw new MagicException($"The workspace {storage}.{name} is registered, but the cluster does not read {location}: {refreshed.GetValue(0, "summary")}", "Name the folder as the cluster sees it: --location PATH");
        }
        invocation.Context.Output.Stdout($"The catalogue is {storage}.{name} on {client.Place}: SELECT … FROM {storage}.{name}.`.`\n");
        return (await client.Query($"SELECT COUNT(*) AS instances FROM {storage}.{name}.`.`").RunAsync(token).ConfigureAwait(false)).Table;
    }
}
