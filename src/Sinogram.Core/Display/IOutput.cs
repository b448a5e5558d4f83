namespace Sinogram.Core.Display;

/// <summary>
/// Where a cell's output goes. Safe from any thread, during the cell and after it. All that passes here goes through the one
/// <see cref="IOutputFilter"/> before it leaves for a front end, a file or a log.
/// </summary>
public interface IOutput
{
    /// <summary>A value's representations, as a display would show them.</summary>
    MimeBundle Format(object? value) => new Formatters().Format(value);

    /// <summary>Shows a value by the formatters; the handle replaces it later, from any cell or thread.</summary>
    IDisplayHandle Display(object? value);

    /// <summary>Shows a bundle under an id of the caller's choice, or a new one.</summary>
    IDisplayHandle Display(MimeBundle bundle, string? displayId = null);

    /// <summary>Replaces what is shown under an id.</summary>
    void Update(string displayId, MimeBundle bundle);

    /// <summary>Writes to the cell's standard output.</summary>
    void Stdout(string text);

    /// <summary>Writes to the cell's standard error.</summary>
    void Stderr(string text);

    /// <summary>Clears what the cell has shown; <paramref name="wait"/>: when the next output comes.</summary>
    void Clear(bool wait = false);

    /// <summary>Shows a progress bar that updates in place and disappears into its last state when disposed.</summary>
    IProgressHandle Progress(string title);
}

/// <summary>What stands for a value that is shown already: as the last expression of a cell it is not shown again.</summary>
public interface IShown;

/// <summary>A shown value that can be replaced.</summary>
public interface IDisplayHandle : IShown
{
    /// <summary>The id by which any cell can update it.</summary>
    string DisplayId { get; }

    /// <summary>Shows another value in its place.</summary>
    void Update(object? value);

    /// <summary>Shows another bundle in its place.</summary>
    void Update(MimeBundle bundle);
}

/// <summary>A progress display.</summary>
public interface IProgressHandle : IDisposable
{
    /// <summary>Reports how far the work is. Calls may come often: they are thinned before they are sent.</summary>
    /// <param name="fraction">0 to 1, or null where the end is not known.</param>
    /// <param name="text">What is being done, in a few words.</param>
    void Report(double? fraction, string text);
}

/// <summary>The transport's side: receives events that have passed the filter, in order. Must not throw and must not block for long.</summary>
public interface IOutputSink
{
    /// <summary>Takes one event of the cell.</summary>
    void Emit(OutputEvent output);
}

/// <summary>
/// The choke point: sees every event of every language and stream before it leaves the process, and may change or drop it.
/// Masking of identifying values stands here.
/// </summary>
public interface IOutputFilter
{
    /// <summary>The event to send instead (the same instance if nothing changes), or null to send nothing.</summary>
    OutputEvent? Filter(OutputEvent output);

    /// <summary>Text that leaves outside a cell's output: a completion, the history, a log line, a prompt.</summary>
    string Filter(string text) => (Filter(new OutputEvent.Stream(StreamName.Stdout, text)) as OutputEvent.Stream)?.Text ?? "";

    /// <summary>How many characters at the end of a stream's text must wait for what is written next; all is let go when other output follows or the cell ends.</summary>
    int Held(string text) => 0;

    /// <summary>How many values of each attribute would be changed in a bundle.</summary>
    IReadOnlyDictionary<string, int> Count(MimeBundle bundle) => new Dictionary<string, int>();
}

/// <summary>Lets everything pass unchanged.</summary>
public sealed class PassThroughFilter : IOutputFilter
{
    /// <inheritdoc/>
    public OutputEvent? Filter(OutputEvent output) => output;
}
