using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Sinogram.Remote.Drill;

/// <summary>A plan as EXPLAIN tells it, as a tree that a person can read: operators, what they do, and of scans what they read.</summary>
public static partial class PlanTree
{
    private const int Longest = 150;

    private sealed record Node(int Depth, string Name, string Detail);

    /// <param name="text">The column <c>text</c> of EXPLAIN PLAN FOR …</param>
    public static string Draw(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var nodes = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Read).OfType<Node>().ToList();
        var result = new StringBuilder();
        for (var i = 0; i < nodes.Count; i++)
        {
            for (var depth = 1; depth < nodes[i].Depth; depth++) { result.Append(Continues(nodes, i, depth) ? "│  " : "   "); }
            if (nodes[i].Depth > 0) { result.Append(Continues(nodes, i, nodes[i].Depth) ? "├─ " : "└─ "); }
            result.Append(nodes[i].Name);
            if (nodes[i].Detail.Length > 0) { result.Append("  ").Append(nodes[i].Detail); }
            result.Append('\n');
        }
        return result.ToString();
    }

    /// <summary>Whether behind a node another one of this depth follows under the same parent.</summary>
    private static bool Continues(List<Node> nodes, int from, int depth)
    {
        for (var i = from + 1; i < nodes.Count; i++)
        {
            if (nodes[i].Depth == depth) { return true; }
            if (nodes[i].Depth < depth) { return false; }
        }
        return false;
    }

    private static Node? Read(string line)
    {
        var match = Line().Match(line);
        if (!match.Success) { return null; }
        var detail = match.Groups["detail"].Value;
        var cost = Cost().Match(detail);
        var rows = RowCount().Match(detail);
        var ran = Ran().Match(detail);
        if (cost.Success) { detail = detail[..cost.Index]; }
        detail = detail.Trim();
        if (detail.StartsWith('(') && detail.EndsWith(')')) { detail = detail[1..^1]; }
        detail = match.Groups["name"].Value.Contains("Scan", StringComparison.OrdinalIgnoreCase) ? Scan(detail) : detail;
        if (detail.Length > Longest) { detail = detail[..Longest] + "…"; }
        return new Node(match.Groups["indent"].Length / 2, match.Groups["name"].Value, string.Join("  ", new[] { detail, Counts(rows, ran) }.Where(t => t.Length > 0)));
    }

    private static string Counts(Match expected, Match ran)
    {
        string Rows(string number) => double.Parse(number, CultureInfo.InvariantCulture) is var n && n == 1 ? "1 row" : string.Create(CultureInfo.InvariantCulture, $"{n:N0} rows");
        if (!expected.Success && !ran.Success) { return ""; }
        var parts = new List<string>();
        if (expected.Success) { parts.Add("about " + Rows(expected.Groups[1].Value)); }
        if (ran.Success) { parts.Add($"{Rows(ran.Groups[1].Value)} in {ran.Groups[2].Value} ms"); }
        return $"({string.Join("; ", parts)})";
    }

    /// <summary>What a scan reads, out of everything that Drill writes about it.</summary>
    private static string Scan(string detail)
    {
        var parts = new List<string>();
        if (Table().Match(detail) is { Success: true } table) { parts.Add(table.Groups[1].Value.Replace(", ", ".", StringComparison.Ordinal)); }
        if (Number(detail, "numFiles") is { } files) { parts.Add($"{files} files"); }
        if (Number(detail, "numRowGroups") is { } groups) { parts.Add($"{groups} row groups"); }
        if (Columns().Match(detail) is { Success: true } columns) { parts.Add("columns " + columns.Groups[1].Value); }
        if (Filter().Match(detail) is { Success: true } filter) { parts.Add("filter " + filter.Groups[1].Value); }
        return parts.Count > 0 ? string.Join(", ", parts) : detail;
    }

    private static string? Number(string detail, string name) => Regex.Match(detail, name + @"=(\d+)", RegexOptions.CultureInvariant) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"^(?<id>\d\d-\d\d\s{4})?(?<indent>\s*)(?<name>[A-Za-z_][A-Za-z_0-9 ]*?)(?<detail>[(\s:].*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Line();

    [GeneratedRegex(@" : (?:rowType|rowcount|actual rows) = ", RegexOptions.CultureInvariant)]
    private static partial Regex Cost();

    [GeneratedRegex(@"rowcount = ([0-9.E]+)", RegexOptions.CultureInvariant)]
    private static partial Regex RowCount();

    [GeneratedRegex(@"actual rows = (\d+), time = ([0-9.]+) ms", RegexOptions.CultureInvariant)]
    private static partial Regex Ran();

    [GeneratedRegex(@"table=\[\[([^\]]*)\]\]", RegexOptions.CultureInvariant)]
    private static partial Regex Table();

    [GeneratedRegex(@"columns=\[([^\]]*)\]", RegexOptions.CultureInvariant)]
    private static partial Regex Columns();

    [GeneratedRegex(@"filter=([^,\]]+(?:\([^)]*\))?[^,\]]*)", RegexOptions.CultureInvariant)]
    private static partial Regex Filter();
}
