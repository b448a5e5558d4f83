using Sinogram.Data;

namespace Sinogram.Remote.Drill.Embedded.Binding;

/// <summary>Functions of text.</summary>
internal static class TextFunctions
{
    public static Dictionary<string, FunctionRule> Rules { get; } = new(StringComparer.OrdinalIgnoreCase)
    {
        ["UPPER"] = Texts("upper(replace({0}, 'ß', 'ss'))", 1),
        ["LOWER"] = Texts("lower({0})", 1),
        ["INITCAP"] = Texts("drill_initcap({0})", 1),
        ["REVERSE"] = Texts("reverse({0})", 1),
        ["REPLACE"] = Texts("replace({0}, {1}, {2})", 3),
        ["SPLIT_PART"] = new(3, 4, SplitPart),
        ["SPLIT"] = new(2, 2, c => c.Of("string_split({0}, {1})", DrillType.List(DrillType.VarChar), c.Text(0), c.Text(1))),
        ["REPEAT"] = new(2, 2, c => c.Of("repeat({0}, {1})", DrillType.VarChar, c.Text(0), c.To(1, DrillType.BigInt))),
        ["REPEATSTR"] = new(2, 2, c => c.Of("repeat({0}, {1})", DrillType.VarChar, c.Text(0), c.To(1, DrillType.BigInt))),
        ["CONCAT"] = new(1, 99, c => new Bound(SqlText.Of("concat(", c.Offset).Join(", ", Enumerable.Range(0, c.Count).Select(c.Text)).Add(")"), DrillType.VarChar)),
        ["SUBSTR"] = new(2, 3, Substring),
        ["LEFT"] = new(2, 2, c => c.Of("left({0}, {1})", DrillType.VarChar, c.Text(0), c.To(1, DrillType.BigInt))),
        ["RIGHT"] = new(2, 2, c => c.Of("right({0}, {1})", DrillType.VarChar, c.Text(0), c.To(1, DrillType.BigInt))),
        ["LPAD"] = new(2, 3, c => Pad(c, "lpad")),
        ["RPAD"] = new(2, 3, c => Pad(c, "rpad")),
        ["LTRIM"] = Trim("ltrim"),
        ["RTRIM"] = Trim("rtrim"),
        ["BTRIM"] = Trim("trim"),
        ["STRPOS"] = new(2, 2, c => Find(c, 0, 1)),
        ["POSITION"] = new(2, 2, c => Find(c, 1, 0)),
        ["LENGTH"] = new(1, 2, Length),
        ["CHAR_LENGTH"] = new(1, 1, Length),
        ["CHARACTER_LENGTH"] = new(1, 1, Length),
        ["OCTET_LENGTH"] = new(1, 1, c => Octets(c, "")),
        ["BIT_LENGTH"] = new(1, 1, c => Octets(c, " * 8")),
        ["ASCII"] = new(1, 1, c => c.Of("CAST(ascii({0}) AS INTEGER)", DrillType.Int, c.Text(0))),
        ["CHR"] = new(1, 1, c => c.Of("chr(CAST({0} AS INTEGER))", DrillType.VarChar, c.To(0, DrillType.BigInt))),
        ["REGEXP_REPLACE"] = new(3, 3, RegexReplace),
        ["REGEXP_MATCHES"] = new(2, 2, c => c.Of("regexp_full_match({0}, {1})", DrillType.Bit, c.Text(0), c.Text(1))),
        ["REGEXP_EXTRACT"] = new(2, 3, RegexExtract),
        ["SIMILAR"] = new(2, 3, Similar),
        ["SIMILAR_TO"] = new(2, 3, Similar),
        ["LIKE"] = new(2, 3, c => Like(c, "LIKE")),
        ["ILIKE"] = new(2, 3, c => Like(c, "ILIKE")),
        ["STARTS_WITH"] = new(2, 2, c => c.Of("starts_with({0}, {1})", DrillType.Bit, c.Text(0), c.Text(1))),
        ["ENDS_WITH"] = new(2, 2, c => c.Of("ends_with({0}, {1})", DrillType.Bit, c.Text(0), c.Text(1))),
        ["TOASCII"] = new(1, 2, c => c.Of("{0}", DrillType.VarChar, c.Text(0))),
        ["LENGTHUTF8"] = new(1, 1, Length),
        ["PARSE_URL"] = new(1, 1, Url),
    };

