using Sinogram.Data.Engine;

namespace Sinogram.Data;

/// <summary>Rows of a table put together by equal values of keys; see <see cref="Table.GroupBy"/>.</summary>
public sealed class TableGroups
{
    private readonly Table _table;
    private readonly IReadOnlyList<string> _keys;

    internal TableGroups(Table table, IReadOnlyList<string> keys) => (_table, _keys) = (table, keys);

    /// <summary>
    /// One row a group, in the order in which the groups first appear: the keys, then what SQL aggregates say of each:
    /// <c>table.GroupBy("Modality").Aggregate("count(*) AS images", "avg(SliceThickness) AS thickness")</c>. Sums of whole numbers are int64.
    /// </summary>
    /// <exception cref="EngineException">An aggregate is wrong, or a sum is beyond 64 bits.</exception>
    public Table Aggregate(params IReadOnlyList<string> aggregates)
    {
        ArgumentNullException.ThrowIfNull(aggregates);
        var plain = _keys.Where(_table.Contains).ToArray();
        var computed = _keys.Where(k => !_table.Contains(k)).ToArray();
        // Keys that are columns keep their exact type: they are taken from the first row of their group.
        var groups = plain.Select(k => DuckDbEngine.Quote(_table.Schema[k].Name)).Concat(Enumerable.Range(2, computed.Length).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        var list = string.Join(", ", ((string[])[$"min({TableEngine.Row}) AS \"sinogram$first\"", .. computed, .. aggregates]));
        var by = string.Join(", ", groups) is { Length: > 0 } some ? $" GROUP BY {some}" : "";
        var result = TableEngine.Query($"SELECT {list} FROM self{by} ORDER BY \"sinogram$first\"", new Dictionary<string, object?>(), CancellationToken.None, ("self", TableEngine.Numbered(_table)));
        if (plain.Length == 0) { return result.Select(c => c.Name != "sinogram$first"); }
        var first = result[0].Values<int>().ToArray();
        var keys = _table.Select(plain).Take(first);
        return new Table([.. _keys.Select(k => _table.Contains(k) ? keys[k] : result[1 + Array.IndexOf(computed, k)]), .. result.Columns.Skip(1 + computed.Length)]);
    }

    /// <summary>The keys and the number of rows of each group.</summary>
    public Table Count(string name = "count") => Aggregate($"count(*) AS {DuckDbEngine.Quote(name)}");
}
