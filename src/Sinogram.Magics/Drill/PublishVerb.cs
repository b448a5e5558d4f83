using System.Text.Json.Nodes;
using Sinogram.Core.Magics;
using Sinogram.Data;
using Sinogram.Imaging.Workspace;
using Sinogram.Remote.Drill;
using Sinogram.Remote.Drill.Cluster;

namespace Sinogram.Magics.Drill;

/// <summary>Makes a harvested catalogue visible to a cluster: a workspace of one of its storages, and Drill's metadata of the files. Doing it twice gives the same.</summary>
internal static class PublishVerb
{
    public static async Task<object?> RunAsync(MagicInvocation invocation, NotebookState state, DrillClient client, CancellationToken token)
    {
        if (invocation.Argument(0) != "publish") { throw new MagicException($"#!drill catalog does not know '{invocation.Argument(0)}'.", "#!drill catalog publish --connect NAME"); }
        var workspace = invocation.Option("catalog") ?? state.Workspace ?? throw new MagicException("There is no catalogue to publish.", "Harvest first (#!dicom harvest SOURCE --to WORKSPACE), or name a workspace with --catalog.");
        if (ImageWorkspace.Open(workspace).IsIdentified) { throw new MagicException("This workspace is identified: its catalogue is not published.", "Harvest it again with a de-identification profile (--deid research)."); }
        var (storage, name) = (Name(invocation, "storage", "dfs"), Name(invocation, "as", "catalog"));
        var location = invocation.Option("location") ?? Path.Combine(Path.GetFullPath(workspace), "catalog");
        var before = await client.StorageAsync(storage, token).ConfigureAwait(false) ?? throw new MagicException($"The cluster has no storage '{storage}'.", "#!drill storage list --connect NAME shows what there is.");
        var config = With(before, storage, name, location, invocation.Has("replace"));
        await client.PutStorageAsync(storage, config, token).ConfigureAwait(false);
        try
        {
            var refreshed = await RefreshAsync(client, $"{storage}.{name}", token).ConfigureAwait(false);
            if (refreshed.GetValue(0, "ok") is not true)
            {
                throw new MagicException($"The cluster does not read {location}: {refreshed.GetValue(0, "summary")} The storage {storage} is as it was.", "Name the folder as the cluster sees it: --location PATH");
            }
        }
        catch
        {
            // A workspace that leads nowhere is not left behind.
            await client.PutStorageAsync(storage, before, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
        invocation.Context.Output.Stdout($"The catalogue is {storage}.{name} on {client.Place}: SELECT … FROM {storage}.{name}, in other programs FROM {storage}.{name}.`.`\n");
        return (await client.Query($"SELECT COUNT(*) AS instances FROM {storage}.{name}.`.`").RunAsync(token).ConfigureAwait(false)).Table;
    }

    /// <summary>A storage's configuration with the workspace in it.</summary>
    private static JsonObject With(JsonObject before, string storage, string name, string location, bool replaces)
    {
        var config = (JsonObject)before.DeepClone();
        if (config["type"]?.ToString() != "file") { throw new MagicException($"The storage {storage} is of the type {config["type"]}, and has no folders.", "Name one of files: --storage dfs"); }
        if (config["enabled"]?.GetValue<bool>() is not true) { throw new MagicException($"The storage {storage} is disabled.", $"#!drill storage enable {storage} --connect NAME"); }
        var workspaces = config["workspaces"] as JsonObject ?? [];
        config["workspaces"] = workspaces;
        if (workspaces[name]?["location"]?.ToString() is { } known && known.TrimEnd('/') != location.TrimEnd('/') && !replaces)
        {
            throw new MagicException($"The workspace {storage}.{name} is there already, at {known}.", "Give this one another name (--as NAME), or put it in the other's place with --replace.");
        }
        workspaces[name] = new JsonObject { ["location"] = location, ["writable"] = false, ["defaultInputFormat"] = "parquet", ["allowAccessOutsideWorkspace"] = false };
        return config;
    }

    /// <summary>Refreshes the metadata; once more where the server is still at the change of its storages.</summary>
    private static async Task<Table> RefreshAsync(DrillClient client, string schema, CancellationToken token)
    {
        var sql = $"REFRESH TABLE METADATA {schema}.`.`";
        try
        {
            return (await client.Query(sql).RunAsync(token).ConfigureAwait(false)).Table;
        }
        catch (DrillException e) when (e.Message.Contains("ConcurrentModificationException", StringComparison.Ordinal))
        {
            return (await client.Query(sql).RunAsync(token).ConfigureAwait(false)).Table;
        }
    }

    private static string Name(MagicInvocation invocation, string option, string usual)
    {
        var name = invocation.Option(option) ?? usual;
        return name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !char.IsAsciiDigit(name[0])
            ? name : throw new MagicException($"--{option} takes a name of letters, digits and _, not '{name}'.", $"--{option} {usual}");
    }
}
