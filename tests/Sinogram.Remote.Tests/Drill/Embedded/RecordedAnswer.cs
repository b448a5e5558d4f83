using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sinogram.Data;

namespace Sinogram.Remote.Tests.Drill.Embedded;

/// <summary>Compares a table with a recorded answer of Drill: names, types and values.</summary>
internal static partial class RecordedAnswer
{
    private static readonly string[] OfTheMachine = ["fqn", "filepath", "text", "json", "owner", "group", "permissions", "accessTime", "modificationTime", "length", "properties"];

    /// <param name="ours">Our answer.</param>
    /// <param name="body">The recorded one.</param>
    /// <param name="ordered">The order of the rows counts.</param>
    /// <param name="rows">The rows count, not only names and types.</param>
    public static string? Compare(Table ours, JsonElement body, bool ordered, bool rows = true)
    {
        var names = body.GetProperty("columns").EnumerateArray().Select(c => c.GetString()!).ToArray();
        var types = body.GetProperty("metadata").EnumerateArray().Select(c => c.GetString()!).ToArray();
        if (!names.Order(StringComparer.Ordinal).SequenceEqual(ours.Schema.Select(f => f.Name).Order(StringComparer.Ordinal))) { return $"columns {string.Join(",", ours.Schema.Select(f => f.Name))} for {string.Join(",", names)}"; }
        // Where Drill puts the folders among the columns of a star is not defined.
        if (!names.Where(n => !IsFolder(n)).SequenceEqual(ours.Schema.Select(f => f.Name).Where(n => !IsFolder(n)))) { return $"columns in the order {string.Join(",", ours.Schema.Select(f => f.Name))} for {string.Join(",", names)}"; }
        for (var i = 0; i < names.Length; i++)
        {
            if (ours[names[i]].Field.Type is DecimalType d && types[i] != $"VARDECIMAL({d.Precision}, {d.Scale})") { return $"the type of {names[i]} is {d} for {types[i]}"; }
            if (TypeOf(ours[names[i]].Field.Type) is var type && type != Base(types[i]) && !(type == "INTERVAL" && types[i].StartsWith("INTERVAL", StringComparison.Ordinal)) && types[i] != "LIST") { return $"the type of {names[i]} is {type} for {types[i]}"; }
        }
        if (!rows) { return null; }
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

    private static bool IsFolder(string name) => name.StartsWith("dir", StringComparison.Ordinal) && name.Length > 3 && name.AsSpan(3).IndexOfAnyExceptInRange('0', '9') < 0;

    internal static string Base(string type) => type.Split('(')[0];

    internal static string TypeOf(DataType type) => type switch
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
        // A text is the same letter by letter; lists and maps have a scalar's type too.
        if (Base(type) == "VARCHAR" && !a.StartsWith('[') && !a.StartsWith('{')) { return false; }
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
    private static string Interval(string text) => Months().Replace(text, m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture) is var n && n >= 12 ? $"P{n / 12}Y{(n % 12 == 0 ? "" : $"{n % 12}M")}" : m.Value);

    [GeneratedRegex(@"^P(\d{2,6})M(?=T|\d|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Months();

    private static string Ours(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        string text => text,
        byte[] bytes => Convert.ToBase64String(bytes),
        DateOnly date => new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        DateTime time => Milliseconds(time.Ticks - DateTime.UnixEpoch.Ticks),
        DateTimeOffset time => Milliseconds(time.UtcTicks - DateTime.UnixEpoch.Ticks),
        TimeOnly time => Milliseconds(time.Ticks),
        StructValue row => "{" + string.Join(",", row.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Key + ":" + Ours(p.Value))) + "}",
        MapValue map => "[" + string.Join(",", map.Select(e => $"{{key:{Ours(e.Key)},value:{Ours(e.Value)}}}")) + "]",
        System.Collections.IEnumerable list => "[" + string.Join(",", list.Cast<object?>().Select(Ours)) + "]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static string Milliseconds(long ticks) => (ticks / (decimal)TimeSpan.TicksPerMillisecond).ToString("0.####", CultureInfo.InvariantCulture);
}
