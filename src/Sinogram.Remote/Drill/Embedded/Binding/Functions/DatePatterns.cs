using System.Text;
using Sinogram.Data;

namespace Sinogram.Remote.Drill.Embedded.Binding;

/// <summary>Patterns of moments as Drill (Joda) writes them, in the engine's words.</summary>
internal static class DatePatterns
{
    /// <summary>The engine's pattern to read a text.</summary>
    public static string ToParse(string pattern, int offset)
    {
        var result = new StringBuilder();
        foreach (var (letter, count, text) in Parts(pattern, offset))
        {
            result.Append(letter switch
            {
                '\0' => text.Replace("%", "%%", StringComparison.Ordinal),
                'y' or 'Y' => count == 2 ? "%y" : "%Y",
                'M' => count switch { >= 4 => "%B", 3 => "%b", _ => "%m" },
                'd' => "%d",
                'D' => "%j",
                'H' => "%H",
                'h' => "%I",
                'm' => "%M",
                's' => "%S",
                'S' => count <= 3 ? "%g" : "%f",
                'a' => "%p",
                'E' => count >= 4 ? "%A" : "%a",
                'Z' => "%z",
                _ => throw Unknown(letter, offset),
            });
        }
        return result.ToString();
    }

    /// <summary>A moment as text.</summary>
    public static SqlText Format(SqlText moment, string pattern, int offset)
    {
        var pieces = new List<SqlText>();
        var plain = new StringBuilder();
        void Flush()
        {
            if (plain.Length > 0) { pieces.Add(SqlText.Format($"strftime({{0}}, {DuckDbEngine.Literal(plain.ToString())})", moment)); }
            plain.Clear();
        }
        foreach (var (letter, count, text) in Parts(pattern, offset))
        {
            if (letter == '\0') { plain.Append(text.Replace("%", "%%", StringComparison.Ordinal)); }
            else if (Standard(letter, count) is { } standard) { plain.Append(standard); }
            else
            {
                Flush();
                pieces.Add(SqlText.Format(Computed(letter, count, offset), moment));
            }
        }
        Flush();
        return pieces.Count == 0 ? SqlText.Of("''") : new SqlText().Add("(").Join(" || ", pieces).Add(")");
    }

    private static string? Standard(char letter, int count) => (letter, count) switch
    {
        ('y' or 'Y', 2) => "%y",
        ('y' or 'Y', 4) => "%Y",
        ('M', 2) => "%m",
        ('M', 3) => "%b",
        ('M', >= 4) => "%B",
        ('d', 2) => "%d",
        ('D', 3) => "%j",
        ('E', <= 3) => "%a",
        ('E', _) => "%A",
        ('H', 2) => "%H",
        ('h', 2) => "%I",
        ('m', 2) => "%M",
        ('s', 2) => "%S",
        ('S', 3) => "%g",
        ('a', _) => "%p",
        ('z', _) => "UTC",
        ('Z', 1) => "+0000",
        ('Z', _) => "+00:00",
        _ => null,
    };

    private static string Computed(char letter, int count, int offset)
    {
        var number = letter switch
        {
            'y' or 'Y' => "extract(year FROM {0})",
            'x' => "extract(isoyear FROM {0})",
            'M' => "extract(month FROM {0})",
            'd' => "extract(day FROM {0})",
            'D' => "extract(doy FROM {0})",
            'e' => "extract(isodow FROM {0})",
            'w' => "extract(week FROM {0})",
            'H' => "extract(hour FROM {0})",
            'h' => "((extract(hour FROM {0}) + 11) % 12 + 1)",
            'k' => "((extract(hour FROM {0}) + 23) % 24 + 1)",
            'K' => "(extract(hour FROM {0}) % 12)",
            'm' => "extract(minute FROM {0})",
            's' => "extract(second FROM {0})",
            'C' => "(extract(year FROM {0}) // 100)",
            'S' => null,
            'G' => "CASE WHEN extract(year FROM {0}) > 0 THEN 'AD' ELSE 'BC' END",
            _ => throw Unknown(letter, offset),
        };
        if (letter == 'G') { return $"({number})"; }
        if (number is null) { return $"rpad(left(strftime({{0}}, '%g'), {Math.Min(count, 3)}), {count}, '0')"; }
        return letter == 'x' && count == 2 ? $"right(CAST({number} AS VARCHAR), 2)" : count == 1 ? $"CAST({number} AS VARCHAR)" : $"lpad(CAST({number} AS VARCHAR), CAST(greatest({count}, length(CAST({number} AS VARCHAR))) AS INTEGER), '0')";
    }

    /// <summary>Runs of letters with their length, and the text between them; quotes hold text, two of them are one.</summary>
    private static IEnumerable<(char Letter, int Count, string Text)> Parts(string pattern, int offset)
    {
        for (var i = 0; i < pattern.Length;)
        {
            var c = pattern[i];
            if (c == '\'')
            {
                if (i + 1 < pattern.Length && pattern[i + 1] == '\'')
                {
                    yield return ('\0', 1, "'");
                    i += 2;
                    continue;
                }
                var text = new StringBuilder();
                for (i++; ; i++)
                {
                    if (i >= pattern.Length) { throw new DrillException("A quote in the pattern is not closed.", offset); }
                    if (pattern[i] != '\'') { text.Append(pattern[i]); }
                    else if (i + 1 < pattern.Length && pattern[i + 1] == '\'') { text.Append(pattern[++i]); }
                    else { break; }
                }
                i++;
                yield return ('\0', text.Length, text.ToString());
            }
            else if (char.IsAsciiLetter(c))
            {
                var start = i;
                while (i < pattern.Length && pattern[i] == c) { i++; }
                yield return (c, i - start, "");
            }
            else
            {
                i++;
                yield return ('\0', 1, c.ToString());
            }
        }
    }

    private static DrillException Unknown(char letter, int offset) =>
        new($"The letter '{letter}' of the pattern is not followed.", offset, "y M d D E e w x H h k K m s S a Z are; other text stands in single quotes.");
}
