namespace Sinogram.Tool;

/// <summary>What the person at the command line has to mend: shown as one message, without a trace.</summary>
/// <param name="message">What, where, and what to do.</param>
/// <param name="exitCode">The process's exit code.</param>
internal sealed class UserErrorException(string message, int exitCode = ExitCode.Usage) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}

/// <summary>The exit codes of the tool.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>A cell or a check failed.</summary>
    public const int Failed = 1;

    /// <summary>The command, a parameter or a file is not as it should be.</summary>
    public const int Usage = 2;

    /// <summary>Something is not installed.</summary>
    public const int Missing = 3;

    /// <summary>Interrupted from the keyboard.</summary>
    public const int Interrupted = 130;
}
