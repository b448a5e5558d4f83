using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Core.Magics;
using Sinogram.Core.Values;
using Sinogram.Data;
using Sinogram.Remote.Drill;
using Sinogram.Remote.Drill.Cluster;
using Sinogram.Remote.Drill.Completion;

namespace Sinogram.Magics.Drill;

/// <summary><c>#!drill</c>: Drill's SQL over the harvested catalogue, over files and over tables of the notebook on the embedded engine, and with <c>--connect</c> on a cluster.</summary>
public sealed class DrillMagic(NotebookState state) : IMagic, IAsyncDisposable
{
    /// <summary>Rows that are shown when the result is not kept.</summary>
    public const int FirstRows = DrillVerbs.FirstRows;

    /// <summary>How long a key press waits for a cluster.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private readonly EmbeddedEngine _engine = new();
    private readonly ClusterNames _clusters = new();
    private readonly ClusterSessions _sessions = new();

    /// <inheritdoc/>
    public MagicInfo Info { get; } = new(
        "drill",
        "Queries the catalogue, files and tables of the notebook in Drill's SQL: with no server, or on a Drill cluster.",
        DrillVerbs.All,
        "#!drill\nSELECT Modality, COUNT(*) AS images FROM dfs.catalog GROUP BY Modality ORDER BY images DESC");

    /// <inheritdoc/>
    public async Task<object?> RunAsync(MagicInvocation invocation, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        try
        {
            switch (invocation.Verb.Name)
            {
                case "connect": return await ClusterVerbs.ConnectAsync(invocation, state.Time, token).ConfigureAwait(false);
                case "connections": return ClusterVerbs.Connections(invocation);
                case "profile": return await OnClusterAsync(invocation, c => ClusterVerbs.ProfileAsync(invocation, c, token), token).ConfigureAwait(false);
                case "cancel": return await OnClusterAsync(invocation, c => ClusterVerbs.CancelAsync(invocation, c, token), token).ConfigureAwait(false);
                case "catalog": return await OnClusterAsync(invocation, c => PublishVerb.RunAsync(invocation, state, c, token), token).ConfigureAwait(false);
            }
            using var progress = new QueryProgressBar(invocation.Context.Output, state.Time);
            await using var target = await OpenAsync(invocation, progress, token).ConfigureAwait(false);
            return invocation.Verb.Name switch
            {
                "storage" => await OtherVerbs.StorageAsync(invocation, target, token).ConfigureAwait(false),
                "plan" => await OtherVerbs.PlanAsync(invocation, target, token).ConfigureAwait(false),
                "files" => await OtherVerbs.FilesAsync(invocation, target, token).ConfigureAwait(false),
                "schema" => await OtherVerbs.SchemaAsync(invocation, target, token).ConfigureAwait(false),
                _ => await QueryVerb.RunAsync(invocation, target, token).ConfigureAwait(false),
            };
        }
        catch (DrillInterruptedException e)
        {
            invocation.Context.Output.Stderr(e.Message + "\n");
            throw;
        }
        catch (DrillException e)
        {
            throw new MagicException(DrillErrors.Describe(e, invocation.Body, invocation.BodyFirstLine), DrillErrors.HintOf(e, invocation.Context.Variables) ?? e.Hint, e);
        }
        catch (Exception e) when (e is EngineException or TableException or Sinogram.Data.Storage.StorageException)
        {
            throw new MagicException(e.Message, inner: e);
        }
    }

    /// <inheritdoc/>
    public async Task<Completions> CompleteBodyAsync(string line, string body, int position, IVariables variables, CancellationToken token)
    {
        if (!_clusters.IsCluster(line, out var names)) { return await CompleteEmbeddedAsync(line, body, position, variables, token).ConfigureAwait(false); }
        if (names is null) { return new Completions(position, position, []); }
        var (start, items) = await names.CompleteAsync(body, position, Patience, token).ConfigureAwait(false);
        return Offered(start, position, items);
    }

    private static Completions Offered(int start, int position, IReadOnlyList<DrillCompletionItem> items) =>
        new(start, position, [.. items.Select(i => new Completion(i.Text, i.Kind switch { "schema" => "module", "table" => "class", "file" => "path", "column" or "option" => "property", _ => i.Kind }, i.Detail ?? i.Kind))]);

    /// <inheritdoc/>
    public async Task<MimeBundle?> InspectBodyAsync(string line, string body, int position, IVariables variables, CancellationToken token)
    {
        var text = !_clusters.IsCluster(line, out var names) ? await OnEngineAsync(line, variables, free => _engine.Drill.Inspect(body, position, free), token).ConfigureAwait(false)
            : names is null ? null
            : await names.InspectAsync(body, position, Patience, token).ConfigureAwait(false);
        return text is null ? null : MimeBundle.Text(text);
    }

    private Task<Completions> CompleteEmbeddedAsync(string line, string body, int position, IVariables variables, CancellationToken token) => OnEngineAsync(
        line,
        variables,
        free =>
        {
            var (start, items) = _engine.Drill.Complete(body, position, free);
            return Offered(start, position, items);
        },
        token);

    /// <summary>Asks the embedded engine for names; while a statement runs it is not asked about files.</summary>
    private Task<T> OnEngineAsync<T>(string line, IVariables variables, Func<bool, T> ask, CancellationToken token) => Task.Run(
        () =>
        {
            var isFree = _engine.Turn.Wait(0, CancellationToken.None);
            try
            {
                using var named = isFree ? _engine.Under(line, variables, state.Workspace) : null;
                return ask(isFree);
            }
            finally
            {
                if (isFree) { _engine.Turn.Release(); }
            }
        },
        token);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _engine.Dispose();
        _sessions.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<IDrillTarget> OpenAsync(MagicInvocation invocation, QueryProgressBar progress, CancellationToken token)
    {
        if (await DrillConnections.OptionsAsync(invocation, state.Time, token).ConfigureAwait(false) is not { } options) { return await EmbeddedTarget.OpenAsync(_engine, invocation, state, progress, token).ConfigureAwait(false); }
        ClusterTarget.Refuse(invocation);
        var session = _sessions.Of(options);
        _clusters.Reached(invocation, options);
        return new ClusterTarget(session, progress);
    }

    private async Task<object?> OnClusterAsync(MagicInvocation invocation, Func<DrillClient, Task<object?>> run, CancellationToken token)
    {
        var options = await DrillConnections.OptionsAsync(invocation, state.Time, token).ConfigureAwait(false)
            ?? throw new MagicException($"#!drill {invocation.Verb.Name} needs a cluster.", "Name one with --connect NAME or --url http://HOST:8047.");
        return await run(_sessions.Of(options).Client).ConfigureAwait(false);
    }
}
