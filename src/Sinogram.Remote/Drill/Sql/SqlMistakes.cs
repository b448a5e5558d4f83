using Sinogram.Data.Presentation;

namespace Sinogram.Remote.Drill.Sql;

/// <summary>What people most often mean by words at which a parser stops: a misspelled keyword, a path without backticks, another dialect's LIMIT.</summary>
internal static class SqlMistakes
{
    private static readonly string[] Keywords =
    [
        "SELECT", "FROM", "WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET", "JOIN", "INNER", "UNION", "DISTINCT", "WITH", "CREATE", "SHOW", "DESCRIBE", "EXPLAIN", "ALTER", "REFRESH", "ANALYZE",
    ];

    /// <summary>For the placeholders of other clients: :name, {name}.</summary>
    public const string Bound = "A value is bound by its type: --param name=value (or name=@variable), and @name in the query.";

    /// <summary>Advice for the place at which the parser stopped, or null.</summary>
    public static string? Hint(IReadOnlyList<SqlToken> tokens, int at)
    {
        var now = tokens[at];
        var before = at > 0 ? tokens[at - 1] : default;
        var isTable = before.Is("FROM") || before.Is("JOIN");
        if ((isTable && (now.Kind == SqlTokenKind.Text || now.Is("/") || now.Is("."))) || (now.Is(".") && at + 1 < tokens.Count && tokens[at + 1].Is("/")))
        {
            return "A path stands in backticks behind its storage: dfs.`/data/file.json`.";
        }
        if (before.Is("X") && now.Kind == SqlTokenKind.Text && before.Offset + 1 == now.Offset) { return @"Bytes are written BINARY_STRING('\x41\x42')."; }
        if (before.Is("TOP") && now.Kind == SqlTokenKind.Number) { return "The first rows are taken at the end of a query: LIMIT 5."; }
        return Misspelled(now) ?? (at > 0 ? Misspelled(before) : null);
    }

    private static string? Misspelled(SqlToken token) =>
        token.Kind != SqlTokenKind.Word || token.Value is not { Length: >= 3 } || Keywords.Contains(token.Value, StringComparer.OrdinalIgnoreCase) ? null
        : (Keywords.FirstOrDefault(k => IsSwapped(k, token.Value.ToUpperInvariant())) ?? NearNames.Nearest(token.Value, Keywords)) is { } near ? $"Did you mean {near} by '{token.Value}'?" : null;

    /// <summary>The same letters in another order: FORM.</summary>
    private static bool IsSwapped(string keyword, string word) => keyword.Length == word.Length && keyword[0] == word[0] && keyword.Order().SequenceEqual(word.Order());
}
