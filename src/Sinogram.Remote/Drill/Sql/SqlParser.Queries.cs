namespace Sinogram.Remote.Drill.Sql;

internal sealed partial class SqlParser
{
    private SqlQuery Query() => Nested(() =>
    {
        var start = Now;
        List<SqlCommonTable> with = [];
        if (Take("WITH"))
        {
            if (Now.Is("RECURSIVE")) { throw new DrillException("Drill does not have WITH RECURSIVE.", Now.Offset); }
            with = List(CommonTable);
        }
        var body = SetTerms();
        List<SqlOrder> order = [];
        if (Take("ORDER"))
        {
            Expect("BY");
            order = List(OrderItem);
        }
        DrillExpression? limit = null, skip = null;
        while (true)
        {
            if (limit is null && Take("LIMIT"))
            {
                if (!Take("ALL")) { limit = Count("LIMIT"); }
            }
            else if (skip is null && Take("OFFSET"))
            {
                skip = Count("OFFSET");
                _ = Take("ROWS") || Take("ROW");
            }
            else if (limit is null && Take("FETCH"))
            {
                if (!Take("FIRST")) { Expect("NEXT"); }
                limit = Count("FETCH");
                if (!Take("ROWS")) { Expect("ROW"); }
                Expect("ONLY");
            }
            else { break; }
        }
        return new SqlQuery(with, body, order, limit, skip, start.Offset);
    });

    private DrillExpression Count(string clause)
    {
        if (Now.Is("$") || Now.Is("@")) { return Operand(); }
        var token = Now;
        _ = WholeNumber(clause);
        return new LiteralExpression(LiteralKind.Number, token.Value, token.Offset);
    }

    private SqlCommonTable CommonTable()
    {
        var name = Name("the name of a WITH query");
        var columns = Now.Is("(") ? Names() : null;
        Expect("AS");
        Expect("(");
        var query = Query();
        Expect(")");
        return new SqlCommonTable(name, columns, query);
    }

    private SqlQueryBody SetTerms()
    {
        var left = SetProduct();
        while (Now.Is("UNION") || Now.Is("EXCEPT") || Now.Is("MINUS"))
        {
            var token = _tokens[_at++];
            left = new SetBody(token.Is("UNION") ? "UNION" : "EXCEPT", SetAll(), left, SetProduct(), token.Offset);
        }
        return left;
    }

    private SqlQueryBody SetProduct()
    {
        var left = SetTerm();
        while (Now.Is("INTERSECT"))
        {
            var token = _tokens[_at++];
            left = new SetBody("INTERSECT", SetAll(), left, SetTerm(), token.Offset);
        }
        return left;
    }

    private bool SetAll()
    {
        if (Take("ALL")) { return true; }
        Take("DISTINCT");
        return false;
    }

    private SqlQueryBody SetTerm()
    {
        if (Now.Is("("))
        {
            _at++;
            var inner = Query();
            Expect(")");
            return new NestedBody(inner);
        }
        if (Now.Is("VALUES"))
        {
            var start = _tokens[_at++];
            return new ValuesBody(List(Row), start.Offset);
        }
        return Now.Is("SELECT") ? Select() : throw Unexpected("SELECT");
    }

    private IReadOnlyList<DrillExpression> Row()
    {
        Take("ROW");
        if (!Now.Is("(")) { return [Expression()]; }
        var start = _at;
        _at++;
        var items = List(Expression);
        Expect(")");
        if (Now.Is(",") || Now.Is(")") || Now.Kind == SqlTokenKind.End || items.Count > 1) { return items; }
        // One value in parentheses may be the beginning of a longer expression.
        _at = start;
        return [Expression()];
    }

    private SelectBody Select()
    {
        var start = Expect("SELECT");
        var distinct = Take("DISTINCT");
        if (!distinct) { Take("ALL"); }
        var select = new SelectBody(distinct, List(SelectItem), start.Offset);
        if (Take("FROM")) { select = select with { From = Sources() }; }
        if (Take("WHERE")) { select = select with { Where = Expression() }; }
        if (Take("GROUP"))
        {
            Expect("BY");
            foreach (var missing in (ReadOnlySpan<string>)["GROUPING", "ROLLUP", "CUBE"])
            {
                if (Now.Is(missing) && !Ahead().Is(",")) { throw new DrillException($"Drill does not have GROUP BY {missing} (rollup, cube, grouping sets).", Now.Offset, "Group in one query each and put them together with UNION ALL."); }
            }
            if (Now.Is("(") && Ahead().Is(")")) { throw new DrillException("GROUP BY () is not followed: there is no column in it.", Now.Offset, "A query with aggregates and without GROUP BY gives the one row of the whole."); }
            select = select with { GroupBy = List(Expression) };
        }
        if (Take("HAVING")) { select = select with { Having = Expression() }; }
        while (true)
        {
            if (Take("WINDOW")) { select = select with { Windows = List(NamedWindow) }; }
            else if (Take("QUALIFY")) { select = select with { Qualify = Expression() }; }
            else { return select; }
        }
    }

    private (string Name, SqlWindow Window) NamedWindow()
    {
        var name = Name("a window's name");
        Expect("AS");
        return (name.Value, Window());
    }

    private SqlSelectItem SelectItem()
    {
        var start = Now;
        if (Take("*")) { return new SqlSelectItem(null, null, null, start.Offset); }
        if (IsName(Now) && Ahead().Is(".") && Ahead(2).Is("*"))
        {
            var table = Name("a table");
            _at += 2;
            return new SqlSelectItem(null, null, table, start.Offset);
        }
        var expression = Expression();
        return new SqlSelectItem(expression, Alias(), null, start.Offset);
    }

