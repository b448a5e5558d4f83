using System.Text;

namespace Sinogram.Core.Magics;

/// <summary>The words of a magic line: <c>#!name word --option value</c>.</summary>
/// <param name="Name">The name after <c>#!</c>.</param>
/// <param name="Words">What follows, quotes resolved.</param>
public sealed record MagicLine(string Name, IReadOnlyList<MagicWord> Words)
{
    /// <summary>The whole line as it is written.</summary>
    public string Text { get; init; } = "";

    /// <summary>The name that a line would call: text from column 1 after <c>#!</c> up to white space; null if the line is no candidate.</summary>
    public static string? NameOf(ReadOnlySpan<char> line)
    {
        if (!line.StartsWith("#!", StringComparison.Ordinal) || line.Length < 3 || char.IsWhiteSpace(line[2]))
        {
            return null;
        }

        var rest = line[2..];
        var end = rest.IndexOfAny(" \t\r\n");
        return (end < 0 ? rest : rest[..end]).ToString();
    }

    /// <summary>Splits a line into words. Single and double quotes group; a backslash escapes only a quote or a backslash within double quotes.</summary>
    /// <exception cref="MagicException">A quote is not closed.</exception>
    public static MagicLine Parse(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var name = NameOf(line) ?? throw new ArgumentException("not a magic line", nameof(line));
        var words = new List<MagicWord>();
        var i = 2 + name.Length;
        while (true)
        {
            while (i < line.Length && char.IsWhiteSpace(line[i]))
            {
                i++;
            }

            if (i >= line.Length)
            {
                return new MagicLine(name, words) { Text = line };
            }

            words.Add(ReadWord(line, ref i));
        }
    }

    private static MagicWord ReadWord(string line, ref int i)
    {
        var start = i;
        var quoted = false;
        var text = new StringBuilder();
        while (i < line.Length && !char.IsWhiteSpace(line[i]))
        {
            var c = line[i];
            if (c == '{' && (i == start || (text[^1] == ':' && text.ToString().Contains('@', StringComparison.Ordinal))) && EndOfObject(line, i) is { } end)
            {
                // A JSON object, and the properties of a question (@input:{"prompt": "…"}), as they are written.
                text.Append(line, i, end - i);
                i = end;
                continue;
            }

            if (c is not ('"' or '\''))
            {
                text.Append(c);
                i++;
                continue;
            }

            quoted |= i == start;
            i++;
            while (i < line.Length && line[i] != c)
            {
                if (c == '"' && line[i] == '\\' && i + 1 < line.Length && line[i + 1] is '"' or '\\')
                {
                    i++;
                }

                text.Append(line[i]);
                i++;
            }

            if (i >= line.Length)
            {
                throw new MagicException($"A quote ({c}) that opens at column {start + 1} is not closed.", "Close it on the same line.");
            }

            i++;
        }

        return new MagicWord(text.ToString(), start, i, quoted);
    }

    /// <summary>Where a JSON object that begins at a place ends; null where it does not end on this line.</summary>
    private static int? EndOfObject(string line, int i)
    {
        var depth = 0;
        var inText = false;
        for (; i < line.Length; i++)
        {
            switch (line[i])
            {
                case '\\' when inText:
                    i++;
                    break;
                case '"':
                    inText = !inText;
                    break;
                case '{' when !inText:
                    depth++;
                    break;
                case '}' when !inText && --depth == 0:
                    return i + 1;
            }
        }

        return null;
    }
}

/// <summary>A word of a magic line.</summary>
/// <param name="Text">With quotes resolved.</param>
/// <param name="Start">Column (from 0) where it begins.</param>
/// <param name="End">Column after its end.</param>
/// <param name="Quoted">Begins with a quote, so it is never an option.</param>
public readonly record struct MagicWord(string Text, int Start, int End, bool Quoted);
