using System.Text;

namespace Sinogram.Data.Privacy;

/// <summary>Bytes read as text, so that each character knows which bytes it stands for.</summary>
internal sealed class ByteViews
{
    private const char Continuation = '\u00AD';

    /// <summary>A byte that is none of UTF-8.</summary>
    private const char Lost = '\uFFFD';

    /// <summary>Shorter values are chance among bytes that are no text.</summary>
    private const int FewestAmongOthers = 6;

    private readonly char[] _text;
    private readonly int _offset;
    private readonly int _width;
    private readonly bool _isText;

    private ByteViews(char[] text, int offset, int width, bool isText)
    {
        _text = text;
        _isText = isText;
        _offset = offset;
        _width = width;
    }

    /// <summary>The text.</summary>
    public ReadOnlySpan<char> Text => _text;

    /// <summary>The bytes as UTF-8, and as UTF-16 at even and at odd places where they hold zeros enough.</summary>
    public static IEnumerable<ByteViews> Of(ReadOnlySpan<byte> bytes)
    {
        var views = new List<ByteViews> { Utf8(bytes) };
        if (bytes.Count((byte)0) * 4 > bytes.Length)
        {
            views.Add(Utf16(bytes, 0));
            views.Add(Utf16(bytes, 1));
        }

        return views;
    }

    /// <summary>The bytes that are to be overwritten, of the values that were found in the text.</summary>
    public IEnumerable<int> Places(IEnumerable<Hit>? hits)
    {
        foreach (var hit in hits ?? [])
        {
            if (hit.Replacement is null && (_isText || IsMeant(_text.AsSpan(hit.Start..hit.End))))
            {
                for (var at = _offset + (hit.Start * _width); at < _offset + (hit.End * _width); at++)
                {
                    yield return at;
                }
            }
        }
    }

    /// <summary>
    /// Whether what was found among characters is meant: always where they are text. Elsewhere short values are chance, and so are those of many letters with accents, of which
    /// half of all bytes are.
    /// </summary>
    public static bool IsMeant(ReadOnlySpan<char> characters, Hit hit)
    {
        var found = characters[hit.Start..hit.End];
        var accented = 0;
        foreach (var c in found)
        {
            accented += c is >= '\u0080' and <= '\u00FF' ? 1 : 0;
        }

        return (found.Length >= FewestAmongOthers && accented * 4 < found.Length) || AreText(characters);
    }

    /// <summary>Whether a value is no chance among bytes that are no text: long enough, and written in UTF-8 throughout, or in an encoding of one byte for each letter.</summary>
    private static bool IsMeant(ReadOnlySpan<char> found) => found.Length >= FewestAmongOthers && !(found.Contains(Lost) && found.Contains(Continuation));

    /// <summary>Whether nine of ten characters can be shown.</summary>
    private static bool AreText(ReadOnlySpan<char> characters)
    {
        var plain = 0;
        foreach (var c in characters)
        {
            plain += char.IsControl(c) ? 0 : 1;
        }

        return plain * 10 >= characters.Length * 9;
    }

    /// <summary>What stands in the place of a byte that is overwritten.</summary>
    public byte Over(int place) => (place - _offset) % _width == 0 ? (byte)'*' : (byte)0;

    private static ByteViews Utf8(ReadOnlySpan<byte> bytes)
    {
        var text = new char[bytes.Length];
        var plain = 0;
        for (var i = 0; i < bytes.Length;)
        {
            if (bytes[i] < 0x80)
            {
                plain += bytes[i] is >= 0x20 and < 0x7F ? 1 : 0;
                text[i] = (char)bytes[i++];
                continue;
            }

            var status = Rune.DecodeFromUtf8(bytes[i..], out var rune, out var length);
            var isRead = status == System.Buffers.OperationStatus.Done && rune.IsBmp;
            text[i] = isRead ? (char)rune.Value : Lost;
            plain += isRead && !Rune.IsControl(rune) ? length : 0;
            for (var k = 1; k < length; k++)
            {
                text[i + k] = isRead ? Continuation : Lost;
            }

            i += length;
        }

        return new ByteViews(text, 0, 1, plain * 10 >= bytes.Length * 9);
    }

    private static ByteViews Utf16(ReadOnlySpan<byte> bytes, int offset)
    {
        var text = new char[(bytes.Length - offset) / 2];
        Encoding.Unicode.GetChars(bytes.Slice(offset, text.Length * 2), text);
        return new ByteViews(text, offset, 2, isText: true);
    }
}
