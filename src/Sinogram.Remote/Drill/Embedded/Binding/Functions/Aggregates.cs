using System.Collections.Frozen;
using System.Globalization;
using Sinogram.Data;

namespace Sinogram.Remote.Drill.Embedded.Binding;

/// <summary>Aggregates and window functions.</summary>
internal static class Aggregates
{
    private static readonly FrozenSet<string> Grouping = new[]
    {
        "COUNT", "SUM", "AVG", "MIN", "MAX", "STDDEV", "STDDEV_SAMP", "STDDEV_POP", "VARIANCE", "VAR_SAMP", "VAR_POP", "MEDIAN", "ANY_VALUE", "BOOL_AND", "BOOL_OR", "EVERY", "CORR", "COVAR_POP", "COVAR_SAMP",
        "APPROX_COUNT_DUPS", "$SUM0", "BIT_AND", "BIT_OR", "BIT_XOR", "SINGLE_VALUE", "CORRELATION", "COVARIANCE", "COLLECT_LIST", "COLLECT_TO_LIST_VARCHAR",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Windows = new[]
    {
        "ROW_NUMBER", "RANK", "DENSE_RANK", "PERCENT_RANK", "CUME_DIST", "NTILE", "LAG", "LEAD", "FIRST_VALUE", "LAST_VALUE",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<string> Names => Grouping.Concat(Windows);

    public static bool IsAggregate(string name) => Grouping.Contains(name);

    /// <summary>Whether a window function means nothing without an order.</summary>
    public static bool NeedsOrder(string name) => name is "RANK" or "DENSE_RANK" or "PERCENT_RANK" or "CUME_DIST" or "LEAD" or "LAG";

    /// <summary>Whether a window function is of a value, not of the row's place alone.</summary>
    public static bool TakesValue(string name) => name is "NTILE" or "LAG" or "LEAD" or "FIRST_VALUE" or "LAST_VALUE";

    public static bool IsWindow(string name) => Windows.Contains(name);

    /// <summary>Why a function that Drill names does not run there either, or null.</summary>
    public static string? Missing(string name) => name switch
    {
        "LISTAGG" or "STRING_AGG" or "ARRAY_AGG" => $"Drill has no implementation of {name}.",
        "HASH" or "HASH32" or "HASH64" or "HASH32ASDOUBLE" or "HASH64ASDOUBLE" or "PARSE_QUERY" or "TDIGEST" or "HLL" or "NDV" or "MERGE_SCHEMA" => $"The embedded engine does not follow {name}: run it on a Drill cluster (--connect).",
        "GROUPING" or "GROUPING_ID" or "GROUP_ID" => "GROUPING, GROUPING_ID and GROUP_ID are not supported by Drill.",
        _ => null,
    };

    /// <param name="call">The call with its arguments.</param>
    /// <param name="tail">FILTER and OVER.</param>
    public static Bound Bind(FunctionCall call, SqlText tail)
    {
        if (call.Syntax.Star)
        {
            return call.Name == "COUNT" ? new Bound(SqlText.Of("count(*)", call.Offset).Add(tail), DrillType.BigInt) : throw new DrillException($"{call.Name} takes no *.", call.Offset);
        }
        return IsWindow(call.Name) ? Window(call, tail) : Group(call, tail);
    }

    private static void Expect(FunctionCall call, int least, int most)
    {
        if (call.Count < least || call.Count > most) { throw new DrillException($"{call.Name} takes {(least == most ? $"{least}" : $"{least} to {most}")} {(most == 1 ? "argument" : "arguments")}, not {call.Count}.", call.Offset); }
    }

    private static Bound Window(FunctionCall call, SqlText tail)
    {
        var name = call.Name.ToLowerInvariant();
        switch (call.Name)
        {
            case "ROW_NUMBER" or "RANK" or "DENSE_RANK":
                Expect(call, 0, 0);
                return new Bound(SqlText.Of($"{name}()", call.Offset).Add(tail), DrillType.BigInt);
            case "PERCENT_RANK" or "CUME_DIST":
                Expect(call, 0, 0);
                return new Bound(SqlText.Of($"{name}()", call.Offset).Add(tail), DrillType.Float8);
            case "NTILE":
                Expect(call, 1, 1);
                if (call[0].Number is { } parts && (parts.StartsWith('-') || parts.Trim('0').Length == 0)) { throw new DrillException($"NTILE takes a number of parts above 0, not {parts}.", call.Syntax.Arguments[0].Offset); }
                return new Bound(SqlText.Of("CAST(ntile(", call.Offset).Add(call.To(0, DrillType.BigInt)).Add(")").Add(tail).Add(" AS INTEGER)"), DrillType.Int);
            default:
                Expect(call, 1, call.Name is "LAG" or "LEAD" ? 3 : 1);
                var arguments = Enumerable.Range(0, call.Count).Select(i => i == 2 ? call.To(2, call[0].Type) : call[i].Sql);
                return new Bound(SqlText.Of($"{name}(", call.Offset).Join(", ", arguments).Add(")").Add(tail), call[0].Type);
        }
    }

    private static Bound Group(FunctionCall call, SqlText tail)
    {
        var pair = call.Name is "CORR" or "CORRELATION" or "COVAR_POP" or "COVAR_SAMP" or "COVARIANCE";
        if (call.Name == "COLLECT_LIST") { return Collected(call, tail); }
        if (call is { Name: "COUNT", Count: > 1, Syntax.Distinct: true })
        {
            throw new DrillException($"COUNT(DISTINCT …) of {call.Count} values together is not followed.", call.Offset, "Count the rows of a query: SELECT COUNT(*) FROM (SELECT DISTINCT a, b FROM …) q.");
        }
        Expect(call, pair ? 2 : 1, pair ? 2 : 1);
        var type = call.Count == 0 ? DrillType.Null : call[0].Type;
        SqlText Of(string function, SqlText argument) => SqlText.Of($"{function}({(call.Syntax.Distinct ? "DISTINCT " : "")}", call.Offset).Add(argument).Add(")").Add(tail);
        switch (call.Name)
        {
            case "COUNT": return new Bound(Of("count", call[0].Sql), DrillType.BigInt);
            case "MIN" or "MAX":
                if (type.IsNested) { throw call.Wrong(0, "a value that has an order"); }
                return new Bound(Of(call.Name.ToLowerInvariant(), call[0].Sql), type);
            case "BIT_AND" or "BIT_OR" or "BIT_XOR":
                return type.IsInteger || type.Kind == DrillKind.Null ? new Bound(Of(call.Name.ToLowerInvariant(), call.To(0, type.IsInteger ? type : DrillType.Int)), type.IsInteger ? type : DrillType.Int) : throw call.Wrong(0, "whole numbers");
            case "COLLECT_TO_LIST_VARCHAR": return new Bound(Of("list", call.Text(0)), DrillType.List(DrillType.VarChar));
            case "SINGLE_VALUE": return new Bound(Of("any_value", call[0].Sql), type);
            case "ANY_VALUE": return new Bound(Of("any_value", call[0].Sql), type);
            case "BOOL_AND" or "EVERY": return new Bound(Of("bool_and", call.To(0, DrillType.Bit)), DrillType.Bit);
            case "BOOL_OR": return new Bound(Of("bool_or", call.To(0, DrillType.Bit)), DrillType.Bit);
            case "SUM": return Sum(call, Of);
            case "AVG": return Average(call, Of);
            case "MEDIAN": return new Bound(Of("median", Number(call, 0)), DrillType.Float8);
            case "APPROX_COUNT_DUPS": return new Bound(SqlText.Format("({0} - {1})", Of("count", call[0].Sql), Of("count", SqlText.Format("DISTINCT {0}", call[0].Sql))), DrillType.BigInt);
            default:
                var function = call.Name switch { "STDDEV" => "stddev_samp", "VARIANCE" => "var_samp", "$SUM0" => "sum", "CORRELATION" => "corr", "COVARIANCE" => "covar_samp", _ => call.Name.ToLowerInvariant() };
                var argument = pair ? SqlText.Format("{0}, {1}", Number(call, 0), Number(call, 1)) : Number(call, 0);
                return new Bound(Of(function, argument), DrillType.Float8);
        }
    }

    /// <summary>A list of maps, whose names and values take turns among the arguments.</summary>
    private static Bound Collected(FunctionCall call, SqlText tail)
    {
        if (call.Count == 0 || call.Count % 2 != 0) { throw new DrillException("COLLECT_LIST takes names and values in turn: collect_list('name', value, …).", call.Offset); }
        var fields = Enumerable.Range(0, call.Count / 2).Select(i => (Name: call.Literal(i * 2, "a name"), Value: call[(i * 2) + 1])).ToList();
        var maps = new SqlText().Add("list({").Join(", ", fields.Select(f => SqlText.Format($"{DuckDbEngine.Literal(f.Name)}: {{0}}", f.Value.Sql))).Add("})").Add(tail);
        return new Bound(maps, DrillType.List(DrillType.Map(fields.Select(f => (f.Name, f.Value.Type)))));
    }

    private static SqlText Number(FunctionCall call, int index) =>
        call[index].Type.IsNumber || call[index].Type.IsText || call[index].Type.Kind == DrillKind.Null ? call.To(index, DrillType.Float8) : throw call.Wrong(index, "numbers");

    private static Bound Sum(FunctionCall call, Func<string, SqlText, SqlText> of)
    {
        var type = call[0].Type;
        if (type.IsInteger || type.Kind == DrillKind.Null) { return new Bound(SqlText.Of("CAST(", call.Offset).Add(of("sum", call[0].Sql)).Add(" AS BIGINT)"), DrillType.BigInt); }
        if (type.Kind == DrillKind.Decimal)
        {
            var sum = of("sum", call[0].Sql);
            // The engine does not look whether a sum of many digits is one of too many.
            return new Bound(
                type.Precision <= 28 ? sum : SqlText.Of("drill_decimal_sum(", call.Offset).Add(sum).Add(string.Create(CultureInfo.InvariantCulture, $", 1e{38 - type.Scale}, {ErrorPlace.Of(call.Offset)})::DECIMAL(38,{type.Scale})")),
                DrillType.Decimal(38, type.Scale));
        }
        return type.IsInterval ? new Bound(of("sum", call[0].Sql), type) : new Bound(of("sum", Number(call, 0)), DrillType.Float8);
    }

    private static Bound Average(FunctionCall call, Func<string, SqlText, SqlText> of)
    {
        var type = call[0].Type;
        if (type.Kind != DrillKind.Decimal) { return new Bound(of("avg", Number(call, 0)), DrillType.Float8); }
        var result = DrillType.Decimal(38, Math.Max(6, type.Scale));
        if (type.Scale > 6) { return new Bound(SqlText.Format($"CAST(CAST({{0}} AS VARCHAR) AS {result.Engine})", of("avg", call[0].Sql)), result); }
        // The sum is exact, and so is its quotient by the count.
        var quotient = Arithmetic.Bind("/", new Bound(of("sum", call[0].Sql), DrillType.Decimal(26, type.Scale)), new Bound(of("count", call[0].Sql), DrillType.Int), call.Offset);
        return new Bound(SqlText.Format($"CASE WHEN {{0}} > 0 THEN CAST({{1}} AS {result.Engine}) END", of("count", call[0].Sql), quotient.Sql), result);
    }
}
