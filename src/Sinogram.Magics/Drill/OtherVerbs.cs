using System.Text.Json;
using Sinogram.Core.Magics;
using Sinogram.Data;
using Sinogram.Remote.Drill;
using Sinogram.Remote.Drill.Storage;

namespace Sinogram.Magics.Drill;

/// <summary>The verbs about storages, plans, files and schemas, on both engines.</summary>
internal static class OtherVerbs
{
    private static readonly string[] Actions = ["list", "show", "put", "enable", "disable", "delete", "template"];

    public static async Task<object?> StorageAsync(MagicInvocation invocation, IDrillTarget target, CancellationToken token)
    {
        var (action, name) = (invocation.Argument(0) ?? "list", invocation.Argument(1));
        string Named() => name ?? throw new MagicException($"#!drill storage {action} needs the name of a storage.", $"#!drill storage {action} dfs");
        switch (action)
        {
            case "list":
                var all = await target.StoragesAsync(token).ConfigureAwait(false);
                return Table.From(all.Select(s => new { name = s.Name, type = s.Config["type"]?.ToString(), enabled = s.Config["enabled"]?.GetValue<bool>() ?? false, connection = s.Config["connection"]?.ToString(), workspaces = s.Config["workspaces"] is System.Text.Json.Nodes.JsonObject w ? string.Join(", ", w.Select(p => p.Key)) : null }));
            case "show":
                var storages = await target.StoragesAsync(token).ConfigureAwait(false);
                var (_, config) = storages.FirstOrDefault(s => string.Equals(s.Name, Named(), StringComparison.OrdinalIgnoreCase));
                if (config is null) { throw new MagicException($"There is no storage '{name}'.", Suggestion.For(name!, storages.Select(s => s.Name), "") ?? "#!drill storage list shows what there is."); }
                invocation.Context.Output.Stdout(StoragePlugin.Shown(config).ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n");
                return null;
            case "put":
                if (string.IsNullOrWhiteSpace(invocation.Body)) { throw new MagicException("#!drill storage put needs Drill's JSON below its line.", "#!drill storage template file shows one to begin with."); }
                await target.PutStorageAsync(Named(), await StorageSecrets.ResolvedAsync(invocation.Body, invocation.Context.Connections, token).ConfigureAwait(false), token).ConfigureAwait(false);
                invocation.Context.Output.Stdout($"The storage {name} is configured on {target.Name}.\n");
                return null;
            case "enable" or "disable":
                await target.EnableStorageAsync(Named(), action == "enable", token).ConfigureAwait(false);
                invocation.Context.Output.Stdout($"The storage {name} is {action}d on {target.Name}.\n");
                return null;
            case "delete":
                await target.DeleteStorageAsync(Named(), token).ConfigureAwait(false);
                invocation.Context.Output.Stdout($"The storage {name} is deleted on {target.Name}.\n");
                return null;
            case "template":
                invocation.Context.Output.Stdout(StorageTemplates.Get(name ?? "file") + "\n");
                return null;
            default:
                throw new MagicException($"#!drill storage does not know '{action}'.", (Suggestion.For(action, Actions, "") is { } near ? near + "\n" : "") + "list, show NAME, put NAME, enable NAME, disable NAME, delete NAME, template KIND");
        }
    }

    public static async Task<object?> PlanAsync(MagicInvocation invocation, IDrillTarget target, CancellationToken token)
    {
        var request = QueryVerb.Request(invocation, null);
        if (invocation.Has("analyze"))
        {
            invocation.Context.Output.Stdout(PlanTree.Draw(await target.AnalyzeAsync(request, token).ConfigureAwait(false)));
            return null;
        }
        const string before = "EXPLAIN PLAN INCLUDING ALL ATTRIBUTES FOR ";
        try
        {
            var result = await target.RunAsync(request with { Sql = before + request.Sql }, token).ConfigureAwait(false);
            invocation.Context.Output.Stdout(PlanTree.Draw(result.Table.GetValue(0, "text") as string ?? ""));
            return null;
        }
        catch (DrillException e) when (e.Offset is { } offset)
        {
            throw new DrillException(e.Message, Math.Max(0, offset - before.Length), e.Hint, e);
        }
    }

    public static async Task<object?> FilesAsync(MagicInvocation invocation, IDrillTarget target, CancellationToken token)
    {
        var place = invocation.Argument(0);
        var sql = place is null ? invocation.Option("schema") is { } schema ? $"SHOW FILES IN {schema}" : "SHOW FILES IN dfs" : $"SHOW FILES IN {(IsSchema(place) ? place : $"dfs.`{place.Replace("`", "``", StringComparison.Ordinal)}`")}";
        return (await target.RunAsync(QueryVerb.Request(invocation, null, sql) with { Parameters = new Dictionary<string, object?>() }, token).ConfigureAwait(false)).Table;
    }

    public static async Task<object?> SchemaAsync(MagicInvocation invocation, IDrillTarget target, CancellationToken token)
    {
        if (invocation.Argument(0) is not { } table)
        {
            return (await target.RunAsync(QueryVerb.Request(invocation, null, "SHOW SCHEMAS"), token).ConfigureAwait(false)).Table;
        }
        Task<DrillResult> Ask(string name) => target.RunAsync(QueryVerb.Request(invocation, 1, $"SELECT * FROM {name} LIMIT 1") with { Parameters = new Dictionary<string, object?>() }, token);
        var path = $"dfs.`{table.Replace("`", "``", StringComparison.Ordinal)}`";
        DrillResult result;
        try
        {
            // A bare word may be a table of the notebook or a temporary one.
            result = await Ask(IsSchema(table) || table.All(c => char.IsLetterOrDigit(c) || c == '_') ? table : path).ConfigureAwait(false);
        }
        catch (DrillException e) when (!IsSchema(table) && e.Message.Contains("not found", StringComparison.Ordinal))
        {
            result = await Ask(path).ConfigureAwait(false);
        }
        return Table.From(result.Table.Schema.Select(f => new { column = f.Name, type = DrillTypeNames.Of(f.Type), identifies = f.Identified }));
    }

    /// <summary>A name with its storage (<c>dfs.tmp</c>, <c>dfs.`a`</c>), not a path.</summary>
    private static bool IsSchema(string text)
    {
        if (text.Contains('`', StringComparison.Ordinal)) { return true; }
        if (text.AsSpan().ContainsAny("/*?{[")) { return false; }
        return text.Contains('.', StringComparison.Ordinal)
            ? Path.GetExtension(text).ToLowerInvariant() is not (".parquet" or ".json" or ".jsonl" or ".csv" or ".csvh" or ".tsv" or ".tbl" or ".txt" or ".avro")
            : text.ToLowerInvariant() is "dfs" or "sys" or "information_schema";
    }
}
