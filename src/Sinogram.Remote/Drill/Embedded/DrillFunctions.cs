namespace Sinogram.Remote.Drill.Embedded;

/// <summary>Drill's functions that the embedded engine follows with the same result, and its words that cannot stand bare as column names.</summary>
internal static class DrillFunctions
{
    /// <summary>Drill's name to the engine's, with the number of arguments allowed.</summary>
    private static readonly Dictionary<string, (string Target, int Least, int Most)> Same = new(StringComparer.OrdinalIgnoreCase)
    {
        ["SUM"] = ("sum", 1, 1),
        ["AVG"] = ("avg", 1, 1),
        ["MIN"] = ("min", 1, 1),
        ["MAX"] = ("max", 1, 1),
        ["STDDEV"] = ("stddev_samp", 1, 1),
        ["STDDEV_SAMP"] = ("stddev_samp", 1, 1),
        ["STDDEV_POP"] = ("stddev_pop", 1, 1),
        ["VARIANCE"] = ("var_samp", 1, 1),
        ["VAR_SAMP"] = ("var_samp", 1, 1),
        ["VAR_POP"] = ("var_pop", 1, 1),
        ["LOWER"] = ("lower", 1, 1),
        ["UPPER"] = ("upper", 1, 1),
        ["LENGTH"] = ("length", 1, 1),
        ["CHAR_LENGTH"] = ("length", 1, 1),
        ["CHARACTER_LENGTH"] = ("length", 1, 1),
        ["COALESCE"] = ("coalesce", 1, 99),
        ["NULLIF"] = ("nullif", 2, 2),
        ["ABS"] = ("abs", 1, 1),
        ["SQRT"] = ("sqrt", 1, 1),
        ["POWER"] = ("power", 2, 2),
        ["EXP"] = ("exp", 1, 1),
        ["MOD"] = ("mod", 2, 2),
        ["ROUND"] = ("round", 1, 2),
        ["FLOOR"] = ("floor", 1, 1),
        ["CEIL"] = ("ceil", 1, 1),
        ["CEILING"] = ("ceil", 1, 1),
        ["SIGN"] = ("sign", 1, 1),
        ["MEDIAN"] = ("median", 1, 1),
        ["REPEATED_COUNT"] = ("drill_count", 1, 1),
        ["REPEATED_CONTAINS"] = ("list_contains", 2, 2),
    };

