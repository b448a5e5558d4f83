using System.Collections.Frozen;
using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Embedded.Binding;

/// <summary>Functions, aggregates and windows.</summary>
internal sealed class FunctionBinder(Binder binder, ITableResolver tables)
{
    private static readonly FrozenDictionary<string, FunctionRule> Rules =
        TextFunctions.Rules.Concat(NumberFunctions.Rules).Concat(DateFunctions.Rules).Concat(ConvertFunctions.Rules).Concat(NestedFunctions.Rules).Concat(TypeFunctions.Rules)
            .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Known = Rules.Keys.Concat(Aggregates.Names)
        .Concat(["FLATTEN", "CONVERT_FROM", "CAST", "EXTRACT", "TRIM", "SUBSTRING", "POSITION", "CURRENT_DATE", "CURRENT_TIMESTAMP", "LOCALTIME", "LOCALTIMESTAMP"]).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The functions that are followed, in upper case.</summary>
    public static IEnumerable<string> Names => Known;

    /// <summary>The functions with the fewest and the most arguments that they take.</summary>
    public static IEnumerable<(string Name, int Least, int Most)> Signatures => Rules.Select(r => (r.Key, r.Value.Least, r.Value.Most))
        .Concat(Known.Where(n => !Rules.ContainsKey(n)).Select(n => (n, Aggregates.IsWindow(n) && !Aggregates.TakesValue(n) ? 0 : 1, n is "CORR" or "COVAR_POP" or "COVAR_SAMP" ? 2 : 1)));

    /// <param name="call">The call.</param>
    /// <param name="scope">What names mean.</param>
    /// <param name="filter">A condition on the rows of an aggregate, besides its own.</param>
    public Bound Call(FunctionExpression call, Scope scope, SqlText? filter = null)
    {
        var name = call.Name.Value;
        if (string.Equals(name, "FLATTEN", StringComparison.OrdinalIgnoreCase)) { return Flatten(call, scope); }
        var mayFlatten = scope.MayFlatten;
        var arguments = call.Arguments.Select(a => binder.Expression(a, scope)).ToList();
        scope.MayFlatten = mayFlatten;
        var bound = new FunctionCall(call, arguments, tables, scope);
        if (Aggregates.IsAggregate(name) || Aggregates.IsWindow(name)) { return Aggregate(bound, scope, filter); }
        if (call.Over is not null || call.Filter is not null || call.Star || call.Distinct)
        {
            throw Rules.ContainsKey(name) ? new DrillException($"{name.ToUpperInvariant()} is no aggregate: it takes no *, DISTINCT, FILTER or OVER.", call.Offset) : Unknown(bound);
        }
        if (string.Equals(name, "CONVERT_FROM", StringComparison.OrdinalIgnoreCase) && arguments.Count == 2) { return ConvertFunctions.From(bound, scope); }
        if (ConvertFunctions.Named(bound, scope) is { } converted) { return converted; }
        if (!Rules.TryGetValue(name, out var rule)) { throw Unknown(bound); }
        if (arguments.Count < rule.Least || arguments.Count > rule.Most)
        {
            throw new DrillException($"{name.ToUpperInvariant()} takes {(rule.Least == rule.Most ? $"{rule.Least}" : $"{rule.Least} to {rule.Most}")} {(rule.Most == 1 ? "argument" : "arguments")}, not {arguments.Count}.", call.Offset);
        }
        return rule.Bind(bound);
    }

    public Bound Trim(TrimExpression trim, Scope scope)
    {
        var value = Conversions.Convert(binder.Expression(trim.Value, scope), DrillType.VarChar, trim.Offset);
        var function = trim.Side switch { "LEADING" => "ltrim", "TRAILING" => "rtrim", _ => "trim" };
        return trim.Characters is null
            ? new Bound(SqlText.Format($"{function}({{0}})", value), DrillType.VarChar)
            : new Bound(SqlText.Format($"{function}({{0}}, {{1}})", value, Conversions.Convert(binder.Expression(trim.Characters, scope), DrillType.VarChar, trim.Offset)), DrillType.VarChar);
    }

    public Bound Extract(string unit, Bound value, int offset) => DateFunctions.Part(unit, value, offset);

