using System.Text.RegularExpressions;
using Sinogram.Remote.Drill.Embedded.Binding;

namespace Sinogram.Remote.Drill.Embedded.Statements;

/// <summary>The engine's expressions in the user's names: columns for numbers, folders for their look-up, nothing of what the translation put in.</summary>
/// <param name="sql">The engine's SQL.</param>
/// <param name="tables">What the query reads.</param>
/// <param name="rows">The rows of tables whose number is known.</param>
internal sealed partial class PlanWords(string sql, IReadOnlyList<BoundTable> tables, IReadOnlyDictionary<string, long> rows)
{
    /// <summary>The values of a column of the files, one a file, and the name that it has in Drill.</summary>
    private readonly Dictionary<string, string> _ofFiles = OfFiles(sql);

    /// <summary>The keys of folders that the engine takes for columns, and what they are in Drill.</summary>
    private readonly Dictionary<string, string> _keys = Keys(sql);

    /// <summary>How many rows a table has, where that is known.</summary>
    public double? RowsOf(string table) => rows.TryGetValue(table, out var number) ? number : null;

    /// <summary>A column as it is called in Drill, where it is a folder.</summary>
    public string OfFolder(string column) => _keys.GetValueOrDefault(column, column);

    /// <summary>Whether an expression is a column of the operator below and no more.</summary>
    public static bool IsReference(string text) => Reference().IsMatch(Unpacked(text));

