using System.Text;

namespace Sinogram.Remote.Drill.Embedded.Binding;

/// <summary>Patterns of the SQL standard and of Java in the engine's words.</summary>
internal static class TextPatterns
{
    /// <summary>A pattern of SIMILAR TO as a regular expression: <c>%</c> and <c>_</c> are SQL's, the rest is both's.</summary>
    public static string SimilarToRegex(string pattern, char? escape, int offset)
    {
        var regex = new StringBuilder();
        var inSet = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == escape)
            {
                if (++i >= pattern.Length) { throw new DrillException("The pattern ends with its escape character.", offset); }
                regex.Append('\\').Append(pattern[i]);
                continue;
            }
            if (inSet)
            {
                inSet = c != ']';
                regex.Append(c is '\\' or '[' ? "\\" + c : c.ToString());
                continue;
            }
            inSet = c == '[';
            regex.Append(c switch { '%' => ".*", '_' => ".", '.' or '^' or '$' or '\\' => "\\" + c, _ => c.ToString() });
        }
        return regex.ToString();
    }

    /// <summary>How many groups a regular expression captures.</summary>
    public static int Groups(string pattern)
    {
        var (count, inSet) = (0, false);
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\': i++; break;
                case '[': inSet = true; break;
                case ']': inSet = false; break;
                case '(' when !inSet && (i + 1 >= pattern.Length || pattern[i + 1] != '?' || pattern.AsSpan(i).StartsWith("(?<") || pattern.AsSpan(i).StartsWith("(?P<")): count++; break;
                default: break;
            }
        }
        return count;
    }

    /// <summary>Java's replacement text (<c>$1</c>, <c>\$</c>) in the engine's (<c>\1</c>).</summary>
    public static string Replacement(string text)
    {
        var result = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\' && i + 1 < text.Length) { result.Append(text[++i] == '\\' ? "\\\\" : text[i].ToString()); }
            else if (c == '$' && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1])) { result.Append('\\').Append(text[++i]); }
            else { result.Append(c == '\\' ? "\\\\" : c.ToString()); }
        }
        return result.ToString();
    }
}
