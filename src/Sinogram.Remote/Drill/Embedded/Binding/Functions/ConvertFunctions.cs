using System.Text.RegularExpressions;
using Sinogram.Data;

namespace Sinogram.Remote.Drill.Embedded.Binding;

/// <summary>Bytes to values and back: CONVERT_FROM, CONVERT_TO and their like.</summary>
internal static partial class ConvertFunctions
{
    private const string Followed = "UTF8, JSON, INT, BIGINT, SMALLINT, TINYINT, FLOAT, DOUBLE, UINT4, UINT8, INT_HADOOPV, BIGINT_HADOOPV, DATE_EPOCH, TIME_EPOCH, TIMESTAMP_EPOCH, those with _BE, TIMESTAMP_IMPALA and BOOLEAN_BYTE are followed.";

    public static Dictionary<string, FunctionRule> Rules { get; } = new(StringComparer.OrdinalIgnoreCase)
    {
        ["CONVERT_TO"] = new(2, 2, c => To(c, c.Literal(1, "a type").ToUpperInvariant())),
        ["STRING_BINARY"] = new(1, 1, c => c.Of("drill_string_binary(hex({0}))", DrillType.VarChar, Bytes(c, 0))),
        ["BINARY_STRING"] = new(1, 1, c => c.Of("CAST({0} AS BLOB)", DrillType.VarBinary, c.Text(0))),
        ["BYTE_SUBSTR"] = new(2, 3, Bytes),
        ["BYTESUBSTRING"] = new(2, 3, Bytes),
    };

    /// <summary>CONVERT_FROM with its rows at hand, since only they tell the fields of JSON.</summary>
    public static Bound From(FunctionCall call, Scope scope) => From(call, scope, call.Literal(1, "a type").ToUpperInvariant());

    /// <summary>The functions that have the type in their name, such as CONVERT_FROMJSON; null for another one.</summary>
    public static Bound? Named(FunctionCall call, Scope scope) => call.Count != 1 ? null
        : call.Name.StartsWith("CONVERT_FROM", StringComparison.Ordinal) ? From(call, scope, call.Name["CONVERT_FROM".Length..])
        : call.Name.StartsWith("CONVERT_TO", StringComparison.Ordinal) && call.Name.Length > "CONVERT_TO".Length ? To(call, call.Name["CONVERT_TO".Length..])
        : null;

    private static Bound From(FunctionCall call, Scope scope, string type)
    {
        if (type is "JSON") { return Json(call, scope); }
        var bytes = Bytes(call, 0);
        var (name, isSwapped) = Order(type);
        Bound Whole(int digits, string format, DrillType result) => call.Of(string.Format(System.Globalization.CultureInfo.InvariantCulture, format, $"drill_signed_hex({Hex(isSwapped)}, {digits}, {ErrorPlace.Of(call.Offset)})"), result, bytes);
        return name switch
        {
            "UTF8" => call.Of("decode({0})", DrillType.VarChar, bytes),
            "INT" => Whole(8, "CAST({0} AS INTEGER)", DrillType.Int),
            "BIGINT" => Whole(16, "CAST({0} AS BIGINT)", DrillType.BigInt),
            "SMALLINT" => Whole(4, "CAST({0} AS INTEGER)", DrillType.Int),
            "TINYINT" => Whole(2, "CAST({0} AS INTEGER)", DrillType.Int),
            "FLOAT" => call.Of($"CAST(CAST(unhex({Hex(isSwapped)}) AS BIT) AS FLOAT)", DrillType.Float4, bytes),
            "DOUBLE" => call.Of($"CAST(CAST(unhex({Hex(isSwapped)}) AS BIT) AS DOUBLE)", DrillType.Float8, bytes),
            "BOOLEAN_BYTE" => call.Of("(hex({0}) <> '00')", DrillType.Bit, bytes),
            "UINT4" => call.Of($"CAST(CAST('0x' || right('0000000' || {Hex(isSwapped)}, 8) AS UINTEGER) AS BIGINT)", DrillType.BigInt, bytes),
            "UINT8" => call.Of($"CAST(CAST('0x' || right('000000000000000' || {Hex(isSwapped)}, 16) AS UBIGINT) AS DECIMAL(20,0))", DrillType.Decimal(20, 0), bytes),
            "INT_HADOOPV" => call.Of("CAST(drill_vint_value(hex({0})) AS INTEGER)", DrillType.Int, bytes),
            "BIGINT_HADOOPV" => call.Of("CAST(drill_vint_value(hex({0})) AS BIGINT)", DrillType.BigInt, bytes),
            // Nanoseconds of the day, and the day by Julius Caesar's count, low bytes first.
            "TIMESTAMP_IMPALA" => call.Of(
                $"make_timestamp(CAST((drill_signed_hex(drill_swap(right(hex({{0}}), 8)), 8, {ErrorPlace.Of(call.Offset)}) - 2440588) * 86400000000 + drill_signed_hex(drill_swap(left(hex({{0}}), 16)), 16, {ErrorPlace.Of(call.Offset)}) // 1000 AS BIGINT))", DrillType.Timestamp, bytes),
            "TIMESTAMP_EPOCH" => Whole(16, "epoch_ms(CAST({0} AS BIGINT))", DrillType.Timestamp),
            "DATE_EPOCH" => Whole(16, "CAST(epoch_ms(CAST({0} AS BIGINT)) AS DATE)", DrillType.Date),
            "TIME_EPOCH" => Whole(16, "CAST(epoch_ms(CAST({0} AS BIGINT)) AS TIME)", DrillType.Time),
            _ => throw Binder.Refused($"CONVERT_FROM with the type {type}", call.Offset, Followed),
        };
    }