    /// <param name="text">An expression of the engine's.</param>
    /// <param name="columns">What its numbers count, or null where that is not known.</param>
    public string Text(string text, IReadOnlyList<string>? columns)
    {
        text = Unpacked(text);
        text = Errors(Folders(text));
        text = OwnAlias().Replace(text, "");
        for (var before = ""; before != text;)
        {
            before = text;
            text = StructField().Replace(text, "$1.$2");
            text = MapValue().Replace(text, "$1[$2]");
            text = Element().Replace(text, m => $"{m.Groups[1].Value}[{Before(m.Groups[2].Value)}]");
        }
        // Arithmetic of decimals in whole numbers, which says nothing to a reader.
        if (text.Contains("HUGEINT", StringComparison.Ordinal)) { return "…"; }
        text = Filtered().Replace(text, "").Replace("count_star()", "count(*)", StringComparison.Ordinal).Replace("delim_index", "row", StringComparison.Ordinal).Replace("arg_min_nulls_last(", "arg_min(", StringComparison.Ordinal);
        text = QuotedFunction().Replace(text, "$1(");
        text = TableNumber().Replace(text, "#$1");
        // As Drill's own plans write a column by its number.
        return Number().Replace(text, m => int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) is var n && columns is not null && n < columns.Count ? columns[n] : "$" + m.Groups[1].Value);
    }

    /// <summary>The condition of a join, whose sides count the columns of one input each.</summary>
    public string Condition(string text, IReadOnlyList<string>? left, IReadOnlyList<string>? right) =>
        Comparison().Match(text) is { Success: true } match && match.Groups[1].Value.Count(c => c == '(') == match.Groups[1].Value.Count(c => c == ')')
            ? $"{Text(match.Groups[1].Value, left)} {match.Groups[2].Value} {Text(match.Groups[3].Value, right)}"
            : Text(text, null);

    /// <summary>The table that an operator reads, where only one of the query's can be meant.</summary>
    public string? TableOf(string scan, IReadOnlyList<string> columns)
    {
        var fit = tables.Where(t => KindOf(t) == scan && columns.All(c => t.Columns.Any(o => string.Equals(o.Name, c.Split('.')[0].Trim('"'), StringComparison.OrdinalIgnoreCase)) || IsOfFiles(c) || _keys.ContainsKey(c))).Select(t => t.Shown).Distinct().ToList();
        return fit.Count == 1 ? fit[0] : null;
    }

    private static bool IsOfFiles(string column) => column is "file_index" or "file_row_number" or "filename";

    private static string KindOf(BoundTable table)
    {
        var text = table.Sql.ToString();
        return text.Contains(" FROM read_parquet(", StringComparison.Ordinal) ? "ParquetScan" : text.Contains(" FROM read_json(", StringComparison.Ordinal) || text.Contains("read_ndjson_objects(", StringComparison.Ordinal) ? "JsonScan" : "TableScan";
    }

    private string Folders(string text)
    {
        for (var at = text.IndexOf("array_extract([", StringComparison.Ordinal); at >= 0; at = text.IndexOf("array_extract([", at + 1, StringComparison.Ordinal))
        {
            var list = at + "array_extract(".Length;
            if (Close(text, list) is not (> 0 and var listEnd) || !_ofFiles.TryGetValue(text[list..(listEnd + 1)], out var name) || Close(text, list - 1) is not (> 0 and var end)) { continue; }
            text = text[..at] + name + text[(end + 1)..];
        }
        foreach (var (key, name) in _keys) { text = text.Replace($"('{key}=' || {key})", name, StringComparison.Ordinal); }
        text = FolderValue().Replace(text, "$1");
        return FileNumber().Replace(text, "fileNumber").Replace("file_row_number", "rowNumber", StringComparison.Ordinal);
    }

    /// <summary>Values that are packed for a while, as what they are.</summary>
    private static string Unpacked(string text)
    {
        for (var at = text.IndexOf("__internal_", StringComparison.Ordinal); at >= 0; at = text.IndexOf("__internal_", StringComparison.Ordinal))
        {
            var open = text.IndexOf('(', at);
            var close = open < 0 ? -1 : Close(text, open);
            if (close < 0) { break; }
            var inner = text[(open + 1)..close];
            var comma = inner.LastIndexOf(", ", StringComparison.Ordinal);
            text = text[..at] + (comma > 0 && inner.AsSpan(comma + 2).TrimStart('-').IndexOfAnyExceptInRange('0', '9') < 0 ? inner[..comma] : inner) + text[(close + 1)..];
        }
        return text;
    }

    /// <summary>What the translation says where a value does not fit belongs to the error, not to the plan.</summary>
    private static string Errors(string text)
    {
        for (var at = text.LastIndexOf("CASE  WHEN ((", StringComparison.Ordinal); at >= 0; at = at == 0 ? -1 : text.LastIndexOf("CASE  WHEN ((", at - 1, StringComparison.Ordinal))
        {
            if (End(text, at) is not (> 0 and var end) || !Error().IsMatch(text.AsSpan(at, end - at))) { continue; }
            // A text that is read as a number or a moment, or is refused; a quotient whose divisor is looked at.
            var open = at + "CASE  WHEN (".Length;
            var subject = Close(text, open) is > 0 and var close ? text[(open + 1)..close] : "";
            text = text[..at] + Checked(subject, text[at..end]) + text[end..];
        }
        return text;
    }

    /// <summary>Elements of lists, which the engine counts from 1.</summary>
    public static string FromZero(string text) => Index().Replace(text, m => $"[{Before(m.Groups[1].Value)}]");

    private static string Before(string number) => (long.Parse(number, System.Globalization.CultureInfo.InvariantCulture) - 1).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Checked(string subject, string whole)
    {
        var value = subject.TrimStart('(');
        // The error within a division, which goes with it.
        if (value.EndsWith(" IS NOT NULL", StringComparison.Ordinal)) { return "error()"; }
        if (value.EndsWith(" IS NULL", StringComparison.Ordinal)) { return $"CAST({value[..^" IS NULL".Length]})"; }
        var otherwise = whole.LastIndexOf(" ELSE ", StringComparison.Ordinal);
        return otherwise > 0 && (value.EndsWith(" = 0", StringComparison.Ordinal) || value.EndsWith(" > 1", StringComparison.Ordinal)) ? whole[(otherwise + " ELSE ".Length)..^" END".Length].Replace(" // ", " / ", StringComparison.Ordinal) : "CASE …";
    }

    /// <summary>Behind the END of a CASE; -1 where it has none.</summary>
    private static int End(string text, int at)
    {
        var depth = 0;
        foreach (Match word in CaseWords().Matches(text[at..]))
        {
            depth += word.Value == "CASE" ? 1 : -1;
            if (depth == 0) { return at + word.Index + word.Length; }
        }
        return -1;
    }

    /// <summary>The bracket that closes the one at a place.</summary>
    private static int Close(string text, int open)
    {
        var (depth, quoted) = (0, false);
        for (var i = open; i < text.Length; i++)
        {
            if (text[i] == '\'') { quoted = !quoted; }
            else if (!quoted && text[i] is '(' or '[') { depth++; }
            else if (!quoted && text[i] is ')' or ']' && --depth == 0) { return i; }
        }
        return -1;
    }

    private static Dictionary<string, string> OfFiles(string sql)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match match in ByNumber().Matches(sql)) { result.TryAdd(match.Groups[1].Value.Replace("CAST(NULL AS VARCHAR)", "NULL", StringComparison.Ordinal), match.Groups[2].Value); }
        return result;
    }

    private static Dictionary<string, string> Keys(string sql)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match match in ByKey().Matches(sql)) { result.TryAdd(match.Groups[2].Value, match.Groups[3].Value); }
        return result;
    }

    [GeneratedRegex(@"\b(?:CASE|END)\b", RegexOptions.CultureInvariant)]
    private static partial Regex CaseWords();

    [GeneratedRegex(@"array_extract\(map_extract\(([^(),]+), ('[^']*')\), 1\)", RegexOptions.CultureInvariant)]
    private static partial Regex MapValue();

    [GeneratedRegex(@"array_extract\(([^(),]+), (\d{1,9})\)", RegexOptions.CultureInvariant)]
    private static partial Regex Element();

    [GeneratedRegex(@"\[(\d{1,9})\]", RegexOptions.CultureInvariant)]
    private static partial Regex Index();

    [GeneratedRegex(@"\berror""?\(", RegexOptions.CultureInvariant)]
    private static partial Regex Error();

    [GeneratedRegex(@"""(\w+)""\(", RegexOptions.CultureInvariant)]
    private static partial Regex QuotedFunction();

    [GeneratedRegex(@" Filter: .*$", RegexOptions.CultureInvariant)]
    private static partial Regex Filtered();

    [GeneratedRegex(@"\((\[[^\[\]]*\])\)\[file_index::BIGINT \+ 1\] AS (\w+)", RegexOptions.CultureInvariant)]
    private static partial Regex ByNumber();

    [GeneratedRegex(@"\(('\w+=') \|\| ""(\w+)""\) AS (dir\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex ByKey();

    [GeneratedRegex(@"""?\b(dir\d+) value\b""?", RegexOptions.CultureInvariant)]
    private static partial Regex FolderValue();

    [GeneratedRegex(@"^#\d+$|^#\[\d+\.\d+\]$", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();

    [GeneratedRegex(@"#(\d+)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"#\[\d+\.(\d+)\]", RegexOptions.CultureInvariant)]
    private static partial Regex TableNumber();

    [GeneratedRegex(@"\b[swuvqf]\d+\.(?=[\w""$])", RegexOptions.CultureInvariant)]
    private static partial Regex OwnAlias();

    [GeneratedRegex(@"struct_extract\(([^(),]+), '([^']*)'\)", RegexOptions.CultureInvariant)]
    private static partial Regex StructField();

    [GeneratedRegex(@"^(.+?) (=|<>|!=|<|>|<=|>=|IS NOT DISTINCT FROM|IS DISTINCT FROM) (.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Comparison();

    [GeneratedRegex(@"\(CAST\(file_index AS BIGINT\) \+ 1\)|\(file_index \+ 1\)|\bfile_index\b", RegexOptions.CultureInvariant)]
    private static partial Regex FileNumber();
}
