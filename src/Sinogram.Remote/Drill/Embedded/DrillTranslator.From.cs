using Sinogram.Data;

namespace Sinogram.Remote.Drill.Embedded;

internal sealed partial class DrillTranslator
{
    private SqlText From(QueryScope scope)
    {
        var text = Source(scope);
        while (true)
        {
            if (Take(","))
            {
                text.Add(", ").Add(Source(scope));
                continue;
            }
            if (JoinKind() is not { } kind) { return text; }
            text.Add(kind).Add(Source(scope));
            if (kind == " CROSS JOIN ") { continue; }
            if (Now.Is("USING"))
            {
                _at++;
                MarkNames(scope);
                text.Add(" USING ").Add(NameList());
                continue;
            }
            Expect("ON");
            text.Add(" ON ").Add(Expression(scope));
        }
    }

    private void MarkNames(QueryScope scope)
    {
        for (var i = _at; i < _tokens.Count && !_tokens[i].Is(")"); i++)
        {
            if (IsName(_tokens[i])) { scope.Use(_tokens[i].Value); }
        }
    }

    private string? JoinKind()
    {
        if (Take("JOIN")) { return " JOIN "; }
        if (Now.Is("NATURAL")) { throw Refused("NATURAL JOIN", Now, "Name the columns with USING."); }
        if (Take("CROSS"))
        {
            Expect("JOIN");
            return " CROSS JOIN ";
        }
        foreach (var kind in (ReadOnlySpan<string>)["INNER", "LEFT", "RIGHT", "FULL"])
        {
            if (!Take(kind)) { continue; }
            if (kind != "INNER") { Take("OUTER"); }
            Expect("JOIN");
            return $" {kind} JOIN ";
        }
        return null;
    }

    private SqlText Source(QueryScope scope)
    {
        scope.Sources++;
        if (Now.Is("LATERAL") || Now.Is("UNNEST")) { throw Refused(Now.Value.ToUpperInvariant(), Now, "Use FLATTEN in a query within FROM."); }
        if (Now.Is("TABLE") && Ahead().Is("(")) { throw Refused("table functions with format options, TABLE(…)", Now); }
        SqlText text;
        var aliasRequired = false;
        if (Take("("))
        {
            text = new SqlText().Add("(");
            if (Now.Is("SELECT") || Now.Is("WITH") || Now.Is("VALUES") || Now.Is("("))
            {
                text.Add(Query(scope));
                aliasRequired = true;
            }
            else { text.Add(From(scope)); }
            Expect(")");
            text.Add(")");
        }
        else { text = NamedSource(scope); }
        if (Now.Is("TABLESAMPLE") || Now.Is("FOR")) { throw Refused(Now.Value.ToUpperInvariant(), Now); }
        var alias = Alias();
        if (alias is { } given)
        {
            text.Add(" AS ").Add(DuckDbEngine.Quote(given.Value), given.Offset);
            if (Now.Is("(")) { text.Add(NameList()); }
        }
        else if (aliasRequired) { text.Add(" AS \"sinogram$query\""); }
        return text;
    }

    private SqlText NamedSource(QueryScope scope)
    {
        var first = Name("a table");
        var parts = new List<SqlToken> { first };
        while (Take(".")) { parts.Add(Name("a table's name after the dot")); }
        if (parts.Count == 1 && (_withNames.Contains(first.Value) || _isVariable(first.Value))) { return SqlText.Of(DuckDbEngine.Quote(first.Value), first.Offset); }
        if (parts.Any(p => string.Equals(p.Value, "INFORMATION_SCHEMA", StringComparison.OrdinalIgnoreCase)) || string.Equals(first.Value, "sys", StringComparison.OrdinalIgnoreCase))
        {
            throw Refused($"the system tables of {first.Value}", first);
        }
        scope.FileSources++;
        var files = _files.Resolve([.. parts.Select(p => p.Value)], first.Offset);
        return new SqlText().AddLater(() => files.ToSql(scope.Uses), first.Offset);
    }
}