    private SqlOrder OrderItem()
    {
        var expression = Expression();
        var descending = Take("DESC");
        if (!descending) { Take("ASC"); }
        bool? nullsFirst = null;
        if (Take("NULLS"))
        {
            nullsFirst = Take("FIRST");
            if (nullsFirst == false) { Expect("LAST"); }
        }
        return new SqlOrder(expression, descending, nullsFirst);
    }

    private SqlSource Sources()
    {
        var left = Joined();
        while (Now.Is(","))
        {
            var at = _tokens[_at++];
            left = new JoinSource(",", false, left, Joined(), null, null, at.Offset);
        }
        return left;
    }

    private SqlSource Joined()
    {
        var left = Aliased(Primary());
        while (true)
        {
            var at = Now;
            var natural = Take("NATURAL");
            string kind;
            if (Take("CROSS")) { kind = "CROSS"; }
            else if (Take("INNER")) { kind = "INNER"; }
            else if (Now.Is("LEFT") || Now.Is("RIGHT") || Now.Is("FULL"))
            {
                kind = _tokens[_at++].Value.ToUpperInvariant();
                Take("OUTER");
            }
            else if (Now.Is("JOIN")) { kind = "INNER"; }
            else { return natural ? throw Unexpected("JOIN") : left; }
            Expect("JOIN");
            var right = Aliased(Primary());
            DrillExpression? on = null;
            List<SqlName>? columns = null;
            if (kind != "CROSS" && !natural)
            {
                if (Take("USING")) { columns = Names(); }
                else
                {
                    Expect("ON");
                    on = Expression();
                }
            }
            left = new JoinSource(kind, natural, left, right, on, columns, at.Offset);
        }
    }

    private SqlSource Aliased(SqlSource source)
    {
        if (Now.Is("PIVOT") && Ahead().Is("(")) { source = Pivot(source); }
        RefuseOthers();
        if (Alias() is { } alias)
        {
            source = source with { Alias = alias };
            if (Now.Is("(") && IsName(Ahead())) { source = source with { Columns = Names() }; }
        }
        if (Now.Is("PIVOT") && Ahead().Is("(")) { return Aliased(Pivot(source)); }
        RefuseOthers();
        return source;
    }

    /// <summary>What Calcite lets stand behind a table, and is not followed.</summary>
    private void RefuseOthers()
    {
        if ((Now.Is("UNPIVOT") || Now.Is("TABLESAMPLE") || Now.Is("MATCH_RECOGNIZE")) && (Ahead().Is("(") || Ahead().Kind == SqlTokenKind.Word))
        {
            throw new DrillException($"The embedded engine does not follow {Now.Value.ToUpperInvariant()}.", Now.Offset, Now.Is("TABLESAMPLE") ? "WHERE RAND() < 0.1 takes about a tenth of the rows." : "Write it as UNION ALL of queries, or run it on a Drill cluster with --connect.");
        }
    }

    private SqlSource Primary() => Nested(() =>
    {
        var start = Now;
        if (Take("("))
        {
            if (Now.Is("SELECT") || Now.Is("WITH") || Now.Is("VALUES") || (Now.Is("(") && IsQueryBehindParentheses()))
            {
                var query = Query();
                Expect(")");
                return new QuerySource(query, false, start.Offset);
            }
            var inner = Sources();
            Expect(")");
            return inner;
        }
        if (Take("LATERAL"))
        {
            if (Now.Is("UNNEST")) { return Unnest(); }
            Expect("(");
            var query = Query();
            Expect(")");
            return (SqlSource)new QuerySource(query, true, start.Offset);
        }
        if (Now.Is("UNNEST")) { return Unnest(); }
        if (Take("TABLE"))
        {
            Expect("(");
            var table = Table();
            Expect(")");
            return table;
        }
        return Table();
    });

    private bool IsQueryBehindParentheses()
    {
        var at = _at;
        while (_tokens[at].Is("(")) { at++; }
        return _tokens[at].Is("SELECT") || _tokens[at].Is("WITH") || _tokens[at].Is("VALUES");
    }

    private UnnestSource Unnest()
    {
        var start = Expect("UNNEST");
        Expect("(");
        var value = Expression();
        Expect(")");
        if (Now.Is("WITH")) { throw new DrillException("Drill does not have UNNEST WITH ORDINALITY.", Now.Offset); }
        return new UnnestSource(value, start.Offset);
    }

    private TableSource Table()
    {
        var source = new TableSource(Path("a table's name"));
        if (!Now.Is("(")) { return source; }
        _at++;
        List<(SqlName, DrillExpression)> arguments = [];
        if (!Now.Is(")"))
        {
            arguments = List(() =>
            {
                var name = Part();
                Expect("=>");
                return (name, Expression());
            });
        }
        Expect(")");
        return source with { Arguments = arguments };
    }

    private PivotSource Pivot(SqlSource inner)
    {
        var start = Expect("PIVOT");
        Expect("(");
        var aggregates = List(() => Operand() is FunctionExpression function ? (function, Alias()) : throw Unexpected("an aggregate"));
        Expect("FOR");
        var column = new NameExpression(Path("a column"));
        Expect("IN");
        Expect("(");
        var values = List(() => (Expression(), Alias()));
        Expect(")");
        Expect(")");
        return new PivotSource(inner, aggregates, column, values, start.Offset);
    }
}