    private static Bound To(FunctionCall call, string type)
    {
        var (name, isSwapped) = Order(type);
        return name switch
        {
            "UTF8" => call.Of("encode({0})", DrillType.VarBinary, call.Text(0)),
            "JSON" or "SIMPLEJSON" => call.Of("encode(CAST(to_json({0}) AS VARCHAR))", DrillType.VarBinary, call[0].Sql),
            "INT" => Number(call, 8, isSwapped),
            "BIGINT" => Number(call, 16, isSwapped),
            "SMALLINT" => Number(call, 4, isSwapped),
            "TINYINT" => Number(call, 2, false),
            "FLOAT" => Real(call, DrillType.Float4, isSwapped),
            "DOUBLE" => Real(call, DrillType.Float8, isSwapped),
            "BOOLEAN_BYTE" => call.Of("unhex(CASE WHEN {0} THEN '01' ELSE '00' END)", DrillType.VarBinary, call.To(0, DrillType.Bit)),
            "UINT4" => Number(call, 8, isSwapped),
            "UINT8" => Number(call, 16, isSwapped),
            "INT_HADOOPV" or "BIGINT_HADOOPV" => call.Of("unhex(drill_vint({0}))", DrillType.VarBinary, call.To(0, DrillType.BigInt)),
            "EXTENDEDJSON" => call.Of("encode(CAST(to_json({0}) AS VARCHAR))", DrillType.VarBinary, call[0].Sql),
            "TIMESTAMP_EPOCH" => Moment(call, "epoch_ms({0})", DrillType.Timestamp, isSwapped),
            "DATE_EPOCH" => Moment(call, "epoch_ms(CAST({0} AS TIMESTAMP))", DrillType.Date, isSwapped),
            "TIME_EPOCH" => Moment(call, "epoch_ms(DATE '1970-01-01' + {0})", DrillType.Time, isSwapped),
            _ => throw Binder.Refused($"CONVERT_TO with the type {type}", call.Offset, Followed),
        };
    }

    /// <summary>The type without its order of bytes; the low ones come first where it names none.</summary>
    private static (string Name, bool IsSwapped) Order(string type) => type.EndsWith("_BE", StringComparison.Ordinal) ? (type[..^3], false) : (type, true);

    private static string Hex(bool isSwapped) => isSwapped ? "drill_swap(hex({0}))" : "hex({0})";

    private static Bound Number(FunctionCall call, int digits, bool isSwapped) => Hexed(call, $"drill_hex({{0}}, {digits})", call.To(0, DrillType.BigInt), isSwapped);

    private static Bound Moment(FunctionCall call, string milliseconds, DrillType type, bool isSwapped) => Hexed(call, $"drill_hex({milliseconds}, 16)", call.To(0, type), isSwapped);

    private static Bound Real(FunctionCall call, DrillType type, bool isSwapped) => Hexed(call, "hex(CAST(CAST({0} AS BIT) AS BLOB))", call.To(0, type), isSwapped);

    private static Bound Hexed(FunctionCall call, string hex, SqlText value, bool isSwapped) => call.Of(isSwapped ? $"unhex(drill_swap({hex}))" : $"unhex({hex})", DrillType.VarBinary, value);

    private static SqlText Bytes(FunctionCall call, int index) => call[index].Type.Kind == DrillKind.VarBinary ? call[index].Sql : call.To(index, DrillType.VarBinary);

    private static Bound Bytes(FunctionCall call)
    {
        // From the end where the start is negative.
        const string start = "(CASE WHEN {1} < 0 THEN greatest(octet_length({0}) + {1} + 1, 1) ELSE greatest({1}, 1) END)";
        return call.Count == 2
            ? call.Of($"unhex(substr(hex({{0}}), {start} * 2 - 1))", DrillType.VarBinary, Bytes(call, 0), call.To(1, DrillType.BigInt))
            : call.Of($"unhex(substr(hex({{0}}), {start} * 2 - 1, greatest({{2}}, 0) * 2))", DrillType.VarBinary, Bytes(call, 0), call.To(1, DrillType.BigInt), call.To(2, DrillType.BigInt));
    }

    private static Bound Json(FunctionCall call, Scope scope)
    {
        var text = call[0].Type.Kind == DrillKind.VarBinary ? SqlText.Format("decode({0})", call[0].Sql) : call.Text(0);
        var json = SqlText.Format("CAST({0} AS JSON)", text);
        var type = JsonStructure.TypeOf(Structure(call, json, scope));
        return type.Kind == DrillKind.Null
            ? call.Of("CAST(NULL AS VARCHAR)", DrillType.VarChar)
            : call.Of($"json_transform({{0}}, {DuckDbEngine.Literal(JsonStructure.ToEngine(type))})", type, json);
    }

    /// <summary>The fields of all the texts, which only the rows can tell.</summary>
    private static string? Structure(FunctionCall call, SqlText json, Scope scope)
    {
        try
        {
            return call.Tables.Probe($"SELECT CAST(json_group_structure({json}) AS VARCHAR) AS s{scope.Rows?.Invoke().ToString()}").GetValue(0, "s") as string;
        }
        catch (EngineException e) when (NoJson().Match(e.Message) is { Success: true } match)
        {
            throw new DrillException($"Error parsing JSON: {match.Groups[2].Value.TrimEnd('.')} at byte {match.Groups[1].Value} of the text {match.Groups[3].Value}", call.Offset, "Leave such rows out in a query within FROM, or take the column as text.", e);
        }
    }

    [GeneratedRegex(@"^Malformed JSON at byte (\d+) of input: (.*?)\s*Input: (""[^\n]{0,100}?"")(?: when casting|\s*$)", RegexOptions.CultureInvariant)]
    private static partial Regex NoJson();
}
