using System.Text;

namespace Sinogram.Remote.Drill.Sql;

/// <summary>Drill's SQL as tokens: backticks quote identifiers, single quotes text (a quote doubled within), both kinds of comments.</summary>
internal static class SqlLexer
{
    private static readonly string[] LongSymbols = ["<>", "!=", "<=", ">=", "||", "=>"];

    /// <summary>All tokens, and one at the end.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="quote">What quotes identifiers: a backtick, or a double quote by the option <c>planner.parser.quoting_identifiers</c>.</param>
    /// <exception cref="DrillException">A quote or comment that never ends, or a character that is not SQL.</exception>
    public static List<SqlToken> Read(string sql, char quote = '`')
    {
        var tokens = new List<SqlToken>();
        var at = 0;
        while (at < sql.Length)
        {
            var c = sql[at];
            if (char.IsWhiteSpace(c))
            {
                at++;
            }
            else if (SkipComment(sql, ref at))
            {
                // Nothing to keep.
            }
            else
            {
                var token = Next(sql, at, c, quote);
                tokens.Add(token);
                at += token.Length;
            }
        }
        tokens.Add(new SqlToken(SqlTokenKind.End, "", sql.Length, 0));
        return tokens;
    }

    private static SqlToken Next(string sql, int at, char c, char quote)
    {
        if (c == quote) { return Delimited(sql, at, quote, SqlTokenKind.Quoted, quote == '`' ? "identifier in backticks" : "identifier in quotes"); }
        if (c == '\'') { return Delimited(sql, at, '\'', SqlTokenKind.Text, "text in quotes"); }
        if (c == '"') { throw new DrillException("Drill quotes identifiers in backticks and text in single quotes; double quotes are neither.", at); }
        if (char.IsAsciiDigit(c) || (c == '.' && at + 1 < sql.Length && char.IsAsciiDigit(sql[at + 1]))) { return Number(sql, at); }
        if (char.IsLetter(c) || c == '_')
        {
            var end = at;
            while (end < sql.Length && (char.IsLetterOrDigit(sql[end]) || sql[end] is '_' or '$')) { end++; }
            return new SqlToken(SqlTokenKind.Word, sql[at..end], at, end - at);
        }
        foreach (var symbol in LongSymbols)
        {
            if (string.CompareOrdinal(sql, at, symbol, 0, 2) == 0) { return new SqlToken(SqlTokenKind.Symbol, symbol, at, 2); }
        }
        return "+-*/%=<>(),.[]{};?$@".Contains(c, StringComparison.Ordinal)
            ? new SqlToken(SqlTokenKind.Symbol, c.ToString(), at, 1)
            : throw new DrillException($"The character '{c}' has no meaning in SQL.", at, c == ':' ? SqlMistakes.Bound : null);
    }

    private static bool SkipComment(string sql, ref int at)
    {
        if (string.CompareOrdinal(sql, at, "--", 0, 2) == 0)
        {
            while (at < sql.Length && sql[at] != '\n') { at++; }
            return true;
        }
        if (string.CompareOrdinal(sql, at, "/*", 0, 2) != 0) { return false; }
        var end = sql.IndexOf("*/", at + 2, StringComparison.Ordinal);
        at = end >= 0 ? end + 2 : throw new DrillException("The comment /* never ends.", at);
        return true;
    }

    private static SqlToken Delimited(string sql, int at, char quote, SqlTokenKind kind, string what)
    {
        var value = new StringBuilder();
        for (var i = at + 1; i < sql.Length; i++)
        {
            if (sql[i] != quote)
            {
                value.Append(sql[i]);
                continue;
            }
            if (i + 1 >= sql.Length || sql[i + 1] != quote) { return new SqlToken(kind, value.ToString(), at, i + 1 - at); }
            value.Append(quote);
            i++;
        }
        throw new DrillException($"The {what} never ends.", at);
    }

    private static SqlToken Number(string sql, int at)
    {
        var end = at;
        while (end < sql.Length && char.IsAsciiDigit(sql[end])) { end++; }
        if (end < sql.Length && sql[end] == '.')
        {
            end++;
            while (end < sql.Length && char.IsAsciiDigit(sql[end])) { end++; }
        }
        if (end < sql.Length && sql[end] is 'e' or 'E')
        {
            var exponent = end + 1;
            if (exponent < sql.Length && sql[exponent] is '+' or '-') { exponent++; }
            if (exponent < sql.Length && char.IsAsciiDigit(sql[exponent]))
            {
                end = exponent;
                while (end < sql.Length && char.IsAsciiDigit(sql[end])) { end++; }
            }
        }
        return new SqlToken(SqlTokenKind.Number, sql[at..end], at, end - at);
    }
}
