using System.Buffers;

namespace Sinogram.Remote.Drill.Export;

/// <summary>Lists and maps whose text is JSON as we write it ourselves: without blanks and escapes. They can be copied as they are.</summary>
internal static class NestedJson
{
    /// <summary>What lies deeper goes the general way: so many bits tell which of the open ones are maps.</summary>
    private const int Deepest = 64;

    private static readonly SearchValues<byte> Special = SearchValues.Create([.. Enumerable.Range(0, 32).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    /// <summary>The length of the list or map at the beginning of a text; 0 where it is not whole, is none, or holds blanks or escapes.</summary>
    public static int Length(ReadOnlySpan<byte> text)
    {
        var (maps, depth, at) = (0ul, 0, 0);
        while (true)
        {
            // A value stands here.
            if (at >= text.Length) { return 0; }
            if (text[at] is (byte)'[' or (byte)'{')
            {
                if (++depth > Deepest) { return 0; }
                var isMap = text[at] == '{';
                maps = (maps << 1) | (isMap ? 1ul : 0);
                if (++at >= text.Length) { return 0; }
                if (text[at] != (isMap ? '}' : ']'))
                {
                    if (isMap && (at = BehindKey(text, at)) == 0) { return 0; }
                    continue;
                }
            }
            else
            {
                var length = Plain(text[at..]);
                if (length == 0) { return 0; }
                at += length;
            }

            // It ends what is open, or another one follows.
            while (true)
            {
                if (at >= text.Length) { return 0; }
                var isMap = (maps & 1) != 0;
                if (text[at] == ',')
                {
                    if (isMap && (at = BehindKey(text, at + 1)) == 0) { return 0; }
                    at += isMap ? 0 : 1;
                    break;
                }
                if (text[at] != (isMap ? '}' : ']')) { return 0; }
                at++;
                maps >>= 1;
                if (--depth == 0) { return at; }
            }
        }
    }

    /// <summary>Whether it is a number by the grammar of JSON.</summary>
    public static bool IsNumber(ReadOnlySpan<byte> value) => !value.IsEmpty && Number(value) == value.Length;

    /// <summary>The place behind a key and its colon; 0 where none stands there.</summary>
    private static int BehindKey(ReadOnlySpan<byte> text, int at)
    {
        var length = at < text.Length ? Quoted(text[at..]) : 0;
        at += length;
        return length > 0 && at < text.Length && text[at] == ':' ? at + 1 : 0;
    }

    /// <summary>The length of a text, number or word.</summary>
    private static int Plain(ReadOnlySpan<byte> text) => text[0] switch
    {
        (byte)'"' => Quoted(text),
        (byte)'t' => text.StartsWith("true"u8) ? 4 : 0,
        (byte)'f' => text.StartsWith("false"u8) ? 5 : 0,
        (byte)'n' => text.StartsWith("null"u8) ? 4 : 0,
        _ => Number(text),
    };

    private static int Quoted(ReadOnlySpan<byte> text)
    {
        if (text[0] != '"') { return 0; }
        var length = text[1..].IndexOfAny(Special);
        return length >= 0 && text[length + 1] == '"' ? length + 2 : 0;
    }

    /// <summary>The length of the number at the beginning of a text; 0 where none is.</summary>
    private static int Number(ReadOnlySpan<byte> text)
    {
        var at = text[0] == '-' ? 1 : 0;
        var start = at;
        at = BehindDigits(text, at);
        if (at == start || (text[start] == '0' && at > start + 1)) { return 0; }
        if (at < text.Length && text[at] == '.')
        {
            start = ++at;
            at = BehindDigits(text, at);
            if (at == start) { return 0; }
        }
        if (at < text.Length && text[at] is (byte)'e' or (byte)'E')
        {
            at++;
            if (at < text.Length && text[at] is (byte)'+' or (byte)'-') { at++; }
            start = at;
            at = BehindDigits(text, at);
            if (at == start) { return 0; }
        }
        return at;
    }

    private static int BehindDigits(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && char.IsAsciiDigit((char)text[at])) { at++; }
        return at;
    }
}
