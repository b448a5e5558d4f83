using System.Text.RegularExpressions;
using Sinogram.Remote.Livy;

namespace Sinogram.Magics.Livy;

/// <summary>Errors of the server and of statements as the notebook shows them.</summary>
internal static partial class LivyErrorText
{
    private const int LogLines = 10;
    private const int LongestText = 10_000;

    /// <summary>A failure of the server or session, with the end of the log where a session ended.</summary>
    public static string Describe(LivyException error) =>
        error is LivySessionEndedException { Log.Count: > 0 } ended
            ? $"{error.Message}\nThe end of its log:\n{string.Join('\n', ended.Log.TakeLast(LogLines))}"
            : error.Message;

    /// <summary>A statement's error with its remote traceback; the frames of the Java machine are left out and counted.</summary>
    public static string Describe(LivyResult.Error error)
    {
        var title = error.Message.Length == 0 ? error.Name : $"{error.Name}: {error.Message.Trim('\n')}";
        var trace = string.Join('\n', error.Traceback);
        // Python's traceback ends with the title.
        var lines = (trace.Contains(error.Message.Trim(), StringComparison.Ordinal) && error.Message.Length > 0 ? trace : $"{title}\n{trace}").Split('\n');
        var kept = lines.Where(l => !JavaFrame().IsMatch(l)).ToList();
        var text = string.Join('\n', kept).TrimEnd();
        text = text.Length > LongestText ? text[..LongestText] + "…" : text;
        return kept.Count == lines.Length ? text : $"{text}\n({lines.Length - kept.Count} frames of the Java machine are left out)";
    }

    /// <summary>What to do about a statement's error, where that is known.</summary>
    public static string? Hint(LivyResult.Error error) =>
        error.Message.StartsWith("Interpreter died", StringComparison.Ordinal)
            ? "The interpreter on the cluster has ended, and the session with it: run the #!livy connect line again."
        : error.Name == "InterpreterError" ? "The language did not start on the cluster: #!livy log shows why."
        : null;

    [GeneratedRegex(@"^\s+(at [\w$.<>/]+\(.*\)|\.\.\. \d+ more)$|^[\w$./<>]+\([\w$]+\.(java|scala)(:\d+)?\)$")]
    private static partial Regex JavaFrame();
}
