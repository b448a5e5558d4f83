namespace Sinogram.Remote.Drill.Sql;

internal sealed partial class SqlParser
{
    private DrillExpression Expression() => Nested(() =>
    {
        var left = Conjunction();
        while (Now.Is("OR"))
        {
            var at = _tokens[_at++];
            left = new BinaryExpression("OR", left, Conjunction(), at.Offset);
        }
        return left;
    });

    private DrillExpression Conjunction()
    {
        var left = Negation();
        while (Now.Is("AND"))
        {
            var at = _tokens[_at++];
            left = new BinaryExpression("AND", left, Negation(), at.Offset);
        }
        return left;
    }

    private DrillExpression Negation()
    {
        if (!Now.Is("NOT")) { return Comparison(); }
        var not = _tokens[_at++];
        return Nested(() => new UnaryExpression("NOT", Negation(), not.Offset));
    }

    private DrillExpression Comparison()
    {
        var left = Sum();
        while (true)
        {
            var token = Now;
            if (token.Kind == SqlTokenKind.Symbol && token.Value is "=" or "<>" or "!=" or "<" or ">" or "<=" or ">=")
            {
                _at++;
                left = Compare(left, token);
                continue;
            }
            if (Take("IS"))
            {
                left = Is(left, token);
                continue;
            }
            if (token.Is("ILIKE") && Ahead().Kind == SqlTokenKind.Text) { throw new DrillException("Drill has ILIKE as a function only: ILIKE(text, pattern).", token.Offset); }
            var not = token.Is("NOT") && (Ahead().Is("LIKE") || Ahead().Is("IN") || Ahead().Is("BETWEEN") || Ahead().Is("SIMILAR"));
            if (not) { _at++; }
            if (Take("SIMILAR"))
            {
                Expect("TO");
                left = Like(left, similar: true, not, token);
            }
            else if (Take("LIKE")) { left = Like(left, similar: false, not, token); }
            else if (Take("BETWEEN"))
            {
                var symmetric = Take("SYMMETRIC");
                if (!symmetric) { Take("ASYMMETRIC"); }
                var low = Sum();
                Expect("AND");
                left = new BetweenExpression(not, symmetric, left, low, Sum(), token.Offset);
            }
            else if (Take("IN")) { left = In(left, not, token); }
            else { return left; }
        }
    }

    private DrillExpression Compare(DrillExpression left, SqlToken token)
    {
        if ((Now.Is("ANY") || Now.Is("SOME") || Now.Is("ALL")) && Ahead().Is("("))
        {
            var all = _tokens[_at++].Is("ALL");
            Expect("(");
            var query = Query();
            Expect(")");
            return new QuantifiedExpression(token.Value, all, left, query, token.Offset);
        }
        return new BinaryExpression(token.Value == "!=" ? "<>" : token.Value, left, Sum(), token.Offset);
    }

    private DrillExpression Is(DrillExpression left, SqlToken token)
    {
        var not = Take("NOT");
        foreach (var word in (ReadOnlySpan<string>)["NULL", "TRUE", "FALSE", "UNKNOWN"])
        {
            if (Take(word)) { return new IsExpression(not, left, word, token.Offset); }
        }
        if (!Take("DISTINCT")) { throw Unexpected("NULL, TRUE, FALSE or DISTINCT FROM"); }
        Expect("FROM");
        return new DistinctFromExpression(not, left, Sum(), token.Offset);
    }

    private LikeExpression Like(DrillExpression left, bool similar, bool not, SqlToken token)
    {
        var pattern = Sum();
        return new LikeExpression(similar, not, left, pattern, Take("ESCAPE") ? Sum() : null, token.Offset);
    }

    private DrillExpression In(DrillExpression left, bool not, SqlToken token)
    {
        // A list that is given beside the SQL brings its own parentheses.
        if (Now.Is("$") || Now.Is("@")) { return new InListExpression(not, left, [Operand()], token.Offset); }
        Expect("(");
        if (Now.Is("SELECT") || Now.Is("WITH") || Now.Is("VALUES"))
        {
            var query = Query();
            Expect(")");
            return new InQueryExpression(not, left, query, token.Offset);
        }
        var items = List(Expression);
        Expect(")");
        return new InListExpression(not, left, items, token.Offset);
    }

    private DrillExpression Sum()
    {
        var left = Product();
        while (Now.Kind == SqlTokenKind.Symbol && Now.Value is "+" or "-" or "||")
        {
            var token = _tokens[_at++];
            left = new BinaryExpression(token.Value, left, Product(), token.Offset);
        }
        return left;
    }

