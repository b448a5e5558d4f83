namespace Sinogram.Remote.Drill.Sql;

/// <summary>Drill's words that cannot stand bare as the name of a column or table.</summary>
internal static class SqlWords
{
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "ALL", "AND", "ANY", "AS", "ASC", "BETWEEN", "BOTH", "BY", "CASE", "CAST", "CREATE", "CROSS", "CUBE", "CURRENT", "DATE", "DAY", "DELETE", "DESC", "DISTINCT", "DROP", "ELSE", "END",
        "ESCAPE", "EXCEPT", "EXISTS", "EXTRACT", "FALSE", "FETCH", "FILTER", "FOR", "FROM", "FULL", "GROUP", "HAVING", "HOUR", "IN", "INNER", "INSERT", "INTERSECT", "INTERVAL", "INTO", "IS", "JOIN",
        "LATERAL", "LEADING", "LEFT", "LIKE", "LIMIT", "MINUTE", "MONTH", "NATURAL", "NOT", "NULL", "OFFSET", "ON", "OR", "ORDER", "OUTER", "OVER", "PARTITION", "PIVOT", "POSITION", "QUALIFY",
        "RESULT", "RIGHT", "ROLLUP", "ROW", "ROWS", "SECOND", "SELECT", "SET", "SIMILAR", "SOME", "TABLE", "THEN", "TIME", "TIMESTAMP", "TO", "TRAILING", "TRUE", "UNION", "UNNEST", "UPDATE",
        "USER", "USING", "VALUES", "WHEN", "WHERE", "WINDOW", "WITH", "YEAR",
    };

    /// <summary>Reserved words that are functions where a parenthesis follows.</summary>
    private static readonly HashSet<string> Functions = new(StringComparer.OrdinalIgnoreCase) { "LEFT", "RIGHT", "YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND", "ANY" };

    /// <summary>Whether a word begins another part of a query: where a name is wanted, the name is missing.</summary>
    public static bool BeginsClause(string word) => word.ToUpperInvariant() is "FROM" or "WHERE" or "GROUP" or "HAVING" or "ORDER" or "LIMIT" or "UNION" or "EXCEPT" or "INTERSECT" or "ON" or "JOIN" or "SELECT" or "AND" or "OR";

    public static bool IsReserved(string word) => Reserved.Contains(word);

    public static bool IsFunction(string word) => !Reserved.Contains(word) || Functions.Contains(word);
}
