using Sinogram.Data.Arrays;
using Sinogram.Data.Engine;

namespace Sinogram.Data;

/// <summary>Rows of a table put together by equal values of keys; see <see cref="Table.GroupBy"/>.</summary>
public sealed class TableGroups
{
    private const int ManyRows = 100_000;
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
        var plain = _keys.Where(_table.Contains).Select(k => _table.Schema[k].Name).ToArray();
        var computed = _keys.Where(k => !_table.Contains(k)).ToArray();
        var (table, codes) = Coded(plain, aggregates);
        var groups = plain.Select(k => DuckDbEngine.Quote(codes.ContainsKey(k) ? Code(k) : k)).Concat(Enumerable.Range(2, computed.Length).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        // One key of numbers is in the order of the first rows by itself.
        var only = _keys.Count == 1 ? codes.Values.FirstOrDefault() : null;
        var list = string.Join(", ", ((string[])[$"{(only is null ? $"min({TableEngine.Row})" : DuckDbEngine.Quote(Code(plain[0])))} AS \"sinogram$first\"", .. computed, .. aggregates]));
        var by = string.Join(", ", groups) is { Length: > 0 } some ? $" GROUP BY {some}" : "";
        var result = TableEngine.Query($"SELECT {list} FROM self{by} ORDER BY \"sinogram$first\"", string.Join(", ", aggregates), new Dictionary<string, object?>(), CancellationToken.None, new QueryTable("self", table, WithRowNumbers: only is null));
        if (plain.Length == 0) { return result.Select(c => c.Name != "sinogram$first"); }
        // Keys that are columns keep their exact type: they are taken from the first row of their group.
        var keys = _table.Select(plain).Take(only?.FirstRows ?? result[0].Data.ToArray<int>());
        return new Table([.. _keys.Select(k => _table.Contains(k) ? keys[k] : result[1 + Array.IndexOf(computed, k)]), .. result.Columns.Skip(1 + computed.Length)]);
    }

    private static string Code(string key) => "sinogram$code " + key;

    /// <summary>The table with numbers beside those of its keys that are long columns of text: the engine groups numbers faster than texts.</summary>
    private (Table Table, Dictionary<string, TextCodes> Codes) Coded(string[] keys, IReadOnlyList<string> aggregates)
    {
        var codes = new Dictionary<string, TextCodes>(StringComparer.Ordinal);
        if (_table.RowCount < ManyRows) { return (_table, codes); }
        // Of a key itself, and of all columns, an aggregate may say something, too.
        var words = aggregates.Append("").Concat(_keys.Except(keys)).SelectMany(a => SqlText.Tokens(a).Select(t => a.Substring(t.Start, t.Length).Trim('"'))).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (words.Contains("COLUMNS")) { return (_table, codes); }
        foreach (var key in keys.Where(k => _table[k].Type.Id == TypeId.String && !words.Contains(k)).Distinct())
        {
            if (TextCodes.Of(_table[key].Data) is { } numbers) { codes[key] = numbers; }
        }
        return (codes.Count == 0 ? _table : new Table([.. _table.Columns, .. codes.Select(c => new Column(new Field(Code(c.Key), DataType.UInt16), c.Value.Codes))]), codes);
    }

    /// <summary>The keys and the number of rows of each group.</summary>
    public Table Count(string name = "count") => Aggregate($"count(*) AS {DuckDbEngine.Quote(name)}");
}
