using Sinogram.Core.Cells;
using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Core.Magics;
using Sinogram.Core.Values;
using Sinogram.Jupyter.Requests;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Client;

/// <summary>
/// A Jupyter kernel as a language of the notebook. Its process starts with its first cell and ends with this one; when it ends by itself, its next
/// cell starts a fresh one and the cell that was running says so.
/// </summary>
public sealed class JupyterLanguage : ILanguage, ILanguageProcess, ICodeEvaluator, IAsyncDisposable
{
    private static readonly TimeSpan ShutdownPatience = TimeSpan.FromSeconds(1);

    /// <summary>Completion and its like wait no longer than this for a kernel that is busy with a cell.</summary>
    private static readonly TimeSpan ServicePatience = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Func<CancellationToken, Task<IKernelPlace>> _start;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<IValueBridge> _bridges;
    private readonly Lazy<IValueExchange?> _exchange;
    private ConnectedKernel? _kernel;
    private bool _ended;

    /// <param name="identity">What it is called here.</param>
    /// <param name="start">Starts the kernel, at its first use.</param>
    /// <param name="bridges">How values cross into languages.</param>
    /// <param name="time">The clock.</param>
    internal JupyterLanguage(LanguageIdentity identity, Func<CancellationToken, Task<IKernelPlace>> start, IReadOnlyList<IValueBridge> bridges, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(identity);
        (Identity, _start, _bridges, _time) = (identity, start, bridges, time);
        _exchange = new Lazy<IValueExchange?>(() => Bridge is { } bridge ? new BridgedValues(this, bridge) : null);
    }

    /// <inheritdoc/>
    public LanguageIdentity Identity { get; }

    /// <summary>What to do when the kernel cannot be reached.</summary>
    internal string Remedy { get; init; } = "Check that the kernel works in Jupyter by itself.";

    /// <summary>Ended with this.</summary>
    internal IDisposable? Owned { get; init; }

    /// <summary>The language that the kernel speaks, in its own words.</summary>
    public string LanguageName { get; init; } = "python";

    /// <inheritdoc/>
    public IValueExchange? Exchange => _exchange.Value;

    /// <inheritdoc/>
    public int? ProcessId => Running?.ProcessId;

    private IValueBridge? Bridge => _bridges.FirstOrDefault(b => b.Language.Equals(LanguageName, StringComparison.OrdinalIgnoreCase));

    /// <summary>The kernel, where one runs.</summary>
    private ConnectedKernel? Running => Volatile.Read(ref _kernel) is { Ended.IsCompleted: false } kernel ? kernel : null;

    /// <summary>Starts the kernel where none runs.</summary>
    /// <exception cref="MagicException">It is not installed, or does not start.</exception>
    public async Task StartAsync(CancellationToken token) => await KernelAsync(token).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<CellResult> ExecuteAsync(CellPart part, CellContext context, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(part);
        ArgumentNullException.ThrowIfNull(context);
        var kernel = await KernelAsync(token).ConfigureAwait(false);
        try
        {
            return await kernel.RunAsync(part.Code, Identity.Name, context, token).ConfigureAwait(false);
        }
        catch (KernelBusyException busy)
        {
            return new CellResult.Cancelled($"{busy.Message} #!connect restart {Identity.Name} ends it.");
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            return new CellResult.Cancelled();
        }
        catch (KernelException died)
        {
            return new CellResult.Failed(CellError.User("KernelDied", died.Message, $"Its variables are gone; the next #!{Identity.Name} cell starts a fresh one."));
        }
    }

    /// <inheritdoc/>
    public async Task<string> EvaluateAsync(string code, string expression, CancellationToken token)
    {
        var kernel = await KernelAsync(token).ConfigureAwait(false);
        try
        {
            return await kernel.EvaluateAsync(code, expression, token).ConfigureAwait(false);
        }
        catch (KernelCodeException failed)
        {
            throw new CodeEvaluationException(failed.Name, failed.Message);
        }
        catch (KernelException problem)
        {
            throw new MagicException(problem.Message, $"#!connect restart {Identity.Name} starts a fresh one.", problem);
        }
    }

    /// <inheritdoc/>
    public object? Generation => Running;

