namespace Sinogram.Core.Cells;

/// <summary>
/// Finds the lines of C# code that begin inside a comment or a multi-line string, where <c>#!name</c> is text and no magic.
/// A scanner of a few rules, not a parser: holes of interpolated strings are taken as part of the string.
/// </summary>
public static class CSharpTextScanner
{
    /// <summary>For each line, whether it begins inside a block comment or string.</summary>
    public static bool[] LinesInsideText(string code)
    {
        var lines = new bool[code.Count(c => c == '\n') + 1];
        var line = 0;
        var i = 0;
        while (i < code.Length)
        {
            var end = EndOfToken(code, i);
            for (var k = i; k < end && k < code.Length; k++)
            {
                if (code[k] == '\n')
                {
                    line++;
                    lines[line] = k + 1 < end;
                }
            }

            i = end;
        }

        return lines;
    }

    private static int EndOfToken(string code, int i)
    {
        var c = code[i];
        var next = i + 1 < code.Length ? code[i + 1] : '\0';
        switch (c)
        {
            case '/' when next == '/':
                return Find(code, "\n", i);
            case '/' when next == '*':
                return Find(code, "*/", i + 2) is var end && end >= code.Length ? code.Length : end + 2;
            case '\'':
                return EndOfQuoted(code, i + 1, '\'', verbatim: false);
            case '"':
                return EndOfString(code, i, verbatim: false);
            case '@' or '$':
                var start = i;
                var verbatim = false;
                while (start < code.Length && code[start] is '@' or '$')
                {
                    verbatim |= code[start] == '@';
                    start++;
                }

                return start < code.Length && code[start] == '"' ? EndOfString(code, start, verbatim) : start;
            default:
                return i + 1;
        }
    }

    private static int EndOfString(string code, int i, bool verbatim)
    {
        var quotes = 0;
        while (i + quotes < code.Length && code[i + quotes] == '"')
        {
            quotes++;
        }

        if (quotes >= 3 && !verbatim)
        {
            var end = Find(code, new string('"', quotes), i + quotes);
            return end >= code.Length ? code.Length : end + quotes;
        }

        return EndOfQuoted(code, i + 1, '"', verbatim);
    }

    private static int EndOfQuoted(string code, int i, char quote, bool verbatim)
    {
        for (; i < code.Length; i++)
        {
            if (code[i] == quote)
            {
                if (!verbatim || i + 1 >= code.Length || code[i + 1] != quote)
                {
                    return i + 1;
                }

                i++;
            }
            else if (!verbatim && code[i] == '\\')
            {
                i++;
            }
            else if (!verbatim && code[i] == '\n')
            {
                return i;
            }
        }

        return code.Length;
    }

    private static int Find(string code, string text, int from)
    {
        var at = from >= code.Length ? -1 : code.IndexOf(text, from, StringComparison.Ordinal);
        return at < 0 ? code.Length : at;
    }
}
