using System.Globalization;
using System.Text;
using Sinogram.Core.Magics;
using Sinogram.Data;
using Sinogram.Remote.Drill.Cluster;

namespace Sinogram.Magics.Drill;

/// <summary>The verbs that need a cluster: connect, profile, cancel.</summary>
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
}
