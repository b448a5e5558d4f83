namespace Sinogram.Remote.Drill.Embedded.Binding;

/// <summary>An expression as the engine's SQL, with its type.</summary>
internal sealed record Bound(SqlText Sql, DrillType Type)
{
    /// <summary>The value of a text literal.</summary>
    public string? Text { get; init; }

    /// <summary>The value of a number literal, as written, with its sign.</summary>
    public string? Number { get; init; }

    /// <summary>An interval of whole days: a date that it is added to stays a date.</summary>
    public bool WholeDays { get; init; }

    /// <summary>What to group by in its place: a shorter value, of which it is made.</summary>
    public SqlText? Group { get; init; }

    public static Bound Null { get; } = new(SqlText.Of("NULL"), DrillType.Null);
}

/// <summary>A column of a table, a subquery or a result.</summary>
/// <param name="Name">As Drill shows it.</param>
/// <param name="EngineName">As the engine knows it.</param>
/// <param name="Type">Its type.</param>
internal sealed record BoundColumn(string Name, string EngineName, DrillType Type)
{
    /// <summary>It is found by its name and stands in no star: <c>filename</c> and its like.</summary>
    public bool Hidden { get; init; }

    /// <summary>A column of the engine that tells this one from others and of which it is made; null for none.</summary>
    public ColumnKey? Key { get; init; }
}

/// <summary>What a column is made of.</summary>
/// <param name="EngineName">The column of the same table that it is made of, one value of one.</param>
/// <param name="Make">SQL of the column, of SQL of that one.</param>
internal sealed record ColumnKey(string EngineName, Func<string, string> Make);

/// <summary>What a table says of a column that it does not have: Drill finds that out only while reading.</summary>
internal enum MissingColumn
{
    /// <summary>The columns are known: an unknown one is an error.</summary>
    Error,
    /// <summary>A null whole number: Parquet.</summary>
    NullNumber,
    /// <summary>A null text: JSON.</summary>
    NullText,
    /// <summary>An empty text: text files with a header.</summary>
    EmptyText,
}

/// <summary>A query or table as it stands in FROM.</summary>
internal sealed record BoundTable(SqlText Sql, IReadOnlyList<BoundColumn> Columns)
{
    public MissingColumn Missing { get; init; }

    /// <summary>The words of errors and notices: <c>`json/array.json`</c>.</summary>
    public string Shown { get; init; } = "the query";
}

/// <summary>One of the tables of a FROM clause.</summary>
/// <param name="Engine">The engine's alias.</param>
/// <param name="Name">The name by which the query calls it, or null.</param>
internal sealed record ScopeTable(string Engine, string? Name, BoundTable Table);

/// <summary>What the names within one SELECT mean.</summary>
internal sealed class Scope(Scope? outer)
{
    public Scope? Outer { get; } = outer;
    public List<ScopeTable> Tables { get; } = [];

    /// <summary>Columns of JOIN … USING, which belong to both sides.</summary>
    public HashSet<string> Using { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Lists that FLATTEN opens, as further tables of the FROM clause.</summary>
    public List<(SqlText Table, SqlText List, SqlText Reference)> Flattened { get; } = [];

    /// <summary>The SELECT has an aggregate or a window.</summary>
    public bool Aggregates { get; set; }

    /// <summary>The SELECT has a window.</summary>
    public bool HasWindow { get; set; }

    /// <summary>FLATTEN may stand here: in the list of a SELECT.</summary>
    public bool MayFlatten { get; set; }

    /// <summary>The names of the SELECT list, where they may be used: in ORDER BY, GROUP BY, HAVING and QUALIFY.</summary>
    public Dictionary<string, Bound> Aliases { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Names that the SELECT list gives more than once: ORDER BY takes none of them.</summary>
    public HashSet<string> Ambiguous { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Aliases go before columns: in ORDER BY.</summary>
    public bool AliasesFirst { get; set; }

    /// <summary>Windows of the WINDOW clause.</summary>
    public Dictionary<string, Sql.SqlWindow> Windows { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The FROM and WHERE clauses so far, for what only the data can tell (the fields of JSON in text).</summary>
    public Func<SqlText>? Rows { get; set; }
}
