namespace Sinogram.R;

/// <summary>How a cell of R runs.</summary>
public sealed record RRunOptions
{
    public static RRunOptions Default { get; } = new();

    /// <summary>Size and form of plots.</summary>
    public RPlotOptions Plot { get; init; } = new();

    /// <summary>The working folder to follow; null leaves R where it is.</summary>
    public string? Folder { get; init; }

    /// <summary>Lines of the cell above the code: errors name lines of the cell.</summary>
    public int FirstLine { get; init; }

    /// <summary>A data frame that is the last value comes as <see cref="ROutput.Frame"/> instead of text.</summary>
    public bool FramesAsTables { get; init; }

    /// <summary>Answers <c>readline()</c> and what else reads R's console: given the prompt, the line; null where nobody can type.</summary>
    public Func<string, CancellationToken, Task<string?>>? Ask { get; init; }

    /// <summary>What the code reads carries no patient: columns of a data frame are not taken as identifying for their names.</summary>
    public bool IsPublic { get; init; }
}
