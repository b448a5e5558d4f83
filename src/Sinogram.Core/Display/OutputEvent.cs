namespace Sinogram.Core.Display;

/// <summary>Everything a cell can send to its front end: a closed union, in the names of Jupyter's messages.</summary>
public abstract record OutputEvent
{
    private OutputEvent()
    {
    }

    /// <summary>Text for a standard stream.</summary>
    public sealed record Stream(StreamName Name, string Text) : OutputEvent;

    /// <summary>A value shown by the cell; <paramref name="DisplayId"/> lets it be updated.</summary>
    public sealed record DisplayData(MimeBundle Bundle, string DisplayId) : OutputEvent;

    /// <summary>A new content for everything shown under <paramref name="DisplayId"/>, from any cell or thread.</summary>
    public sealed record UpdateDisplayData(MimeBundle Bundle, string DisplayId) : OutputEvent;

    /// <summary>The value of the cell.</summary>
    public sealed record ExecuteResult(MimeBundle Bundle, int ExecutionCount, string DisplayId) : OutputEvent;

    /// <summary>An error: its name, its message, and the lines to show.</summary>
    public sealed record Error(string Name, string Message, IReadOnlyList<string> Traceback) : OutputEvent;

    /// <summary>Clears the cell's output, at once or when the next output comes.</summary>
    public sealed record ClearOutput(bool Wait) : OutputEvent;
}

/// <summary>The two standard streams.</summary>
public enum StreamName
{
    /// <summary>Standard output.</summary>
    Stdout,

    /// <summary>Standard error.</summary>
    Stderr,
}