    /// <summary>Opens a list: one row for each of its elements, none for an empty or null one.</summary>
    private Bound Flatten(FunctionExpression call, Scope scope)
    {
        if (call.Arguments.Count != 1) { throw new DrillException("FLATTEN takes one list.", call.Offset); }
        if (!scope.MayFlatten) { throw new DrillException("FLATTEN stands only in the list of a SELECT.", call.Offset, "Flatten in a query within FROM, and use its column outside."); }
        var (sql, element) = Binder.Opened(binder.Expression(call.Arguments[0], scope), call.Offset, "FLATTEN");
        var name = $"f{scope.Flattened.Count + 1}";
        var reference = SqlText.Of($"{name}.v", call.Offset);
        scope.Flattened.Add((SqlText.Format($"(SELECT unnest({{0}}) AS v) AS {name}", sql), sql, reference));
        return new Bound(reference, element);
    }

    private Bound Aggregate(FunctionCall call, Scope scope, SqlText? filter)
    {
        scope.Aggregates = true;
        var over = call.Syntax.Over is { } window ? Window(window, scope) : null;
        scope.HasWindow |= over is not null;
        if (Aggregates.IsWindow(call.Name) && over is null) { throw new DrillException($"{call.Name} needs OVER (…).", call.Offset); }
        if (Aggregates.NeedsOrder(call.Name) && !HasOrder(call.Syntax.Over!, scope)) { throw new DrillException($"{call.Name} requires an ORDER BY clause in its window.", call.Offset); }
        var conditions = new List<SqlText>();
        if (call.Syntax.Filter is not null)
        {
            var own = binder.Expression(call.Syntax.Filter, scope);
            if (own.Type.Kind is not (DrillKind.Bit or DrillKind.Null)) { throw new DrillException("FILTER clause must be a condition.", call.Syntax.Filter.Offset); }
            conditions.Add(own.Sql);
        }
        if (filter is not null) { conditions.Add(filter); }
        var tail = new SqlText();
        if (conditions.Count > 0) { tail.Add(" FILTER (WHERE ").Join(" AND ", conditions).Add(")"); }
        if (over is not null) { tail.Add(over); }
        return Aggregates.Bind(call, tail);
    }

    private static bool HasOrder(SqlWindow window, Scope scope) => window.Order.Count > 0 || (window.Reference is { } name && scope.Windows.TryGetValue(name, out var named) && HasOrder(named, scope));

    private SqlText Window(SqlWindow window, Scope scope)
    {
        var (partition, order, frame) = (window.Partition, window.Order, window.Frame);
        if (window.Reference is { } name)
        {
            if (!scope.Windows.TryGetValue(name, out var named)) { throw new DrillException($"Window '{name}' not found.", window.Offset); }
            partition = partition.Count > 0 ? partition : named.Partition;
            order = order.Count > 0 ? order : named.Order;
            frame ??= named.Frame;
        }
        var text = SqlText.Of(" OVER (", window.Offset);
        if (partition.Count > 0) { text.Add("PARTITION BY ").Join(", ", partition.Select(p => binder.Expression(p, scope).Sql)); }
        if (order.Count > 0)
        {
            text.Add(partition.Count > 0 ? " ORDER BY " : "ORDER BY ").Join(", ", order.Select(o =>
                new SqlText().Add(binder.Expression(o.Expression, scope).Sql).Add(o.Descending ? " DESC" : "").Add(o.NullsFirst is { } first ? first ? " NULLS FIRST" : " NULLS LAST" : "")));
        }
        return text.Add(frame is null ? ")" : $" {frame})");
    }

    private static DrillException Unknown(FunctionCall call)
    {
        var signature = string.Join(", ", call.Arguments.Select(a => $"<{a.Type.SqlName}>"));
        // What another dialect calls so; a name that only looks like it means something else.
        var near = call.Name is "IFNULL" or "NVL" ? "Did you mean 'COALESCE'?" : Binder.Near(call.Name, Known);
        var missing = Aggregates.Missing(call.Name);
        return missing is not null
            ? new DrillException(missing, call.Offset)
            : new DrillException($"No match found for function signature {call.Syntax.Name.Value}({signature}).", call.Offset, near);
    }
}
