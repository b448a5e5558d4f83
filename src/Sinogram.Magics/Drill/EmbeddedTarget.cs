using System.Globalization;
using System.Text.Json.Nodes;
using Sinogram.Core.Magics;
using Sinogram.Data;
using Sinogram.Remote.Drill;
using Sinogram.Remote.Drill.Export;
using Sinogram.Remote.Drill.Storage;

namespace Sinogram.Magics.Drill;

/// <summary>The embedded engine, for one call: with the workspaces of the session and the variables that the call brings in.</summary>
internal sealed class EmbeddedTarget : IDrillTarget
{
    private readonly EmbeddedEngine _engine;
    private readonly IProgress<QueryProgress> _progress;
    private readonly IReadOnlyList<string> _variables;

    private EmbeddedTarget(EmbeddedEngine engine, IProgress<QueryProgress> progress, IReadOnlyList<string> variables) =>
        (_engine, _progress, _variables) = (engine, progress, variables);

    public string Name => "the embedded engine";

    /// <summary>Waits for the engine and prepares it.</summary>
    public static async Task<EmbeddedTarget> OpenAsync(EmbeddedEngine engine, MagicInvocation invocation, NotebookState state, IProgress<QueryProgress> progress, CancellationToken token)
    {
        await engine.Turn.WaitAsync(token).ConfigureAwait(false);
        var names = invocation.Options(CommonOptions.In.Name);
        var target = new EmbeddedTarget(engine, progress, names);
        try
        {
            engine.SetWorkspaces(invocation, state);
            foreach (var name in names) { engine.Drill.Register(name, Variable(invocation, name), token); }
            return target;
        }
        catch
        {
            await target.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public Task<DrillResult> RunAsync(DrillRequest request, CancellationToken token) => WithAsync(request, (o, t) => _engine.Drill.Run(request.Sql, o, t), token);

    public Task<string> AnalyzeAsync(DrillRequest request, CancellationToken token) => WithAsync(request, (o, t) => _engine.Drill.Analyze(request.Sql, o, t), token);

    public Task<long> ExportAsync(DrillRequest request, ExportFile file, CancellationToken token) => WithAsync(
        request,
        (o, t) => file.Format is { } format
            ? _engine.Drill.Export(request.Sql, file.Path, format, o, t)
            : JsonLinesFile.Write(_engine.Drill.Stream(request.Sql, o, t), file.Path, t),
        token);

    public Task<IReadOnlyList<(string Name, JsonObject Config)>> StoragesAsync(CancellationToken token) =>
        Task.FromResult<IReadOnlyList<(string, JsonObject)>>([.. _engine.Drill.Storages.Values.OrderBy(s => s.Name, StringComparer.Ordinal).Select(s => (s.Name, Config(s)))]);

    public Task PutStorageAsync(string name, string json, CancellationToken token)
    {
        _engine.Drill.PutStorage(StoragePlugin.Parse(name, json));
        return Task.CompletedTask;
    }

    public Task EnableStorageAsync(string name, bool enabled, CancellationToken token)
    {
        if (!_engine.Drill.Storages.TryGetValue(name, out var storage)) { throw new DrillException($"No plugin exists with the given name: {name}", hint: $"There are: {string.Join(", ", _engine.Drill.Storages.Keys)}."); }
        storage.Config["enabled"] = enabled;
        _engine.Drill.PutStorage(storage with { Enabled = enabled });
        return Task.CompletedTask;
    }

    public Task DeleteStorageAsync(string name, CancellationToken token) => name == "dfs"
        ? throw new DrillException("The storage dfs is the embedded engine's own.", hint: "#!drill storage put dfs changes it.")
        : _engine.Drill.DeleteStorage(name) ? Task.CompletedTask : throw new DrillException($"No plugin exists with the given name: {name}");

    public ValueTask DisposeAsync()
    {
        // A later query sees only what it brings in itself, and the engine keeps no table alive.
        foreach (var name in _variables) { _engine.Drill.Unregister(name); }
        _engine.Turn.Release();
        return ValueTask.CompletedTask;
    }

    private static JsonObject Config(StoragePlugin storage)
    {
        var config = (JsonObject)storage.Config.DeepClone();
        if (storage.Type != "file") { return config; }
        // What the user wrote stays as it is, with what the session has besides.
        Add("workspaces", storage.Workspaces.Select(w => KeyValuePair.Create(w.Key, new JsonObject
        {
            ["location"] = w.Value.Location,
            ["writable"] = w.Value.Writable,
            ["defaultInputFormat"] = w.Value.DefaultInputFormat,
            ["allowAccessOutsideWorkspace"] = w.Value.AllowAccessOutside,
        })));
        Add("formats", storage.Formats.Select(f => KeyValuePair.Create(f.Key, f.Value.ToJson())));
        return config;

        void Add(string property, IEnumerable<KeyValuePair<string, JsonObject>> items)
        {
            if (config[property] is not JsonObject own) { config[property] = own = []; }
            foreach (var (name, value) in items)
            {
                if (own[name] is not JsonObject written || !value.All(p => written[p.Key] is null || JsonNode.DeepEquals(written[p.Key], p.Value))) { own[name] = value; }
            }
        }
    }

    /// <summary>Runs with the options of a request, which go with it.</summary>
    private async Task<T> WithAsync<T>(DrillRequest request, Func<QueryOptions, CancellationToken, T> run, CancellationToken token)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(token);
        if (request.Timeout is { } most) { limited.CancelAfter(most); }
        try
        {
            return await OnOwnThread(
                () =>
                {
                    // USE and SET themselves last; what the line says is for this call.
                    using var former = request.Schema is null && request.Options.Count == 0 ? null : _engine.Drill.Override(request.Schema, request.Options);
                    return run(new QueryOptions { RowLimit = request.RowLimit, Parameters = request.Parameters, Progress = _progress, IsPublic = request.IsPublic }, limited.Token);
                },
                limited.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!token.IsCancellationRequested)
        {
            throw new DrillException($"The query was not done within {request.Timeout!.Value.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s.", hint: "--timeout SECONDS gives it more time.", inner: e);
        }
    }

    /// <summary>The engine blocks its thread until it is done or interrupted.</summary>
    private static Task<T> OnOwnThread<T>(Func<T> run, CancellationToken token) => Task.Factory.StartNew(run, token, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static Table Variable(MagicInvocation invocation, string name)
    {
        if (!invocation.Context.Variables.TryGet(name, out var value))
        {
            throw new MagicException($"There is no variable '{name}' for --in.", "Set it in a cell before, or with --out of another magic.");
        }
        return value switch
        {
            Table table => table,
            Column column => new Table(column),
            null => throw new MagicException($"The variable '{name}' for --in is null."),
            _ => throw new MagicException($"The variable '{name}' for --in is a {value.GetType().Name}, not a Table.", "Make one of records with Table.From(records)."),
        };
    }
}
