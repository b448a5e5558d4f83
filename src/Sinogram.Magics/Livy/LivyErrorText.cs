using System.Text.RegularExpressions;
using Sinogram.Remote.Livy;

namespace Sinogram.Magics.Livy;

/// <summary>Errors of the server and of statements as the notebook shows them.</summary>
internal static partial class LivyErrorText
{
    private const string PythonTitle = "Traceback (most recent call last):";
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
        var all = title.Split('\n').Concat(error.Traceback.SelectMany(l => l.Split('\n'))).ToList();
        var kept = all.Where(l => !JavaFrame().IsMatch(l)).ToList();
        var start = kept.IndexOf(PythonTitle);
        if (start > 0 && !kept.Skip(start).Any(l => l.StartsWith("  File", StringComparison.Ordinal)))
        {
            // No frame: the traceback only says the title again.
            kept.RemoveRange(start, kept.Count - start);
        }

        var text = string.Join('\n', kept).TrimEnd();
        text = text.Length > LongestText ? text[..LongestText] + "…" : text;
        var left = all.Count(l => JavaFrame().IsMatch(l));
        return left == 0 ? text : $"{text}\n(frames of the Java machine left out: {left})";
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
