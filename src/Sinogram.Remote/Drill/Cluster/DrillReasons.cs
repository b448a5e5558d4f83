using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sinogram.Remote.Drill.Cluster;

/// <summary>Finds out of an answer and a profile what really went wrong, without what says nothing to a user.</summary>
internal static partial class DrillReasons
{
    /// <summary>Drill's own reason: of the answer, unless it says nothing; then of the profile's error; then the innermost of its trace.</summary>
    public static string? Of(string? answer, JsonElement? profile)
    {
        if (answer is not null && !IsVague(answer)) { return Clean(answer); }
        var error = Text(profile, "error");
        if (error is not null && !IsVague(error)) { return Clean(error); }
        if (Text(profile, "verboseError") is { Length: > 0 } verbose && Innermost(verbose) is { } reason) { return Clean(reason); }
        return answer is { Length: > 0 } ? Clean(answer) : error is { Length: > 0 } ? Clean(error) : null;
    }

    /// <summary>Whether a message names no reason.</summary>
    public static bool IsVague(string message) =>
        message.Trim().Length == 0 || message.Contains("Drill Remote Exception", StringComparison.Ordinal) || message.Contains("Unexpected exception during fragment initialization", StringComparison.Ordinal)
        || message.StartsWith("Current context not", StringComparison.Ordinal) || message.Trim() is "NULL" or "null" or "Query submission failed" or "Internal Server Error";

    private static string? Text(JsonElement? profile, string name) => profile is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The first block "(class) message" of a trace that says something, up to its stack lines; the last cause where the first says nothing.</summary>
    private static string? Innermost(string verbose)
    {
        var blocks = Block().Matches(verbose).Select(m => (Class: m.Groups["class"].Value, Message: m.Groups["message"].Value.Trim())).Where(b => b.Message.Length > 0 && !IsVague(b.Message)).ToList();
        if (blocks.Count == 0) { return null; }
        var last = blocks[^1];
        // Causes of planning failures stand last; failures while reading say all in the first block.
        var best = blocks[0].Message.Contains("Error while applying rule", StringComparison.Ordinal) ? last : blocks[0];
        return best.Message.Contains("ERROR", StringComparison.Ordinal) || best.Class.EndsWith("UserException", StringComparison.Ordinal) ? best.Message : $"{best.Class[(best.Class.LastIndexOf('.') + 1)..]}: {best.Message}";
    }

    /// <summary>Without ids and repetitions, which say nothing to a user.</summary>
    private static string Clean(string message)
    {
        var text = ErrorId().Replace(message, "");
        text = Fragment().Replace(text, "").Replace("Please, refer to logs for more information.", "", StringComparison.Ordinal);
        text = Echo().Replace(text, "");
        text = Source().Replace(text, " (line ${line}, column ${column} of the data)");
        text = Prefix().Replace(text.Trim(), "");
        // Calcite's message comes twice: "From line … : X: X".
        var half = Twice().Match(text);
        if (half.Success) { text = half.Groups["where"].Value + half.Groups["what"].Value; }
        return string.Join('\n', text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    [GeneratedRegex(@"^\s*(Caused By\s*)?\((?<class>[\w.$]+)\)\s?(?<message>.*?)(?=^\s{4}[\w.$<>]+\S*\(\):\d+|^\s*Caused By|\z)", RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\[Error Id: [^\]]*\]", RegexOptions.CultureInvariant)]
    private static partial Regex ErrorId();

    /// <summary>The SQL as it was sent, with a caret.</summary>
    [GeneratedRegex(@"\n\s*SQL Query:.*?^\s*\^\s*$", RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Echo();

    /// <summary>Where in a file a reader stopped, as it writes it where it may not show the text.</summary>
    [GeneratedRegex(@"\s*at \[Source: REDACTED[^;\]]*; line: (?<line>\d+), column: (?<column>\d+)\]", RegexOptions.CultureInvariant)]
    private static partial Regex Source();

    [GeneratedRegex(@"^Fragment: \d+:\d+\s*$", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Fragment();

    [GeneratedRegex(@"^(VALIDATION|PARSE|PLAN|SYSTEM) ERROR:\s*", RegexOptions.CultureInvariant)]
    private static partial Regex Prefix();

    [GeneratedRegex(@"\A(?<where>((From|At) line [^:]*: )?)(?<what>.+): \k<what>\s*\z", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Twice();
}
