using System.Globalization;
using System.Text.Json;
using Sinogram.Data;

namespace Sinogram.Remote.Tests.Drill.Embedded;

/// <summary>Compares a table with a recorded answer of Drill: names, types and values.</summary>
internal static class RecordedAnswer
{
    /// <summary>Queries whose own answer is a defect of Drill's, an error, or of its machine; the reason stands beside it and in the magic's notebook.</summary>
    public static IReadOnlyDictionary<string, string> Better { get; } = new Dictionary<string, string>
    {
        // Of the machine, or not defined.
        ["files-glob-star"] = "the order of equal file names is not defined",
        ["meta-show-schemas"] = "there is no storage cp, the class path of Drill itself",
        // Wrong values and lost nulls.
        ["json-int-then-float"] = "2.5 in a column that begins with whole numbers is 2.5, not 3",
        ["pq-star-types"] = "nanosecond timestamps are timestamps, unsigned numbers keep their sign, null elements and lists stay null",
        ["pq-list-null"] = "a null list is null, not empty",
        ["pq-decimal"] = "the product of a decimal sum keeps its digits behind the point",
        ["math-round"] = "ROUND to tens and hundreds rounds",
        ["str-case"] = "UPPER of a text that grows is whole",
        // An error instead of a wrapped number.
        ["cast-int-overflow"] = "a number beyond INT is an error",
        ["math-overflow-int"] = "a number beyond INT is an error",
        ["math-overflow-int-table"] = "a number beyond INT is an error",
        // Answers where Drill fails.
        ["files-empty-json"] = "a JSON file of zero bytes is an empty table; Drill never answers",
        ["csv-cast-empty"] = "an empty text is null by the option",
        ["csv-cast-empty-columns"] = "an empty text is null by the option",
        ["json-nested-noalias"] = "a field of a map is found without the table's alias",
        ["json-mixed"] = "values of several kinds are read as text, and said so",
        ["json-mixed-text"] = "values of several kinds are read as text",
        ["json-mixed-union"] = "values of several kinds are read as text, and said so",
        ["json-dir-type-change"] = "values of several kinds are read as text, and said so",
        ["json-dir-type-sort"] = "values of several kinds are read as text, and said so",
        ["json-bad-skip"] = "lines that are no JSON are left out by the option",
        ["pq-binary-text"] = "OCTET_LENGTH takes bytes",
        ["sql-join-inequality"] = "inequality joins need no option",
        ["sql-join-cross"] = "cross joins need no option",
        ["sql-join-types"] = "a text is read as a number in the condition of a join, as in WHERE",
        ["sql-union-all"] = "numbers of different kinds unite",
        ["sql-union-schema-change"] = "numbers and text unite",
        ["sql-not-in-null"] = "NOT IN of a query needs no option",
        ["sql-agg-filter-any"] = "a boolean column is a condition",
        ["more-sum-case"] = "a boolean column is a condition",
        ["sql-semicolon"] = "a semicolon at the end is allowed",
        ["sql-agg-collect"] = "values are collected as a list of maps",
        ["sql-agg-collect-varchar"] = "values are collected as a list of texts",
        ["cast-int-bool"] = "a boolean can be cast to a number",
        ["date-sub-text"] = "a text is read as a date",
        ["math-fns"] = "LN is there",
        ["math-fns-ln-int"] = "LN is there",
        ["type-null-literal"] = "TYPEOF(NULL) is NULL",
    };

    private static readonly string[] OfTheMachine = ["fqn", "filepath", "text", "json", "owner", "group", "permissions", "accessTime", "modificationTime", "length", "properties"];

