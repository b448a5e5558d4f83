using System.Globalization;
using Sinogram.Data;
using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Embedded.Binding;

internal sealed partial class Binder
{
    private SqlText From(SqlSource source, Scope scope) => source switch
    {
        JoinSource join => Join(join, scope),
        TableSource table => Add(Table(table), table, table.Name[^1].Value, scope),
        QuerySource query => Subquery(query, scope),
        UnnestSource unnest => Unnest(unnest, scope),
        PivotSource pivot => Add(Pivot(pivot, scope), pivot, null, scope),
        _ => throw Refused("this form of FROM", source.Offset),
    };

    private SqlText Add(BoundTable table, SqlSource source, string? name, Scope scope)
    {
        var engine = NewName("s");
        var named = Rename(table, source.Columns, source.Offset);
        if (source.Alias is { } alias && scope.Tables.Any(t => string.Equals(t.Name, alias.Value, StringComparison.OrdinalIgnoreCase))) { throw new DrillException($"Duplicate relation name '{alias.Value}' in FROM clause.", alias.Offset); }
        scope.Tables.Add(new ScopeTable(engine, source.Alias?.Value ?? name, named));
        return SqlText.Format($"({{0}}) AS {engine}", table.Sql);
    }

    private BoundTable Table(TableSource source)
    {
        if (source.Name is [var only] && source.Arguments is null && _with.TryGetValue(only.Value, out var common))
        {
            return common with { Sql = SqlText.Format("SELECT * FROM {0}", common.Sql) };
        }
        var arguments = (source.Arguments ?? []).ToDictionary(a => a.Name.Value, a => Argument(a.Name, a.Value), StringComparer.OrdinalIgnoreCase);
        var resolved = _tables.Resolve(source.Name, arguments);
        if (resolved.Table is { } table) { return table; }
        if (++_views > 50) { throw new DrillException("The views refer to one another more than 50 deep.", source.Offset); }
        // A view's names mean what they meant where it was made, not what WITH calls here.
        var view = new Binder(_tables, _notices) { _names = _names, _views = _views };
        var bound = view.Query(resolved.View!, null, inner: true);
        _names = view._names;
        return resolved.Columns is null ? bound : Rename(bound, [.. resolved.Columns.Select(c => new SqlName(c, source.Offset))], source.Offset);
    }

    private static object? Argument(SqlName name, DrillExpression value) => value switch
    {
        LiteralExpression { Kind: LiteralKind.Text } text => text.Text,
        LiteralExpression { Kind: LiteralKind.Boolean } flag => flag.Text == "TRUE",
        LiteralExpression { Kind: LiteralKind.Number } number => number.Text,
        LiteralExpression { Kind: LiteralKind.Null } => null,
        _ => throw new DrillException($"The value of '{name.Value}' is a text, a number, true or false.", value.Offset),
    };

    private SqlText Subquery(QuerySource source, Scope scope)
    {
        var bound = Query(source.Query, source.Lateral ? scope : scope.Outer, inner: true);
        return SqlText.Of(source.Lateral ? "LATERAL " : "").Add(Add(bound, source, null, scope));
    }

    private SqlText Unnest(UnnestSource source, Scope scope)
    {
        var value = Expression(source.Value, scope);
        var (sql, element) = Opened(value, source.Offset, "UNNEST");
        var engine = NewName("s");
        var name = source.Columns is [var column] ? column.Value : source.Alias?.Value ?? "EXPR$0";
        var table = new BoundTable(sql, [new BoundColumn(name, "v", element)]);
        scope.Tables.Add(new ScopeTable(engine, source.Alias?.Value, table));
        return SqlText.Format($"(SELECT unnest({{0}}) AS v) AS {engine}", sql);
    }

    /// <summary>A list to be opened, with the type of its elements.</summary>
    internal static (SqlText Sql, DrillType Element) Opened(Bound value, int offset, string what) => value.Type.Kind switch
    {
        DrillKind.List => (value.Sql, value.Type.Element!),
        DrillKind.Dict => (SqlText.Format("map_entries({0})", value.Sql), DrillType.Map([("key", value.Type.Key!), ("value", value.Type.Element!)])),
        DrillKind.Null => (SqlText.Of("CAST(NULL AS VARCHAR[])"), DrillType.VarChar),
        // A JSON column that never has a value has no type yet.
        DrillKind.VarChar when value.Text is null && what == "UNNEST" => (SqlText.Of("CAST(NULL AS VARCHAR[])"), DrillType.VarChar),
        _ => throw new DrillException($"{what} does not support inputs of non-list values: this one is {value.Type}.", offset),
    };

