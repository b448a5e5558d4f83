using System.Buffers;

namespace Sinogram.Data.Privacy;

/// <summary>
/// Dumps of bytes as <c>xxd</c>, <c>od</c> and <c>hexdump</c> write them: lines of an offset, groups of figures or characters, and the text beside them. A value
/// that its lines or groups cut is found in the bytes, and overwritten in its place.
/// </summary>
internal static class ByteDumps
{
    /// <summary>What may wait of an unfinished dump.</summary>
    private const int LongestHeld = 1 << 17;

    /// <summary>Lines that wait of a longer one.</summary>
    private const int FewestHeld = 4;

    /// <summary>The places to overwrite, and those in <paramref name="hits"/> that are not within one; null where there are none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="hits">What was found in it by words.</param>
    /// <param name="mask">Overwrites the values in bytes; gives the same memory where there are none.</param>
    public static List<Hit>? Add(string text, List<Hit>? hits, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> mask)
    {
        List<Hit>? found = null;
        for (var at = First(text, 0); at >= 0;)
        {
            List<DumpLine>? lines = null;
            var next = at;
            while (next < text.Length && DumpLine.Parse(text, next, lines?[0]) is { } line)
            {
                (lines ??= []).Add(line);
                next = line.Next;
            }

            if (lines is not null)
            {
                AddBlock(text, lines, mask, ref found);
            }

            at = First(text, Math.Max(next, at + 1));
        }

        return Hit.Over(found, hits);
    }

    /// <summary>Where an unfinished dump at the end of a text begins, or the last lines of a long one; -1 where there is none.</summary>
    public static int Unfinished(ReadOnlySpan<char> text)
    {
        var end = text.TrimEnd("\r\n").Length;
        var last = text[..end].LastIndexOf('\n') + 1;
        var isLine = DumpLine.BeginsAt(text[last..]);
        if (!isLine && (end < text.Length || end - last > DumpLine.LongestOffset || text[last..].ContainsAnyExcept(EncodedRuns.Digits)))
        {
            return -1;
        }

        var begins = isLine && IsFirst(text[last..]) ? last : -1;
        for (var lines = 0; last > 0 && (text.Length - last <= LongestHeld || lines < FewestHeld); lines++)
        {
            var before = text[..(last - 1)].LastIndexOf('\n') + 1;
            if (!DumpLine.BeginsAt(text[before..]) && text[before..(last - 1)] is not "*")
            {
                break;
            }

            last = before;
            begins = IsFirst(text[before..]) ? before : begins;
        }

        return begins;
    }

    /// <summary>Offsets begin with zeros; so does the first line of every dump that begins with its file. A line such as <c>100000 rows read</c> is none, and waits for nothing.</summary>
    private static bool IsFirst(ReadOnlySpan<char> line) => line.StartsWith("0000");

    private static int First(string text, int from)
    {
        if (from == 0 && IsFirst(text))
        {
            return 0;
        }

        var at = from < text.Length ? text.AsSpan(Math.Max(0, from - 1)).IndexOf("\n0000") : -1;
        return at < 0 ? -1 : Math.Max(0, from - 1) + at + 1;
    }

    private static void AddBlock(string text, List<DumpLine> lines, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> mask, ref List<Hit>? found)
    {
        foreach (var form in DumpForm.All)
        {
            var bytes = new ArrayBufferWriter<byte>();
            if (!lines.TrueForAll(l => form.Read(text, l, bytes)))
            {
                continue;
            }

            var written = bytes.WrittenMemory;
            var masked = mask(written);
            if (!masked.Equals(written))
            {
                Overwrite(text, lines, form, written.Span, masked.Span, found ??= []);
                return;
            }
        }
    }

    private static void Overwrite(string text, List<DumpLine> lines, DumpForm form, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> masked, List<Hit> found)
    {
        var at = 0;
        foreach (var line in lines)
        {
            var count = form.Count(line, text);
            for (var i = 0; i < count; i++)
            {
                if (bytes[at + i] == masked[at + i])
                {
                    continue;
                }

                var (start, end) = form.Place(line, text, i);
                if (found.Count == 0 || found[^1].Start != start)
                {
                    found.Add(new Hit(start, end, default, form.Blank(end - start)));
                }
            }

            for (var i = 0; i < count && line.Beside >= 0 && line.Beside + i < line.End; i++)
            {
                if (bytes[at + i] != masked[at + i])
                {
                    found.Add(new Hit(line.Beside + i, line.Beside + i + 1, default, "*"));
                }
            }

            at += count;
        }
    }
}
