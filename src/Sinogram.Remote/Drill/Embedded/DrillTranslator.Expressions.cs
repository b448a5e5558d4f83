using System.Globalization;
using Sinogram.Data;

namespace Sinogram.Remote.Drill.Embedded;

internal sealed partial class DrillTranslator
{
    private SqlText Expression(QueryScope scope)
    {
        if (++_depth > 200) { throw new DrillException("The expression is nested too deep.", Now.Offset); }
        var text = Conjunction(scope);
        while (Now.Is("OR")) { text = Binary(text, "OR", Conjunction, scope); }
        _depth--;
        return text;
    }

    private SqlText Conjunction(QueryScope scope)
    {
        var text = Negation(scope);
        while (Now.Is("AND")) { text = Binary(text, "AND", Negation, scope); }
        return text;
    }

    private SqlText Negation(QueryScope scope)
    {
        if (!Now.Is("NOT")) { return Comparison(scope); }
        var not = _tokens[_at++];
        if (++_depth > 200) { throw new DrillException("The expression is nested too deep.", Now.Offset); }
        var inner = Negation(scope);
        _depth--;
        return SqlText.Of("(NOT ", not.Offset).Add(inner).Add(")");
    }

    private SqlText Binary(SqlText left, string operation, Func<QueryScope, SqlText> right, QueryScope scope)
    {
        var token = _tokens[_at++];
        return new SqlText().Add("(").Add(left).Add($" {operation} ", token.Offset).Add(right(scope)).Add(")");
    }

    private SqlText Comparison(QueryScope scope)
    {
        var left = Sum(scope);
        while (true)
        {
            var token = Now;
            if (token.Kind == SqlTokenKind.Symbol && token.Value is "=" or "<>" or "!=" or "<" or ">" or "<=" or ">=")
            {
                if (Ahead().Is("ANY") || Ahead().Is("ALL") || Ahead().Is("SOME")) { throw Refused($"comparison with {Ahead().Value.ToUpperInvariant()}", Ahead()); }
                left = Binary(left, token.Value, Sum, scope);
                continue;
            }
            if (Take("IS"))
            {
                left = Is(left, token);
                continue;
            }
            var not = token.Is("NOT") && (Ahead().Is("LIKE") || Ahead().Is("IN") || Ahead().Is("BETWEEN") || Ahead().Is("SIMILAR"));
            if (not) { _at++; }
            var negated = not ? "NOT " : "";
            if (Now.Is("SIMILAR")) { throw Refused("SIMILAR TO", Now); }
            if (Take("LIKE"))
            {
                left = new SqlText().Add("(").Add(left).Add($" {negated}LIKE ", token.Offset).Add(Sum(scope));
                if (Take("ESCAPE")) { left.Add(" ESCAPE ").Add(Sum(scope)); }
                left.Add(")");
            }
            else if (Take("BETWEEN"))
            {
                if (Now.Is("SYMMETRIC")) { throw Refused("BETWEEN SYMMETRIC", Now); }
                left = new SqlText().Add("(").Add(left).Add($" {negated}BETWEEN ", token.Offset).Add(Sum(scope));
                Expect("AND");
                left.Add(" AND ").Add(Sum(scope)).Add(")");
            }
            else if (Take("IN")) { left = In(left, negated, token, scope); }
            else { return left; }
        }
    }

    private SqlText Is(SqlText left, SqlToken token)
    {
        var not = Take("NOT") ? "NOT " : "";
        foreach (var word in (ReadOnlySpan<string>)["NULL", "TRUE", "FALSE"])
        {
            if (Take(word)) { return new SqlText().Add("(").Add(left).Add($" IS {not}{word})", token.Offset); }
        }
        throw Now.Is("DISTINCT") ? Refused("IS DISTINCT FROM", Now) : Unexpected("NULL, TRUE or FALSE");
    }

    private SqlText In(SqlText left, string negated, SqlToken token, QueryScope scope)
    {
        Expect("(");
        var text = new SqlText().Add("(").Add(left).Add($" {negated}IN (", token.Offset);
        if (Now.Is("SELECT") || Now.Is("WITH")) { text.Add(Query(scope)); }
        else { text.Join(", ", List(() => Expression(scope))); }
        Expect(")");
        return text.Add("))");
    }

