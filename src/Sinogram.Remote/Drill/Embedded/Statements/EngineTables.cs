using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Sinogram.Data;
using Sinogram.Remote.Drill.Embedded.Binding;

namespace Sinogram.Remote.Drill.Embedded.Statements;

/// <summary>The tables of <c>sys</c>: Drill's columns, and in them what is true of an engine within this process. What only a cluster has is there without rows.</summary>
internal static class EngineTables
{
    private const string Host = "localhost";

    /// <summary>Columns with their types behind a colon, text without one; those with a question mark may be null.</summary>
    private static readonly string[] OldOptions = ["name", "kind", "accessibleScopes", "optionScope", "status?", "num_val:long?", "string_val?", "bool_val:bool?", "float_val:double?"];

    private static readonly string[] Options = ["name", "kind", "accessibleScopes", "val?", "status?", "optionScope", "description?"];

    private static readonly Dictionary<string, (string[] Columns, Func<StatementCall, IEnumerable<object?[]>> Rows)> Tables = new(StringComparer.OrdinalIgnoreCase)
    {
        ["boot"] = (OldOptions, Boot),
        ["connections"] = (["user?", "client?", "drillbit?", "established:time?", "duration?", "queries:int", "isAuthenticated:bool", "isEncrypted:bool", "usingSSL:bool", "session?"], None),
        ["drillbits"] = (["hostname?", "user_port:int", "control_port:int", "data_port:int", "http_port:int", "current:bool", "version?", "state?"], _ => [[Host, 0, 0, 0, 0, true, EmbeddedDrill.FollowedVersion, "ONLINE"]]),
        ["functions"] = (["name", "signature", "returnType?", "source?"], _ => Functions()),
        ["internal_options"] = (Options, None),
        ["internal_options_old"] = (OldOptions, None),
        ["memory"] = (["hostname?", "user_port:long", "heap_current:long", "heap_max:long", "direct_current:long", "jvm_direct_current:long", "direct_max:long"], Memory),
        ["options"] = (Options, call => All(call).Select(o => new object?[] { o.Name, o.Kind, "ALL", o.Value, o.Status, o.Scope, o.Description })),
        ["options_old"] = (OldOptions, call => All(call).Select(o => Old(o.Name, o.Kind, "ALL", o.Scope, o.Status, o.Value))),
        ["profiles"] = (
            ["queryId?", "startTime:time?", "foreman?", "fragments:long", "user?", "queue?", "planTime:long", "queueTime:long", "executeTime:long", "totalTime:long", "state?", "pluginCount:long", "pluginList?", "query?"],
            call => call.Session.History.Done.Select(p => new object?[] { p.Id, p.Start, Host, 1L, Environment.UserName, "-", p.Planning, 0L, p.Total - p.Planning, p.Total, p.State, (long)p.Storages.Count, $"[{string.Join(", ", p.Storages)}]", p.Query })),
        ["profiles_json"] = (["queryId?", "json?"], call => call.Session.History.Done.Select(p => new object?[] { p.Id, Profile(p) })),
        ["storage_aliases"] = (["alias?", "name?", "user?", "isPublic:bool"], None),
        ["table_aliases"] = (["alias?", "name?", "user?", "isPublic:bool"], None),
        ["threads"] = (["hostname?", "user_port:long", "total_threads:long", "busy_threads:long"], _ => [[Host, 0L, .. Threads()]]),
        ["version"] = (["version?", "commit_id?", "commit_message?", "commit_time?", "build_email?", "build_time?"], _ => [[EmbeddedDrill.FollowedVersion, "embedded", $"Sinogram's embedded engine (DuckDB {DuckDbEngine.Version}), which follows Drill {EmbeddedDrill.FollowedVersion}", null, null, null]]),
    };

