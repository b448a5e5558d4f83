using System.Globalization;
using System.Text;

namespace Sinogram.Remote.Drill.Sql;

internal sealed partial class SqlParser
{
    private static readonly string[] Units = ["YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE", "SECOND"];

    /// <summary>What begins with a word of its own grammar, or null where the word is a name.</summary>
    private DrillExpression? Keyword(SqlToken token)
    {
        switch (token.Value.ToUpperInvariant())
        {
            case "NULL":
                _at++;
                return new LiteralExpression(LiteralKind.Null, "NULL", token.Offset);
            case "TRUE" or "FALSE":
                _at++;
                return new LiteralExpression(LiteralKind.Boolean, token.Value.ToUpperInvariant(), token.Offset);
            case "DATE" when Ahead().Kind == SqlTokenKind.Text: return Moment(LiteralKind.Date, token);
            case "TIME" when Ahead().Kind == SqlTokenKind.Text: return Moment(LiteralKind.Time, token);
            case "TIMESTAMP" when Ahead().Kind == SqlTokenKind.Text: return Moment(LiteralKind.Timestamp, token);
            case "INTERVAL": return Interval();
            case "CASE": return Case();
            case "CAST" when Ahead().Is("("): return Cast();
            case "EXTRACT" when Ahead().Is("("): return Extract();
            case "TRIM" when Ahead().Is("("): return Trim();
            case "POSITION" when Ahead().Is("("): return Position();
            case "SUBSTRING" when Ahead().Is("("): return Substring();
            case "TIMESTAMPDIFF" or "TIMESTAMPADD" when Ahead().Is("("): return WithUnit();
            case "TRY_CAST" when Ahead().Is("("): throw new DrillException("Drill does not have TRY_CAST.", token.Offset, "Test the text first: CASE WHEN regexp_matches(x, '-?[0-9]+') THEN CAST(x AS INT) END.");
            case "UNNEST" when Ahead().Is("("): throw new DrillException("UNNEST stands in FROM only: FROM dfs.`f` t, UNNEST(t.list) AS u(item).", token.Offset, "FLATTEN(list) opens one in the list of a SELECT.");
            case "EXISTS" when Ahead().Is("("):
                _at += 2;
                var query = Query();
                Expect(")");
                return new ExistsExpression(query, token.Offset);
            case "CURRENT_DATE" or "CURRENT_TIME" or "CURRENT_TIMESTAMP" or "LOCALTIME" or "LOCALTIMESTAMP" or "USER" or "CURRENT_USER" or "SESSION_USER" or "CURRENT_SCHEMA" or "SESSION_ID" or "SYSTEM_USER" when !Ahead().Is("(") && !Ahead().Is("."):
                _at++;
                return new FunctionExpression(new SqlName(token.Value, token.Offset), []);
            case "ARRAY" when Ahead().Is("["):
                _at += 2;
                var items = List(Expression);
                Expect("]");
                return new ArrayExpression(items, token.Offset);
            default: return null;
        }
    }

    private LiteralExpression Moment(LiteralKind kind, SqlToken token)
    {
        _at += 2;
        return new LiteralExpression(kind, _tokens[_at - 1].Value, token.Offset);
    }

    private IntervalExpression Interval()
    {
        var start = Expect("INTERVAL");
        var sign = Take("-") ? "-" : Take("+") ? "" : "";
        var text = sign + Text("the length of the interval in quotes");
        var from = Unit();
        if (Take("("))
        {
            _ = WholeNumber("the precision");
            Expect(")");
        }
        string? to = null;
        if (Take("TO"))
        {
            to = Unit();
            if (Take("("))
            {
                _ = WholeNumber("the precision");
                Expect(")");
            }
        }
        return new IntervalExpression(text, from, to, start.Offset);
    }

    private string Unit()
    {
        foreach (var unit in Units)
        {
            if (Take(unit) || Take(unit + "S")) { return unit; }
        }
        throw Unexpected("a unit of time (YEAR, MONTH, DAY, HOUR, MINUTE, SECOND)");
    }

    private CaseExpression Case()
    {
        var start = Expect("CASE");
        var subject = Now.Is("WHEN") ? null : Expression();
        var branches = new List<(DrillExpression, DrillExpression)>();
        while (Take("WHEN"))
        {
            var when = Expression();
            Expect("THEN");
            branches.Add((when, Expression()));
        }
        if (branches.Count == 0) { throw Unexpected("WHEN"); }
        var otherwise = Take("ELSE") ? Expression() : null;
        Expect("END");
        return new CaseExpression(subject, branches, otherwise, start.Offset);
    }

    private CastExpression Cast()
    {
        var start = Expect("CAST");
        Expect("(");
        var value = Expression();
        Expect("AS");
        var type = TypeName();
        Expect(")");
        return new CastExpression(value, type, start.Offset);
    }

    /// <summary>A type as CAST and inline schemas name it.</summary>
    private SqlTypeName TypeName()
    {
        var token = Now;
        if (token.Kind != SqlTokenKind.Word) { throw Unexpected("a type"); }
        _at++;
        var name = token.Value.ToUpperInvariant();
        if (name == "DOUBLE") { Take("PRECISION"); }
        if (name is "CHARACTER" or "CHAR" or "BINARY" && Take("VARYING")) { name += " VARYING"; }
        if (name == "INTERVAL")
        {
            name += " " + Unit();
            if (Take("TO")) { name += " TO " + Unit(); }
        }
        int? precision = null, scale = null;
        if (Take("("))
        {
            precision = WholeNumber("the length or precision");
            if (Take(",")) { scale = WholeNumber("the scale"); }
            Expect(")");
        }
        return new SqlTypeName(name, precision, scale, token.Offset);
    }

