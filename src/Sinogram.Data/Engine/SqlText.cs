namespace Sinogram.Data.Engine;

/// <summary>What stands in a piece of SQL.</summary>
internal enum SqlTokenKind { Word, Text, Name, Symbol }

/// <summary>A piece of SQL that counts: not blanks, not comments.</summary>
internal readonly record struct SqlToken(SqlTokenKind Kind, int Start, int Length);

/// <summary>Cuts SQL into its pieces as far as finding text and names needs: comments, quotes and dollar quotes are followed as the engine does.</summary>
internal static class SqlText
{
    public static IEnumerable<SqlToken> Tokens(string sql)
    {
        for (var at = 0; at < sql.Length;)
        {
            var c = sql[at];
            if (char.IsWhiteSpace(c)) { at++; continue; }
            if (Comment(sql, at) is var end && end > at) { at = end; continue; }
            var token = c switch
            {
                '\'' => new SqlToken(SqlTokenKind.Text, at, QuoteEnd(sql, at, '\'', false) - at),
                'e' or 'E' when at + 1 < sql.Length && sql[at + 1] == '\'' => new SqlToken(SqlTokenKind.Symbol, at, QuoteEnd(sql, at + 1, '\'', true) - at),
                '"' => new SqlToken(SqlTokenKind.Name, at, QuoteEnd(sql, at, '"', false) - at),
                '$' when DollarEnd(sql, at) is { } stop => new SqlToken(SqlTokenKind.Symbol, at, stop - at),
                _ when char.IsLetter(c) || c == '_' => new SqlToken(SqlTokenKind.Word, at, WordEnd(sql, at) - at),
                _ => new SqlToken(SqlTokenKind.Symbol, at, 1),
            };
            yield return token;
            at += token.Length;
        }
    }

    /// <summary>A statement without the semicolons at its end.</summary>
    public static string WithoutEnd(string sql)
    {
        var end = 0;
        foreach (var token in Tokens(sql))
        {
            if (sql[token.Start] != ';') { end = token.Start + token.Length; }
        }
        return sql[..end];
    }

    private static int Comment(string sql, int at)
    {
        if (sql.AsSpan(at).StartsWith("--")) { return sql.IndexOf('\n', at) is >= 0 and var line ? line + 1 : sql.Length; }
        if (!sql.AsSpan(at).StartsWith("/*")) { return at; }
        return sql.IndexOf("*/", at + 2, StringComparison.Ordinal) is >= 0 and var end ? end + 2 : sql.Length;
    }

    private static int QuoteEnd(string sql, int at, char quote, bool escapes)
    {
        for (at++; at < sql.Length; at++)
        {
            if (escapes && sql[at] == '\\') { at++; continue; }
            if (sql[at] != quote) { continue; }
            if (at + 1 < sql.Length && sql[at + 1] == quote) { at++; continue; }
            return at + 1;
        }
        return sql.Length;
    }

    private static int? DollarEnd(string sql, int at)
    {
        var tag = at + 1;
        while (tag < sql.Length && (char.IsLetterOrDigit(sql[tag]) || sql[tag] == '_')) { tag++; }
        if (tag >= sql.Length || sql[tag] != '$') { return null; }
        var mark = sql[at..(tag + 1)];
        return sql.IndexOf(mark, tag + 1, StringComparison.Ordinal) is >= 0 and var end ? end + mark.Length : sql.Length;
    }

    private static int WordEnd(string sql, int at)
    {
        while (at < sql.Length && (char.IsLetterOrDigit(sql[at]) || sql[at] is '_' or '$')) { at++; }
        return at;
    }
}