    private SqlText Sum(QueryScope scope)
    {
        var left = Product(scope);
        while (Now.Kind == SqlTokenKind.Symbol && Now.Value is "+" or "-" or "||")
        {
            var token = _tokens[_at++];
            var right = Product(scope);
            left = token.Value == "-" ? SqlText.Of("drill_minus(", token.Offset).Add(left).Add(", ").Add(right).Add(")")
                // What is joined to text takes the text that a cast gives.
                : token.Value == "||" ? SqlText.Of("(drill_varchar(", token.Offset).Add(left).Add(") || drill_varchar(").Add(right).Add("))")
                : new SqlText().Add("(").Add(left).Add($" {token.Value} ", token.Offset).Add(right).Add(")");
        }
        return left;
    }

    private SqlText Product(QueryScope scope)
    {
        var left = Signed(scope);
        while (Now.Kind == SqlTokenKind.Symbol && Now.Value is "*" or "/" or "%")
        {
            var token = _tokens[_at++];
            if (token.Value == "%") { throw new DrillException("Drill has no operator %: write MOD(a, b).", token.Offset); }
            var right = Signed(scope);
            left = token.Value == "/"
                ? SqlText.Of("drill_divide(", token.Offset).Add(left).Add(", ").Add(right).Add(")")
                : new SqlText().Add("(").Add(left).Add(" * ", token.Offset).Add(right).Add(")");
        }
        return left;
    }

    private SqlText Signed(QueryScope scope)
    {
        if (Now.Kind != SqlTokenKind.Symbol || Now.Value is not ("-" or "+")) { return Member(scope); }
        var sign = _tokens[_at++];
        if (++_depth > 200) { throw new DrillException("The expression is nested too deep.", Now.Offset); }
        var inner = Signed(scope);
        _depth--;
        return SqlText.Of($"({sign.Value}", sign.Offset).Add(inner).Add(")");
    }

    /// <summary>An operand with its indices and fields: Drill counts from 0, the engine from 1.</summary>
    private SqlText Member(QueryScope scope)
    {
        var text = Operand(scope);
        while (Now.Is("[") || (Now.Is(".") && IsName(Ahead())))
        {
            if (Take("."))
            {
                var field = _tokens[_at++];
                text.Add(".").Add(DuckDbEngine.Quote(field.Value), field.Offset);
                continue;
            }
            _at++;
            var index = _tokens[_at++];
            text.Add(index switch
            {
                { Kind: SqlTokenKind.Text } => $"[{DuckDbEngine.Literal(index.Value)}]",
                { Kind: SqlTokenKind.Number } when int.TryParse(index.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) =>
                    $"[{(number + 1L).ToString(CultureInfo.InvariantCulture)}]",
                _ => throw Refused("an index that is not a whole number or a text", index),
            }, index.Offset);
            Expect("]");
        }
        return text;
    }

    private SqlText Operand(QueryScope scope)
    {
        var token = Now;
        switch (token.Kind)
        {
            case SqlTokenKind.Number:
                _at++;
                return SqlText.Of(token.Value, token.Offset);
            case SqlTokenKind.Text:
                _at++;
                return SqlText.Of(DuckDbEngine.Literal(token.Value), token.Offset);
            case SqlTokenKind.Symbol when token.Value == "(":
                return Parenthesis(scope);
            case SqlTokenKind.Symbol when token.Value == "$" && IsName(Ahead()) && Ahead().Offset == token.Offset + 1:
                _at += 2;
                return SqlText.Of("$" + _tokens[_at - 1].Value, token.Offset);
            case SqlTokenKind.Quoted:
                return ColumnReference(scope);
            case SqlTokenKind.Word:
                return Keyword(token, scope) ?? (Ahead().Is("(") ? Function(scope) : ColumnReference(scope));
            default:
                throw Unexpected("a value");
        }
    }

    private SqlText Parenthesis(QueryScope scope)
    {
        var open = Expect("(");
        var inner = Now.Is("SELECT") || Now.Is("WITH") ? Query(scope) : Expression(scope);
        if (Now.Is(",")) { throw Refused("a row of several values", Now); }
        Expect(")");
        return SqlText.Of("(", open.Offset).Add(inner).Add(")");
    }

    private SqlText ColumnReference(QueryScope scope)
    {
        var name = Name("a column");
        scope.Use(name.Value);
        // After a table's name the next part is the column.
        if (Now.Is(".") && IsName(Ahead())) { scope.Use(Ahead().Value); }
        return SqlText.Of(DuckDbEngine.Quote(name.Value), name.Offset);
    }

    private SqlText Values(QueryScope scope)
    {
        var values = Expect("VALUES");
        return SqlText.Of("VALUES ", values.Offset).Join(", ", List(() =>
        {
            Expect("(");
            var row = new SqlText().Add("(").Join(", ", List(() => Expression(scope))).Add(")");
            Expect(")");
            return row;
        }));
    }
}
