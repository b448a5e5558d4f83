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

    /// <param name="formatters">Make values' representations.</param>
    /// <param name="filter">The choke point.</param>
    /// <param name="sink">The transport.</param>
    /// <param name="time">Thins progress updates.</param>
    public CellOutput(Formatters formatters, IOutputFilter filter, IOutputSink sink, TimeProvider time)
    {
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

    /// <inheritdoc/>
    public IProgressHandle Progress(string title) => new ProgressDisplay(this, title, _time);

    /// <summary>Shows the cell's value.</summary>
    internal void Result(object? value, int executionCount) =>
        Emit(new OutputEvent.ExecuteResult(_formatters.Format(value), executionCount, Guid.NewGuid().ToString("N")));

    /// <summary>Shows an error, as it will be seen after the filter.</summary>
    internal OutputEvent.Error? Error(string name, string message, IReadOnlyList<string> traceback) =>
        Emit(new OutputEvent.Error(name, message, traceback)) as OutputEvent.Error;

    private void Write(StreamName name, string text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            Emit(new OutputEvent.Stream(name, text));
        }
    }

    private OutputEvent? Emit(OutputEvent output)
    {
        if (_filter.Filter(output) is not { } passed)
        {
            return null;
        }

        _sink.Emit(passed);
        return passed;
    }

    private sealed class Handle(CellOutput output, string displayId) : IDisplayHandle
    {
        public string DisplayId => displayId;

        public void Update(object? value) => Update(output._formatters.Format(value));

        public void Update(MimeBundle bundle) => output.Update(displayId, bundle);
    }
}
