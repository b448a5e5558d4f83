using System.Collections.Concurrent;
using Sinogram.Core.Cells;
using Sinogram.Core.Configuration;
using Sinogram.Core.Display;
using Sinogram.Core.Magics;
using Sinogram.Core.Privacy;
using Sinogram.Core.Values;

namespace Sinogram.Core.Execution;

/// <summary>
/// One notebook's state and the way its cells run. Knows no transport: Jupyter, <c>sinogram run</c> and tests drive the same session.
/// Cells of one queue are run one at a time by the caller.
/// </summary>
public sealed class Session : ICellVocabulary, IAsyncDisposable
{
    private readonly SessionParts _parts;
    private readonly MagicRunner _magics;
    private readonly LanguageList _languages;
    private readonly ConcurrentDictionary<string, AbsentLanguage> _absent = new(StringComparer.OrdinalIgnoreCase);
    private int _executionCount;
    private CellContext? _running;
    private CellOutput? _latest;

    /// <param name="parts">What it is made of.</param>
    public Session(SessionParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        _parts = parts;
        _languages = new LanguageList(parts.Languages, parts.Magics);
        _magics = new MagicRunner(parts, this);
        Services = new LanguageServices(this);
    }

    /// <summary>The notebook's own language.</summary>
    public ILanguage Language => _parts.Languages[0];

    /// <summary>All languages.</summary>
    public IReadOnlyList<ILanguage> Languages => _languages.All;

    /// <summary>The list of languages, for what adds to it.</summary>
    public ILanguages LanguageList => _languages;

    /// <summary>All magics.</summary>
    public IReadOnlyList<IMagic> Magics => _parts.Magics;

    /// <summary>The formatters, for a notebook's own registrations.</summary>
    public Formatters Formatters => _parts.Formatters;

    /// <summary>The notebook's variables.</summary>
    public IVariables Variables => Language.Variables ?? NoVariables.Instance;

    /// <summary>The number of the last cell that counted.</summary>
    public int ExecutionCount => Volatile.Read(ref _executionCount);

    /// <summary>The cell that was started last and still runs, or null: where output goes that names no cell, such as native code's.</summary>
    public CellContext? Running => Volatile.Read(ref _running);

    /// <summary>Called while a cell still runs, at its end: brings what native code wrote into it.</summary>
    public Action DrainOutput { get; set; } = () => { };

    /// <summary>Completion, inspection and completeness, beside execution.</summary>
    public LanguageServices Services { get; }

    /// <summary>The number that a cell of this request will run under; raises the count unless the request is silent.</summary>
    public int NextExecutionCount(CellRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Silent || !request.StoreHistory ? ExecutionCount : Interlocked.Increment(ref _executionCount);
    }

    /// <summary>Runs a cell to its end, shows its value or its error, and says how it ended. Never throws for what the cell did.</summary>
    /// <param name="request">The cell.</param>
    /// <param name="number">Its number, from <see cref="NextExecutionCount"/>.</param>
    /// <param name="frontEnd">Where its output goes.</param>
    /// <param name="token">Interrupts it.</param>
    public Task<CellResult> ExecuteAsync(CellRequest request, int number, CellFrontEnd frontEnd, CancellationToken token) =>
        ExecuteAsync(request, number, frontEnd, null, token);

    /// <summary>Runs a cell as <see cref="ExecuteAsync(CellRequest, int, CellFrontEnd, CancellationToken)"/> does, on a thread that has nothing else to do.</summary>
    public CellResult Execute(CellRequest request, int number, CellFrontEnd frontEnd, CancellationToken token) =>
        ExecuteAsync(request, number, frontEnd, Thread.CurrentThread, token).GetAwaiter().GetResult();

