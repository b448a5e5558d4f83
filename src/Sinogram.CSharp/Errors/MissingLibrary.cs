using System.Text.RegularExpressions;

namespace Sinogram.CSharp.Errors;

/// <summary>A native library that is nowhere: the runtime lists every path that it tried, and not what would help.</summary>
internal static partial class MissingLibrary
{
    /// <summary>An exception's message, without the list of paths.</summary>
    public static string Message(Exception exception) =>
        exception is DllNotFoundException && exception.Message.IndexOf(" or one of its dependencies", StringComparison.Ordinal) is var end and > 0 ? exception.Message[..end] + "." : exception.Message;

    /// <summary>What would help; null for another exception.</summary>
    public static string? Words(Exception exception) => exception is DllNotFoundException && Named().Match(exception.Message) is { Success: true } named
        ? $"It is in no package of this session and in no folder of the system's libraries. Reference the package that brings {named.Groups[1].Value} for Linux (often named …NativeAssets.Linux or …runtime.linux-x64), or install the system's."
        : null;

    [GeneratedRegex("library '([^']+)'")]
    private static partial Regex Named();
}
