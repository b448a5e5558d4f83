using Sinogram.Magics.Notebook.Values;

namespace Sinogram.Magics;

/// <summary>What the magics of one session know of each other.</summary>
public sealed class NotebookState
{
    private volatile string? _workspace;

    /// <param name="time">The clock.</param>
    public NotebookState(TimeProvider time) => Time = time;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>The texts that <c>#!value</c> keeps.</summary>
    public ValueStore Values { get; } = new();

    /// <summary>Makes the variable that holds a password which was asked for; by default its text.</summary>
    public Func<string, object> Password { get; init; } = text => text;

    /// <summary>The workspace that this session harvested into or opened last: where <c>#!drill</c> finds <c>dfs.catalog</c>. Null before.</summary>
    public string? Workspace
    {
        get => _workspace;
        set => _workspace = value;
    }
}
