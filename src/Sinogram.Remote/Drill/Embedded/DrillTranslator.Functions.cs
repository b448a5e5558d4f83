using System.Globalization;
using Sinogram.Data;

namespace Sinogram.Remote.Drill.Embedded;

internal sealed partial class DrillTranslator
{
    /// <summary>Expressions that begin with a word of their own; null for other words.</summary>
    private SqlText? Keyword(SqlToken token, QueryScope scope)
    {
        switch (token.Value.ToUpperInvariant())
        {
            case "NULL" or "TRUE" or "FALSE":
                _at++;
                return SqlText.Of(token.Value.ToUpperInvariant(), token.Offset);
            case "DATE" or "TIMESTAMP" or "TIME" when Ahead().Kind == SqlTokenKind.Text:
                _at += 2;
                return SqlText.Of($"{token.Value.ToUpperInvariant()} {DuckDbEngine.Literal(_tokens[_at - 1].Value)}", token.Offset);
            case "INTERVAL":
                return IntervalLiteral();
            case "CURRENT_DATE":
                _at++;
                return SqlText.Of("current_date", token.Offset);
            case "CASE":
                return Case(scope);
            case "CAST":
                return Cast(scope);
            case "EXTRACT":
                return Extract(scope);
            case "EXISTS":
                _at++;
                Expect("(");
                var inner = Query(scope);
                Expect(")");
                return SqlText.Of("EXISTS (", token.Offset).Add(inner).Add(")");
            case "YEAR" or "MONTH" or "DAY" or "HOUR" or "MINUTE" when Ahead().Is("("):
                return SimpleCall(token.Value.ToLowerInvariant(), 1, 1, scope);
            case "COUNT" when Ahead().Is("("):
                return CountCall(scope);
            default:
                return null;
        }
    }

