namespace Sinogram.Remote.Drill.Sql;

internal sealed partial class SqlParser
{
    private SqlStatement Statement()
    {
        var start = Now;
        if (start.Is("SELECT") || start.Is("WITH") || start.Is("VALUES") || start.Is("(")) { return Query(); }
        return start.Kind != SqlTokenKind.Word ? throw Unexpected("a statement") : start.Value.ToUpperInvariant() switch
        {
            "EXPLAIN" => Explain(),
            "CREATE" => Create(),
            "DROP" => Drop(),
            "SHOW" => Show(),
            "DESCRIBE" or "DESC" => Describe(),
            "USE" => Use(),
            "ALTER" or "SET" or "RESET" => Setting(),
            "REFRESH" => Refresh(),
            "INSERT" or "UPDATE" or "DELETE" or "MERGE" or "UPSERT" => throw new DrillException($"Drill does not change files in place: there is no {start.Value.ToUpperInvariant()}.", start.Offset, "Write a new table: CREATE TABLE dfs.tmp.`name` AS SELECT …"),
            "ANALYZE" => Analyze(),
            _ => throw Unexpected("a statement (SELECT, WITH, CREATE, SHOW, DESCRIBE, USE, SET, EXPLAIN …)"),
        };
    }

    private ExplainStatement Explain()
    {
        var start = Expect("EXPLAIN");
        Expect("PLAN");
        var attributes = PlanAttributes.Digest;
        if (Take("INCLUDING"))
        {
            attributes = Take("ALL") ? PlanAttributes.All : PlanAttributes.Digest;
            Expect("ATTRIBUTES");
        }
        else if (Take("EXCLUDING"))
        {
            Expect("ATTRIBUTES");
            attributes = PlanAttributes.None;
        }
        var physical = true;
        if (Take("WITHOUT", "IMPLEMENTATION")) { physical = false; }
        else if (!Take("WITH", "IMPLEMENTATION")) { Take("WITH", "TYPE"); }
        if (Take("AS")) { _ = Take("JSON") || Take("XML") || Take("TEXT"); }
        Expect("FOR");
        return new ExplainStatement(Query(), physical, attributes, start.Offset);
    }

    private SqlStatement Create()
    {
        var start = Expect("CREATE");
        var replace = Take("OR", "REPLACE");
        var temporary = Take("TEMPORARY");
        if (Take("VIEW")) { return CreateView(start, replace); }
        if (Take("SCHEMA")) { return CreateSchema(start, replace); }
        if (Now.Is("FUNCTION") || Now.Is("ALIAS")) { throw OfCluster("CREATE", start); }
        if (replace) { throw new DrillException("Drill has no CREATE OR REPLACE TABLE.", start.Offset, "DROP TABLE IF EXISTS first."); }
        Expect("TABLE");
        var unless = IfNotExists();
        var name = Path("a table's name");
        var columns = Now.Is("(") ? Names() : null;
        List<SqlName> partition = [];
        if (Take("PARTITION", "BY")) { partition = Names(); }
        if (Take("STORE")) { throw new DrillException("The embedded engine does not follow STORE AS.", start.Offset, "Choose the format with SET `store.format` = 'json'."); }
        Expect("AS");
        return new CreateTableStatement(name, temporary, unless, columns, partition, Query(), start.Offset);
    }

    private CreateViewStatement CreateView(SqlToken start, bool replace)
    {
        var unless = IfNotExists();
        var name = Path("a view's name");
        var columns = Now.Is("(") && !Ahead().Is("SELECT") ? Names() : null;
        Expect("AS");
        var from = Now.Offset;
        var query = Query();
        var last = _tokens[_at - 1];
        return new CreateViewStatement(name, replace, unless, columns, query, _sql[from..(last.Offset + last.Length)], start.Offset);
    }

    private bool IfNotExists()
    {
        if (!Take("IF", "NOT")) { return false; }
        Expect("EXISTS");
        return true;
    }