    private ExtractExpression Extract()
    {
        var start = Expect("EXTRACT");
        Expect("(");
        var unit = Now.Kind is SqlTokenKind.Word or SqlTokenKind.Text ? _tokens[_at++].Value.ToUpperInvariant() : throw Unexpected("a unit of time");
        Expect("FROM");
        var value = Expression();
        Expect(")");
        return new ExtractExpression(unit, value, start.Offset);
    }

    private DrillExpression Trim()
    {
        var start = Expect("TRIM");
        Expect("(");
        var side = Take("BOTH") ? "BOTH" : Take("LEADING") ? "LEADING" : Take("TRAILING") ? "TRAILING" : null;
        DrillExpression? characters = null;
        if (side is null || !Now.Is("FROM")) { characters = Expression(); }
        if (Take("FROM"))
        {
            var value = Expression();
            Expect(")");
            return new TrimExpression(side ?? "BOTH", characters, value, start.Offset);
        }
        Expect(")");
        return new TrimExpression(side ?? "BOTH", null, characters!, start.Offset);
    }

    private FunctionExpression Position()
    {
        var start = Expect("POSITION");
        Expect("(");
        var part = Sum();
        Expect("IN");
        var whole = Expression();
        Expect(")");
        return new FunctionExpression(new SqlName("STRPOS", start.Offset), [whole, part]);
    }

    private FunctionExpression Substring()
    {
        var start = Expect("SUBSTRING");
        Expect("(");
        var arguments = new List<DrillExpression> { Expression() };
        if (Take("FROM"))
        {
            arguments.Add(Expression());
            if (Take("FOR")) { arguments.Add(Expression()); }
        }
        else
        {
            while (Take(",")) { arguments.Add(Expression()); }
        }
        Expect(")");
        return new FunctionExpression(new SqlName("SUBSTR", start.Offset), arguments);
    }

    private FunctionExpression WithUnit()
    {
        var name = Part();
        Expect("(");
        var unit = Now.Kind is SqlTokenKind.Word or SqlTokenKind.Text ? _tokens[_at++].Value.ToUpperInvariant() : throw Unexpected("a unit of time");
        Expect(",");
        var arguments = List(Expression);
        Expect(")");
        return new FunctionExpression(name, arguments) { Unit = unit.StartsWith("SQL_TSI_", StringComparison.Ordinal) ? unit[8..] : unit };
    }

    private FunctionExpression Function()
    {
        var function = new FunctionExpression(Part(), []);
        Expect("(");
        if (Take("*")) { function = function with { Star = true }; }
        else if (!Now.Is(")"))
        {
            function = function with { Distinct = Take("DISTINCT") };
            if (!function.Distinct) { Take("ALL"); }
            function = function with { Arguments = List(Argument) };
            if (Take("TO")) { function = function with { Unit = Unit() }; }
        }
        Expect(")");
        if (Now.Is("WITHIN") || Now.Is("IGNORE") || Now.Is("RESPECT")) { throw new DrillException($"Drill does not have {Now.Value.ToUpperInvariant()} behind a function.", Now.Offset); }
        if (Now.Is("FILTER") && Ahead().Is("("))
        {
            _at += 2;
            Expect("WHERE");
            function = function with { Filter = Expression() };
            Expect(")");
        }
        if (!Take("OVER")) { return function; }
        return function with { Over = Now.Is("(") ? Window() : new SqlWindow(Name("a window's name").Value, [], [], null, Now.Offset) };
    }

    private DrillExpression Argument() =>
        Now.Is("SELECT") || Now.Is("WITH") ? new ScalarQueryExpression(Query(), Now.Offset) : Expression();

    private SqlWindow Window()
    {
        var start = Expect("(");
        var reference = IsName(Now) && !Now.Is("PARTITION") && !Now.Is("RANGE") ? Name("a window's name").Value : null;
        List<DrillExpression> partition = [];
        List<SqlOrder> order = [];
        if (Take("PARTITION"))
        {
            Expect("BY");
            partition = List(Expression);
        }
        if (Take("ORDER"))
        {
            Expect("BY");
            order = List(OrderItem);
        }
        var frame = Now.Is("ROWS") || Now.Is("RANGE") ? Frame() : null;
        Expect(")");
        return new SqlWindow(reference, partition, order, frame, start.Offset);
    }

    private string Frame()
    {
        var text = new StringBuilder(_tokens[_at++].Value.ToUpperInvariant());
        if (Take("BETWEEN"))
        {
            text.Append(" BETWEEN ").Append(Bound());
            Expect("AND");
            text.Append(" AND ").Append(Bound());
        }
        else { text.Append(' ').Append(Bound()); }
        return text.ToString();
    }

    private string Bound()
    {
        if (Take("CURRENT", "ROW")) { return "CURRENT ROW"; }
        var size = Take("UNBOUNDED") ? "UNBOUNDED" : WholeNumber("the window's frame").ToString(CultureInfo.InvariantCulture);
        if (Take("PRECEDING")) { return size + " PRECEDING"; }
        Expect("FOLLOWING");
        return size + " FOLLOWING";
    }
}