    private static FunctionRule Texts(string format, int count) =>
        new(count, count, c => c.Of(format, DrillType.VarChar, [.. Enumerable.Range(0, count).Select(c.Text)]));

    private static FunctionRule Trim(string function) => new(1, 2, c => c.Count == 1
        ? c.Of($"{function}({{0}})", DrillType.VarChar, c.Text(0))
        : c.Of($"{function}({{0}}, {{1}})", DrillType.VarChar, c.Text(0), c.Text(1)));

    private static Bound Pad(FunctionCall call, string function) =>
        call.Count == 2 || call[2].Text is { Length: > 0 }
            ? call.Of($"{function}({{0}}, CAST({{1}} AS INTEGER), {{2}})", DrillType.VarChar, call.Text(0), call.To(1, DrillType.BigInt), call.Count == 3 ? call.Text(2) : SqlText.Of("' '"))
            // Without anything to fill with, a text is cut only.
            : call.Of($"drill_pad({{0}}, {{1}}, {{2}}, {function}({{0}}, CAST({{1}} AS INTEGER), CASE WHEN {{2}} = '' THEN ' ' ELSE {{2}} END))", DrillType.VarChar, call.Text(0), call.To(1, DrillType.BigInt), call.Text(2));

    /// <summary>The place of a text in another one, from 1; 0 where it is not, and for an empty one.</summary>
    private static Bound Find(FunctionCall call, int whole, int part) =>
        call.Of("CASE WHEN {1} = '' THEN 0 ELSE strpos({0}, {1}) END", DrillType.BigInt, call.Text(whole), call.Text(part));

    /// <summary>A part by its number, from the end where it is negative; or the parts from one to another.</summary>
    private static Bound SplitPart(FunctionCall call) => call.Count == 3
        ? call.Of($"drill_part({{0}}, {{1}}, {{2}}, {ErrorPlace.Of(call.Offset)})", DrillType.VarChar, call.Text(0), call.Text(1), call.To(2, DrillType.BigInt))
        : call.Of($"drill_parts({{0}}, {{1}}, {{2}}, {{3}}, {ErrorPlace.Of(call.Offset)})", DrillType.VarChar, call.Text(0), call.Text(1), call.To(2, DrillType.BigInt), call.To(3, DrillType.BigInt));

    private static Bound Similar(FunctionCall call)
    {
        var escape = call.Count == 3 ? call.Literal(2, "an escape character") : null;
        if (escape is { Length: not 1 }) { throw new DrillException("The escape character is one character.", call.Syntax.Arguments[2].Offset); }
        return call.Of("regexp_full_match({0}, {1}, 's')", DrillType.Bit, call.Text(0), SqlText.Of(DuckDbEngine.Literal(TextPatterns.SimilarToRegex(call.Literal(1, "a pattern"), escape?[0], call.Offset))));
    }

    /// <summary>The groups of the first match as a list, or one of them.</summary>
    private static Bound RegexExtract(FunctionCall call)
    {
        if (call.Count == 3) { return call.Of("regexp_extract({0}, {1}, CAST({2} AS INTEGER))", DrillType.VarChar, call.Text(0), call.Text(1), call.To(2, DrillType.Int)); }
        var pattern = call.Literal(1, "a pattern");
        var groups = TextPatterns.Groups(pattern);
        var list = string.Join(", ", Enumerable.Range(1, groups).Select(g => $"regexp_extract({{0}}, {{1}}, {g})"));
        return call.Of($"CASE WHEN regexp_matches({{0}}, {{1}}) THEN CAST([{list}] AS VARCHAR[]) ELSE CAST([] AS VARCHAR[]) END", DrillType.List(DrillType.VarChar), call.Text(0), call.Text(1));
    }

