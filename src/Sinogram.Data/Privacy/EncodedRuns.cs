using System.Buffers;
using System.Text;

namespace Sinogram.Data.Privacy;

/// <summary>Text in base64 or hexadecimal digits within a text: pictures are passed over, encoded text is examined as what it says.</summary>
internal static class EncodedRuns
{
    private const int LongestExamined = 1 << 20;
    private const int FewestOfRun = 8;

    /// <summary>Bytes that lie on the stack while they are looked at.</summary>
    private const int Small = 256;

    /// <summary>Of so many bytes one character may be strange in what is taken for a text.</summary>
    private const int StrangeOf = 20;

    private static readonly Encoding[] Encodings = [Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.Latin1];
    private static readonly sbyte[] Sextets = MakeSextets();

    private static readonly SearchValues<char> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

    /// <summary>Figures of hexadecimal numbers.</summary>
    internal static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdefABCDEF");
    private static readonly string[] Pictures = ["iVBORw0KGgo", "/9j/", "R0lGOD", "UklGR", "AAAB", "Qk0"];

    /// <summary>Examines the run around a word.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where the word begins.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="isBlob">The word is longer than words are, so that the run is passed over whatever it holds.</param>
    /// <param name="mask">Masks a decoded text; null where it stays.</param>
    /// <param name="clean">Takes words out of a picture; null where it stays.</param>
    /// <returns>The run to pass over, with what stands there instead where it says an identifying value; null where the word is a word.</returns>
    public static Hit? Examine(ReadOnlySpan<char> text, int start, int end, bool isBlob, TextMask mask, Func<byte[], byte[]?> clean)
    {
        var word = text[start..end];
        if (!isBlob && !LooksEncoded(word))
        {
            return null;
        }

        if (word.IndexOfAnyExcept(Digits) < 0)
        {
            var digits = EncodedLines.Of(text, start, end, Digits, 2);
            if (digits.Joined.Length % 2 == 0 && digits.Joined.Length <= LongestExamined && digits.Joined.IndexOfAnyExcept(Digits) < 0)
            {
                return Hexadecimal(digits.Joined, mask) is { } hexadecimal ? new Hit(start, digits.End, default, digits.Broken(hexadecimal)) : isBlob ? new Hit(start, digits.Whole, default) : null;
            }
        }

        var (from, to) = (start, end);
        while (from > 0 && Base64.Contains(text[from - 1]))
        {
            from--;
        }

        var rest = text[to..].IndexOfAnyExcept(Base64);
        to = rest < 0 ? text.Length : to + rest;
        var lines = EncodedLines.Of(text, from, to, Base64, 4);
        var padding = Padded(text, lines.End);
        var run = lines.Joined;
        if (run.Length is >= FewestOfRun and <= LongestExamined)
        {
            if (isBlob && IsPicture(run))
            {
                return Picture(run, clean) is { } picture ? new Hit(from, padding, default, lines.Broken(picture)) : new Hit(from, Padded(text, lines.Whole), default);
            }

            if (Masked(run, mask) is { } masked)
            {
                return new Hit(from, padding, default, lines.Broken(masked));
            }

            // What stands below may be another text.
            if (lines.End > to && to - from >= FewestOfRun && Masked(text[from..to], mask) is { } alone)
            {
                return new Hit(from, Padded(text, to), default, alone);
            }
        }

        return isBlob ? new Hit(from, Padded(text, lines.Whole), default) : null;
    }

    /// <summary>Whether a piece of a text holds what may be a line of an encoded one.</summary>
    public static bool HoldsLine(ReadOnlySpan<char> text)
    {
        for (var length = 0; !text.IsEmpty; text = text[Math.Min(length + 1, text.Length)..])
        {
            length = text.IndexOfAnyExcept(Base64) is >= 0 and var other ? other : text.Length;
            if (length >= EncodedLines.ShortestLine)
            {
                return true;
            }
        }

        return false;
    }

    private static int Padded(ReadOnlySpan<char> text, int end)
    {
        var padded = end;
        while (padded < text.Length && padded < end + 2 && text[padded] == '=')
        {
            padded++;
        }

        return padded;
    }

    /// <summary>Masks a text; null where it stays.</summary>
    public delegate string? TextMask(ReadOnlySpan<char> text);

