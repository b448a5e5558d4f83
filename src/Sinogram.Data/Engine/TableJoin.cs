using Sinogram.Data.Arrays;

namespace Sinogram.Data.Engine;

/// <summary>
/// Joins: the engine finds which rows belong together from the key columns alone; the columns themselves are then taken here, so that every type, name, flag and piece of
/// metadata stays what it is.
/// </summary>
internal static class TableJoin
{
    public static Table Run(Table left, Table right, JoinKind kind, (string Left, string Right)[] on)
    {
        var condition = string.Join(" AND ", on.Select(p => $"l.{DuckDbEngine.Quote(p.Left)} = r.{DuckDbEngine.Quote(p.Right)}"));
        var keysLeft = new QueryTable("left", left.Select(on.Select(p => p.Left).Distinct()), WithRowNumbers: true);
        var keysRight = new QueryTable("right", right.Select(on.Select(p => p.Right).Distinct()), WithRowNumbers: true);
        var row = TableEngine.Row;
        var sql = kind switch
        {
            JoinKind.Semi or JoinKind.Anti => $"SELECT l.{row} AS a FROM \"left\" AS l {kind.ToString().ToUpperInvariant()} JOIN \"right\" AS r ON {condition} ORDER BY a",
            _ => $"SELECT coalesce(l.{row}, -1) AS a, coalesce(r.{row}, -1) AS b FROM \"left\" AS l {kind.ToString().ToUpperInvariant()} JOIN \"right\" AS r ON {condition} ORDER BY l.{row} NULLS LAST, r.{row}",
        };
        var pairs = TableEngine.Query(sql, new Dictionary<string, object?>(), CancellationToken.None, keysLeft, keysRight);
        var leftRows = pairs["a"].Data.ToArray<int>();
        if (kind is JoinKind.Semi or JoinKind.Anti) { return left.Take(leftRows); }
        var rightRows = pairs["b"].Data.ToArray<int>();
        var from = left.Gathered(c => Gather.TakeOrNull(c, leftRows));
        var other = right.Gathered(c => Gather.TakeOrNull(c, rightRows));
        var columns = from.Columns.Select(c => kind is JoinKind.Right or JoinKind.Full && on.FirstOrDefault(p => p.Left == c.Name) is { Right: { } key } ? Either(c, other[key], leftRows) : Nullable(Key(c))).ToList();
        foreach (var column in other.Columns.Where(c => on.All(p => p.Right != c.Name)))
        {
            var name = column.Name;
            for (var n = 2; columns.Exists(c => c.Name == name); n++) { name = $"{column.Name}_{n.ToString(System.Globalization.CultureInfo.InvariantCulture)}"; }
            columns.Add(Nullable(column.Rename(name)));
        }
        return new Table(columns);

        // What identifies in one of the tables identifies in both.
        Column Key(Column column) =>
            on.FirstOrDefault(p => p.Left == column.Name) is { Right: { } name } && right[name].Field.Identified ? column.WithField(column.Field with { Identified = true }) : column;
    }

    /// <summary>A key: from the left table, and where that has no row, from the right one.</summary>
    private static Column Either(Column left, Column right, int[] leftRows)
    {
        if (left.Type != right.Type)
        {
            throw new TableException($"The key '{left.Name}' is {left.Type} in the left table and {right.Type} in the right one: cast one of them, so that rows of both can stand in one column.");
        }
        var both = Concat.Join(left.Type, [left.Data, right.Data]);
        var rows = new int[leftRows.Length];
        for (var i = 0; i < rows.Length; i++) { rows[i] = leftRows[i] >= 0 ? i : i + leftRows.Length; }
        var data = Gather.Take(both, rows);
        return new Column(left.Field with { Type = data.Type, Nullable = true, Identified = left.Field.Identified || right.Field.Identified }, data);
    }

    private static Column Nullable(Column column) => column.NullCount > 0 && !column.Field.Nullable ? column.WithField(column.Field with { Nullable = true }) : column;
}
