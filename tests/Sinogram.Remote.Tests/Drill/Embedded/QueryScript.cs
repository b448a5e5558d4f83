using System.Globalization;
using Sinogram.Data;
using Sinogram.Remote.Drill;
using Sinogram.Remote.Drill.Embedded;

namespace Sinogram.Remote.Tests.Drill.Embedded;

/// <summary>
/// Statements with the answers that Drill's documentation, its own tests and its recorded behaviour give for others of their kind: a statement a line, behind it the
/// columns with their types, then a row a line; or the error and the place in the statement. Lines that begin with # are remarks.
/// </summary>
internal static class QueryScript
{
    /// <summary>Runs a script; gives what differs.</summary>
    /// <param name="script">The script.</param>
    /// <param name="drill">The engine.</param>
    /// <param name="folder">Where its data are, which the script writes as <c>{folder}</c>.</param>
    /// <param name="token">Ends it.</param>
    public static (int Count, List<string> Differences) Run(string script, EmbeddedDrill drill, string folder, CancellationToken token)
    {
        var (count, differences, keeps) = (0, new List<string>(), false);
        foreach (var block in script.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var lines = block.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => !l.StartsWith('#')).ToList();
            if (lines.Count == 0) { continue; }
            if (lines[0] is "!keep" or "!reset")
            {
                keeps = lines[0] == "!keep";
                continue;
            }
            if (!keeps) { drill.Reset(); }
            count++;
            var expected = string.Join('\n', lines.Skip(1).Select(l => l[2..]));
            var answer = Answer(lines[0], drill, token).Replace(folder, "{folder}", StringComparison.Ordinal);
            if (!Same(expected, answer, isOrdered: lines[0].Contains("order by", StringComparison.OrdinalIgnoreCase))) { differences.Add($"{lines[0]}\n{answer}\nfor\n{expected}\n"); }
        }
        return (count, differences);
    }

    private static string Answer(string statement, EmbeddedDrill drill, CancellationToken token)
    {
        try
        {
            while (statement.StartsWith("set:", StringComparison.Ordinal))
            {
                var end = statement.IndexOf(' ', StringComparison.Ordinal);
                var option = statement[4..end].Split('=', 2);
                drill.SetOption(option[0], option[1]);
                statement = statement[(end + 1)..];
            }
            var table = drill.Run(statement, cancellationToken: token).Table;
            return string.Join('\n', Enumerable.Range(0, (int)table.RowCount).Select(r => "| " + string.Join(" | ", table.Columns.Select(c => Text(c.GetValue(r)))))
                .Prepend(string.Join(", ", table.Schema.Select(f => $"{f.Name} {DrillTypeNames.Of(f.Type)}"))));
        }
        catch (DrillException e)
        {
            return $"! {e.Message} @{e.Offset}";
        }
    }

    private static bool Same(string expected, string answer, bool isOrdered)
    {
        if (expected == answer) { return true; }
        var (a, b) = (expected.Split('\n'), answer.Split('\n'));
        if (a.Length != b.Length || a[0] != b[0]) { return false; }
        if (!isOrdered) { (a, b) = ([.. a.Order(StringComparer.Ordinal)], [.. b.Order(StringComparer.Ordinal)]); }
        // The last digits of a mean are of the machine.
        return a.Zip(b).All(p => p.First.Split(" | ").Zip(p.Second.Split(" | ")).All(c => c.First == c.Second || (Real(c.First) is { } x && Real(c.Second) is { } y && Math.Abs(x - y) <= 1e-12 * Math.Abs(x))));
    }

    private static double? Real(string text) => text.TrimStart('|', ' ') is [.., 'd'] real && double.TryParse(real[..^1], CultureInfo.InvariantCulture, out var value) ? value : null;

    private static string Text(object? value) => value switch
    {
        null => "NULL",
        string text => $"'{text}'",
        byte[] bytes => "x" + Convert.ToHexString(bytes),
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm:ss.FFF", CultureInfo.InvariantCulture),
        StructValue map => "{" + string.Join(",", map.Select(p => $"{p.Key}:{Text(p.Value)}")) + "}",
        MapValue map => "M{" + string.Join(",", map.Select(p => $"{Text(p.Key)}:{Text(p.Value)}")) + "}",
        System.Collections.IEnumerable list => "[" + string.Join(",", list.Cast<object?>().Select(Text)) + "]",
        double number => number.ToString("R", CultureInfo.InvariantCulture) + "d",
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