    /// <summary>The parts of an address; those that it lacks are null, a port -1.</summary>
    private static Bound Url(FunctionCall call)
    {
        const string form = @"^([A-Za-z][A-Za-z0-9+.\-]*)://((?:[^/?#@]*@)?(\[[^\]]*\]|[^:/?#]*)(?::([0-9]*))?)([^?#]*)(\?([^#]*))?(#(.*))?$";
        var pattern = DuckDbEngine.Literal(form);
        string Part(int group) => $"NULLIF(regexp_extract({{0}}, {pattern}, {group}), '')";
        var fields = new (string Name, string Sql, DrillType Type)[]
        {
            ("protocol", Part(1), DrillType.VarChar), ("authority", Part(2), DrillType.VarChar), ("host", Part(3), DrillType.VarChar), ("path", $"regexp_extract({{0}}, {pattern}, 5)", DrillType.VarChar),
            ("query", Part(7), DrillType.VarChar), ("filename", $"regexp_extract({{0}}, {pattern}, 5) || regexp_extract({{0}}, {pattern}, 6)", DrillType.VarChar), ("ref", Part(9), DrillType.VarChar),
            ("port", $"coalesce(CAST({Part(4)} AS INTEGER), -1)", DrillType.Int),
        };
        var map = string.Join(", ", fields.Select(f => $"'{f.Name}': {f.Sql}"));
        return call.Of($"CASE WHEN regexp_matches({{0}}, {pattern}) THEN {{{map}}} END", DrillType.Map(fields.Select(f => (f.Name, f.Type))), call.Text(0));
    }

    /// <summary>A start before the first character gives an empty text, where the engine would count from the end; a text in its place is a pattern.</summary>
    private static Bound Substring(FunctionCall call)
    {
        if (call.Count == 2 && call[1].Type.IsText) { return call.Of("CASE WHEN regexp_matches({0}, {1}) THEN regexp_extract({0}, {1}) END", DrillType.VarChar, call.Text(0), call.Text(1)); }
        var start = Place(call, 1);
        var text = call.Text(0);
        var part = call.Count == 2 ? SqlText.Format("substr({0}, {1})", text, start) : SqlText.Format("substr({0}, {1}, greatest({2}, 0))", text, start, Place(call, 2));
        return call[1].Number is { } literal && !literal.StartsWith('-') && literal != "0"
            ? new Bound(part, DrillType.VarChar)
            : call.Of("CASE WHEN {0} IS NULL THEN NULL WHEN {1} < 1 THEN '' ELSE {2} END", DrillType.VarChar, text, start, part);
    }

    /// <summary>A place or length in a text, which the engine takes up to 32 bits.</summary>
    private static SqlText Place(FunctionCall call, int index) => call[index].Number is { Length: < 10 } ? call.To(index, DrillType.BigInt) : SqlText.Format("least(greatest({0}, -2147483647), 2147483647)", call.To(index, DrillType.BigInt));

    private static Bound Length(FunctionCall call) => call[0].Type.Kind == DrillKind.VarBinary
        ? call.Of("length(decode({0}))", DrillType.BigInt, call[0].Sql)
        : call.Of("length({0})", DrillType.BigInt, call.Text(0));

    private static Bound Octets(FunctionCall call, string factor) => call[0].Type.Kind == DrillKind.VarBinary
        ? call.Of($"(octet_length({{0}}){factor})", DrillType.BigInt, call[0].Sql)
        : call.Of($"(strlen({{0}}){factor})", DrillType.BigInt, call.Text(0));

    private static Bound RegexReplace(FunctionCall call)
    {
        var replacement = call[2].Text is { } text
            ? SqlText.Of(DuckDbEngine.Literal(TextPatterns.Replacement(text)))
            : SqlText.Format("regexp_replace(replace({0}, '\\', '\\\\'), '\\$([0-9])', '\\\\\\1', 'g')", call.Text(2));
        return call.Of("regexp_replace({0}, {1}, {2}, 'g')", DrillType.VarChar, call.Text(0), call.Text(1), replacement);
    }

    private static Bound Like(FunctionCall call, string operation) => call.Count == 2
        ? call.Of($"({{0}} {operation} {{1}})", DrillType.Bit, call.Text(0), call.Text(1))
        : call.Of($"({{0}} {operation} {{1}} ESCAPE {{2}})", DrillType.Bit, call.Text(0), call.Text(1), call.Text(2));
}
