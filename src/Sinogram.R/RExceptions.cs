namespace Sinogram.R;

/// <summary>R is not installed, or without its shared library.</summary>
public sealed class RMissingException()
    : Exception("R is not installed (libR.so was not found): apt-get install r-base-core, or set R_HOME to an R built with --enable-R-shlib.");

/// <summary>R code ended with an error.</summary>
public sealed class RException(RError error) : Exception(error.ToString())
{
    /// <summary>What R said, and where.</summary>
    public RError Error { get; } = error;
}

/// <summary>A value cannot cross between C# and R without loss; the message names it and says what to do.</summary>
public sealed class RConversionException(string message) : Exception(message);

/// <summary>R ended itself, by <c>q()</c> or because it could not go on; the next cell starts a fresh R.</summary>
public sealed class REndedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>An error of R code.</summary>
/// <param name="Message">R's own message.</param>
/// <param name="Call">The call that failed, as R writes it; empty when there is none.</param>
/// <param name="Line">The line of the cell, counted from 1; 0 when it is not known.</param>
/// <param name="Traceback">The calls that led there, outermost first, with the cell's lines where known.</param>
/// <param name="MissingPackage">The package that is not installed, when that is the error.</param>
public sealed record RError(string Message, string Call, int Line, IReadOnlyList<string> Traceback, string? MissingPackage)
{
    /// <summary>True for code that could not be parsed: nothing of the cell was run.</summary>
    public bool IsSyntax { get; init; }

    /// <summary>What to do about it; null when we know nothing better than the message.</summary>
    public string? Hint => MissingPackage is { } package
        ? $"Install it: apt-get install r-cran-{package.ToLowerInvariant()} (or install.packages(\"{package}\") into your own library)."
        : null;

    public override string ToString()
    {
        var place = Line > 0 ? $" (line {Line} of the cell)" : "";
        return Call.Length == 0 ? $"Error: {Message}{place}" : $"Error in {Call}: {Message}{place}";
    }
}
