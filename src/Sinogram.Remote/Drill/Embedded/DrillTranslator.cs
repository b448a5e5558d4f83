using System.Globalization;
using Sinogram.Data;

namespace Sinogram.Remote.Drill.Embedded;

/// <summary>
/// Translates Drill's SQL to the embedded engine's while parsing it. What the grammar below does not know, or what would give another result there, is refused
/// by name: a query that runs here means the same on a cluster.
/// </summary>
/// <remarks>
/// Where the engine does better than Drill it is let: integers that overflow are an error instead of wrapping, quotients of decimals are doubles with all
/// their digits, a column that a file lacks is an error instead of null.
/// </remarks>
internal sealed partial class DrillTranslator
{
    private readonly List<SqlToken> _tokens;
    private readonly FileSources _files;
    private readonly Func<string, bool> _isVariable;
    private readonly HashSet<string> _withNames = new(StringComparer.OrdinalIgnoreCase);
    private int _at;
    private int _depth;

    private DrillTranslator(string sql, FileSources files, Func<string, bool> isVariable) =>
        (_tokens, _files, _isVariable) = (SqlLexer.Read(sql), files, isVariable);

    /// <param name="sql">One query in Drill's SQL; a semicolon at its end is allowed.</param>
    /// <param name="files">Workspaces and files.</param>
    /// <param name="isVariable">Whether a name is a registered table.</param>
    /// <exception cref="DrillException">The SQL is wrong or not followed.</exception>
    public static TranslatedSql Translate(string sql, FileSources files, Func<string, bool> isVariable)
    {
        var translator = new DrillTranslator(sql, files, isVariable);
        if (translator.Now.Kind == SqlTokenKind.End) { throw new DrillException("There is no query."); }
        var text = translator.Query(null);
        if (translator.Now.Is(";")) { translator._at++; }
        if (translator.Now.Kind != SqlTokenKind.End) { throw translator.Unexpected(translator.Now.Is(";") ? "one query" : "the end of the query"); }
        return text.Build();
    }

    private SqlToken Now => _tokens[_at];
    private SqlToken Ahead(int count = 1) => _tokens[Math.Min(_at + count, _tokens.Count - 1)];

    private bool Take(string word)
    {
        if (!Now.Is(word)) { return false; }
        _at++;
        return true;
    }

    private SqlToken Expect(string word) => Now.Is(word) ? _tokens[_at++] : throw Unexpected($"'{word}'");

    private DrillException Unexpected(string wanted) => new($"{Now.Shown} stands where {wanted} should be.", Now.Offset);

    private static DrillException Refused(string what, SqlToken at, string? hint = null) =>
        new($"The embedded engine does not follow {what}.", at.Offset, hint ?? "Write it another way, or run it on a Drill cluster with --connect.");

    private SqlText Query(QueryScope? outer)
    {
        if (++_depth > 100) { throw new DrillException("The query is nested more than 100 deep.", Now.Offset); }
        var text = new SqlText();
        if (Now.Is("WITH")) { With(text, outer); }
        text.Add(SetTerm(outer));
        while (Now.Is("UNION") || Now.Is("INTERSECT") || Now.Is("EXCEPT"))
        {
            var operation = _tokens[_at++];
            text.Add($" {operation.Value.ToUpperInvariant()} ", operation.Offset);
            if (Take("ALL")) { text.Add("ALL "); }
            text.Add(SetTerm(outer));
        }
        OrderAndLimit(text, outer);
        _depth--;
        return text;
    }

    private void With(SqlText text, QueryScope? outer)
    {
        Expect("WITH");
        if (Now.Is("RECURSIVE")) { throw Refused("WITH RECURSIVE", Now); }
        text.Add("WITH ");
        var first = true;
        do
        {
            var name = Name("the name of a WITH query");
            _withNames.Add(name.Value);
            text.Add(first ? "" : ", ").Add(DuckDbEngine.Quote(name.Value), name.Offset);
            if (Now.Is("(")) { text.Add(NameList()); }
            Expect("AS");
            Expect("(");
            text.Add(" AS (").Add(Query(outer)).Add(")");
            Expect(")");
            first = false;
        }
        while (Take(","));
        text.Add(" ");
    }