    private static readonly Dictionary<string, (string Target, int Least, int Most)> Windows = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ROW_NUMBER"] = ("row_number", 0, 0),
        ["RANK"] = ("rank", 0, 0),
        ["DENSE_RANK"] = ("dense_rank", 0, 0),
        ["PERCENT_RANK"] = ("percent_rank", 0, 0),
        ["CUME_DIST"] = ("cume_dist", 0, 0),
        ["NTILE"] = ("ntile", 1, 1),
        ["LAG"] = ("lag", 1, 1),
        ["LEAD"] = ("lead", 1, 1),
        ["FIRST_VALUE"] = ("first_value", 1, 1),
        ["LAST_VALUE"] = ("last_value", 1, 1),
    };

    private static readonly HashSet<string> Aggregates = new(StringComparer.OrdinalIgnoreCase)
    {
        "COUNT", "SUM", "AVG", "MIN", "MAX", "STDDEV", "STDDEV_SAMP", "STDDEV_POP", "VARIANCE", "VAR_SAMP", "VAR_POP", "MEDIAN",
    };

    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "ALL", "AND", "ANY", "AS", "ASC", "BETWEEN", "BOTH", "BY", "CASE", "CAST", "CREATE", "CROSS", "CUBE", "CURRENT", "DATE", "DAY", "DELETE", "DESC", "DISTINCT", "DROP", "ELSE", "END",
        "ESCAPE", "EXCEPT", "EXISTS", "EXTRACT", "FALSE", "FETCH", "FILTER", "FROM", "FULL", "GROUP", "HAVING", "HOUR", "IN", "INNER", "INSERT", "INTERSECT", "INTERVAL", "INTO", "IS", "JOIN",
        "LATERAL", "LEADING", "LEFT", "LIKE", "LIMIT", "MINUTE", "MONTH", "NATURAL", "NOT", "NULL", "OFFSET", "ON", "OR", "ORDER", "OUTER", "OVER", "PARTITION", "PIVOT", "POSITION", "QUALIFY",
        "RESULT", "RIGHT", "ROLLUP", "ROW", "ROWS", "SECOND", "SELECT", "SET", "SIMILAR", "SOME", "TABLE", "THEN", "TIME", "TIMESTAMP", "TO", "TRAILING", "TRUE", "UNION", "UNNEST", "UPDATE",
        "USER", "USING", "VALUE", "VALUES", "WHEN", "WHERE", "WINDOW", "WITH", "YEAR",
    };

    public static bool IsReserved(string word) => Reserved.Contains(word);

    public static bool IsAggregate(string name) => Aggregates.Contains(name);

    public static bool IsWindow(string name) => Windows.ContainsKey(name);

    /// <summary>The engine's name of a function, or null when it is not followed.</summary>
    public static (string Target, int Least, int Most)? Find(string name) => Same.TryGetValue(name, out var same) ? same : Windows.TryGetValue(name, out var window) ? window : null;

    /// <summary>Settings that the engine runs first, since they change how it reads what follows: Drill's order of nulls, and whole division.</summary>
    public const string Settings = "SET integer_division = true; SET default_null_order = 'nulls_last_on_asc_first_on_desc'";

    /// <summary>Operators and casts whose result would differ silently.</summary>
    public const string Macros = """
        CREATE OR REPLACE TEMP MACRO drill_divide(a, b) AS CASE WHEN b = 0
            THEN error('division by zero (of a DOUBLE it gives an infinity in Drill, which the embedded engine does not follow)') ELSE a / b END;
        CREATE OR REPLACE TEMP MACRO drill_minus(a, b) AS CASE WHEN typeof(a) = 'DATE' AND typeof(b) = 'DATE'
            THEN error('the difference of two dates is an interval in Drill, which the embedded engine does not follow') ELSE a - b END;
        CREATE OR REPLACE TEMP MACRO drill_int(a) AS CASE WHEN typeof(a) IN ('DOUBLE', 'FLOAT') THEN CAST(round(TRY_CAST(a AS DOUBLE)) AS INTEGER) ELSE CAST(a AS INTEGER) END;
        CREATE OR REPLACE TEMP MACRO drill_bigint(a) AS CASE WHEN typeof(a) IN ('DOUBLE', 'FLOAT') THEN CAST(round(TRY_CAST(a AS DOUBLE)) AS BIGINT) ELSE CAST(a AS BIGINT) END;
        CREATE OR REPLACE TEMP MACRO drill_varchar(a) AS CASE
            WHEN typeof(a) = 'TIMESTAMP' THEN strftime(TRY_CAST(CAST(a AS VARCHAR) AS TIMESTAMP), '%Y-%m-%d %H:%M:%S.%g')
            WHEN typeof(a) = 'TIME' THEN strftime(TRY_CAST('1970-01-01 ' || CAST(a AS VARCHAR) AS TIMESTAMP), '%H:%M:%S.%g')
            WHEN typeof(a) IN ('DOUBLE', 'FLOAT') AND abs(TRY_CAST(CAST(a AS VARCHAR) AS DOUBLE)) NOT BETWEEN 0.001 AND 9999999 AND TRY_CAST(CAST(a AS VARCHAR) AS DOUBLE) <> 0
                THEN error('very large and very small floating-point numbers have another text in Drill, which the embedded engine does not follow')
            WHEN typeof(a) IN ('INTERVAL', 'BLOB') OR typeof(a) LIKE '%[]' OR typeof(a) LIKE 'STRUCT%' OR typeof(a) LIKE 'MAP%'
                THEN error('the embedded engine does not follow the cast of an ' || typeof(a) || ' to VARCHAR')
            ELSE CAST(a AS VARCHAR) END;
        CREATE OR REPLACE TEMP MACRO drill_count(a) AS coalesce(len(a), 0);
        """;
}
