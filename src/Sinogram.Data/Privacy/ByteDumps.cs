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

    /// <summary>Lines that wait of a longer one, and so many before them are looked at to say that no value goes on in them.</summary>
    private const int FewestHeld = 4;

    /// <summary>Lines among which a place is looked for at which a longer one may be cut.</summary>
    private const int MostLooked = 64;

    /// <summary>Bytes of a whole line of a dump.</summary>
    private const int FewestOfLine = 8;

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

    /// <summary>Where an unfinished dump at the end of a text begins; of a long one the last lines, from a place on that no value may cross; -1 where there is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="held">How many characters at the end of a text a value may begin with.</param>
    public static int Unfinished(ReadOnlySpan<char> text, TextHold held)
    {
        var end = text.TrimEnd("\r\n").Length;
        var last = text[..end].LastIndexOf('\n') + 1;
        var isLine = DumpLine.BeginsAt(text[last..]);
        if (!isLine && (end < text.Length || end - last > DumpLine.LongestOffset || text[last..].ContainsAnyExcept(EncodedRuns.Digits)))
        {
            return -1;
        }

        var begins = isLine && IsFirst(text[last..]) ? last : -1;
        List<int> starts = [last];
        while (last > 0)
        {
            var before = text[..(last - 1)].LastIndexOf('\n') + 1;
            if (!DumpLine.BeginsAt(text[before..]) && text[before..(last - 1)] is not "*")
            {
                break;
            }

            last = before;
            starts.Add(last);
            begins = IsFirst(text[before..]) ? before : begins;
        }

        begins = last == 0 && GoesOn(text) ? 0 : begins;
        return begins < 0 || text.Length - begins <= LongestHeld ? begins : Cut(text, begins, starts, held);
    }

    /// <summary>The beginning of one of the last lines of a dump that no value in its bytes may cross; that of the dump where each may be crossed.</summary>
    private static int Cut(ReadOnlySpan<char> text, int begins, List<int> starts, TextHold held)
    {
        var lines = starts.TakeWhile(s => s >= begins).Take(MostLooked).ToList();
        var offset = lines[^1];
        var part = text[offset..].ToString();
        List<DumpLine> parsed = [];
        for (var at = 0; at < part.Length && DumpLine.Parse(part, at, parsed.Count == 0 ? null : parsed[0]) is { } line; at = line.Next)
        {
            parsed.Add(line);
        }

        for (var waiting = FewestHeld; waiting + FewestHeld < lines.Count; waiting++)
        {
            var before = parsed.TakeWhile(l => l.Start + offset < lines[waiting - 1]).TakeLast(FewestHeld).ToList();
            if (before.Count == FewestHeld && DumpForm.All.All(form => !MayGoOn(part, before, form, held)))
            {
                return lines[waiting - 1];
            }
        }

        return begins;
    }

    private static bool MayGoOn(string text, List<DumpLine> lines, DumpForm form, TextHold held)
    {
        var bytes = new ArrayBufferWriter<byte>();
        return lines.TrueForAll(l => form.Read(text, l, bytes)) && ByteViews.Of(bytes.WrittenSpan).Any(view => held(view.Text) > 0);
    }

    /// <summary>How many characters at the end of a text must wait.</summary>
    public delegate int TextHold(ReadOnlySpan<char> text);

    /// <summary>Offsets begin with zeros; so does the first line of every dump that begins with its file. A line such as <c>100000 rows read</c> is none, and waits for nothing.</summary>
    private static bool IsFirst(ReadOnlySpan<char> line) => line.StartsWith("0000");

    /// <summary>Whether a text begins within a dump, whose former lines have been let go: its first line has as many bytes as its offset is before that of the next.</summary>
    private static bool GoesOn(ReadOnlySpan<char> text)
    {
        var end = text.IndexOf('\n');
        if (end < 0 || !DumpLine.BeginsAt(text) || IsFirst(text))
        {
            return false;
        }

        var rest = text[(end + 1)..];
        var isRepeated = rest.StartsWith("*\n") || rest.StartsWith("*\r\n");
        rest = isRepeated ? rest[(rest.IndexOf('\n') + 1)..] : rest;
        if (!DumpLine.BeginsAt(rest))
        {
            return false;
        }

        var line = text[..end].ToString();
        var (from, to) = (text[..text.IndexOfAnyExcept(EncodedRuns.Digits)].ToString(), rest[..rest.IndexOfAnyExcept(EncodedRuns.Digits)].ToString());
        return DumpLine.Parse(line, 0, null) is { } first
            && DumpForm.All.Any(form => form.Read(line, first, new ArrayBufferWriter<byte>()) && form.Count(first, line) is >= FewestOfLine and var count && (isRepeated || IsStep(from, to, count)));
    }

    /// <summary>Whether one offset is so many bytes before another, in hexadecimal, octal or decimal figures.</summary>
    private static bool IsStep(string from, string to, int bytes) =>
        from.Length == to.Length && ((ReadOnlySpan<int>)[16, 8, 10]).ToArray().Any(radix => Offset(from, radix) is { } first && Offset(to, radix) is { } second && second - first == bytes);

    private static long? Offset(string figures, int radix)
    {
        long offset = 0;
        foreach (var figure in figures)
        {
            var digit = Convert.ToInt32(figure.ToString(), 16);
            if (digit >= radix)
            {
                return null;
            }

            offset = unchecked((offset * radix) + digit);
        }

        return offset;
    }

    private static int First(string text, int from)
    {
        if (from == 0 && (IsFirst(text) || GoesOn(text)))
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