    private SqlText SetTerm(QueryScope? outer)
    {
        if (Now.Is("(") && (Ahead().Is("SELECT") || Ahead().Is("WITH") || Ahead().Is("(")))
        {
            _at++;
            var inner = Query(outer);
            Expect(")");
            return new SqlText().Add("(").Add(inner).Add(")");
        }
        if (Now.Is("VALUES")) { return Values(new QueryScope(outer)); }
        if (!Now.Is("SELECT")) { throw Statement(); }
        return Select(outer);
    }

    private DrillException Statement()
    {
        string[] statements = ["CREATE", "DROP", "SHOW", "DESCRIBE", "USE", "ALTER", "SET", "RESET", "EXPLAIN", "REFRESH", "ANALYZE", "INSERT", "DELETE", "UPDATE"];
        return statements.Any(s => Now.Is(s))
            ? Refused($"the statement {Now.Value.ToUpperInvariant()}", Now, "It runs queries (SELECT, WITH, VALUES); keep a result with --out and bring it in with --in, or use a Drill cluster with --connect.")
            : Unexpected("SELECT");
    }

    private SqlText Select(QueryScope? outer)
    {
        var scope = new QueryScope(outer);
        var select = Expect("SELECT");
        var text = SqlText.Of("SELECT ", select.Offset);
        if (Take("DISTINCT")) { text.Add("DISTINCT "); }
        else { Take("ALL"); }
        var flattens = _flattens;
        _flattens = 0;
        _inSelectList = true;
        var place = 0;
        text.Join(", ", List(() => SelectItem(scope, place++)));
        _inSelectList = false;
        if (_flattens > 1) { throw Refused("two FLATTEN in one SELECT", select, "Flatten one list in a query within FROM, and the other in the outer query."); }
        _flattens = flattens;
        if (Take("FROM")) { text.Add(" FROM ").Add(From(scope)); }
        if (Take("WHERE")) { text.Add(" WHERE ").Add(Expression(scope)); }
        if (Now.Is("GROUP"))
        {
            _at++;
            Expect("BY");
            foreach (var refused in (ReadOnlySpan<string>)["GROUPING", "ROLLUP", "CUBE"])
            {
                if (Now.Is(refused)) { throw new DrillException($"Drill does not have GROUP BY {refused}.", Now.Offset); }
            }
            text.Add(" GROUP BY ").Join(", ", List(() => Expression(scope)));
        }
        if (Take("HAVING")) { text.Add(" HAVING ").Add(Expression(scope)); }
        foreach (var refused in (ReadOnlySpan<string>)["QUALIFY", "WINDOW", "PIVOT", "UNPIVOT", "MATCH_RECOGNIZE", "TABLESAMPLE"])
        {
            if (Now.Is(refused)) { throw Refused(refused, Now); }
        }
        // ORDER BY of a plain SELECT may use its columns: the implicit ones are asked for in the same scope.
        _orderScope = scope;
        return text;
    }

    private QueryScope? _orderScope;
    private int _flattens;
    private bool _inSelectList;

    private SqlText SelectItem(QueryScope scope, int place)
    {
        if (Now.Is("*"))
        {
            var star = _tokens[_at++];
            return new SqlText().AddLater(() => Star(scope, "*", star), star.Offset);
        }
        if (IsName(Now) && Ahead().Is(".") && Ahead(2).Is("*"))
        {
            var table = _tokens[_at];
            _at += 3;
            return new SqlText().AddLater(() => Star(scope, DuckDbEngine.Quote(table.Value) + ".*", table), table.Offset);
        }
        var start = _at;
        var item = Expression(scope);
        if (Alias() is { } alias) { item.Add(" AS ").Add(DuckDbEngine.Quote(alias.Value), alias.Offset); }
        else if (!IsColumn(start)) { item.Add($" AS \"EXPR${place.ToString(CultureInfo.InvariantCulture)}\""); }
        return item;
    }

