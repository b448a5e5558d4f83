using System.Buffers;
using System.Text;

namespace Sinogram.Data.Privacy;

/// <summary>An encoded text that its encoder has broken into lines of one width: 76 characters in MIME, 64 in PEM, 60 in <c>xxd -p</c>.</summary>
internal readonly ref struct EncodedLines
{
    /// <summary>Shorter lines are not those of an encoder.</summary>
    public const int ShortestLine = 48;

    private readonly int _width;
    private readonly string _break;

    private EncodedLines(ReadOnlySpan<char> joined, int end, int whole, int width = int.MaxValue, string between = "")
    {
        Joined = joined;
        End = end;
        Whole = whole;
        _width = width;
        _break = between;
    }

    /// <summary>The characters of all lines.</summary>
    public ReadOnlySpan<char> Joined { get; }

    /// <summary>Where the last line ends.</summary>
    public int End { get; }

    /// <summary>Where the last line ends that is as wide as the first: a shorter one below it may be a text of its own.</summary>
    public int Whole { get; }

    /// <summary>The run of some characters and those that go on with it on the lines below.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">Where the run begins.</param>
    /// <param name="to">Where its first line ends.</param>
    /// <param name="characters">The characters of the encoding.</param>
    /// <param name="group">How many characters stand for some bytes: the last line has whole groups.</param>
    public static EncodedLines Of(ReadOnlySpan<char> text, int from, int to, SearchValues<char> characters, int group)
    {
        if (Next(text, to) < 0)
        {
            return new EncodedLines(text[from..to], to, to);
        }

        var width = to - from;
        var (end, wholeEnd) = (to, to);
        List<Range>? lines = null;
        while (width >= ShortestLine && Next(text, end) is var start and >= 0)
        {
            var length = text[start..].IndexOfAnyExcept(characters);
            length = length < 0 ? text.Length - start : length;
            var rest = text[(start + length)..];
            var padding = rest.IndexOfAnyExcept('=') is >= 0 and var other ? other : rest.Length;
            if (length == 0 || length > width || (length < width && (length + padding) % group != 0) || (padding < rest.Length && !EndsLine(rest[padding])))
            {
                break;
            }

            (lines ??= [from..to]).Add(start..(start + length));
            end = start + length;
            if (length < width)
            {
                break;
            }

            wholeEnd = end;
        }

        if (lines is null)
        {
            return new EncodedLines(text[from..to], to, to);
        }

        var joined = new StringBuilder();
        foreach (var whole in lines)
        {
            joined.Append(text[whole]);
        }

        return new EncodedLines(joined.ToString(), end, wholeEnd, width, text[to..lines[1].Start.Value].ToString());
    }

    /// <summary>Another text in lines of the same width.</summary>
    public string Broken(string encoded) => _width == int.MaxValue ? encoded : string.Join(_break, encoded.Chunk(_width).Select(line => new string(line)));

    /// <summary>The line below a place where one ends.</summary>
    private static int Next(ReadOnlySpan<char> text, int end) =>
        text[end..] switch
        {
            ['\n', ..] => end + 1,
            ['\r', '\n', ..] or ['\\', 'n', ..] => end + 2,
            ['\\', 'r', '\\', 'n', ..] => end + 4,
            _ => -1,
        };

    private static bool EndsLine(char c) => c is '\r' or '\n' or '\\' or '\'' or '"';
}
