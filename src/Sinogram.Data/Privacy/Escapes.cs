using System.Globalization;
using System.Net;
using System.Text;

namespace Sinogram.Data.Privacy;

/// <summary>Characters as HTML, URLs and JSON (or C#) write them when they do not write them plainly.</summary>
internal static class Escapes
{
    /// <summary>Begins what a terminal does not show: colours, moves of the cursor.</summary>
    public const char Control = '\u001B';

    /// <summary>A character that counts for nothing.</summary>
    private const char Nothing = '\u00AD';

    private const int LongestEntity = 12;
    private const int LongestSequence = 32;
    private const int Deepest = 3;

    /// <summary>The characters with which an escape begins.</summary>
    public static readonly System.Buffers.SearchValues<char> Starts = System.Buffers.SearchValues.Create("&%\\\u001B");

    /// <summary>The character at a place where an escape may begin, and how many characters stand for it; the character itself where none does.</summary>
    public static (char Character, int Length) Read(ReadOnlySpan<char> text) => Read(text, 0);

    private static (char Character, int Length) Read(ReadOnlySpan<char> text, int depth)
    {
        var (character, length) = text[0] switch
        {
            '&' => Entity(text),
            '%' => Percent(text),
            '\\' => Backslash(text),
            Control => Sequence(text),
            var plain => (plain, 1),
        };

        // An escape within an escape: %2526eacute%3B in a link's address.
        if (length > 1 && depth < Deepest && character is '&' or '%' or '\\' or Control && length < text.Length)
        {
            Span<char> inner = stackalloc char[LongestSequence + 2];
            inner[0] = character;
            var rest = text[length..];
            var taken = Math.Min(rest.Length, inner.Length - 1);
            rest[..taken].CopyTo(inner[1..]);
            var (nested, consumed) = Read(inner[..(taken + 1)], depth + 1);
            if (consumed > 1)
            {
                return (nested, length + consumed - 1);
            }
        }

        return (character, length);
    }

    private static (char Character, int Length) Entity(ReadOnlySpan<char> text)
    {
        var end = text[..Math.Min(text.Length, LongestEntity)].IndexOf(';');
        if (end < 2)
        {
            return ('&', 1);
        }

        var body = text[1..end];
        if (body[0] == '#')
        {
            var isHex = body.Length > 1 && body[1] is 'x' or 'X';
            return uint.TryParse(
                body[(isHex ? 2 : 1)..], isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code <= char.MaxValue
                ? ((char)code, end + 1)
                : ('&', 1);
        }

        switch (body)
        {
            case "amp":
                return ('&', 5);
            case "lt" or "gt":
                return ('<', 4);
            case "quot" or "nbsp" or "apos":
                return (' ', 6);
        }

        foreach (var c in body)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                return ('&', 1);
            }
        }

        var decoded = WebUtility.HtmlDecode(text[..(end + 1)].ToString());
        return decoded.Length == 1 ? (decoded[0], end + 1) : ('&', 1);
    }

    /// <summary>UTF-8 in percent signs, or one character of an older encoding that JavaScript's escape() writes as %uXXXX.</summary>
    private static (char Character, int Length) Percent(ReadOnlySpan<char> text)
    {
        if (text.Length >= 6 && text[1] == 'u' && ushort.TryParse(text[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
        {
            return ((char)unit, 6);
        }

        Span<byte> bytes = stackalloc byte[3];
        for (var i = 0; i < bytes.Length; i++)
        {
            var at = i * 3;
            if (at + 3 > text.Length || text[at] != '%'
                || !byte.TryParse(text.Slice(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[i]))
            {
                break;
            }

            if (Rune.DecodeFromUtf8(bytes[..(i + 1)], out var rune, out _) == System.Buffers.OperationStatus.Done)
            {
                return ((char)rune.Value, at + 3);
            }
        }

        return ('%', 1);
    }

    /// <summary>A control sequence of a terminal (ECMA-48): ESC, a bracket, parameters, a final letter.</summary>
    private static (char Character, int Length) Sequence(ReadOnlySpan<char> text)
    {
        if (text.Length < 3 || text[1] != '[')
        {
            return (Control, 1);
        }

        var length = text[2..Math.Min(text.Length, LongestSequence)].IndexOfAnyExceptInRange(' ', '?');
        return length < 0 ? (Control, 1) : (Nothing, length + 3);
    }

    /// <summary>Bytes of UTF-8 one after the other, as Python and shells write them; where they are none, the first as a character of an older encoding.</summary>
    private static (char Character, int Length) Bytes(ReadOnlySpan<char> text, int width, ByteReader read)
    {
        Span<byte> bytes = stackalloc byte[3];
        for (var i = 0; i < bytes.Length && read(text, i * width) is >= 0 and var value; i++)
        {
            bytes[i] = (byte)value;
            if (Rune.DecodeFromUtf8(bytes[..(i + 1)], out var rune, out _) == System.Buffers.OperationStatus.Done)
            {
                return ((char)rune.Value, (i + 1) * width);
            }
        }

        return ((char)bytes[0], width);
    }

    private delegate int ByteReader(ReadOnlySpan<char> text, int at);

    private static int Hexadecimal(ReadOnlySpan<char> text, int at) =>
        at + 4 <= text.Length && text[at] == '\\' && text[at + 1] == 'x' && byte.TryParse(text.Slice(at + 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : -1;

    private static int Octal(ReadOnlySpan<char> text, int at) =>
        at + 4 <= text.Length && text[at] == '\\' && text[at + 1] is >= '0' and <= '3' && text[at + 2] is >= '0' and <= '7' && text[at + 3] is >= '0' and <= '7'
            ? ((text[at + 1] - '0') << 6) | ((text[at + 2] - '0') << 3) | (text[at + 3] - '0') : -1;

    private static (char Character, int Length) Backslash(ReadOnlySpan<char> text)
    {
        if (text.Length < 2)
        {
            return ('\\', 1);
        }

        return text[1] switch
        {
            >= '0' and <= '3' when text.Length >= 4 && Octal(text, 0) >= 0 => Bytes(text, 4, Octal),
            'n' or 'r' or 't' or 'b' or 'f' or '0' or 'a' or 'v' => (' ', 2),
            '"' or '\'' or '/' => (text[1], 2),
            '\\' => ('\\', 2),
            'u' when text.Length >= 6 && ushort.TryParse(text[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) => ((char)unit, 6),
            'U' when text.Length >= 10 && uint.TryParse(text[2..10], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) && unit <= char.MaxValue => ((char)unit, 10),
            'x' when text.Length >= 4 && Hexadecimal(text, 0) >= 0 => Bytes(text, 4, Hexadecimal),
            _ => ('\\', 1),
        };
    }
}
