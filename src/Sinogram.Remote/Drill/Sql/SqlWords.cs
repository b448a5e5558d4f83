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

    /// <summary>
    /// Words that stand bare here, and in Drill only as functions or in other places of its grammar: the names among them are understood, and said to need backticks on a cluster.
    /// </summary>
    private static readonly HashSet<string> ReservedElsewhere = new(StringComparer.OrdinalIgnoreCase)
    {
        "ABS", "ALLOW", "ARE", "ARRAY", "AT", "AVG", "BEGIN", "BINARY", "CALL", "CARDINALITY", "CHECK", "CLOSE", "COLLECT", "COLUMN", "CONDITION", "CONNECT", "CONSTRAINT", "CONTAINS", "CONVERT", "CORR", "COUNT", "CURSOR",
        "CYCLE", "DEFAULT", "DEFINE", "DESCRIBE", "DYNAMIC", "EACH", "ELEMENT", "EMPTY", "EQUALS", "EXECUTE", "EXP", "EXTERNAL", "FLOOR", "FOREIGN", "FREE", "FUNCTION", "GET", "GLOBAL", "GRANT", "GROUPS", "HOLD", "IDENTITY",
        "IMPORT", "INDICATOR", "INITIAL", "INOUT", "INTERSECTION", "LAG", "LANGUAGE", "LARGE", "LEAD", "LOCAL", "LOWER", "MATCH", "MATCHES", "MAX", "MEASURES", "MEMBER", "MERGE", "METHOD", "MIN", "MINUS", "MOD", "MODULE",
        "NEW", "NEXT", "NO", "NONE", "OF", "OLD", "ONE", "ONLY", "OPEN", "OUT", "OVERLAPS", "PARAMETER", "PATTERN", "PER", "PERCENT", "PERIOD", "PORTION", "POWER", "PRECISION", "PREPARE", "PREV", "PRIMARY", "PROCEDURE",
        "RANGE", "RANK", "RECURSIVE", "REF", "REFERENCES", "RELEASE", "RESET", "RETURN", "RETURNS", "RUNNING", "SCOPE", "SCROLL", "SEARCH", "SEEK", "SENSITIVE", "SHOW", "SKIP", "SPECIFIC", "SQL", "SQRT", "START", "STATIC",
        "STREAM", "SUBSET", "SUM", "SYMMETRIC", "SYSTEM", "TRANSLATE", "TRANSLATION", "TREAT", "TRIGGER", "TRIM", "TRUNCATE", "UNIQUE", "UNKNOWN", "UPPER", "VALUE", "VARYING", "WITHIN", "WITHOUT",
    };

    /// <summary>Reserved words that are functions where a parenthesis follows.</summary>
    private static readonly HashSet<string> Functions = new(StringComparer.OrdinalIgnoreCase) { "LEFT", "RIGHT", "YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND", "ANY" };

    /// <summary>Whether a word begins another part of a query: where a name is wanted, the name is missing.</summary>
    public static bool BeginsClause(string word) => word.ToUpperInvariant() is "FROM" or "WHERE" or "GROUP" or "HAVING" or "ORDER" or "LIMIT" or "UNION" or "EXCEPT" or "INTERSECT" or "ON" or "JOIN" or "SELECT" or "AND" or "OR";

    public static bool IsReserved(string word) => Reserved.Contains(word);

    /// <summary>Whether a bare name is one that only the embedded engine takes.</summary>
    public static bool IsReservedElsewhere(SqlName name) => !name.Quoted && ReservedElsewhere.Contains(name.Value);

    public static bool IsFunction(string word) => !Reserved.Contains(word) || Functions.Contains(word);
}
