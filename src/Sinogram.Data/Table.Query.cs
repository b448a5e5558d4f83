using Sinogram.Data.Arrays;
using Sinogram.Data.Buffers;
using Sinogram.Data.Engine;

namespace Sinogram.Data;

/// <summary>Which rows without a partner a join keeps.</summary>
public enum JoinKind
{
    /// <summary>None.</summary>
    Inner,
    /// <summary>Those of the left table.</summary>
    Left,
    /// <summary>Those of the right table.</summary>
    Right,
    /// <summary>Those of both.</summary>
    Full,
    /// <summary>Rows of the left table that have a partner, once each, without the right table's columns.</summary>
    Semi,
    /// <summary>Rows of the left table that have none.</summary>
    Anti,
}

public sealed partial class Table
{
    private const int ManyRows = 100_000;
    private static readonly Dictionary<string, object?> NoParameters = [];

    /// <summary>The rows for which an SQL condition holds, in their order: <c>table.Filter($"Modality = {wanted} AND SliceThickness &lt; 2")</c>.</summary>
    /// <exception cref="EngineException">The condition is wrong.</exception>
    public Table Filter(SqlExpression condition, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return Take(TableEngine.Rows(this, $"SELECT {TableEngine.Row} FROM self WHERE ({condition.Text}\n)", condition.Text, condition.Parameters, cancellationToken));
    }

    /// <summary>The rows in the order of columns or SQL expressions, each with <c>desc</c> behind it for falling; equal rows stay in their order, nulls come last.</summary>
    public Table OrderBy(params IReadOnlyList<string> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return keys.Count == 0 ? this : Take(TableEngine.Rows(this, $"SELECT {TableEngine.Row} FROM self ORDER BY {string.Join(", ", keys.Select(Key))}, {TableEngine.Row}", string.Join(", ", keys), NoParameters, CancellationToken.None));
    }

    /// <summary>The first row of every combination of the columns' values, of all columns when none is named; in their order.</summary>
    public Table Distinct(params IReadOnlyList<string> columns)
    {
        var keys = string.Join(", ", (columns is { Count: > 0 } ? columns : [.. Schema.Select(f => f.Name)]).Select(c => DuckDbEngine.Quote(Schema[c].Name)));
        return ColumnCount == 0 ? this : Take(TableEngine.Rows(this, $"SELECT min({TableEngine.Row}) AS r FROM self GROUP BY {keys} ORDER BY r", keys, NoParameters, CancellationToken.None));
    }

    /// <summary>The table with a column that an SQL expression computes of every row.</summary>
    public Table Compute(string name, SqlExpression expression, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(expression);
        var result = TableEngine.Query($"SELECT ({expression.Text}\n) AS {DuckDbEngine.Quote(name)} FROM self ORDER BY {TableEngine.Row}", expression.Text, expression.Parameters, cancellationToken, new QueryTable("self", this, WithRowNumbers: true));
        return With(result[0].Rename(name));
    }

    /// <summary>Rows with equal values in columns (or SQL expressions with a name, <c>year(StudyDate) AS year</c>), to be aggregated.</summary>
    public TableGroups GroupBy(params IReadOnlyList<string> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return new TableGroups(this, keys);
    }

    /// <summary>
    /// Pairs the rows of this table and another that have equal values in the columns <paramref name="on"/>; in the order of this table, then of the other. Columns of the
    /// other table whose names are taken get <c>_2</c> behind them.
    /// </summary>
    /// <param name="other">The right table.</param>
    /// <param name="on">Columns of both; <c>left = right</c> where they have different names.</param>
    public Table Join(Table other, params IReadOnlyList<string> on) => Join(other, JoinKind.Inner, on);

    /// <summary>As the other overload, with rows that have no partner.</summary>
    public Table Join(Table other, JoinKind kind, params IReadOnlyList<string> on)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(on);
        if (on.Count == 0) { throw new TableException("A join needs the columns whose values are to be equal."); }
        var pairs = on.Select(o => o.Split('=', StringSplitOptions.TrimEntries)).Select(p => (Left: Schema[p[0]].Name, Right: other.Schema[p[^1]].Name)).ToArray();
        return TableJoin.Run(this, other, kind, pairs);
    }

    /// <summary>SQL over this table, which stands there as <c>self</c>: <c>table.Query("SELECT Modality, count(*) AS n FROM self GROUP BY ALL")</c>.</summary>
    public Table Query(SqlExpression sql, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sql);
        return TableEngine.Query(sql.Text, sql.Parameters, cancellationToken, new QueryTable("self", this));
    }

    /// <summary>The rows at the given numbers, copied, in that order.</summary>
    public Table Take(params int[] rows) => Gathered(c => Arrays.Gather.Take(c, rows));

    /// <summary>The rows of this table and then of others, which have the same columns.</summary>
    /// <exception cref="TableException">A column is missing or of another type.</exception>
    public Table Append(params IReadOnlyList<Table> others)
    {
        ArgumentNullException.ThrowIfNull(others);
        return others.Count == 0 ? this : new Table(_columns.Select(c =>
        {
            var parts = new List<ArrayData> { c.Data };
            foreach (var other in others)
            {
                parts.Add(other[c.Name].Type == c.Type || (c.Type is DictionaryType a && other[c.Name].Type is DictionaryType b && a.Value == b.Value)
                    ? other[c.Name].Data
                    : throw new TableException($"Column '{c.Name}' is {c.Type} in one table and {other[c.Name].Type} in another: cast one of them."));
            }
            var joined = Concat.Join(c.Type, parts);
            return new Column(c.Field with { Type = joined.Type, Identified = c.Field.Identified || others.Any(o => o[c.Name].Field.Identified) }, joined);
        })).WithMetadata(Schema);
    }

    /// <summary>A table of the same fields, each column made anew; large ones side by side.</summary>
    internal Table Gathered(Func<ArrayData, ArrayData> gather)
    {
        var columns = new Column[ColumnCount];
        void One(int i) => columns[i] = new Column(_columns[i].Field, gather(_columns[i].Data));
        if (RowCount >= ManyRows) { Threads.For(ColumnCount, One); }
        else { for (var i = 0; i < ColumnCount; i++) { One(i); } }
        return new Table(columns).WithMetadata(Schema);
    }

    /// <summary>A key as SQL: a column by its name, also with <c>desc</c> or <c>asc</c> behind it, or an expression as it stands.</summary>
    internal string Key(string key)
    {
        if (Schema.Contains(key)) { return DuckDbEngine.Quote(Schema[key].Name); }
        var space = key.LastIndexOf(' ');
        return space > 0 && key[(space + 1)..].ToUpperInvariant() is "DESC" or "ASC" && Schema.Contains(key[..space])
            ? $"{DuckDbEngine.Quote(Schema[key[..space]].Name)} {key[(space + 1)..]} NULLS LAST"
            : key;
    }
}