    private static bool IsPicture(ReadOnlySpan<char> run)
    {
        foreach (var picture in Pictures)
        {
            if (run.StartsWith(picture, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static string? Picture(ReadOnlySpan<char> run, Func<byte[], byte[]?> clean)
    {
        var bytes = new byte[run.Length];
        return Decoded(run, bytes) is { } length && clean(bytes[..length]) is { } cleaned ? Convert.ToBase64String(cleaned) : null;
    }

    private static string? Hexadecimal(ReadOnlySpan<char> word, TextMask mask)
    {
        var borrowed = word.Length / 2 > Small ? ArrayPool<byte>.Shared.Rent(word.Length / 2) : null;
        var bytes = borrowed ?? stackalloc byte[Small];
        Convert.FromHexString(word, bytes, out _, out var written);
        var masked = Masked(bytes[..written], mask);
        Return(borrowed);
        return masked is null ? null : Convert.ToHexString(masked);
    }

    private static string? Masked(ReadOnlySpan<char> run, TextMask mask)
    {
        var borrowed = run.Length > Small ? ArrayPool<byte>.Shared.Rent(run.Length) : null;
        var bytes = borrowed ?? stackalloc byte[Small];
        var masked = Decoded(run, bytes) is { } written ? Masked(bytes[..written], mask) : null;
        Return(borrowed);
        return masked is null ? null : Convert.ToBase64String(masked);
    }

    /// <summary>The bytes of a text with its values masked; null where they are no text or say none.</summary>
    private static byte[]? Masked(ReadOnlySpan<byte> bytes, TextMask mask)
    {
        var borrowed = bytes.Length > Small ? ArrayPool<char>.Shared.Rent(bytes.Length) : null;
        var characters = borrowed ?? stackalloc char[Small];
        byte[]? result = null;
        foreach (var encoding in Encodings)
        {
            var text = characters[..Characters(bytes, encoding, characters)];
            if (!text.IsEmpty && IsText(text, bytes.Length) && mask(text) is { } masked)
            {
                result = encoding.GetBytes(masked);
                break;
            }
        }

        if (borrowed is not null)
        {
            ArrayPool<char>.Shared.Return(borrowed);
        }

        return result;
    }

    private static void Return(byte[]? borrowed)
    {
        if (borrowed is not null)
        {
            ArrayPool<byte>.Shared.Return(borrowed);
        }
    }

    private static bool LooksEncoded(ReadOnlySpan<char> word)
    {
        if (char.IsAsciiHexDigit(word[0]) && char.IsAsciiHexDigit(word[1]) && word.Length % 2 == 0 && IsText((Nibble(word[0]) << 4) | Nibble(word[1])))
        {
            return true;
        }

        var bits = 0;
        foreach (var c in word[..4])
        {
            var sextet = c < 0x80 ? Sextets[c] : -1;
            if (sextet < 0)
            {
                return false;
            }

            bits = (bits << 6) | sextet;
        }

        var (first, second, third) = (bits >> 16, bits >> 8 & 0xFF, bits & 0xFF);
        return (IsText(first) || first == 0xFF) && (IsText(second) || second is 0 or 0xFE) && (IsText(third) || third == 0);
    }

    private static sbyte[] MakeSextets()
    {
        var sextets = new sbyte[0x80];
        sextets.AsSpan().Fill(-1);
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (var i = 0; i < Alphabet.Length; i++)
        {
            sextets[Alphabet[i]] = (sbyte)i;
        }

        return sextets;
    }

    private static int Nibble(char digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private static bool IsText(int value) => value is >= 0x20 and < 0x7F or '\n' or '\r' or '\t' or >= 0xC2 and <= 0xEF;

    /// <summary>The bytes of a run of base64, which may lack its padding; null where it is none.</summary>
    /// <param name="run">The run.</param>
    /// <param name="bytes">Takes them; as long as the run at least.</param>
    private static int? Decoded(ReadOnlySpan<char> run, Span<byte> bytes)
    {
        var whole = run.Length & ~3;
        if (!Convert.TryFromBase64Chars(run[..whole], bytes, out var written))
        {
            return null;
        }

        ReadOnlySpan<char> last = (run.Length % 4) switch { 0 => "", 2 => [run[^2], run[^1], '=', '='], 3 => [run[^3], run[^2], run[^1], '='], _ => [run[^1], '=', '=', '='] };
        return Convert.TryFromBase64Chars(last, bytes[written..], out var more) ? written + more : null;
    }

    /// <summary>What bytes say in an encoding; nothing where they are none of it, or say what they have said in one before it.</summary>
    private static int Characters(ReadOnlySpan<byte> bytes, Encoding encoding, Span<char> characters)
    {
        if (encoding is UnicodeEncoding)
        {
            return bytes.Length % 2 == 0 ? encoding.GetChars(bytes, characters) : 0;
        }

        var strange = 0;
        foreach (var b in bytes)
        {
            strange += b < 0x20 && b is not ((byte)'\r' or (byte)'\n' or (byte)'\t') ? 1 : 0;
        }

        // Control characters are the same in both, and so is ASCII.
        var isNone = strange * StrangeOf > bytes.Length
            || (encoding == Encoding.Latin1 ? Ascii.IsValid(bytes) : bytes.Length < StrangeOf && !System.Text.Unicode.Utf8.IsValid(bytes));
        return isNone ? 0 : encoding.GetChars(bytes, characters);
    }

    private static bool IsText(ReadOnlySpan<char> text, int bytes)
    {
        var strange = 0;
        foreach (var c in text)
        {
            strange += c == '\uFFFD' || (char.IsControl(c) && c is not ('\r' or '\n' or '\t')) ? 1 : 0;
        }

        return strange * StrangeOf <= bytes;
    }
}