    /// <inheritdoc/>
    public async Task<Completions> CompleteAsync(string code, int position, CancellationToken token)
    {
        var reply = await AskAsync("complete_request", code, position, token).ConfigureAwait(false);
        if (reply is not { } content || content.Text("status") != "ok")
        {
            return new Completions(position, position, []);
        }

        var start = CodePoints.ToOffset(code, content.Whole("cursor_start") ?? position);
        var end = CodePoints.ToOffset(code, content.Whole("cursor_end") ?? position);
        var typed = content.Object("metadata") is { } metadata && metadata.TryGetProperty("_jupyter_types_experimental", out var types) && types.ValueKind == System.Text.Json.JsonValueKind.Array
            ? types.EnumerateArray().Select(t => new Completion(t.Text("text") ?? "", t.Text("type") ?? "text", t.Text("signature") is { Length: > 0 } s ? s : null)).ToList()
            : [];
        var texts = content.Texts("matches");
        return new Completions(start, end, typed.Count == texts.Count ? typed : [.. texts.Select(t => new Completion(t, "text"))]);
    }

    /// <inheritdoc/>
    public async Task<MimeBundle?> InspectAsync(string code, int position, CancellationToken token) =>
        await AskAsync("inspect_request", code, position, token).ConfigureAwait(false) is { } content && content.Flag("found") == true ? content.Bundle() : null;

    /// <inheritdoc/>
    public Completeness IsComplete(string code)
    {
        try
        {
            var content = Running?.AskAsync("is_complete_request", json => json.WriteString("code", code), CancellationToken.None)
                .WaitAsync(ServicePatience, _time).GetAwaiter().GetResult();
            return content?.Text("status") switch
            {
                "complete" => new Completeness(CompletenessStatus.Complete, ""),
                "incomplete" => new Completeness(CompletenessStatus.Incomplete, content?.Text("indent") ?? ""),
                "invalid" => new Completeness(CompletenessStatus.Invalid, ""),
                _ => new Completeness(CompletenessStatus.Unknown, ""),
            };
        }
        catch (Exception e) when (e is TimeoutException or KernelException)
        {
            return new Completeness(CompletenessStatus.Unknown, "");
        }
    }

    /// <inheritdoc/>
    public async Task RestartAsync(CancellationToken token)
    {
        await _turn.WaitAsync(token).ConfigureAwait(false);
        try
        {
            await EndAsync().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            _ended = true;
            await EndAsync().ConfigureAwait(false);
        }
        finally
        {
            Owned?.Dispose();
            _turn.Release();
        }
    }

    private async Task EndAsync()
    {
        if (_kernel is { } kernel)
        {
            Volatile.Write(ref _kernel, null);
            await kernel.ShutdownAsync(ShutdownPatience).ConfigureAwait(false);
        }
    }

    private async Task<ConnectedKernel> KernelAsync(CancellationToken token)
    {
        if (Running is { } running)
        {
            return running;
        }

        await _turn.WaitAsync(token).ConfigureAwait(false);
        try
        {
            if (Running is { } started)
            {
                return started;
            }

            if (_ended)
            {
                throw new MagicException($"#!{Identity.Name} has been ended.", "Connect it again.");
            }

            await EndAsync().ConfigureAwait(false);
            var kernel = await ConnectedKernel.StartAsync(await _start(token).ConfigureAwait(false), Identity.Name, _time, token).ConfigureAwait(false);
            Volatile.Write(ref _kernel, kernel);
            if (Bridge is { } bridge)
            {
                await bridge.BeginAsync(this, token).ConfigureAwait(false);
            }

            return kernel;
        }
        catch (KernelException problem)
        {
            throw new MagicException(problem.Message, Remedy, problem);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Asks about code at a position; null where no kernel runs or it is busy.</summary>
    private async Task<System.Text.Json.JsonElement?> AskAsync(string type, string code, int position, CancellationToken token)
    {
        if (Running is not { } kernel)
        {
            return null;
        }

        try
        {
            return await kernel.AskAsync(
                type,
                json =>
                {
                    json.WriteString("code", code);
                    json.WriteNumber("cursor_pos", CodePoints.FromOffset(code, position));
                    json.WriteNumber("detail_level", 0);
                },
                token).WaitAsync(ServicePatience, _time, token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or KernelException)
        {
            return null;
        }
    }
}