    private SqlStatement Drop()
    {
        var start = Expect("DROP");
        if (Take("SCHEMA"))
        {
            var mayLack = Take("IF", "EXISTS");
            Expect("FOR");
            Expect("TABLE");
            return new DropSchemaStatement(Path("a table's name"), mayLack, start.Offset);
        }
        if (Now.Is("FUNCTION") || Now.Is("ALIAS")) { throw OfCluster("DROP", start); }
        var view = Take("VIEW");
        if (!view) { Expect("TABLE"); }
        var unless = Take("IF", "EXISTS");
        return new DropStatement(Path(view ? "a view's name" : "a table's name"), view, unless, start.Offset);
    }

    private ShowStatement Show()
    {
        var start = Expect("SHOW");
        var what = Take("SCHEMAS") || Take("DATABASES") ? "SCHEMAS" : Take("TABLES") ? "TABLES" : Take("FILES") ? "FILES" : throw Unexpected("SCHEMAS, TABLES or FILES");
        List<SqlName>? schema = null;
        if (what != "SCHEMAS" && (Take("IN") || Take("FROM"))) { schema = Path("a schema's name"); }
        string? like = null;
        DrillExpression? where = null;
        if (what != "FILES" && Take("LIKE")) { like = Text("a pattern in quotes"); }
        else if (what != "FILES" && Take("WHERE")) { where = Expression(); }
        return new ShowStatement(what, schema, like, where, start.Offset);
    }

    private SqlStatement Describe()
    {
        var start = _tokens[_at++];
        if (Take("SCHEMA") || Take("DATABASE"))
        {
            if (Take("FOR"))
            {
                Expect("TABLE");
                var of = Path("a table's name");
                var asStatement = Take("AS") && !Take("JSON");
                if (asStatement) { Expect("STATEMENT"); }
                return new DescribeSchemaStatement(of, asStatement, start.Offset);
            }
            return new DescribeStatement(Path("a schema's name"), null, null, true, start.Offset);
        }
        if (Take("STATEMENT") || Take("FOR") || Now.Is("SELECT") || Now.Is("WITH") || Now.Is("("))
        {
            return new DescribeStatement(null, null, Query(), false, start.Offset);
        }
        Take("TABLE");
        var table = Path("a table's name");
        var column = Now.Kind == SqlTokenKind.Text ? _tokens[_at++].Value : IsName(Now) ? Name("a column's name").Value : null;
        return new DescribeStatement(table, column, null, false, start.Offset);
    }

    private UseStatement Use()
    {
        var start = Expect("USE");
        Take("SCHEMA");
        return new UseStatement(Path("a schema's name"), start.Offset);
    }

    private SqlStatement Setting()
    {
        var start = Now;
        string? scope = null;
        if (Now.Is("ALTER") && Ahead().Is("SCHEMA")) { throw new DrillException("The embedded engine does not follow ALTER SCHEMA.", start.Offset, "CREATE OR REPLACE SCHEMA writes it anew."); }
        if (Take("ALTER")) { scope = Take("SESSION") ? "SESSION" : Take("SYSTEM") ? "SYSTEM" : throw Unexpected("SESSION or SYSTEM"); }
        var reset = Take("RESET");
        if (!reset) { Expect("SET"); }
        if (reset && Take("ALL")) { return new ResetStatement(null, scope, start.Offset); }
        var option = string.Join('.', Path("an option's name").Select(p => p.Value));
        if (reset) { return new ResetStatement(option, scope, start.Offset); }
        return new SetStatement(option, Take("=") ? Expression() : null, scope, start.Offset);
    }

    private RefreshStatement Refresh()
    {
        var start = Expect("REFRESH");
        Expect("TABLE");
        Expect("METADATA");
        if (Take("NONE")) { Expect("COLUMNS"); }
        else if (Take("COLUMNS")) { _ = Take("NONE") ? [] : Names(); }
        return new RefreshStatement(Path("a table's name"), start.Offset);
    }
}
