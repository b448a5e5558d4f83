using System.Runtime.CompilerServices;
using Sinogram.Data;
using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Embedded.Binding;

internal sealed partial class Binder
{
    /// <exception cref="InsufficientExecutionStackException">The expression is deeper than the stack: a chain of a hundred thousand operators.</exception>
    internal Bound Expression(DrillExpression expression, Scope scope)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return Bind(expression, scope);
    }

    private Bound Bind(DrillExpression expression, Scope scope) => expression switch
    {
        LiteralExpression literal => Literals.Bind(literal),
        IntervalExpression interval => Literals.Interval(interval),
        ParameterExpression parameter => Parameter(parameter),
        NameExpression name => Column(name, scope),
        FieldExpression field => Field(Expression(field.Inner, scope), field.Field),
        IndexExpression index => Index(index, scope),
        UnaryExpression unary => Unary(unary, scope),
        BinaryExpression binary => Binary(binary, scope),
        LikeExpression like => Like(like, scope),
        BetweenExpression between => Between(between, scope),
        InListExpression list => InList(list, scope),
        InQueryExpression query => InQuery(query, scope),
        QuantifiedExpression quantified => Quantified(quantified, scope),
        ExistsExpression exists => new Bound(SqlText.Of("EXISTS (", exists.Offset).Add(Query(exists.Query, scope, inner: true).Sql).Add(")"), DrillType.Bit),
        ScalarQueryExpression scalar => Scalar(scalar, scope),
        IsExpression test => Is(test, scope),
        DistinctFromExpression distinct => DistinctFrom(distinct, scope),
        CaseExpression branches => Case(branches, scope),
        CastExpression cast => Conversions.Cast(Expression(cast.Value, scope), cast.Type, cast.Value.Offset, _tables),
        ExtractExpression extract => Functions.Extract(extract.Unit, Expression(extract.Value, scope), extract.Offset),
        TrimExpression trim => Functions.Trim(trim, scope),
        FunctionExpression function => Functions.Call(function, scope),
        ArrayExpression array => Array(array, scope),
        RowExpression row => throw Refused("a row of several values", row.Offset),
        _ => throw Refused("this expression", expression.Offset),
    };

    private Bound Parameter(ParameterExpression parameter)
    {
        var type = _tables.Parameter(parameter.Name) ?? throw new DrillException(
            $"The parameter '{parameter.Name}' has no value.", parameter.Offset, $"Give it with --param {parameter.Name}=value.");
        return new Bound(SqlText.Of(type.Kind == DrillKind.Null ? "NULL" : $"CAST(${parameter.Name} AS {type.Engine})", parameter.Offset), type);
    }

    private Bound Scalar(ScalarQueryExpression scalar, Scope scope)
    {
        var query = Query(scalar.Query, scope, inner: false);
        return query.Columns.Count == 1
            ? new Bound(SqlText.Watched(new WatchedQuery(query.Sql, scalar.Offset)), query.Columns[0].Type)
            : throw new DrillException($"A query in place of a value has one column, not {query.Columns.Count}.", scalar.Offset);
    }

    private Bound Array(ArrayExpression array, Scope scope)
    {
        var items = array.Items.Select(i => Expression(i, scope)).ToArray();
        var type = Unite(items, array.Offset, "the elements of the array");
        return new Bound(new SqlText().Add("[", array.Offset).Join(", ", items.Select(i => Conversions.Convert(i, type, array.Offset))).Add("]"), DrillType.List(type));
    }

    /// <summary>The least type that holds all.</summary>
    internal static DrillType Unite(IReadOnlyList<Bound> values, int offset, string what)
    {
        var type = DrillType.Null;
        foreach (var value in values)
        {
            type = DrillType.Common(type, value.Type) ?? throw new DrillException($"The types of {what} have nothing in common: {type} and {value.Type}.", offset, "CAST one of them.");
        }
        return type;
    }

    private Bound Unary(UnaryExpression unary, Scope scope)
    {
        if (unary is { Operator: "-", Inner: LiteralExpression { Kind: LiteralKind.Number } number }) { return Literals.Number("-" + number.Text, unary.Offset); }
        var inner = Expression(unary.Inner, scope);
        if (unary.Operator == "NOT")
        {
            Boolean(inner, unary.Inner.Offset, "NOT");
            return new Bound(SqlText.Of("(NOT ", unary.Offset).Add(inner.Sql).Add(")"), DrillType.Bit);
        }
        if (!inner.Type.IsNumber && !inner.Type.IsInterval && inner.Type.Kind != DrillKind.Null) { throw new DrillException($"The sign {unary.Operator} does not apply to {inner.Type}.", unary.Offset); }
        return unary.Operator == "+" ? inner : new Bound(SqlText.Watched("(-{0})", unary.Offset, inner.Sql), inner.Type) { WholeDays = inner.WholeDays };
    }

    private static void Boolean(Bound value, int offset, string what)
    {
        if (value.Type.Kind is not (DrillKind.Bit or DrillKind.Null)) { throw new DrillException($"Cannot apply {what} to {value.Type}: it takes conditions.", offset); }
    }

    private Bound Binary(BinaryExpression binary, Scope scope)
    {
        var left = Expression(binary.Left, scope);
        var right = Expression(binary.Right, scope);
        switch (binary.Operator)
        {
            case "AND" or "OR":
                Boolean(left, binary.Left.Offset, binary.Operator);
                Boolean(right, binary.Right.Offset, binary.Operator);
                return new Bound(SqlText.Format("({0}{1}{2})", left.Sql, SqlText.Of($" {binary.Operator} ", binary.At), right.Sql), DrillType.Bit);
            case "||":
                return new Bound(SqlText.Format("CAST(({0}{1}{2}) AS VARCHAR)", Conversions.Convert(left, DrillType.VarChar, binary.At), SqlText.Of(" || ", binary.At), Conversions.Convert(right, DrillType.VarChar, binary.At)), DrillType.VarChar);
            case "=" or "<>" or "<" or ">" or "<=" or ">=":
                return Compare(binary.Operator, left, right, binary.At);
            default:
                return Arithmetic.Bind(binary.Operator, left, right, binary.At);
        }
    }

    /// <summary>A comparison; a text beside a number or a moment is read as one, as in Drill.</summary>
    internal static Bound Compare(string operation, Bound left, Bound right, int offset)
    {
        var (a, b) = Comparable(left, right, offset);
        return new Bound(SqlText.Format("({0}{1}{2})", a, SqlText.Of($" {operation} ", offset), b), DrillType.Bit);
    }

    private static (SqlText Left, SqlText Right) Comparable(Bound left, Bound right, int offset)
    {
        var (a, b) = (left.Type, right.Type);
        if (a == b || a.Kind == DrillKind.Null || b.Kind == DrillKind.Null || (a.IsNumber && b.IsNumber) || (a.IsInterval && b.IsInterval)) { return (left.Sql, right.Sql); }
        if (a.IsText && !b.IsNested) { return (Conversions.Convert(left, Wide(b), offset), right.Sql); }
        if (b.IsText && !a.IsNested) { return (left.Sql, Conversions.Convert(right, Wide(a), offset)); }
        if (a.Kind is DrillKind.Date or DrillKind.Timestamp && b.Kind is DrillKind.Date or DrillKind.Timestamp) { return (left.Sql, right.Sql); }
        if (DrillType.Common(a, b) is { } common) { return (Conversions.Convert(left, common, offset), Conversions.Convert(right, common, offset)); }
        throw new DrillException($"{a} and {b} cannot be compared.", offset, "CAST one of them.");
    }

    private static DrillType Wide(DrillType type) => type.Kind switch
    {
        DrillKind.Int => DrillType.BigInt,
        DrillKind.Decimal or DrillKind.Float4 => DrillType.Float8,
        _ => type,
    };

    private Bound Like(LikeExpression like, Scope scope)
    {
        var value = Conversions.Convert(Expression(like.Value, scope), DrillType.VarChar, like.At);
        var pattern = Expression(like.Pattern, scope);
        var not = like.Not ? "NOT " : "";
        var escape = like.Escape is null ? null : Expression(like.Escape, scope);
        if (!like.Similar)
        {
            if (escape is { Text.Length: > 1 }) { throw new DrillException("ESCAPE takes one character.", like.Escape!.Offset); }
            var text = Conversions.Convert(pattern, DrillType.VarChar, like.At);
            return new Bound(escape is null ? SqlText.Watched($"({{0}} {not}LIKE {{1}})", like.At, value, text) : SqlText.Watched($"({{0}} {not}LIKE {{1}} ESCAPE {{2}})", like.At, value, text, escape.Sql), DrillType.Bit);
        }
        var literal = pattern.Text ?? throw Refused("SIMILAR TO with a pattern that is no literal", like.Pattern.Offset);
        if (escape is { Text: not { Length: 1 } }) { throw new DrillException("ESCAPE takes one character.", like.Escape!.Offset); }
        var regex = DuckDbEngine.Literal(TextPatterns.SimilarToRegex(literal, escape?.Text is { Length: 1 } e ? e[0] : null, like.Pattern.Offset));
        return new Bound(SqlText.Watched($"({not}regexp_full_match({{0}}, {{1}}, 's'))", like.At, value, SqlText.Of(regex)), DrillType.Bit);
    }

    private Bound Between(BetweenExpression between, Scope scope)
    {
        var value = Expression(between.Value, scope);
        var low = Expression(between.Low, scope);
        var high = Expression(between.High, scope);
        var text = Range(value, low, high, between.At);
        if (between.Symmetric) { text = SqlText.Format("({0} OR {1})", text, Range(value, high, low, between.At)); }
        return new Bound(between.Not ? SqlText.Format("(NOT {0})", text) : text, DrillType.Bit);
    }

    private static SqlText Range(Bound value, Bound low, Bound high, int offset) =>
        SqlText.Format("({0} AND {1})", Compare(">=", value, low, offset).Sql, Compare("<=", value, high, offset).Sql);

    private Bound InList(InListExpression list, Scope scope)
    {
        if (list.Value is RowExpression row) { return InRows(list, row, scope); }
        var value = Expression(list.Value, scope);
        var items = list.Items.Select(i => Expression(i, scope)).ToArray();
        if (list.Items is [ParameterExpression] && items is [{ Type.Kind: DrillKind.List } values]) { return InValues(list, value, values); }
        if (items.All(i => i.Type == value.Type || (i.Type.IsNumber && value.Type.IsNumber)))
        {
            return new Bound(new SqlText().Add("(").Add(value.Sql).Add($" {(list.Not ? "NOT " : "")}IN (", list.At).Join(", ", items.Select(i => i.Sql)).Add("))"), DrillType.Bit);
        }
        var any = new SqlText().Add(list.Not ? "(NOT (" : "((").Join(" OR ", items.Select(i => Compare("=", value, i, list.At).Sql)).Add("))");
        return new Bound(any, DrillType.Bit);
    }

    /// <summary>A list given beside the SQL, as the rows of a query: nulls in it count as they do there.</summary>
    private Bound InValues(InListExpression list, Bound value, Bound values)
    {
        var name = NewName("q");
        var (a, b) = Comparable(value, new Bound(SqlText.Of($"{name}.v"), values.Type.Element!), list.At);
        return new Bound(SqlText.Format($"({{0}}{{1}}(SELECT {{2}} FROM (SELECT unnest({{3}}) AS v) AS {name}))", a, SqlText.Of(list.Not ? " NOT IN " : " IN ", list.At), b, values.Sql), DrillType.Bit);
    }

    /// <summary>Several values that are those of one of the rows.</summary>
    private Bound InRows(InListExpression list, RowExpression row, Scope scope)
    {
        var values = row.Items.Select(i => Expression(i, scope)).ToArray();
        var any = list.Items.Select(item =>
        {
            if (item is not RowExpression { Items: var items } || items.Count != values.Length) { throw new DrillException($"Rows of {values.Length} values are wanted.", item.Offset); }
            return new SqlText().Add("(").Join(" AND ", items.Select((e, i) => Compare("=", values[i], Expression(e, scope), list.At).Sql)).Add(")");
        });
        return new Bound(new SqlText().Add(list.Not ? "(NOT (" : "((").Join(" OR ", any).Add("))"), DrillType.Bit);
    }

    private Bound InRows(InQueryExpression query, RowExpression row, Scope scope)
    {
        var values = row.Items.Select(i => Expression(i, scope)).ToArray();
        var rows = Query(query.Query, scope, inner: false);
        if (rows.Columns.Count != values.Length) { throw new DrillException($"The query has {rows.Columns.Count} columns for {values.Length} values.", query.At); }
        var name = NewName("q");
        var pairs = values.Zip(rows.Columns, (v, c) => Comparable(v, new Bound(Reference(name, c), c.Type), query.At)).ToArray();
        return new Bound(
            new SqlText().Add("((").Join(", ", pairs.Select(p => p.Left)).Add(query.Not ? ") NOT IN (SELECT (" : ") IN (SELECT (", query.At).Join(", ", pairs.Select(p => p.Right)).Add(") FROM (").Add(rows.Sql).Add($") AS {name}))"), DrillType.Bit);
    }

    private Bound InQuery(InQueryExpression query, Scope scope)
    {
        if (query.Value is RowExpression row) { return InRows(query, row, scope); }
        var (value, text) = Against(query.Value, query.Query, scope, query.At);
        return new Bound(SqlText.Format("({0}{1}{2})", value, SqlText.Of(query.Not ? " NOT IN " : " IN ", query.At), text), DrillType.Bit);
    }

    private Bound Quantified(QuantifiedExpression quantified, Scope scope)
    {
        var (value, text) = Against(quantified.Value, quantified.Query, scope, quantified.At);
        var operation = $" {(quantified.Operator == "!=" ? "<>" : quantified.Operator)} {(quantified.All ? "ALL" : "ANY")} ";
        return new Bound(SqlText.Format("({0}{1}{2})", value, SqlText.Of(operation, quantified.At), text), DrillType.Bit);
    }

    /// <summary>A value and the only column of a query, in comparable types.</summary>
    private (SqlText Value, SqlText Query) Against(DrillExpression left, SqlQuery right, Scope scope, int offset)
    {
        var value = Expression(left, scope);
        var query = Query(right, scope, inner: false);
        if (query.Columns.Count != 1) { throw new DrillException($"The query has {query.Columns.Count} columns in place of one.", offset); }
        var name = NewName("q");
        var column = new Bound(Reference(name, query.Columns[0]), query.Columns[0].Type);
        var (a, b) = Comparable(value, column, offset);
        return ReferenceEquals(b, column.Sql)
            ? (a, SqlText.Format("({0})", query.Sql))
            : (a, SqlText.Format($"(SELECT {{0}} FROM ({{1}}) AS {name})", b, query.Sql));
    }

    private Bound Is(IsExpression test, Scope scope)
    {
        var value = Expression(test.Value, scope);
        if (test.What == "NULL") { return new Bound(SqlText.Format("({0}{1})", value.Sql, SqlText.Of($" IS {(test.Not ? "NOT " : "")}NULL", test.At)), DrillType.Bit); }
        Boolean(value, test.Value.Offset, "IS " + test.What);
        var what = test.What == "UNKNOWN" ? "NULL" : test.What;
        return new Bound(SqlText.Format($"(CAST({{0}} AS BOOLEAN) IS {(test.Not ? "NOT " : "")}{what})", value.Sql), DrillType.Bit);
    }

    private Bound DistinctFrom(DistinctFromExpression distinct, Scope scope)
    {
        var (a, b) = Comparable(Expression(distinct.Left, scope), Expression(distinct.Right, scope), distinct.At);
        return new Bound(SqlText.Format("({0}{1}{2})", a, SqlText.Of($" IS {(distinct.Not ? "NOT " : "")}DISTINCT FROM ", distinct.At), b), DrillType.Bit);
    }

    private Bound Case(CaseExpression branches, Scope scope)
    {
        var subject = branches.Subject is null ? null : Expression(branches.Subject, scope);
        var results = branches.Branches.Select(b => Expression(b.Then, scope)).ToList();
        if (branches.Else is not null) { results.Add(Expression(branches.Else, scope)); }
        // A whole number beside decimals has as many digits as are written.
        if (results.Any(r => r.Type.Kind == DrillKind.Decimal)) { results = [.. results.Select(r => r is { Type.Kind: DrillKind.Int, Number: { } digits } ? r with { Type = DrillType.Decimal(digits.TrimStart('-').Length, 0) } : r)]; }
        var type = Unite(results, branches.Offset, "the branches of CASE");
        var text = SqlText.Of("CASE", branches.Offset);
        for (var i = 0; i < branches.Branches.Count; i++)
        {
            var when = branches.Branches[i].When;
            var test = subject is null ? Condition(when, scope, "WHEN") : Compare("=", subject, Expression(when, scope), when.Offset).Sql;
            text.Add(" WHEN ").Add(test).Add(" THEN ").Add(Conversions.Convert(results[i], type, when.Offset));
        }
        if (branches.Else is not null) { text.Add(" ELSE ").Add(Conversions.Convert(results[^1], type, branches.Else.Offset)); }
        return new Bound(text.Add(" END"), type);
    }
}
