using System.Buffers;
using System.Text;

namespace Sinogram.Data.Privacy;

/// <summary>Text in base64 or hexadecimal digits within a text: pictures are passed over, encoded text is examined as what it says.</summary>
internal static class EncodedRuns
{
    private const int LongestExamined = 1 << 20;

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
    public static Hit? Examine(string text, int start, int end, bool isBlob, Func<string, string?> mask, Func<byte[], byte[]?> clean)
    {
        if (!isBlob && !LooksEncoded(text.AsSpan(start, end - start)))
        {
            return null;
        }

        var (from, to) = (start, end);
        if (text.AsSpan(start, end - start).IndexOfAnyExcept(Digits) < 0)
        {
            var digits = EncodedLines.Of(text, from, to, Digits, 2);
            if (Hexadecimal(digits.Joined) is { } bytes)
            {
                return Masked(bytes, mask) is { } hexadecimal ? new Hit(from, digits.End, default, digits.Broken(Convert.ToHexString(hexadecimal))) : isBlob ? new Hit(from, digits.End, default) : null;
            }
        }

        while (from > 0 && Base64.Contains(text[from - 1]))
        {
            from--;
        }

        var rest = text.AsSpan(to).IndexOfAnyExcept(Base64);
        to = rest < 0 ? text.Length : to + rest;
        var lines = EncodedLines.Of(text, from, to, Base64, 4);
        var padding = lines.End;
        while (padding < text.Length && padding < lines.End + 2 && text[padding] == '=')
        {
            padding++;
        }

        var run = lines.Joined;
        foreach (var picture in Pictures)
        {
            if (isBlob && run.StartsWith(picture, StringComparison.Ordinal))
            {
                return new Hit(from, padding, default, Decoded(run) is { } pixels && clean(pixels) is { } cleaned ? lines.Broken(Convert.ToBase64String(cleaned)) : null);
            }
        }

        if (Decoded(run) is { } decoded && Masked(decoded, mask) is { } masked)
        {
            return new Hit(from, padding, default, lines.Broken(Convert.ToBase64String(masked)));
        }

        return isBlob ? new Hit(from, padding, default) : null;
    }

    private static bool LooksEncoded(ReadOnlySpan<char> word)
    {
        Span<byte> head = stackalloc byte[3];
        if (char.IsAsciiHexDigit(word[0]) && char.IsAsciiHexDigit(word[1]) && word.Length % 2 == 0 && IsText((byte)((Nibble(word[0]) << 4) | Nibble(word[1]))))
        {
            return true;
        }

        return Convert.TryFromBase64Chars(word[..4], head, out var written) && written == 3 && (IsText(head[0]) || head[0] == 0xFF) && (IsText(head[1]) || head[1] is 0 or 0xFE) && (IsText(head[2]) || head[2] == 0);
    }

    private static int Nibble(char digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private static bool IsText(byte value) => value is >= 0x20 and < 0x7F or (byte)'\n' or (byte)'\r' or (byte)'\t' or >= 0xC2 and <= 0xEF;

    private static byte[]? Hexadecimal(ReadOnlySpan<char> word)
    {
        if (word.Length % 2 != 0 || word.Length > LongestExamined || word.IndexOfAnyExcept(Digits) >= 0)
        {
            return null;
        }

        return Convert.FromHexString(word);
    }

    private static byte[]? Decoded(ReadOnlySpan<char> run)
    {
        if (run.Length < 8 || run.Length > LongestExamined)
        {
            return null;
        }

        var padded = string.Concat(run, (run.Length % 4) switch { 2 => "==", 3 => "=", _ => "" });
        var bytes = new byte[(padded.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(padded, bytes, out var written) ? bytes[..written] : null;
    }

    /// <summary>The bytes of a text with its values masked; null where they are no text or say none.</summary>
    private static byte[]? Masked(byte[] bytes, Func<string, string?> mask)
    {
        foreach (var encoding in (ReadOnlySpan<Encoding>)[Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.Latin1])
        {
            if (IsTextIn(bytes, encoding) && mask(encoding.GetString(bytes)) is { } masked)
            {
                return encoding.GetBytes(masked);
            }
        }

        return null;
    }

    private static bool IsTextIn(byte[] bytes, Encoding encoding)
    {
        if (bytes.Length == 0 || (encoding is UnicodeEncoding && bytes.Length % 2 != 0))
        {
            return false;
        }

        var strange = 0;
        foreach (var c in encoding.GetString(bytes))
        {
            strange += c == '\uFFFD' || (char.IsControl(c) && c is not ('\r' or '\n' or '\t')) ? 1 : 0;
        }

        return strange * 20 <= bytes.Length;
    }
}
