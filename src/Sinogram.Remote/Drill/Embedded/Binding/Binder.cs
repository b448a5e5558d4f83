using System.Globalization;
using System.Runtime.CompilerServices;
using Sinogram.Data;
using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Embedded.Binding;

/// <summary>
/// Translates the tree of a query to the embedded engine's SQL. It knows the type of every expression by Drill's rules, so that the engine computes the same
/// values in the same types; what it cannot follow it refuses by name.
/// </summary>
internal sealed partial class Binder
{
    private readonly ITableResolver _tables;
    private readonly Dictionary<string, BoundTable> _with = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _notices;
    private int _names;
    private int _views;

    public Binder(ITableResolver tables, List<string>? notices = null)
    {
        (_tables, _notices) = (tables, notices ?? []);
        Functions = new FunctionBinder(this, tables);
    }

    public FunctionBinder Functions { get; }

    /// <summary>What the user should know besides the rows: a column that no file has.</summary>
    public IReadOnlyList<string> Notices => _notices;

    /// <summary>The engine's SQL of a query, and its columns.</summary>
    /// <exception cref="DrillException">The query is wrong or not followed.</exception>
    public BoundTable Bind(SqlQuery query) => Query(query, null, inner: false);

    public static DrillException Refused(string what, int offset, string? hint = null) =>
        new($"The embedded engine does not follow {what}.", offset, hint ?? "Write it another way, or run it on a Drill cluster with --connect.");

    public void Notice(string text)
    {
        if (!_notices.Contains(text)) { _notices.Add(text); }
    }

    private string NewName(string prefix) => prefix + (++_names).ToString(CultureInfo.InvariantCulture);

    /// <param name="inner">The result is a table of another query: what is found by name only stays findable.</param>
    private BoundTable Query(SqlQuery query, Scope? outer, bool inner)
    {
        var hidden = new List<(string Name, BoundTable? Former)>();
        var text = new SqlText();
        for (var i = 0; i < query.With.Count; i++)
        {
            var common = query.With[i];
            var bound = Rename(Query(common.Query, outer, inner: true), common.Columns, common.Name.Offset);
            var name = NewName("w");
            text.Add(i == 0 ? "WITH " : ", ").Add($"{name} AS (").Add(bound.Sql).Add(")");
            if (hidden.Any(h => string.Equals(h.Name, common.Name.Value, StringComparison.OrdinalIgnoreCase))) { throw new DrillException($"Duplicate relation name '{common.Name.Value}' in WITH clause.", common.Name.Offset); }
            hidden.Add((common.Name.Value, _with.GetValueOrDefault(common.Name.Value)));
            _with[common.Name.Value] = bound with { Sql = SqlText.Of(name) };
        }
        if (query.With.Count > 0) { text.Add(" "); }
        var (body, scope) = Body(query.Body, outer, inner, query.Order.Count > 0);
        if (scope is null && query.Order.Any(o => o.Expression is not (LiteralExpression or NameExpression { Parts: [_] })))
        {
            // The engine orders a set operation by its columns only.
            body = body with { Sql = SqlText.Format($"SELECT * FROM ({{0}}) AS {NewName("u")}", body.Sql) };
        }
        text.Add(body.Sql);
        if (query.Order.Count > 0) { text.Add(" ORDER BY ").Join(", ", query.Order.Select(o => Order(o, body, scope, outer))); }
        if (query.Limit is not null) { text.Add(" LIMIT ").Add(Count(query.Limit)); }
        if (query.Skip is not null) { text.Add(" OFFSET ").Add(Count(query.Skip)); }
        foreach (var (name, former) in hidden)
        {
            if (former is null) { _with.Remove(name); }
            else { _with[name] = former; }
        }
        return body with { Sql = text };
    }

    private SqlText Count(DrillExpression count) => Expression(count, new Scope(null)).Sql;

