using System.Globalization;
using Sinogram.Data;
using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Embedded.Binding;

internal sealed partial class Binder
{
    private sealed record Item(string Name, Bound Value, bool Hidden, bool Named)
    {
        /// <summary>As the query names it itself, not by a star; null where it does not.</summary>
        public string? Written { get; init; }
    }

    private (BoundTable Table, Scope? Scope) Select(SelectBody select, Scope? outer, bool inner, bool ordered)
    {
        var scope = new Scope(outer);
        var from = select.From is null ? null : From(select.From, scope);
        foreach (var (name, window) in select.Windows) { scope.Windows[name] = window; }
        SqlText? where = null;
        scope.Rows = () => Rows(from, scope, where);
        where = select.Where is null ? null : Condition(select.Where, scope, "WHERE");
        scope.MayFlatten = true;
        var items = Items(select, scope, inner && !select.Distinct && select.GroupBy.Count == 0);
        scope.MayFlatten = false;
        if (scope.Flattened is [var only] && !ordered && !scope.Aggregates && select is { Distinct: false, GroupBy.Count: 0, Having: null, Qualify: null })
        {
            // One list alone is opened in place: its elements keep their order.
            only.Reference.Become(SqlText.Format("unnest({0})", only.List));
            scope.Flattened.Clear();
        }
        Aliases(items, scope);
        var text = new SqlText().Add(select.Distinct ? "SELECT DISTINCT " : "SELECT ", select.Offset)
            .Join(", ", items.Select(i => SqlText.Format("{0} AS {1}", Shown(i.Value), SqlText.Of(DuckDbEngine.Quote(i.Name)))))
            .Add(Rows(from, scope, where));
        if (select.GroupBy.Count > 0) { text.Add(" GROUP BY ").Join(", ", select.GroupBy.Select(g => GroupKey(g, items, scope))); }
        if (select.Having is not null) { text.Add(" HAVING ").Add(Condition(select.Having, scope, "HAVING")); }
        if (select.Qualify is not null)
        {
            text.Add(" QUALIFY ").Add(Condition(select.Qualify, scope, "QUALIFY"));
            if (!scope.HasWindow) { throw new DrillException("QUALIFY is a condition on windows: there is none in it, nor in the list of the SELECT.", select.Qualify.Offset, "Other conditions stand in WHERE or HAVING."); }
        }
        var missing = items.Count > 0 && select.Items.Any(i => i.Expression is null) && !ordered | inner && select.GroupBy.Count == 0
            ? scope.Tables.Select(t => t.Table.Missing).FirstOrDefault(m => m != MissingColumn.Error)
            : MissingColumn.Error;
        var table = new BoundTable(text, [.. items.Select(i => new BoundColumn(i.Name, i.Name, Known(i.Value.Type)) { Hidden = i.Hidden })]) { Missing = missing };
        return (table, scope);
    }

    private static SqlText Rows(SqlText? from, Scope scope, SqlText? where)
    {
        var text = new SqlText();
        if (from is not null || scope.Flattened.Count > 0)
        {
            text.Add(" FROM ");
            if (from is not null) { text.Add(from); }
            for (var i = 0; i < scope.Flattened.Count; i++) { text.Add(i == 0 && from is null ? "" : ", ").Add(scope.Flattened[i].Table); }
        }
        if (where is not null) { text.Add(" WHERE ").Add(where); }
        return text;
    }

    private static SqlText Shown(Bound value) => value.Type.Kind switch
    {
        DrillKind.Null => SqlText.Of("CAST(NULL AS INTEGER)"),
        _ => value.Sql,
    };

    private static void Aliases(List<Item> items, Scope scope)
    {
        foreach (var item in items.Where(i => i.Named)) { scope.Aliases.TryAdd(item.Name, item.Value); }
    }

