namespace Sinogram.Magics;

/// <summary>What the magics of one session know of each other.</summary>
public sealed class NotebookState
{
    private volatile string? _workspace;

    /// <param name="time">The clock.</param>
    public NotebookState(TimeProvider time) => Time = time;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>The workspace that this session harvested into or opened last: where <c>#!drill</c> finds <c>dfs.catalog</c>. Null before.</summary>
    public string? Workspace
    {
        get => _workspace;
        set => _workspace = value;
    }
}
