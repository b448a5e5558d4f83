using System.Globalization;
using System.Text.RegularExpressions;
using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Cluster;

/// <summary>Where in a statement an error of Drill's lies: at the line and column that it tells, or else at what it names, where that stands in the statement once.</summary>
internal static partial class ErrorPlaces
{
    private const int LongestName = 200;

    /// <summary>The place in the SQL as it was sent, or null.</summary>
    public static int? Find(string reason, string sql, char quote)
    {
        var told = From().Match(reason);
        if (!told.Success) { told = At().Match(reason); }
        return told.Success ? Told(told, sql) : Named(reason, sql, quote);
    }

    /// <summary>The reason without the line and column in it.</summary>
    public static string Without(string reason)
    {
        var text = Prefix().Replace(reason, "");
        return Suffix().Replace(text, "");
    }

    /// <summary>What to do where Drill stopped at a word that it keeps for itself: it names an empty token then.</summary>
    public static string? ReservedWord(string reason, string sql, char quote)
    {
        if (!reason.Contains("Encountered \"\"", StringComparison.Ordinal) || Find(reason, sql, quote) is not { } place) { return null; }
        var token = Tokens(sql, quote).FirstOrDefault(t => t.Offset <= place && place < t.Offset + t.Length);
        return token.Kind == SqlTokenKind.Word ? $"{token.Value} is a reserved word of Drill's: as a name it is written {quote}{token.Value}{quote}." : null;
    }

    private static int Told(Match match, string sql)
    {
        var line = int.Parse(match.Groups["line"].Value, CultureInfo.InvariantCulture);
        var column = int.Parse(match.Groups["column"].Value, CultureInfo.InvariantCulture);
        var start = 0;
        for (var i = 1; i < line; i++)
        {
            start = sql.IndexOf('\n', start) + 1;
            if (start == 0) { return sql.Length; }
        }
        return Math.Clamp(start + column - 1, 0, sql.Length);
    }

    private static int? Named(string reason, string sql, char quote)
    {
        var tokens = Tokens(sql, quote);
        if (reason.Contains("/ by zero", StringComparison.Ordinal) || reason.Contains("Division by zero", StringComparison.OrdinalIgnoreCase)) { return Once(tokens, (t, i) => t[i].Is("/")); }
        foreach (var name in Names().Matches(reason).Select(m => m.Groups["name"].Value).Where(n => n.Length is > 0 and <= LongestName))
        {
            if (Once(tokens, (t, i) => t[i].Kind is SqlTokenKind.Word or SqlTokenKind.Quoted or SqlTokenKind.Text && string.Equals(t[i].Value, name, StringComparison.OrdinalIgnoreCase)) is { } place) { return place; }
            var parts = name.Split('.');
            if (parts.Length > 1 && Once(tokens, (t, i) => IsPath(t, i, parts)) is { } path) { return path; }
        }
        return null;
    }

    /// <summary>Whether names with points between them begin at a token.</summary>
    private static bool IsPath(List<SqlToken> tokens, int at, string[] parts)
    {
        for (var i = 0; i < parts.Length; i++)
        {
            var token = at + (2 * i);
            if (token >= tokens.Count || tokens[token].Kind is not (SqlTokenKind.Word or SqlTokenKind.Quoted) || !string.Equals(tokens[token].Value, parts[i], StringComparison.OrdinalIgnoreCase)) { return false; }
            if (i > 0 && !tokens[token - 1].Is(".")) { return false; }
        }
        return true;
    }

    private static int? Once(List<SqlToken> tokens, Func<List<SqlToken>, int, bool> matches)
    {
        var found = Enumerable.Range(0, tokens.Count).Where(i => matches(tokens, i)).Take(2).ToList();
        return found.Count == 1 ? tokens[found[0]].Offset : null;
    }

    private static List<SqlToken> Tokens(string sql, char quote)
    {
        try
        {
            return SqlLexer.Read(sql, quote);
        }
        catch (DrillException)
        {
            return [];
        }
    }

    [GeneratedRegex(@"From line (?<line>\d+), column (?<column>\d+) to line", RegexOptions.CultureInvariant)]
    private static partial Regex From();

    [GeneratedRegex(@"(At|at|from) line (?<line>\d+), column (?<column>\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex At();

    [GeneratedRegex(@"\A(From line \d+, column \d+ to line \d+, column \d+|At line \d+, column \d+): ", RegexOptions.CultureInvariant)]
    private static partial Regex Prefix();

    [GeneratedRegex(@" (at|from) line \d+, column \d+( to line \d+, column \d+)?", RegexOptions.CultureInvariant)]
    private static partial Regex Suffix();

    /// <summary>What stands in quotes or brackets, a function's name without its types, and what could not be read as a number.</summary>
    [GeneratedRegex(@"\[(?<name>[^\[\](]+)[\](]|'(?<name>[^']+)'|""(?<name>[^""]+)""|`(?<name>[^`]+)`|NumberFormatException: (?<name>\S+)|signature (?<name>\w+)\(", RegexOptions.CultureInvariant)]
    private static partial Regex Names();
}