    private async Task<CellResult> ExecuteAsync(CellRequest request, int number, CellFrontEnd frontEnd, Thread? waitingThread, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(frontEnd);
        var output = new CellOutput(_parts.Formatters, _parts.Filter, frontEnd.Sink, _parts.Time, _parts.FullOutput, number, frontEnd.Channels.Widgets);
        // What threads of an ended cell have left in a stream's end is not kept from its reader any longer.
        Interlocked.Exchange(ref _latest, output)?.FlushWhereEnded();
        var context = new CellContext(output, new FilteredInput(frontEnd.Input, _parts.Filter), frontEnd.Channels, number) { Session = this, WaitingThread = waitingThread };
        using var scope = context.Enter(token);
        Volatile.Write(ref _running, context);
        CellResult result;
        try
        {
            var segments = CellSplitter.Split(new Cell(request.Code, number, request.CellId), this);
            UnknownSelector.Refuse(segments, request.Language, this);
            result = await RunAsync(segments, request.Language, context, token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            result = new CellResult.Cancelled();
        }
        catch (MagicException e)
        {
            result = new CellResult.Failed(CellError.User("MagicException", e.Message, e.Hint));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            result = new CellResult.Failed(new CellError(e.GetType().Name, e.Message, [e.ToString()], IsDefect: true));
        }
        finally
        {
            DrainOutput();
            Interlocked.CompareExchange(ref _running, null, context);
        }

        output.EndStreams();
        result = Show(result, request, number, output);
        output.End();
        return result;
    }

    /// <summary>The context of work that is no cell's run but has a front end, such as a live channel's message.</summary>
    public CellContext CreateContext(CellFrontEnd frontEnd, int number)
    {
        ArgumentNullException.ThrowIfNull(frontEnd);
        var output = new CellOutput(_parts.Formatters, _parts.Filter, frontEnd.Sink, _parts.Time, widgets: frontEnd.Channels.Widgets);
        return new CellContext(output, new FilteredInput(frontEnd.Input, _parts.Filter), frontEnd.Channels, number) { Session = this };
    }

    /// <inheritdoc/>
    public MagicInfo? FindMagic(string name) => MagicOf(name)?.Info;

    /// <inheritdoc/>
    public string? FindLanguage(string name) => LanguageOf(name) switch
    {
        null => null,
        // A line above it in the cell may be about to connect a language of this name.
        { IsAvailable: false } => name,
        { } language => language.Identity.Name,
    };

    /// <summary>The language of a selector, or null.</summary>
    public ILanguage? LanguageOf(string name) => _languages.Find(name);

    /// <summary>The magic of a name or alias, or null.</summary>
    public IMagic? MagicOf(string name) => _parts.Magics.FirstOrDefault(m => m.Info.Name == name || m.Info.Aliases.Contains(name));

    internal ITextNames TextNames => _parts.TextNames;

    /// <summary>What is configured and allowed.</summary>
    public Settings Settings => _parts.Settings;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => EndAsync(SessionEnd.Final);

    /// <summary>Ends what languages and magics hold: workers, remote sessions, buffers. One that fails does not keep the others.</summary>
    public async ValueTask EndAsync(SessionEnd end)
    {
        foreach (var part in _parts.Magics.Cast<object>().Concat(_parts.Languages.Union(_languages.All)))
        {
            try
            {
                switch (part)
                {
                    case IEndsWithSession ends:
                        await ends.EndAsync(end).ConfigureAwait(false);
                        break;
                    case IAsyncDisposable asyncDisposable:
                        await asyncDisposable.DisposeAsync().ConfigureAwait(false);
                        break;
                    case IDisposable disposable:
                        disposable.Dispose();
                        break;
                }
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // The session is ending: there is no cell left to tell.
            }
        }
    }

    /// <summary>A bundle as it may leave the process outside a cell's output; null where the filter holds it back.</summary>
    public MimeBundle? Filtered(MimeBundle bundle) => (_parts.Filter.Filter(new OutputEvent.DisplayData(bundle, "")) as OutputEvent.DisplayData)?.Bundle;

    /// <summary>Runs code as a part of a cell that runs already: its output is that cell's, its value is left to the caller to show.</summary>
    /// <param name="code">The code; directives in it count.</param>
    /// <param name="language">Its language; null for the notebook's own.</param>
    /// <param name="context">The running cell.</param>
    /// <param name="token">Interrupts it.</param>
    /// <exception cref="MagicException">A directive in it is not known, or its magic refuses.</exception>
    public Task<CellResult> RunWithinAsync(string code, string? language, CellContext context, CancellationToken token) =>
        RunWithinAsync(new Cell(code, context?.CellNumber ?? 0), language, context!, token);

    /// <summary>Runs a text that was read from a file as a part of a cell that runs already.</summary>
    /// <inheritdoc cref="RunWithinAsync(string, string, CellContext, CancellationToken)"/>
    public Task<CellResult> RunWithinAsync(Cell cell, string? language, CellContext context, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(context);
        var segments = CellSplitter.Split(cell, this);
        UnknownSelector.Refuse(segments, language, this);
        return RunAsync(segments, language, context, token);
    }

    /// <summary>Text as it may leave the process outside a cell's output: the history, a log line.</summary>
    public string Filtered(string text) => _parts.Filter.Filter(text);

    /// <summary>How much of a text's end must wait for what follows, see <see cref="IOutputFilter.Held"/>.</summary>
    public int HeldOf(string text) => _parts.Filter.Held(text);

    /// <summary>Runs segments in order until one does not complete. Values of all but the last are shown as displays.</summary>
    internal async Task<CellResult> RunAsync(IReadOnlyList<Segment> segments, string? language, CellContext context, CancellationToken token)
    {
        CellResult result = CellResult.Completed.NoValue;
        var known = _languages.All;
        foreach (var segment in segments)
        {
            if (result is CellResult.Completed { HasValue: true } earlier)
            {
                context.Output.Display(earlier.Shown ?? earlier.Value);
            }

            token.ThrowIfCancellationRequested();
            result = segment switch
            {
                Segment.Code code when known != _languages.All => await RunAsync(SplitAgain(code), code.Language ?? language, context, token).ConfigureAwait(false),
                Segment.Code code => await RunCodeAsync(code, language, context, token).ConfigureAwait(false),
                Segment.Magic magic => await _magics.RunAsync(magic, language, context, token).ConfigureAwait(false),
                Segment.Prefix prefix => await _magics.RunPrefixAsync(prefix, language, context, token).ConfigureAwait(false),
                _ => throw new InvalidOperationException("unknown segment"),
            };
            if (result is not CellResult.Completed)
            {
                return result;
            }
        }

        return result;
    }

    /// <summary>Code below a line that has connected a language, which the code may select.</summary>
    private List<Segment> SplitAgain(Segment.Code code)
    {
        var segments = CellSplitter.Split(code.Part, this).ToList();
        if (segments is [Segment.Code { Language: null } first, ..])
        {
            segments[0] = first with { Language = code.Language, Selector = code.Selector };
        }

        return segments;
    }

    private async Task<CellResult> RunCodeAsync(Segment.Code code, string? cellLanguage, CellContext context, CancellationToken token)
    {
        var name = code.Language ?? cellLanguage;
        if ((name is null ? Language : LanguageOf(name)) is { } language)
        {
            return code.Selector is null
                ? await language.ExecuteAsync(code.Part, context, token).ConfigureAwait(false)
                : await _magics.RunSelectedAsync(code, language, context, token).ConfigureAwait(false);
        }

        if (FindMagic(name!) is not null)
        {
            // A notebook whose cell names a magic as its language (html, markdown, mermaid).
            var body = new Segment.Magic(code.Part, "#!" + name, code.Part.FirstLine);
            return await _magics.RunAsync(body, cellLanguage, context, token).ConfigureAwait(false);
        }

        var absent = _absent.GetOrAdd(name!, n => new AbsentLanguage(
            n, $"'{n}'", "#!connect jupyter --kernel-spec NAME adds any Jupyter kernel that is installed; the languages here are "
                + string.Join(", ", Languages.Where(l => l.IsAvailable).Select(l => l.Identity.Name)) + "."));
        return await absent.ExecuteAsync(code.Part, context, token).ConfigureAwait(false);
    }

    private CellResult Show(CellResult result, CellRequest request, int number, CellOutput output)
    {
        switch (result)
        {
            case CellResult.Completed { HasValue: true, Value: not IShown } completed when !request.Silent:
                output.Result(completed.Shown ?? completed.Value, number);
                return result;
            case CellResult.Failed failed:
                var shown = output.Error(failed.Error.Name, failed.Error.Message, failed.Error.Traceback);
                return shown is null ? result : new CellResult.Failed(failed.Error with { Name = shown.Name, Message = shown.Message, Traceback = shown.Traceback });
            case CellResult.Cancelled cancelled:
                var message = $"Cell {number} was interrupted; what it had finished is kept.";
                output.Error("Interrupted", message, cancelled.StillRunning is null ? [message] : [message, cancelled.StillRunning]);
                return result;
            default:
                return result;
        }
    }
}
