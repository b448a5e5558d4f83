using Sinogram.Data;

namespace Sinogram.Remote.Drill.Embedded.Binding;

/// <summary>Functions of lists and maps.</summary>
internal static class NestedFunctions
{
    public static Dictionary<string, FunctionRule> Rules { get; } = new(StringComparer.OrdinalIgnoreCase)
    {
        ["REPEATED_COUNT"] = new(1, 1, Count),
        ["REPEATED_CONTAINS"] = new(2, 2, Contains),
        ["KVGEN"] = new(1, 1, KeyValues),
        ["MAPPIFY"] = new(1, 1, KeyValues),
    };

    private static Bound Count(FunctionCall call) => call[0].Type.Kind switch
    {
        DrillKind.List => call.Of("CAST(coalesce(len({0}), 0) AS INTEGER)", DrillType.Int, call[0].Sql),
        DrillKind.Dict => call.Of("CAST(coalesce(cardinality({0}), 0) AS INTEGER)", DrillType.Int, call[0].Sql),
        DrillKind.Null => call.Of("0", DrillType.Int),
        _ => throw call.Wrong(0, "a list"),
    };

    private static Bound Contains(FunctionCall call)
    {
        if (call[0].Type.Kind != DrillKind.List) { throw call.Wrong(0, "a list"); }
        // Among texts Drill looks for a regular expression anywhere in one.
        return call[0].Type.Element!.IsText
            ? call.Of("coalesce(list_bool_or(list_transform({0}, lambda e: regexp_matches(e, {1}))), false)", DrillType.Bit, call[0].Sql, call.Text(1))
            : call.Of("coalesce(list_contains({0}, {1}), false)", DrillType.Bit, call[0].Sql, call.To(1, call[0].Type.Element!));
    }

    /// <summary>A map as a list of its keys and values; keys without a value are left out.</summary>
    private static Bound KeyValues(FunctionCall call)
    {
        var type = call[0].Type;
        if (type.Kind == DrillKind.Dict) { return call.Of("map_entries({0})", DrillType.List(Pair(type.Key!, type.Element!)), call[0].Sql); }
        if (type.Kind != DrillKind.Map) { throw call.Wrong(0, "a map"); }
        var fields = type.Fields.Select(f => new Bound(SqlText.Format($"struct_extract({{0}}, {DuckDbEngine.Literal(f.Name)})", call[0].Sql), f.Type)).ToList();
        var value = Binder.Unite(fields, call.Offset, "the values of the map");
        if (value.Kind == DrillKind.Null) { value = DrillType.VarChar; }
        var items = type.Fields.Zip(fields, (f, b) => SqlText.Format($"{{'key': {DuckDbEngine.Literal(f.Name)}, 'value': {{0}}}}", Conversions.Convert(b, value, call.Offset)));
        return new Bound(SqlText.Of("list_filter([", call.Offset).Join(", ", items).Add("], lambda kv: kv.value IS NOT NULL)"), DrillType.List(Pair(DrillType.VarChar, value)));
    }

    private static DrillType Pair(DrillType key, DrillType value) => DrillType.Map([("key", key), ("value", value)]);
}