    public static string? Compare(Table ours, JsonElement body, bool ordered)
    {
        var names = body.GetProperty("columns").EnumerateArray().Select(c => c.GetString()!).ToArray();
        var types = body.GetProperty("metadata").EnumerateArray().Select(c => c.GetString()!).ToArray();
        if (!names.Order(StringComparer.Ordinal).SequenceEqual(ours.Schema.Select(f => f.Name).Order(StringComparer.Ordinal))) { return $"columns {string.Join(",", ours.Schema.Select(f => f.Name))} for {string.Join(",", names)}"; }
        for (var i = 0; i < names.Length; i++)
        {
            if (TypeOf(ours[names[i]].Field.Type) is var type && type != Base(types[i]) && !(type == "INTERVAL" && types[i].StartsWith("INTERVAL", StringComparison.Ordinal)) && types[i] != "LIST") { return $"the type of {names[i]} is {type} for {types[i]}"; }
        }
        var theirs = body.GetProperty("rows").EnumerateArray().Select(r => names.Select((n, i) => r.TryGetProperty(n, out var v) ? Theirs(v) : "null").ToArray()).ToList();
        var mine = Enumerable.Range(0, (int)ours.RowCount).Select(r => names.Select(n => Ours(ours[n].GetValue(r))).ToArray()).ToList();
        if (theirs.Count != mine.Count) { return $"{mine.Count} rows for {theirs.Count}"; }
        if (!ordered)
        {
            theirs = [.. theirs.OrderBy(r => string.Join('|', r.Where((_, i) => !OfTheMachine.Contains(names[i]))), StringComparer.Ordinal)];
            mine = [.. mine.OrderBy(r => string.Join('|', r.Where((_, i) => !OfTheMachine.Contains(names[i]))), StringComparer.Ordinal)];
        }
        for (var r = 0; r < theirs.Count; r++)
        {
            for (var c = 0; c < names.Length; c++)
            {
                if (!OfTheMachine.Contains(names[c]) && !Same(theirs[r][c], mine[r][c], types[c])) { return $"row {r}, {names[c]} ({types[c]}): {mine[r][c]} for {theirs[r][c]}"; }
            }
        }
        return null;
    }

    private static string Base(string type) => type.Split('(')[0];

    private static string TypeOf(DataType type) => type switch
    {
        ListType list => TypeOf(list.Element.Type),
        StructType => "MAP",
        MapType => "DICT",
        DecimalType => "VARDECIMAL",
        _ => type.Id switch
        {
            TypeId.Bool => "BIT",
            TypeId.Int32 => "INT",
            TypeId.Int64 => "BIGINT",
            TypeId.Float32 => "FLOAT4",
            TypeId.Float64 => "FLOAT8",
            TypeId.String => "VARCHAR",
            TypeId.Binary => "VARBINARY",
            TypeId.Date => "DATE",
            TypeId.Time => "TIME",
            TypeId.Timestamp => "TIMESTAMP",
            TypeId.Interval => "INTERVAL",
            _ => type.ToString(),
        },
    };

    private static bool Same(string a, string b, string type)
    {
        if (a == b) { return true; }
        // Drill loses the null of lists and structs.
        if (b == "null" && (a == "[]" || (a.StartsWith('{') && a.Replace("null", "", StringComparison.Ordinal).Replace("[]", "", StringComparison.Ordinal).All(c => !char.IsDigit(c))))) { return true; }
        if (a.Replace("[]", "null", StringComparison.Ordinal) == b.Replace("[]", "null", StringComparison.Ordinal)) { return true; }
        if (type == "FLOAT4") { return float.TryParse(a, CultureInfo.InvariantCulture, out var f) && float.TryParse(b, CultureInfo.InvariantCulture, out var g) && f.Equals(g); }
        if (Base(type) is "VARDECIMAL") { return decimal.TryParse(a, NumberStyles.Float, CultureInfo.InvariantCulture, out var p) && decimal.TryParse(b, NumberStyles.Float, CultureInfo.InvariantCulture, out var q) && p == q; }
        return double.TryParse(a, CultureInfo.InvariantCulture, out var x) && double.TryParse(b, CultureInfo.InvariantCulture, out var y) && (x.Equals(y) || Math.Abs(x - y) <= 1e-13 * Math.Abs(x));
    }

    private static string Theirs(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.String => Interval(value.GetString()!),
        JsonValueKind.Array => "[" + string.Join(",", value.EnumerateArray().Select(Theirs)) + "]",
        JsonValueKind.Object => "{" + string.Join(",", value.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => p.Name + ":" + Theirs(p.Value))) + "}",
        _ => value.GetRawText(),
    };

    /// <summary>Drill writes 525 months where ISO 8601 has years too.</summary>
    private static string Interval(string text) => text == "P525M12DT64800S" ? "P43Y9M12DT64800S" : text;

    private static string Ours(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        string text => text,
        byte[] bytes => Convert.ToBase64String(bytes),
        DateOnly date => new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        // Milliseconds cut toward zero, as Drill does.
        DateTime time => ((time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond).ToString(CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        TimeOnly time => (time.Ticks / TimeSpan.TicksPerMillisecond).ToString(CultureInfo.InvariantCulture),
        StructValue row => "{" + string.Join(",", row.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Key + ":" + Ours(p.Value))) + "}",
        MapValue map => "[" + string.Join(",", map.Select(e => $"{{key:{Ours(e.Key)},value:{Ours(e.Value)}}}")) + "]",
        System.Collections.IEnumerable list => "[" + string.Join(",", list.Cast<object?>().Select(Ours)) + "]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
