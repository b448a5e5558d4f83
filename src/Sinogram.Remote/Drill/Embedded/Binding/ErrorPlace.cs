using System.Globalization;
using System.Text.RegularExpressions;

namespace Sinogram.Remote.Drill.Embedded.Binding;

/// <summary>The place in the user's SQL that an error of a macro of ours belongs to: it travels behind the message, which is all that the engine gives back.</summary>
internal static partial class ErrorPlace
{
    /// <summary>What a place begins with.</summary>
    public const string Mark = " @@";

    private const string Quoted = "'" + Mark;
    private const int Digits = 7;

    /// <summary>A text literal that a macro puts behind its message; an empty one where the place is not known.</summary>
    public static string Of(int offset) => offset < 0 ? "''" : string.Create(CultureInfo.InvariantCulture, $"'{Mark}{offset:D7}'");

    /// <summary>
    /// Gives the same expression the same place wherever it stands, that of the first one: the engine compares expressions letter by letter, and one in SELECT is that of GROUP BY.
    /// </summary>
    public static string Unite(string sql)
    {
        var first = sql.IndexOf(Quoted, StringComparison.Ordinal);
        if (first < 0 || sql.IndexOf(Quoted, first + 1, StringComparison.Ordinal) < 0) { return sql; }
        var text = sql.ToCharArray();
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        var open = new Stack<int>();
        for (var at = 0; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '(':
                    var start = at;
                    while (start > 0 && (char.IsAsciiLetterOrDigit(text[start - 1]) || text[start - 1] == '_')) { start--; }
                    open.Push(start);
                    break;
                case ')' when open.Count > 0: open.Pop(); break;
                case '"': at = End(text, at, '"'); break;
                case '\'':
                    var end = End(text, at, '\'');
                    if (open.Count > 0 && end - at == Quoted.Length + Digits && text.AsSpan(at).StartsWith(Quoted))
                    {
                        // All of the call before its place is what tells it from others.
                        var call = new string(text, open.Peek(), at - open.Peek());
                        if (known.TryGetValue(call, out var place)) { place.CopyTo(0, text, at, place.Length); }
                        else { known[call] = new string(text, at, end - at + 1); }
                    }
                    at = end;
                    break;
                default: break;
            }
        }
        return new string(text);
    }

    private static int End(char[] text, int at, char quote)
    {
        for (var i = at + 1; i < text.Length; i++)
        {
            if (text[i] != quote) { continue; }
            if (i + 1 >= text.Length || text[i + 1] != quote) { return i; }
            i++;
        }
        return text.Length - 1;
    }

    /// <summary>A place in a file besides that in the SQL.</summary>
    /// <param name="file">SQL of the file's name.</param>
    /// <param name="line">SQL of the number of its line, or null.</param>
    /// <param name="offset">The place in the user's SQL.</param>
    public static string InFile(string file, string? line, int offset) => $"' (' || {file}{(line is null ? "" : $" || ', line ' || {line}")} || ')' || {Of(offset)}";

    /// <summary>A message without its place, and the place.</summary>
    public static (string Message, int? Offset) Split(string message) =>
        Marked().Match(message) is { Success: true } match ? (message[..match.Index], int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)) : (message, null);

    [GeneratedRegex(@" @@(\d{1,9})\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Marked();
}
