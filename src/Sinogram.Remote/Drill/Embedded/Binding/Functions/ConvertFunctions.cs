using Sinogram.Data;

namespace Sinogram.Remote.Drill.Embedded.Binding;

/// <summary>Bytes to values and back: CONVERT_FROM, CONVERT_TO and their like.</summary>
internal static class ConvertFunctions
{
    public static Dictionary<string, FunctionRule> Rules { get; } = new(StringComparer.OrdinalIgnoreCase)
    {
        ["CONVERT_TO"] = new(2, 2, To),
        ["CONVERT_TOJSON"] = new(1, 1, c => c.Of("encode(CAST(to_json({0}) AS VARCHAR))", DrillType.VarBinary, c[0].Sql)),
        ["STRING_BINARY"] = new(1, 1, c => c.Of("drill_string_binary(hex({0}))", DrillType.VarChar, Bytes(c, 0))),
        ["BINARY_STRING"] = new(1, 1, c => c.Of("CAST({0} AS BLOB)", DrillType.VarBinary, c.Text(0))),
        ["BYTE_SUBSTR"] = new(2, 3, Bytes),
    };

    /// <summary>CONVERT_FROM with its rows at hand, since only they tell the fields of JSON.</summary>
    public static Bound From(FunctionCall call, Scope scope)
    {
        var type = call.Literal(1, "a type").ToUpperInvariant();
        if (type is "JSON" or "EXTENDED_JSON") { return Json(call, scope); }
        var bytes = Bytes(call, 0);
        return type switch
        {
            "UTF8" => call.Of("decode({0})", DrillType.VarChar, bytes),
            "INT_BE" => call.Of("CAST(drill_signed_hex(hex({0}), 8) AS INTEGER)", DrillType.Int, bytes),
            "INT" => call.Of("CAST(drill_signed_hex(drill_swap(hex({0})), 8) AS INTEGER)", DrillType.Int, bytes),
            "BIGINT_BE" => call.Of("CAST(drill_signed_hex(hex({0}), 16) AS BIGINT)", DrillType.BigInt, bytes),
            "BIGINT" => call.Of("CAST(drill_signed_hex(drill_swap(hex({0})), 16) AS BIGINT)", DrillType.BigInt, bytes),
            "SMALLINT_BE" => call.Of("CAST(drill_signed_hex(hex({0}), 4) AS INTEGER)", DrillType.Int, bytes),
            "SMALLINT" => call.Of("CAST(drill_signed_hex(drill_swap(hex({0})), 4) AS INTEGER)", DrillType.Int, bytes),
            "TINYINT" or "TINYINT_BE" => call.Of("CAST(drill_signed_hex(hex({0}), 2) AS INTEGER)", DrillType.Int, bytes),
            "BOOLEAN_BYTE" => call.Of("(hex({0}) <> '00')", DrillType.Bit, bytes),
            "TIMESTAMP_EPOCH_BE" => call.Of("epoch_ms(CAST(drill_signed_hex(hex({0}), 16) AS BIGINT))", DrillType.Timestamp, bytes),
            "TIMESTAMP_EPOCH" => call.Of("epoch_ms(CAST(drill_signed_hex(drill_swap(hex({0})), 16) AS BIGINT))", DrillType.Timestamp, bytes),
            "DATE_EPOCH_BE" => call.Of("CAST(epoch_ms(CAST(drill_signed_hex(hex({0}), 16) AS BIGINT)) AS DATE)", DrillType.Date, bytes),
            "DATE_EPOCH" => call.Of("CAST(epoch_ms(CAST(drill_signed_hex(drill_swap(hex({0})), 16) AS BIGINT)) AS DATE)", DrillType.Date, bytes),
            _ => throw Binder.Refused($"CONVERT_FROM with the type {type}", call.Offset, "UTF8, JSON, INT, INT_BE, BIGINT, BIGINT_BE, SMALLINT, TINYINT, BOOLEAN_BYTE, DATE_EPOCH, TIMESTAMP_EPOCH are followed."),
        };
    }

    private static Bound To(FunctionCall call)
    {
        var type = call.Literal(1, "a type").ToUpperInvariant();
        return type switch
        {
            "UTF8" => call.Of("encode({0})", DrillType.VarBinary, call.Text(0)),
            "JSON" or "EXTENDED_JSON" => call.Of("encode(CAST(to_json({0}) AS VARCHAR))", DrillType.VarBinary, call[0].Sql),
            "INT_BE" => Number(call, 8, false),
            "INT" => Number(call, 8, true),
            "BIGINT_BE" => Number(call, 16, false),
            "BIGINT" => Number(call, 16, true),
            "SMALLINT_BE" => Number(call, 4, false),
            "SMALLINT" => Number(call, 4, true),
            "TINYINT" or "TINYINT_BE" => Number(call, 2, false),
            "BOOLEAN_BYTE" => call.Of("unhex(CASE WHEN {0} THEN '01' ELSE '00' END)", DrillType.VarBinary, call.To(0, DrillType.Bit)),
            _ => throw Binder.Refused($"CONVERT_TO with the type {type}", call.Offset, "UTF8, JSON, INT, INT_BE, BIGINT, BIGINT_BE, SMALLINT, TINYINT, BOOLEAN_BYTE are followed."),
        };
    }

    private static Bound Number(FunctionCall call, int digits, bool swapped) =>
        call.Of(swapped ? $"unhex(drill_swap(drill_hex({{0}}, {digits})))" : $"unhex(drill_hex({{0}}, {digits}))", DrillType.VarBinary, call.To(0, DrillType.BigInt));

    private static SqlText Bytes(FunctionCall call, int index) => call[index].Type.Kind == DrillKind.VarBinary ? call[index].Sql : call.To(index, DrillType.VarBinary);

    private static Bound Bytes(FunctionCall call)
    {
        var start = call.To(1, DrillType.BigInt);
        return call.Count == 2
            ? call.Of("unhex(substr(hex({0}), {1} * 2 - 1))", DrillType.VarBinary, Bytes(call, 0), start)
            : call.Of("unhex(substr(hex({0}), {1} * 2 - 1, {2} * 2))", DrillType.VarBinary, Bytes(call, 0), start, call.To(2, DrillType.BigInt));
    }

    private static Bound Json(FunctionCall call, Scope scope)
    {
        var text = call[0].Type.Kind == DrillKind.VarBinary ? SqlText.Format("decode({0})", call[0].Sql) : call.Text(0);
        var json = SqlText.Format("CAST({0} AS JSON)", text);
        var structure = call.Tables.Probe($"SELECT CAST(json_group_structure({json}) AS VARCHAR) AS s{scope.Rows?.Invoke().ToString()}").GetValue(0, "s") as string;
        var type = JsonStructure.TypeOf(structure);
        return type.Kind == DrillKind.Null
            ? call.Of("CAST(NULL AS VARCHAR)", DrillType.VarChar)
            : call.Of($"json_transform({{0}}, {DuckDbEngine.Literal(JsonStructure.ToEngine(type))})", type, json);
    }
}
