namespace Sinogram.Data.Privacy;

/// <summary>A line of a dump.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Body">Where what follows the offset begins.</param>
/// <param name="Groups">The groups of figures, each with its place.</param>
/// <param name="Beside">Where the text beside them begins; -1 where there is none.</param>
/// <param name="End">The end of the line.</param>
/// <param name="Next">The beginning of the next.</param>
internal sealed record DumpLine(int Start, int Body, IReadOnlyList<(int Start, int End)> Groups, int Beside, int End, int Next)
{
    /// <summary>The figures of an offset at most.</summary>
    public const int LongestOffset = 16;

    private const int ShortestOffset = 6;

    /// <summary>Bytes of the first half of a line, behind which a wider gap may stand.</summary>
    private const int Half = 8;

    /// <summary>Whether a line begins with the offset of a dump.</summary>
    public static bool BeginsAt(ReadOnlySpan<char> line)
    {
        var offset = line.IndexOfAnyExcept(EncodedRuns.Digits);
        return offset is >= ShortestOffset and <= LongestOffset && line[offset] is ' ' or ':';
    }

    /// <summary>The line that begins at a place; null where none of a dump does. One that repeats those before it (<c>*</c>) and one of an offset alone have no groups.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">The place.</param>
    /// <param name="first">The dump's first line, which says where the text beside the figures stands; null for that itself.</param>
    public static DumpLine? Parse(string text, int start, DumpLine? first)
    {
        var end = text.IndexOf('\n', start);
        var next = end < 0 ? text.Length : end + 1;
        end = end < 0 ? text.Length : end > start && text[end - 1] == '\r' ? end - 1 : end;
        var line = text.AsSpan(start, end - start);
        if (line is "*")
        {
            return new DumpLine(start, end, [], -1, end, next);
        }

        var offset = line.IndexOfAnyExcept(EncodedRuns.Digits);
        if (offset < 0)
        {
            return line.Length is >= ShortestOffset and <= LongestOffset ? new DumpLine(start, end, [], -1, end, next) : null;
        }

        if (!BeginsAt(line))
        {
            return null;
        }

        var isColon = line[offset] == ':';
        var body = start + offset + (isColon ? 1 : 0);
        if ((Framed(text, body, end, '|', '|') ?? Framed(text, body, end, '>', '<')) is var (stop, beside))
        {
            return new DumpLine(start, body, Read(text, body, stop, stops: false), beside, end, next);
        }

        if (!isColon)
        {
            return new DumpLine(start, body, Read(text, body, end, stops: false), -1, end, next);
        }

        if (first is { Beside: >= 0 })
        {
            var column = start + first.Beside - first.Start;
            return new DumpLine(start, body, Read(text, body, Math.Min(column, end), stops: false), column, end, next);
        }

        var groups = Read(text, body, end, stops: true);
        return new DumpLine(start, body, groups, groups.Count == 0 ? -1 : groups[^1].End + 2, end, next);
    }

    /// <summary>The text beside the figures, where two characters frame it.</summary>
    private static (int Stop, int Beside)? Framed(string text, int body, int end, char opens, char closes)
    {
        var open = end > body && text[end - 1] == closes ? text.IndexOf(opens, body, end - body - 1) : -1;
        return open > 0 && text[open - 1] == ' ' ? (open, open + 1) : null;
    }

    /// <summary>Words parted by blanks; where the text beside them has no frame, up to the first wide gap that is not the one in the middle.</summary>
    private static List<(int Start, int End)> Read(string text, int body, int stop, bool stops)
    {
        var groups = new List<(int Start, int End)>();
        for (var at = body; at < stop;)
        {
            var from = at;
            while (at < stop && text[at] == ' ')
            {
                at++;
            }

            if (at == stop || (stops && groups.Count > 0 && at - from > 1 && !(groups.Count == Half && groups[0].End - groups[0].Start == 2 && at + 2 < stop && text[at + 2] == ' ')))
            {
                break;
            }

            var start = at;
            while (at < stop && text[at] != ' ')
            {
                at++;
            }

            groups.Add((start, at));
        }

        return groups;
    }
}