    /// <summary>What was read since a token is a column, with or without its table; anything else gets a name by its place, as in Drill.</summary>
    private bool IsColumn(int start) => IsName(_tokens[start]) && (_at == start + 1 || (_at == start + 3 && _tokens[start + 1].Is(".")));

    /// <summary>A star never brings the implicit columns of a file, only its folders.</summary>
    private static string Star(QueryScope scope, string star, SqlToken at)
    {
        var implicitNames = FileSources.ImplicitColumns.Where(scope.Uses).ToArray();
        if (implicitNames.Length == 0 || scope.FileSources == 0) { return star; }
        if (scope.Sources > 1) { throw Refused($"* together with {implicitNames[0]} over several tables", at, "Name the columns."); }
        return $"{star} EXCLUDE ({string.Join(", ", implicitNames)})";
    }

    private void OrderAndLimit(SqlText text, QueryScope? outer)
    {
        var scope = _orderScope ?? new QueryScope(outer);
        if (Now.Is("ORDER"))
        {
            _at++;
            Expect("BY");
            text.Add(" ORDER BY ").Join(", ", List(() => OrderItem(scope)));
        }
        if (Take("LIMIT")) { text.Add(" LIMIT ").Add(Count("LIMIT")); }
        if (Take("OFFSET"))
        {
            text.Add(" OFFSET ").Add(Count("OFFSET"));
            if (!Take("ROWS")) { Take("ROW"); }
        }
        if (Take("FETCH"))
        {
            if (!Take("FIRST")) { Expect("NEXT"); }
            text.Add(" LIMIT ").Add(Count("FETCH"));
            if (!Take("ROWS")) { Expect("ROW"); }
            Expect("ONLY");
        }
    }

    private SqlText Count(string clause)
    {
        var count = Now;
        if (count.Kind != SqlTokenKind.Number || !long.TryParse(count.Value, NumberStyles.None, CultureInfo.InvariantCulture, out _)) { throw Unexpected($"a whole number for {clause}"); }
        _at++;
        return SqlText.Of(count.Value, count.Offset);
    }

    private SqlText OrderItem(QueryScope scope)
    {
        var item = Expression(scope);
        if (Take("DESC")) { item.Add(" DESC"); }
        else { Take("ASC"); }
        if (!Take("NULLS")) { return item; }
        if (Take("FIRST")) { return item.Add(" NULLS FIRST"); }
        Expect("LAST");
        return item.Add(" NULLS LAST");
    }

    private List<SqlText> List(Func<SqlText> item)
    {
        var items = new List<SqlText> { item() };
        while (Take(",")) { items.Add(item()); }
        return items;
    }

    private bool IsName(SqlToken token) => token.Kind == SqlTokenKind.Quoted || (token.Kind == SqlTokenKind.Word && !DrillFunctions.IsReserved(token.Value));

    private SqlToken Name(string what)
    {
        var token = Now;
        if (!IsName(token))
        {
            throw token.Kind == SqlTokenKind.Word
                ? new DrillException($"'{token.Value}' is a reserved word in Drill: as {what} it is written `{token.Value}`.", token.Offset)
                : Unexpected(what);
        }
        _at++;
        return token;
    }

    private SqlToken? Alias()
    {
        if (Take("AS")) { return Name("a name after AS"); }
        return IsName(Now) ? _tokens[_at++] : null;
    }

    private SqlText NameList()
    {
        Expect("(");
        var names = List(() =>
        {
            var name = Name("a column's name");
            return SqlText.Of(DuckDbEngine.Quote(name.Value), name.Offset);
        });
        Expect(")");
        return new SqlText().Add("(").Join(", ", names).Add(")");
    }
}
