namespace Sinogram.Core.Execution;

/// <summary>How a cell ended: a closed union.</summary>
public abstract record CellResult
{
    private CellResult()
    {
    }

    /// <summary>It ran to its end.</summary>
    /// <param name="HasValue">The cell's last expression has a value to show.</param>
    /// <param name="Value">That value.</param>
    public sealed record Completed(bool HasValue, object? Value) : CellResult
    {
        /// <summary>The value's representations, where the language has made them while an interrupt could still stop it; else null.</summary>
        public Display.MimeBundle? Shown { get; init; }

        /// <summary>An end without a value.</summary>
        public static Completed NoValue { get; } = new(false, null);
    }

    /// <summary>It failed: the user's mistake, or a defect with its trace.</summary>
    public sealed record Failed(CellError Error) : CellResult;

    /// <summary>It was cancelled. Not an error: what had finished is kept.</summary>
    /// <param name="StillRunning">What could not be stopped and goes on, in words; null if nothing.</param>
    public sealed record Cancelled(string? StillRunning = null) : CellResult;
}

/// <summary>An error as a front end shows it.</summary>
/// <param name="Name">The exception's type name, or a short class of error such as <c>CompilationError</c>.</param>
/// <param name="Message">What happened, where, and what to do.</param>
/// <param name="Traceback">The lines to show; never empty.</param>
/// <param name="IsDefect">Not the user's to fix: shown with its trace.</param>
public sealed record CellError(string Name, string Message, IReadOnlyList<string> Traceback, bool IsDefect = false)
{
    /// <summary>An error for the user to fix: no trace.</summary>
    public static CellError User(string name, string message, string? hint = null) =>
        new(name, message, hint is null ? [$"{name}: {message}"] : [$"{name}: {message}", hint]);
}