    private List<Item> Items(SelectBody select, Scope scope, bool withHidden)
    {
        var items = new List<Item>();
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < select.Items.Count; i++)
        {
            var item = select.Items[i];
            if (item.Expression is null)
            {
                foreach (var (column, value) in Star(item, scope, withHidden)) { items.Add(new Item(Free(column.Name, taken), value, column.Hidden, true)); }
                continue;
            }
            var bound = Expression(item.Expression, scope);
            if (item.Alias is { } alias) { Bare(alias); }
            var name = item.Alias?.Value ?? (item.Expression is NameExpression column2 && IsColumn(column2, scope) ? column2.Parts[^1].Value : null);
            if (name is not null && items.Any(i => i.Written is { } w && string.Equals(w, name, StringComparison.OrdinalIgnoreCase))) { scope.Ambiguous.Add(name); }
            items.Add(new Item(Free(name ?? "EXPR$" + i.ToString(CultureInfo.InvariantCulture), taken), bound, false, name is not null) { Written = name });
        }
        return items.Any(i => !i.Hidden) ? items : throw new DrillException("The result has no columns.", select.Offset);
    }

    /// <summary>Names as Drill tells same ones apart, without regard to case: <c>id, id0, id1</c>.</summary>
    private static string Free(string name, HashSet<string> taken)
    {
        var free = name;
        for (var n = 0; !taken.Add(free); n++) { free = name + n.ToString(CultureInfo.InvariantCulture); }
        return free;
    }

    /// <summary>What is a column with or without its table keeps its name; a field of one has none, as in Drill.</summary>
    private static bool IsColumn(NameExpression name, Scope scope) =>
        name.Parts.Count == 1 || (name.Parts.Count == 2 && IsTable(name.Parts[0].Value, scope));

    private static bool IsTable(string name, Scope? scope)
    {
        for (; scope is not null; scope = scope.Outer)
        {
            if (scope.Tables.Any(t => string.Equals(t.Name, name, StringComparison.OrdinalIgnoreCase))) { return true; }
        }
        return false;
    }

    private static IEnumerable<(BoundColumn Column, Bound Value)> Star(SqlSelectItem item, Scope scope, bool withHidden)
    {
        if (scope.Tables.Count == 0) { throw new DrillException("SELECT * requires a FROM clause.", item.Offset); }
        var tables = item.StarOf is not { } of ? scope.Tables : [.. scope.Tables.Where(t => string.Equals(t.Name, of.Value, StringComparison.OrdinalIgnoreCase))];
        if (tables.Count == 0) { throw new DrillException($"Table '{item.StarOf!.Value.Value}' not found.", item.Offset, $"The tables here are: {string.Join(", ", scope.Tables.Select(t => t.Name ?? "(without a name)"))}."); }
        var used = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in item.StarOf is null ? scope.Using : [])
        {
            var column = tables.SelectMany(t => t.Table.Columns).First(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase));
            used.Add(name);
            yield return (column, new Bound(SqlText.Of(DuckDbEngine.Quote(column.EngineName), item.Offset), column.Type));
        }
        foreach (var table in tables)
        {
            foreach (var column in table.Table.Columns)
            {
                if ((column.Hidden && !withHidden) || used.Contains(column.Name)) { continue; }
                yield return (column, Value(table.Engine, column, item.Offset));
            }
        }
    }

    private SqlText GroupKey(DrillExpression key, List<Item> items, Scope scope)
    {
        if (key is LiteralExpression { Kind: LiteralKind.Number } number && int.TryParse(number.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal))
        {
            return ordinal >= 1 && ordinal <= items.Count ? Key(items[ordinal - 1].Value) : throw new DrillException($"Ordinal out of range: there are {items.Count} columns.", key.Offset);
        }
        return Key(Expression(key, scope));

        static SqlText Key(Bound value) => value.Group ?? value.Sql;
    }

    private SqlText Condition(DrillExpression expression, Scope scope, string clause)
    {
        var bound = Expression(expression, scope);
        if (bound.Type.Kind is DrillKind.Bit or DrillKind.Null) { return bound.Sql; }
        throw new DrillException($"{clause} clause must be a condition, not {bound.Type}.", expression.Offset);
    }
}