    public static IReadOnlyList<string> Names { get; } = [.. Tables.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The columns of a table, or null where there is none of that name.</summary>
    public static IReadOnlyList<string>? Columns(string name) => Tables.TryGetValue(name, out var table) ? table.Columns : null;

    public static Table Create(StatementCall call, string name) => SystemTables.Rows(Tables[name].Columns, Tables[name].Rows(call));

    private static IEnumerable<object?[]> None(StatementCall call) => [];

    private static IEnumerable<(string Name, string Kind, string? Value, string Status, string Scope, string Description)> All(StatementCall call) => DrillOptions.Known.Select(o =>
    {
        var isSet = call.Session.Options.IsSet(o.Key);
        return (o.Key, o.Value.Kind, call.Session.Options[o.Key], isSet ? "CHANGED" : "DEFAULT", isSet ? "SESSION" : "BOOT", o.Value.Description);
    });

    /// <summary>An option with a column for each kind of value, as Drill's older tables have it.</summary>
    private static object?[] Old(string name, string kind, string accessible, string scope, string status, string? value) =>
    [
        name, kind switch { "BIT" => "BOOLEAN", "BIGINT" => "LONG", "FLOAT" or "FLOAT8" => "DOUBLE", _ => "STRING" }, accessible, scope, status,
        kind == "BIGINT" && long.TryParse(value, CultureInfo.InvariantCulture, out var whole) ? whole : null,
        kind is not ("BIT" or "BIGINT" or "FLOAT" or "FLOAT8") ? value : null,
        kind == "BIT" && bool.TryParse(value, out var flag) ? flag : null,
        kind is "FLOAT" or "FLOAT8" && double.TryParse(value, CultureInfo.InvariantCulture, out var real) ? real : null,
    ];

    private static IEnumerable<object?[]> Boot(StatementCall call) =>
    [
        Old("sinogram.engine", "VARCHAR", "BOOT", "BOOT", "BOOT", $"DuckDB {DuckDbEngine.Version}"),
        Old("sinogram.memory_limit", "BIGINT", "BOOT", "BOOT", "BOOT", MemoryLimit(call).ToString(CultureInfo.InvariantCulture)),
        Old("sinogram.threads", "BIGINT", "BOOT", "BOOT", "BOOT", Convert.ToString(call.Tables.Probe("SELECT CAST(current_setting('threads') AS BIGINT) AS n").GetValue(0, "n"), CultureInfo.InvariantCulture)),
        Old("drill.tmp-dir", "VARCHAR", "BOOT", "BOOT", "BOOT", Path.GetTempPath()),
    ];

    /// <summary>How many arguments the functions take; their types are decided by what they are given.</summary>
    private static IEnumerable<object?[]> Functions()
    {
        const int MostListed = 4;
        foreach (var (name, least, most) in FunctionBinder.Signatures.OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            for (var count = least; count <= Math.Min(most, Math.Max(least, MostListed)); count++)
            {
                yield return [name.ToLowerInvariant(), string.Join(',', Enumerable.Repeat("LATE-OPTIONAL", count)), "LATE", "built-in"];
            }
        }
    }

    private static IEnumerable<object?[]> Memory(StatementCall call)
    {
        var used = Convert.ToInt64(call.Tables.Probe("SELECT CAST(coalesce(sum(memory_usage_bytes), 0) AS BIGINT) AS n FROM duckdb_memory()").GetValue(0, "n"), CultureInfo.InvariantCulture);
        return [[Host, 0L, GC.GetTotalMemory(false), GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, used, 0L, MemoryLimit(call)]];
    }

    /// <summary>The engine's own limit, which it tells as <c>512.0 MiB</c>.</summary>
    private static long MemoryLimit(StatementCall call)
    {
        var parts = Convert.ToString(call.Tables.Probe("SELECT current_setting('memory_limit') AS m").GetValue(0, "m"), CultureInfo.InvariantCulture)!.Split(' ');
        var unit = Array.IndexOf(["bytes", "KiB", "MiB", "GiB", "TiB"], parts[^1]);
        return unit >= 0 && double.TryParse(parts[0], CultureInfo.InvariantCulture, out var number) ? (long)(number * Math.Pow(1024, unit)) : 0;
    }

    private static object?[] Threads()
    {
        using var process = Process.GetCurrentProcess();
        return [(long)process.Threads.Count, process.Threads.Cast<ProcessThread>().LongCount(t => t.ThreadState == System.Diagnostics.ThreadState.Running)];
    }

    private static string Profile(StatementProfile profile) => new JsonObject
    {
        ["queryId"] = profile.Id,
        ["query"] = profile.Query,
        ["start"] = Milliseconds(profile.Start),
        ["planEnd"] = Milliseconds(profile.Start) + profile.Planning,
        ["end"] = Milliseconds(profile.Start) + profile.Total,
        ["state"] = profile.State switch { "COMPLETED" => 2, "CANCELED" => 3, _ => 4 },
        ["user"] = Environment.UserName,
        ["foreman"] = new JsonObject { ["address"] = Host, ["version"] = EmbeddedDrill.FollowedVersion },
        ["error"] = profile.Error,
    }.ToJsonString();

    private static long Milliseconds(DateTime time) => (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;
}