    private (BoundTable Table, Scope? Scope) Body(SqlQueryBody body, Scope? outer, bool inner, bool ordered)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return BodyOf(body, outer, inner, ordered);
    }

    private (BoundTable Table, Scope? Scope) BodyOf(SqlQueryBody body, Scope? outer, bool inner, bool ordered) => body switch
    {
        SelectBody select => Select(select, outer, inner, ordered),
        ValuesBody values => (Values(values, outer), null),
        NestedBody nested => (Parenthesized(Query(nested.Query, outer, inner)), null),
        SetBody set => (Set(set, outer), null),
        _ => throw Refused("this form of a query", body.Offset),
    };

    private static BoundTable Parenthesized(BoundTable table) => table with { Sql = SqlText.Format("({0})", table.Sql) };

    private BoundTable Set(SetBody set, Scope? outer)
    {
        var left = Body(set.Left, outer, false, false).Table;
        var right = Body(set.Right, outer, false, false).Table;
        if (left.Columns.Count != right.Columns.Count)
        {
            throw new DrillException($"Column count mismatch in {set.Operator}: {left.Columns.Count} and {right.Columns.Count}.", set.At);
        }
        var columns = new List<BoundColumn>();
        for (var i = 0; i < left.Columns.Count; i++)
        {
            var (a, b) = (left.Columns[i], right.Columns[i]);
            columns.Add(a with { Type = DrillType.Common(a.Type, b.Type) ?? throw new DrillException($"Type mismatch in column {i + 1} of {set.Operator}: '{a.Name}' is {a.Type} here and {b.Type} there.", set.At) });
        }
        var text = As(left, columns).Add($" {set.Operator}{(set.All ? " ALL" : "")} ", set.At).Add(As(right, columns));
        return new BoundTable(text, columns);
    }

    /// <summary>A side of a set operation in the common types.</summary>
    private SqlText As(BoundTable side, List<BoundColumn> columns)
    {
        if (side.Columns.Zip(columns).All(p => p.First.Type == p.Second.Type)) { return SqlText.Format("(SELECT * FROM ({0}))", side.Sql); }
        var name = NewName("u");
        var list = side.Columns.Zip(columns, (from, to) =>
        {
            var reference = new Bound(Reference(name, from), from.Type);
            return SqlText.Format("{0} AS {1}", Conversions.Convert(reference, to.Type, -1), SqlText.Of(DuckDbEngine.Quote(to.EngineName)));
        });
        return new SqlText().Add("(SELECT ").Join(", ", list).Add(" FROM (").Add(side.Sql).Add($") AS {name})");
    }

    private BoundTable Values(ValuesBody values, Scope? outer)
    {
        var scope = new Scope(outer);
        var rows = values.Rows.Select(r => r.Select(e => Expression(e, scope)).ToArray()).ToArray();
        var types = rows[0].Select(b => b.Type).ToArray();
        foreach (var row in rows.Skip(1))
        {
            if (row.Length != types.Length) { throw new DrillException("The rows of VALUES have different numbers of values.", values.Offset); }
            for (var i = 0; i < types.Length; i++)
            {
                types[i] = DrillType.Common(types[i], row[i].Type) ?? throw new DrillException($"The values of column {i + 1} of VALUES are of different types: {types[i]} and {row[i].Type}.", values.Offset);
            }
        }
        var columns = types.Select((t, i) => new BoundColumn($"EXPR${i}", $"EXPR${i}", Known(t))).ToList();
        var name = NewName("v");
        var text = new SqlText().Add("SELECT * FROM (VALUES ", values.Offset)
            .Join(", ", rows.Select(r => new SqlText().Add("(").Join(", ", r.Select((b, i) => Conversions.Convert(b, columns[i].Type, -1))).Add(")")))
            .Add($") AS {name}({string.Join(", ", columns.Select(c => DuckDbEngine.Quote(c.EngineName)))})");
        return new BoundTable(text, columns);
    }

    /// <summary>A null of no type is a whole number in Drill's results.</summary>
    private static DrillType Known(DrillType type) => type.Kind == DrillKind.Null ? DrillType.Int : type;

    private static BoundTable Rename(BoundTable table, IReadOnlyList<SqlName>? names, int offset)
    {
        if (names is null) { return table; }
        var visible = table.Columns.Where(c => !c.Hidden).ToList();
        if (names.Count != visible.Count) { throw new DrillException($"{names.Count} names are given for {visible.Count} columns.", offset); }
        return table with { Columns = [.. visible.Select((c, i) => c with { Name = names[i].Value })], Missing = MissingColumn.Error };
    }

    private static SqlText Reference(string table, BoundColumn column, int offset = -1) =>
        SqlText.Of(column.Key is { } key ? key.Make(Name(table, key.EngineName)) : Name(table, column.EngineName), offset);

    private static string Name(string table, string column) => $"{table}.{DuckDbEngine.Quote(column)}";

    /// <summary>A column of a table as an expression.</summary>
    private static Bound Value(string table, BoundColumn column, int offset) =>
        new(Reference(table, column, offset), column.Type) { Group = column.Key is { } key ? SqlText.Of(Name(table, key.EngineName), offset) : null };

    private SqlText Order(SqlOrder order, BoundTable result, Scope? scope, Scope? outer)
    {
        var text = OrderKey(order.Expression, result, scope, outer);
        text.Add(order.Descending ? " DESC" : "");
        return order.NullsFirst is { } first ? text.Add(first ? " NULLS FIRST" : " NULLS LAST") : text;
    }

    private SqlText OrderKey(DrillExpression key, BoundTable result, Scope? scope, Scope? outer)
    {
        var visible = result.Columns.Where(c => !c.Hidden).ToList();
        if (key is LiteralExpression { Kind: LiteralKind.Number } number && int.TryParse(number.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal))
        {
            return ordinal >= 1 && ordinal <= visible.Count ? SqlText.Of(Invariant(ordinal), key.Offset) : throw new DrillException($"Ordinal out of range: there are {visible.Count} columns.", key.Offset);
        }
        if (key is NameExpression { Parts: [var name] })
        {
            if (scope?.Ambiguous.Contains(name.Value) == true) { throw new DrillException($"Column '{name.Value}' is ambiguous", key.Offset, "Give the columns different names with AS, or order by the column's number."); }
            var at = visible.FindIndex(c => string.Equals(c.Name, name.Value, StringComparison.OrdinalIgnoreCase));
            if (at >= 0) { return SqlText.Of(Invariant(at + 1), key.Offset); }
        }
        if (scope is null)
        {
            // Behind a set operation only the names of its columns are known.
            scope = new Scope(outer) { AliasesFirst = true };
            foreach (var column in visible) { scope.Aliases.TryAdd(column.Name, new Bound(SqlText.Of(DuckDbEngine.Quote(column.EngineName), key.Offset), column.Type)); }
        }
        scope.AliasesFirst = true;
        var bound = Expression(key, scope).Sql;
        return bound;
    }

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);
}
