namespace Sinogram.Remote.Drill.Sql;

/// <summary>Statements about the schema and the statistics of a table.</summary>
internal sealed partial class SqlParser
{
    private DrillException OfCluster(string verb, SqlToken start) => new(
        $"{verb} {Now.Value.ToUpperInvariant()}{(Now.Is("FUNCTION") ? " USING JAR" : "")} is of a Drill cluster: the embedded engine runs no code of Java's.", start.Offset, "Run it with --connect NAME.");

    /// <summary>CREATE [OR REPLACE] SCHEMA [(column TYPE, …)] [LOAD 'file'] FOR TABLE name | PATH 'file' [PROPERTIES ('key' = 'value', …)].</summary>
    private CreateSchemaStatement CreateSchema(SqlToken start, bool replace)
    {
        List<SqlColumnDefinition> columns = [];
        if (Now.Is("LOAD")) { throw new DrillException("The embedded engine does not follow CREATE SCHEMA LOAD.", Now.Offset, "Write the columns in parentheses."); }
        Expect("(");
        if (!Now.Is(")")) { columns = List(ColumnDefinition); }
        Expect(")");
        List<SqlName>? table = null;
        string? path = null;
        if (Take("FOR"))
        {
            Expect("TABLE");
            table = Path("a table's name");
        }
        else
        {
            Expect("PATH");
            path = Text("a path in quotes");
        }
        List<(string, string)> properties = [];
        if (Take("PROPERTIES"))
        {
            Expect("(");
            properties = List(() =>
            {
                var name = Text("a property's name in quotes");
                Expect("=");
                return (name, Text("a property's value in quotes"));
            });
            Expect(")");
        }
        return new CreateSchemaStatement(table, path, replace, columns, properties, start.Offset);
    }

    /// <summary>ANALYZE TABLE name [COLUMNS (…) | NONE] REFRESH METADATA … | COMPUTE STATISTICS … | DROP METADATA | STATISTICS.</summary>
    private AnalyzeStatement Analyze()
    {
        var start = Expect("ANALYZE");
        Expect("TABLE");
        var name = Path("a table's name");
        List<SqlName>? columns = null;
        if (Take("COLUMNS")) { columns = Take("NONE") ? [] : Names(); }
        if (Take("DROP"))
        {
            if (!Take("METADATA")) { Expect("STATISTICS"); }
            Take("IF", "EXISTS");
            return new AnalyzeStatement(name, "DROP", columns, start.Offset);
        }
        var refresh = Take("REFRESH", "METADATA");
        if (refresh && Now.Kind == SqlTokenKind.Text)
        {
            _at++;
            Expect("LEVEL");
        }
        if (!refresh || Now.Is("COMPUTE") || Now.Is("ESTIMATE"))
        {
            if (!Take("COMPUTE")) { Expect(refresh ? "ESTIMATE" : "COMPUTE"); }
            Expect("STATISTICS");
            if (columns is null && Now.Is("(")) { columns = Names(); }
            if (Take("SAMPLE"))
            {
                _ = WholeNumber("the sample");
                Expect("PERCENT");
            }
        }
        return new AnalyzeStatement(name, refresh ? "METADATA" : "STATISTICS", columns, start.Offset);
    }
}