    private SqlText IntervalLiteral()
    {
        var interval = _tokens[_at++];
        var amount = Now;
        if (amount.Kind != SqlTokenKind.Text || !long.TryParse(amount.Value.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        {
            throw Refused("an interval that is not a whole number in quotes and one unit", amount, "For example INTERVAL '30' DAY.");
        }
        var unit = Ahead();
        if (!(unit.Is("YEAR") || unit.Is("MONTH") || unit.Is("DAY") || unit.Is("HOUR") || unit.Is("MINUTE") || unit.Is("SECOND")))
        {
            throw new DrillException($"{unit.Shown} is no unit of an interval.", unit.Offset);
        }
        _at += 2;
        if (Now.Is("TO") || Now.Is("(")) { throw Refused("an interval of several units", Now); }
        return SqlText.Of($"INTERVAL {DuckDbEngine.Literal(amount.Value)} {unit.Value.ToUpperInvariant()}", interval.Offset);
    }

    private SqlText Case(QueryScope scope)
    {
        var text = SqlText.Of("CASE", Expect("CASE").Offset);
        if (!Now.Is("WHEN")) { text.Add(" ").Add(Expression(scope)); }
        while (Take("WHEN"))
        {
            text.Add(" WHEN ").Add(Expression(scope));
            Expect("THEN");
            text.Add(" THEN ").Add(Expression(scope));
        }
        if (Take("ELSE")) { text.Add(" ELSE ").Add(Expression(scope)); }
        Expect("END");
        return text.Add(" END");
    }

    private SqlText Cast(QueryScope scope)
    {
        var cast = Expect("CAST");
        Expect("(");
        var value = Expression(scope);
        Expect("AS");
        var type = _tokens[_at++];
        var text = type.Value.ToUpperInvariant() switch
        {
            // Drill rounds half away from zero, the engine to even.
            "INT" or "INTEGER" => SqlText.Of("drill_int(", cast.Offset).Add(value),
            "BIGINT" => SqlText.Of("drill_bigint(", cast.Offset).Add(value),
            "DOUBLE" => Plain("DOUBLE", Take("PRECISION")),
            "FLOAT" => Plain("FLOAT", false),
            "BOOLEAN" => Plain("BOOLEAN", false),
            "DATE" => Plain("DATE", false),
            "TIME" => Plain("TIME", false),
            "TIMESTAMP" => Plain("TIMESTAMP", false),
            "VARCHAR" or "CHAR" or "CHARACTER" => Varchar(),
            "DECIMAL" or "NUMERIC" or "DEC" => Plain("DECIMAL" + Sizes(2), false),
            "SMALLINT" or "TINYINT" or "REAL" => throw new DrillException($"Drill does not have the type {type.Value.ToUpperInvariant()}: use INT, BIGINT, FLOAT or DOUBLE.", type.Offset),
            _ => throw Refused($"a cast to {type.Shown}", type),
        };
        Expect(")");
        return text.Add(")");

        SqlText Plain(string name, bool ignored) => SqlText.Of("CAST(", cast.Offset).Add(value).Add($" AS {name}");

        SqlText Varchar()
        {
            var size = Sizes(1);
            // A length cuts in Drill; the engine would ignore it.
            return size.Length == 0
                ? SqlText.Of("drill_varchar(", cast.Offset).Add(value)
                : SqlText.Of("left(drill_varchar(", cast.Offset).Add(value).Add($"), {size[1..^1]}");
        }
    }

    private string Sizes(int most)
    {
        if (!Take("(")) { return ""; }
        var sizes = new List<string>();
        do
        {
            if (Now.Kind != SqlTokenKind.Number) { throw Unexpected("a number"); }
            sizes.Add(_tokens[_at++].Value);
        }
        while (Take(","));
        if (sizes.Count > most) { throw Unexpected("fewer numbers"); }
        Expect(")");
        return $"({string.Join(", ", sizes)})";
    }

    private SqlText Extract(QueryScope scope)
    {
        var extract = _tokens[_at++];
        Expect("(");
        var unit = _tokens[_at++];
        var name = unit.Value.ToUpperInvariant();
        if (name is not ("YEAR" or "MONTH" or "DAY" or "HOUR" or "MINUTE" or "SECOND" or "QUARTER")) { throw Refused($"EXTRACT of {unit.Shown}", unit); }
        Expect("FROM");
        var value = Expression(scope);
        Expect(")");
        // Drill's seconds have a fraction.
        return name == "SECOND"
            ? SqlText.Of("(extract(microsecond FROM ", extract.Offset).Add(value).Add(") / 1e6)")
            : SqlText.Of($"extract({name} FROM ", extract.Offset).Add(value).Add(")");
    }

    private SqlText CountCall(QueryScope scope)
    {
        var count = _tokens[_at++];
        Expect("(");
        var text = SqlText.Of("count(", count.Offset);
        if (Take("*")) { text.Add("*"); }
        else
        {
            if (Take("DISTINCT")) { text.Add("DISTINCT "); }
            text.Add(Expression(scope));
            if (Now.Is(",")) { throw Refused("COUNT of several expressions", Now); }
        }
        Expect(")");
        return Tail(text.Add(")"), count, scope);
    }

    private SqlText Function(QueryScope scope)
    {
        var name = Now;
        switch (name.Value.ToUpperInvariant())
        {
            case "FLATTEN":
                if (!_inSelectList || scope.FileSources < 0) { throw Refused("FLATTEN outside the list after SELECT", name); }
                _flattens++;
                return SimpleCall("unnest", 1, 1, scope);
            case "SUBSTR" or "SUBSTRING":
                return Substring(scope);
            case "TRIM" or "LTRIM" or "RTRIM" or "BTRIM":
                return Trim(scope);
            default:
                if (name.Is("CONCAT")) { return Concat(scope); }
                if (name.Is("DATE_TRUNC")) { return DateTrunc(scope); }
                if (DrillFunctions.Find(name.Value) is not var (target, least, most)) { throw Refused($"the function {name.Value.ToUpperInvariant()}", name); }
                return Tail(SimpleCall(target, least, most, scope), name, scope);
        }
    }

    private SqlText SimpleCall(string target, int least, int most, QueryScope scope)
    {
        var name = _tokens[_at++];
        Expect("(");
        var text = SqlText.Of(target + "(", name.Offset);
        if (Now.Is("*")) { throw Unexpected("an expression"); }
        if (Take("DISTINCT"))
        {
            if (!DrillFunctions.IsAggregate(name.Value)) { throw new DrillException($"DISTINCT belongs to an aggregate, not to {name.Value.ToUpperInvariant()}.", name.Offset); }
            text.Add("DISTINCT ");
        }
        var arguments = Now.Is(")") ? [] : List(() => Expression(scope));
        if (arguments.Count < least || arguments.Count > most)
        {
            throw new DrillException($"{name.Value.ToUpperInvariant()} has {arguments.Count} arguments here; {(least == most ? $"{least}" : $"{least} to {most}")} are followed.", name.Offset);
        }
        Expect(")");
        return text.Join(", ", arguments).Add(")");
    }

    /// <summary>FILTER and OVER after an aggregate or window function.</summary>
    private SqlText Tail(SqlText call, SqlToken name, QueryScope scope)
    {
        if (Now.Is("FILTER"))
        {
            if (!DrillFunctions.IsAggregate(name.Value)) { throw Unexpected("no FILTER"); }
            _at++;
            Expect("(");
            Expect("WHERE");
            call.Add(" FILTER (WHERE ").Add(Expression(scope)).Add(")");
            Expect(")");
        }
        if (Now.Is("WITHIN")) { throw Refused("WITHIN GROUP", Now); }
        if (!Now.Is("OVER"))
        {
            return DrillFunctions.IsWindow(name.Value) ? throw new DrillException($"{name.Value.ToUpperInvariant()} needs OVER (…).", name.Offset) : call;
        }
        if (!DrillFunctions.IsAggregate(name.Value) && !DrillFunctions.IsWindow(name.Value)) { throw Unexpected("no OVER"); }
        _at++;
        Expect("(");
        call.Add(" OVER (");
        if (Take("PARTITION"))
        {
            Expect("BY");
            call.Add("PARTITION BY ").Join(", ", List(() => Expression(scope)));
        }
        if (Take("ORDER"))
        {
            Expect("BY");
            call.Add(" ORDER BY ").Join(", ", List(() => OrderItem(scope)));
        }
        if (Now.Is("ROWS") || Now.Is("RANGE")) { throw Refused("window frames", Now, "The frame without ROWS or RANGE is followed: up to the current row when there is an ORDER BY, else all rows."); }
        Expect(")");
        return call.Add(")");
    }

    private SqlText Substring(QueryScope scope)
    {
        var name = _tokens[_at++];
        Expect("(");
        var text = SqlText.Of("substring(", name.Offset).Add(Expression(scope));
        if (!Take("FROM")) { Expect(","); }
        text.Add(", ").Add(Start());
        if (Take("FOR") || Take(",")) { text.Add(", ").Add(Start()); }
        Expect(")");
        return text.Add(")");

        // Places before the text, and regular expressions as the second argument, mean different things in the two engines.
        SqlText Start()
        {
            var number = Now;
            if (number.Kind != SqlTokenKind.Number || !int.TryParse(number.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var place) || place < 1)
            {
                throw Refused("SUBSTR with a place or length that is not a whole number from 1", number);
            }
            _at++;
            return SqlText.Of(number.Value, number.Offset);
        }
    }

    private SqlText Concat(QueryScope scope)
    {
        var name = _tokens[_at++];
        Expect("(");
        var parts = List(() => SqlText.Of("drill_varchar(", Now.Offset).Add(Expression(scope)).Add(")"));
        Expect(")");
        return SqlText.Of("concat(", name.Offset).Join(", ", parts).Add(")");
    }

    private SqlText DateTrunc(QueryScope scope)
    {
        var name = _tokens[_at++];
        Expect("(");
        var unit = _tokens[_at++];
        if (unit.Kind != SqlTokenKind.Text || unit.Value.ToLowerInvariant() is not ("year" or "quarter" or "month" or "week" or "day" or "hour" or "minute" or "second"))
        {
            throw Refused($"DATE_TRUNC to {unit.Shown}", unit);
        }
        Expect(",");
        var text = SqlText.Of($"date_trunc({DuckDbEngine.Literal(unit.Value)}, ", name.Offset).Add(Expression(scope)).Add(")");
        Expect(")");
        return text;
    }

    private SqlText Trim(QueryScope scope)
    {
        var name = _tokens[_at++];
        Expect("(");
        if (Now.Is("BOTH") || Now.Is("LEADING") || Now.Is("TRAILING")) { throw Refused($"TRIM ({Now.Value.ToUpperInvariant()} …)", Now, "Use TRIM, LTRIM or RTRIM of one text."); }
        var text = Expression(scope);
        if (Now.Is("FROM") || Now.Is(",")) { throw Refused("TRIM of other characters than blanks", Now); }
        Expect(")");
        var target = name.Value.ToUpperInvariant() switch { "LTRIM" => "ltrim", "RTRIM" => "rtrim", _ => "trim" };
        // Drill trims blanks only, the engine would trim every white space.
        return SqlText.Of(target + "(", name.Offset).Add(text).Add(", ' ')");
    }
}
