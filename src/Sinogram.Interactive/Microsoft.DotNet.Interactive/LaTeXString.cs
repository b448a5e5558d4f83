namespace Microsoft.DotNet.Interactive;

/// <summary>LaTeX as it is.</summary>
public sealed class LaTeXString(string latexCode)
{
    /// <summary>The code.</summary>
    public string Content { get; } = latexCode;

    /// <summary>From code.</summary>
    public static implicit operator LaTeXString(string source) => new(source);

    /// <inheritdoc/>
    public override string ToString() => Content;
}

/// <summary>A formula: LaTeX of mathematics without its delimiters.</summary>
public sealed class MathString(string latexCode)
{
    /// <summary>The code.</summary>
    public string Content { get; } = latexCode;

    /// <summary>From code.</summary>
    public static implicit operator MathString(string source) => new(source);

    /// <inheritdoc/>
    public override string ToString() => Content;
}
