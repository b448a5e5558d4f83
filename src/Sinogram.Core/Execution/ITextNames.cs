namespace Sinogram.Core.Execution;

/// <summary>What a text in code, or a word of a magic's line, may name; for completion.</summary>
public interface ITextNames
{
    /// <summary>The entries of the folder that a path leads to, whose names begin as its last part does; folders have a slash behind them. None where nothing is there.</summary>
    IReadOnlyList<string> Files(string path);

    /// <summary>The names by which a value is indexed: columns of a table, keys of a dictionary. None of any other value.</summary>
    IReadOnlyList<string> Keys(object value);
}

/// <summary>Names nothing.</summary>
public sealed class NoTextNames : ITextNames
{
    /// <summary>The one instance.</summary>
    public static NoTextNames Instance { get; } = new();

    /// <inheritdoc/>
    public IReadOnlyList<string> Files(string path) => [];

    /// <inheritdoc/>
    public IReadOnlyList<string> Keys(object value) => [];
}