    private DrillExpression Product()
    {
        var left = Signed();
        while (Now.Kind == SqlTokenKind.Symbol && Now.Value is "*" or "/" or "%")
        {
            var token = _tokens[_at++];
            if (token.Value == "%") { throw new DrillException("Drill has no operator %: write MOD(a, b).", token.Offset); }
            left = new BinaryExpression(token.Value, left, Signed(), token.Offset);
        }
        return left;
    }

    private DrillExpression Signed()
    {
        if (Now.Kind != SqlTokenKind.Symbol || Now.Value is not ("-" or "+")) { return Member(); }
        var sign = _tokens[_at++];
        return Nested(() => new UnaryExpression(sign.Value, Signed(), sign.Offset));
    }

    /// <summary>An operand with its indices and fields.</summary>
    private DrillExpression Member()
    {
        var inner = Operand();
        for (var members = 0; Now.Is("[") || (Now.Is(".") && Ahead().Kind is SqlTokenKind.Word or SqlTokenKind.Quoted); members++)
        {
            // A chain of members is a tree as deep as it is long.
            if (members > Deepest) { throw new DrillException("Too many fields and indices follow one another.", Now.Offset); }
            if (Take("."))
            {
                inner = new FieldExpression(inner, Part());
                continue;
            }
            _at++;
            var index = Expression();
            Expect("]");
            inner = new IndexExpression(inner, index);
        }
        return inner;
    }

    private DrillExpression Operand()
    {
        var token = Now;
        switch (token.Kind)
        {
            case SqlTokenKind.Number:
                _at++;
                return new LiteralExpression(LiteralKind.Number, token.Value, token.Offset);
            case SqlTokenKind.Text:
                _at++;
                return new LiteralExpression(LiteralKind.Text, token.Value, token.Offset);
            case SqlTokenKind.Symbol when token.Value == "(":
                return Parenthesis();
            case SqlTokenKind.Symbol when token.Value == "{":
                return Escape();
            case SqlTokenKind.Symbol when token.Value is "$" or "@" && Ahead().Kind == SqlTokenKind.Word && Ahead().Offset == token.Offset + 1:
                _at += 2;
                return new ParameterExpression(_tokens[_at - 1].Value, _tokens[_at - 1].Length + 1, token.Offset);
            case SqlTokenKind.Symbol when token.Value == "?":
                throw new DrillException("A ? has no value: name the parameter, as $name or @name, and give its value with --param name=value.", token.Offset);
            case SqlTokenKind.Quoted:
                return Ahead().Is("(") ? Function() : Column();
            case SqlTokenKind.Word:
                return Keyword(token) ?? (Ahead().Is("(") && SqlWords.IsFunction(token.Value) ? Function() : Column());
            default:
                throw Unexpected("a value");
        }
    }

    /// <summary>What JDBC and ODBC clients write for any database: {d '2024-01-31'}, {t …}, {ts …}, {fn name(…)}.</summary>
    private DrillExpression Escape()
    {
        var open = Expect("{");
        LiteralKind? moment = Now.Is("d") ? LiteralKind.Date : Now.Is("t") ? LiteralKind.Time : Now.Is("ts") ? LiteralKind.Timestamp : null;
        DrillExpression inner;
        if (moment is { } kind && Ahead().Kind == SqlTokenKind.Text) { inner = Moment(kind, Now); }
        else if (Take("fn")) { inner = Expression(); }
        else { throw new DrillException("Braces stand around {d '2024-01-31'}, {t '10:11:12'}, {ts '…'} and {fn name(…)} only.", open.Offset, SqlMistakes.Bound); }
        Expect("}");
        return inner;
    }

    private NameExpression Column()
    {
        var parts = new List<SqlName> { Name("a column") };
        while (Now.Is(".") && Ahead().Kind is SqlTokenKind.Word or SqlTokenKind.Quoted)
        {
            _at++;
            parts.Add(Part());
        }
        return new NameExpression(parts);
    }

    private DrillExpression Parenthesis()
    {
        var open = Expect("(");
        if (Now.Is("SELECT") || Now.Is("WITH") || Now.Is("VALUES"))
        {
            var query = Query();
            Expect(")");
            return new ScalarQueryExpression(query, open.Offset);
        }
        var inner = Expression();
        if (!Now.Is(","))
        {
            Expect(")");
            return inner;
        }
        var items = new List<DrillExpression> { inner };
        while (Take(",")) { items.Add(Expression()); }
        Expect(")");
        return new RowExpression(items, open.Offset);
    }
}
