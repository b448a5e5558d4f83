using Sinogram.Core.Execution;
using Sinogram.Core.Privacy;
using Sinogram.Core.Widgets;

namespace Sinogram.Core.Display;

/// <summary>
/// The output of one cell. Formats values, numbers displays, and passes every event through the filter to the transport: the one way out.
/// </summary>
public sealed class CellOutput : IOutput
{
    private readonly Formatters _formatters;
    private readonly IOutputFilter _filter;
    private readonly IOutputSink _sink;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly string[] _held = ["", ""];
    private volatile bool _ended;
    private readonly StreamLimit? _limit;
    private readonly WidgetModels? _widgets;

    /// <param name="formatters">Make values' representations.</param>
    /// <param name="filter">The choke point.</param>
    /// <param name="sink">The transport.</param>
    /// <param name="time">Thins progress updates.</param>
    /// <param name="full">Keeps what is printed beyond what is shown; where null, all is shown.</param>
    /// <param name="cellNumber">Whose output it is.</param>
    /// <param name="widgets">Where it is noted which display shows a widget; null where the front end has none.</param>
    public CellOutput(
        Formatters formatters,
        IOutputFilter filter,
        IOutputSink sink,
        TimeProvider time,
        IFullOutput? full = null,
        int cellNumber = 0,
        WidgetModels? widgets = null)
    {
        _widgets = widgets;
        _limit = full is null ? null : new StreamLimit(full, cellNumber);
        _formatters = formatters;
        _filter = filter;
        _sink = sink;
        _time = time;
    }

    /// <inheritdoc/>
    public MimeBundle Format(object? value) => _formatters.Format(value);

    /// <inheritdoc/>
    public IDisplayHandle Display(object? value) => Display(_formatters.Format(value));

    /// <inheritdoc/>
    public IDisplayHandle Display(MimeBundle bundle, string? displayId = null)
    {
        var id = displayId ?? Guid.NewGuid().ToString("N");
        Emit(new OutputEvent.DisplayData(bundle, id));
        return new Handle(this, id);
    }

    /// <inheritdoc/>
    public void Update(string displayId, MimeBundle bundle) => Emit(new OutputEvent.UpdateDisplayData(bundle, displayId));

    /// <inheritdoc/>
    public void Stdout(string text) => Write(StreamName.Stdout, text);

    /// <inheritdoc/>
    public void Stderr(string text) => Write(StreamName.Stderr, text);

    /// <inheritdoc/>
    public void Clear(bool wait = false) => Emit(new OutputEvent.ClearOutput(wait));

    /// <summary>Lets go what streams hold back, because nothing more is to be waited for.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            for (var i = 0; i < _held.Length; i++)
            {
                var text = _held[i];
                _held[i] = "";
                if (text.Length > 0)
                {
                    Pass(new OutputEvent.Stream((StreamName)i, text));
                }
            }
        }
    }

    /// <inheritdoc/>
    public IProgressHandle Progress(string title) => new ProgressDisplay(this, title, _time);

    /// <summary>The cell has ended: lets go what its streams hold back. Its threads may write on.</summary>
    internal void End()
    {
        Flush();
        _ended = true;
    }

    /// <summary>Lets go what threads have written after the cell's end.</summary>
    internal void FlushWhereEnded()
    {
        if (_ended)
        {
            Flush();
        }
    }

    /// <summary>The cell's code has ended: shows the last of what it printed, where not all was shown.</summary>
    internal void EndStreams()
    {
        Flush();
        if (_limit?.End() is { } end)
        {
            _sink.Emit(new OutputEvent.Stream(StreamName.Stdout, end));
        }
    }

    /// <summary>Shows the cell's value.</summary>
    internal void Result(object? value, int executionCount) =>
        Emit(new OutputEvent.ExecuteResult(_formatters.Format(value), executionCount, Guid.NewGuid().ToString("N")));

    /// <summary>Shows an error, as it will be seen after the filter.</summary>
    internal OutputEvent.Error? Error(string name, string message, IReadOnlyList<string> traceback) =>
        Emit(new OutputEvent.Error(name, message, traceback)) as OutputEvent.Error;

    /// <summary>A value that is cut by two writes is found all the same: what may be its beginning waits for the next write.</summary>
    private void Write(StreamName name, string text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return;
        }

        lock (_lock)
        {
            text = _held[(int)name] + text;
            var held = _filter.Held(text);
            _held[(int)name] = held == 0 ? "" : text[^held..];
            if (held < text.Length)
            {
                Pass(new OutputEvent.Stream(name, held == 0 ? text : text[..^held]));
            }
        }
    }

    private OutputEvent? Emit(OutputEvent output)
    {
        if (RevealScope.Current is { } reveal)
        {
            output = output switch
            {
                OutputEvent.DisplayData { Bundle.IsRevealed: false } display => display with { Bundle = reveal.Reveal(display.Bundle) },
                OutputEvent.UpdateDisplayData { Bundle.IsRevealed: false } update => update with { Bundle = reveal.Reveal(update.Bundle) },
                _ => output,
            };
        }

        Flush();
        return Pass(output);
    }

    private OutputEvent? Pass(OutputEvent output)
    {
        var isRevealed = output is OutputEvent.DisplayData { Bundle.IsRevealed: true } or OutputEvent.UpdateDisplayData { Bundle.IsRevealed: true }
            or OutputEvent.ExecuteResult { Bundle.IsRevealed: true };
        if ((isRevealed ? output : _filter.Filter(output)) is not { } passed)
        {
            return null;
        }

        if (_limit is not null && passed is OutputEvent.Stream stream)
        {
            if (_limit.Pass(stream.Text) is not { Length: > 0 } shown)
            {
                return passed;
            }

            passed = ReferenceEquals(shown, stream.Text) ? passed : stream with { Text = shown };
        }
        else if (_limit is not null && passed is OutputEvent.DisplayData many && !_limit.Shows(many.Bundle, out var note))
        {
            if (note is not null)
            {
                _sink.Emit(new OutputEvent.Stream(StreamName.Stdout, note));
            }

            return passed;
        }
        else if (passed is OutputEvent.ClearOutput)
        {
            _limit?.Clear();
        }

        passed = passed switch
        {
            OutputEvent.DisplayData display => display with { Bundle = Finished(display.Bundle, display.DisplayId) },
            OutputEvent.UpdateDisplayData update => update with { Bundle = Finished(update.Bundle, update.DisplayId) },
            OutputEvent.ExecuteResult result => result with { Bundle = Finished(result.Bundle, result.DisplayId) },
            _ => passed,
        };
        _sink.Emit(passed);
        return passed;
    }

    /// <summary>A bundle as it is shown: with what is drawn of it; where it is a widget, that is noted.</summary>
    private MimeBundle Finished(MimeBundle bundle, string displayId)
    {
        _widgets?.Note(displayId, bundle, still => Update(displayId, still));
        return bundle.Drawn();
    }

    private sealed class Handle(CellOutput output, string displayId) : IDisplayHandle
    {
        public string DisplayId => displayId;

        public void Update(object? value) => Update(output._formatters.Format(value));

        /// <summary>
        /// The cell that changes it sends the change: front ends that heed only the messages of the running cell see it too. A thread that an earlier cell started,
        /// as that which reads a worker's answers, changes it for the cell that shows it.
        /// </summary>
        public void Update(MimeBundle bundle) =>
            (CellContext.Current?.Output is { } current and not CellOutput { _ended: true } ? current : output).Update(displayId, bundle);
    }
}
