using System.Globalization;

namespace Sinogram.Remote.Drill.Embedded.Binding;

/// <summary>Functions of numbers.</summary>
internal static class NumberFunctions
{
    public static Dictionary<string, FunctionRule> Rules { get; } = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ABS"] = new(1, 1, c => c.Of("abs({0})", Number(c, 0), c[0].Sql)),
        ["SIGN"] = new(1, 1, c => c.Of("CAST(sign({0}) AS INTEGER)", DrillType.Int, Any(c, 0))),
        ["MOD"] = new(2, 2, Mod),
        ["SQRT"] = new(1, 1, c => c.Of("drill_sqrt({0})", DrillType.Float8, Double(c, 0))),
        ["CBRT"] = Doubles("drill_cbrt({0})"),
        ["EXP"] = Doubles("exp({0})"),
        ["LN"] = Doubles("drill_ln({0})"),
        ["LOG10"] = Doubles("drill_log10({0})"),
        ["LOG"] = new(1, 2, c => c.Count == 1 ? c.Of("drill_ln({0})", DrillType.Float8, Double(c, 0)) : c.Of("(drill_ln({1}) / drill_ln({0}))", DrillType.Float8, Double(c, 0), Double(c, 1))),
        ["POWER"] = new(2, 2, c => c.Of("power({0}, {1})", DrillType.Float8, Double(c, 0), Double(c, 1))),
        ["POW"] = new(2, 2, c => c.Of("power({0}, {1})", DrillType.Float8, Double(c, 0), Double(c, 1))),
        ["SIN"] = Doubles("drill_wave({0}, sin(CASE WHEN isinf({0}) THEN 0 ELSE {0} END))"),
        ["COS"] = Doubles("drill_wave({0}, cos(CASE WHEN isinf({0}) THEN 0 ELSE {0} END))"),
        ["TAN"] = Doubles("drill_wave({0}, tan(CASE WHEN isinf({0}) THEN 0 ELSE {0} END))"),
        ["ASIN"] = Doubles("drill_arc({0}, asin(CASE WHEN abs({0}) > 1 THEN 0 ELSE {0} END))"),
        ["ACOS"] = Doubles("drill_arc({0}, acos(CASE WHEN abs({0}) > 1 THEN 0 ELSE {0} END))"),
        ["ATAN"] = Doubles("atan({0})"),
        ["ATAN2"] = new(2, 2, c => c.Of("atan2({0}, {1})", DrillType.Float8, Double(c, 0), Double(c, 1))),
        ["SINH"] = Doubles("sinh({0})"),
        ["COSH"] = Doubles("cosh({0})"),
        ["TANH"] = Doubles("tanh({0})"),
        ["COT"] = Doubles("drill_wave({0}, 1 / tan(CASE WHEN isinf({0}) THEN 0 ELSE {0} END))"),
        ["DEGREES"] = Doubles("degrees({0})"),
        ["RADIANS"] = Doubles("radians({0})"),
        ["PI"] = new(0, 0, c => c.Of("pi()", DrillType.Float8)),
        ["E"] = new(0, 0, c => c.Of("exp(1)", DrillType.Float8)),
        ["RAND"] = new(0, 1, c => c.Of("random()", DrillType.Float8)),
        ["RANDOM"] = new(0, 0, c => c.Of("random()", DrillType.Float8)),
        ["ROUND"] = new(1, 2, Round),
        ["TRUNC"] = new(1, 2, Truncate),
        ["TRUNCATE"] = new(1, 2, Truncate),
        ["FLOOR"] = new(1, 1, c => Whole(c, "floor")),
        ["CEIL"] = new(1, 1, c => Whole(c, "ceil")),
        ["CEILING"] = new(1, 1, c => Whole(c, "ceil")),
        ["LSHIFT"] = new(2, 2, c => Shift(c, "drill_lshift({{0}}, {{1}}, {0})")),
        ["RSHIFT"] = new(2, 2, c => Shift(c, "CAST(floor(CAST({{0}} AS HUGEINT) / power(2, {{1}} & ({0} - 1))) AS HUGEINT)")),
        ["XOR"] = new(2, 2, c => c.Of("xor({0}, {1})", Widest(c), c[0].Sql, c[1].Sql)),
    };

    private static DrillType Widest(FunctionCall call) => call[0].Type.Kind == DrillKind.Int && call[1].Type.Kind == DrillKind.Int ? DrillType.Int : DrillType.BigInt;

    /// <summary>As Java shifts: by the last bits of the count, and what is shifted out is gone.</summary>
    private static Bound Shift(FunctionCall call, string format)
    {
        var type = Widest(call);
        return call.Of($"CAST({string.Format(CultureInfo.InvariantCulture, format, type.Kind == DrillKind.Int ? 32 : 64)} AS {type.Engine})", type, call.To(0, type), call.To(1, type));
    }

    private static DrillType Number(FunctionCall call, int index) =>
        call[index].Type.IsNumber ? call[index].Type : call[index].Type.Kind == DrillKind.Null ? DrillType.Int : throw call.Wrong(index, "a number");

    private static SqlText Any(FunctionCall call, int index) => call[index].Type.IsText ? call.To(index, DrillType.Float8) : call[index].Sql;

    private static SqlText Double(FunctionCall call, int index) =>
        call[index].Type.IsNumber || call[index].Type.IsText || call[index].Type.Kind == DrillKind.Null ? call.To(index, DrillType.Float8) : throw call.Wrong(index, "a number");

    private static FunctionRule Doubles(string format) => new(1, 1, c => c.Of(format, DrillType.Float8, Double(c, 0)));

    private static Bound Mod(FunctionCall call)
    {
        var (a, b) = (Number(call, 0), Number(call, 1));
        // The remainder has the type of its divisor for whole numbers.
        var type = a.IsInteger && b.IsInteger ? a.Kind == DrillKind.Int && b.Kind == DrillKind.Int ? DrillType.Int : DrillType.BigInt : DrillType.Common(a, b)!;
        return call.Of($"CAST(drill_mod({{0}}, {{1}}, {ErrorPlace.Of(call.Offset)}) AS {type.Engine})", type, call[0].Sql, call[1].Sql);
    }

    private static Bound Round(FunctionCall call) => Digits(call, "round");

    private static Bound Truncate(FunctionCall call) => Digits(call, "trunc");

    private static Bound Digits(FunctionCall call, string function)
    {
        var type = Number(call, 0);
        var digits = call.Count == 1 ? 0 : call[1].Number is { } n && int.TryParse(n, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var d) ? d : (int?)null;
        if (type.IsInteger && digits is >= 0) { return call.Of("{0}", type, call[0].Sql); }
        var places = digits is { } known ? known.ToString(CultureInfo.InvariantCulture) : null;
        if (type.Kind == DrillKind.Decimal)
        {
            if (digits is not { } count) { throw Binder.Refused($"{call.Name} of a decimal to a number of digits that is no literal", call.Offset); }
            var scale = Math.Clamp(count, 0, type.Scale);
            var result = DrillType.Decimal(type.Precision - type.Scale + scale + (function == "round" ? 1 : 0), scale);
            return call.Of($"CAST({(function == "round" ? $"round({{0}}, {places})" : $"drill_trunc({{0}}, {places})")} AS {result.Engine})", result, call[0].Sql);
        }
        var number = SqlText.Format("CAST({0} AS DOUBLE)", call[0].Sql);
        var at = places is null ? SqlText.Format("CAST({0} AS INTEGER)", call.To(1, DrillType.BigInt)) : SqlText.Of(places);
        // Drill rounds the digits that a double shows: 2.345 is 2.35.
        return call.Of(function == "round" ? $"CAST(drill_round({{0}}, {{1}}) AS {type.Engine})" : $"CAST(drill_trunc({{0}}, {{1}}) AS {type.Engine})", type, number, at);
    }

    private static Bound Whole(FunctionCall call, string function)
    {
        if (call.Syntax.Unit is { } unit && call[0].Type.Kind is DrillKind.Date or DrillKind.Timestamp)
        {
            return function == "floor" ? DateFunctions.Truncate(unit, call[0], call.Offset) : throw Binder.Refused("CEIL of a moment", call.Offset);
        }
        var type = Number(call, 0);
        if (type.IsInteger) { return call.Of("{0}", type, call[0].Sql); }
        var result = type.Kind == DrillKind.Decimal ? DrillType.Decimal(type.Precision - type.Scale + 1, 0) : type;
        return call.Of($"CAST({function}({{0}}) AS {result.Engine})", result, call[0].Sql);
    }
}