    private SqlText Join(JoinSource join, Scope scope)
    {
        var before = scope.Tables.Count;
        var left = From(join.Left, scope);
        var middle = scope.Tables.Count;
        var right = From(join.Right, scope);
        if (join.Kind == ",") { return new SqlText().Add(left).Add(", ", join.At).Add(right); }
        var text = new SqlText().Add(left).Add($" {join.Kind} JOIN ", join.At).Add(right);
        if (join.Kind == "CROSS") { return text; }
        if (join.On is not null) { return text.Add(" ON ").Add(Condition(join.On, scope, "ON")); }
        var shared = join.Using ?? [.. Common(scope.Tables[before..middle], scope.Tables[middle..]).Select(n => new SqlName(n, join.At))];
        if (shared.Count == 0) { return text.Add(" ON TRUE"); }
        var conditions = new List<string>();
        foreach (var name in shared)
        {
            var a = scope.Tables[before..middle].SelectMany(t => t.Table.Columns).FirstOrDefault(c => string.Equals(c.Name, name.Value, StringComparison.OrdinalIgnoreCase));
            var b = scope.Tables[middle..].SelectMany(t => t.Table.Columns).FirstOrDefault(c => string.Equals(c.Name, name.Value, StringComparison.OrdinalIgnoreCase));
            if (a is null || b is null) { throw new DrillException($"Column '{name.Value}' of USING not found in {(a is null ? "the left" : "the right")} table.", name.Offset); }
            conditions.Add(DuckDbEngine.Quote(a.EngineName));
            scope.Using.Add(name.Value);
        }
        return text.Add($" USING ({string.Join(", ", conditions)})");
    }

    private static IEnumerable<string> Common(IEnumerable<ScopeTable> left, IEnumerable<ScopeTable> right)
    {
        var names = right.SelectMany(t => t.Table.Columns).Where(c => !c.Hidden).Select(c => c.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return left.SelectMany(t => t.Table.Columns).Where(c => !c.Hidden && names.Contains(c.Name)).Select(c => c.Name);
    }

    /// <summary>A row for each combination of the columns that neither the aggregates nor FOR use, and a column for each value and aggregate.</summary>
    private BoundTable Pivot(PivotSource pivot, Scope outer)
    {
        var scope = new Scope(outer.Outer);
        var from = From(pivot.Inner, scope);
        var key = Column(pivot.For, scope);
        var used = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { pivot.For.Parts[^1].Value };
        foreach (var name in pivot.Aggregates.SelectMany(a => a.Aggregate.Arguments).OfType<NameExpression>()) { used.Add(name.Parts[^1].Value); }
        var groups = scope.Tables.SelectMany(t => t.Table.Columns.Where(c => !c.Hidden && !used.Contains(c.Name)).Select(c => (Column: c, Sql: Reference(t.Engine, c)))).ToList();
        var columns = groups.Select(g => g.Column).ToList();
        var list = groups.Select(g => SqlText.Format("{0} AS {1}", g.Sql, SqlText.Of(DuckDbEngine.Quote(g.Column.EngineName)))).ToList();
        foreach (var (value, alias) in pivot.In)
        {
            var literal = Expression(value, scope);
            foreach (var (aggregate, aggregateAlias) in pivot.Aggregates)
            {
                var bound = Functions.Call(aggregate, scope, Compare("=", key, literal, value.Offset).Sql);
                var name = (alias?.Value ?? literal.Text ?? literal.Number ?? value.Offset.ToString(CultureInfo.InvariantCulture))
                    + (aggregateAlias is { } a ? "_" + a.Value : pivot.Aggregates.Count > 1 ? "_" + aggregate.Name.Value.ToUpperInvariant() : "");
                list.Add(SqlText.Format("{0} AS {1}", bound.Sql, SqlText.Of(DuckDbEngine.Quote(name))));
                columns.Add(new BoundColumn(name, name, bound.Type));
            }
        }
        var text = new SqlText().Add("SELECT ", pivot.Offset).Join(", ", list).Add(" FROM ").Add(from);
        if (groups.Count > 0) { text.Add(" GROUP BY ").Join(", ", groups.Select(g => g.Sql)); }
        return new BoundTable(text, columns);
    }
}
