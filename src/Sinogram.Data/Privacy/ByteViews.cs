using System.Text;

namespace Sinogram.Data.Privacy;

/// <summary>Bytes read as text, so that each character knows which bytes it stands for.</summary>
internal sealed class ByteViews
{
    private const char Continuation = '\u00AD';

    private readonly int _offset;
    private readonly int _width;

    private ByteViews(string text, int offset, int width, bool isText)
    {
        Text = text;
        IsText = isText;
        _offset = offset;
        _width = width;
    }

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>Most of the bytes are text, so that short values count too.</summary>
    public bool IsText { get; }

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

    /// <summary>Overwrites the bytes of some characters.</summary>
    public void Fill(byte[] bytes, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            var at = _offset + (i * _width);
            bytes[at] = (byte)'*';
            if (_width == 2)
            {
                bytes[at + 1] = 0;
            }
        }
    }

    private static ByteViews Utf8(ReadOnlySpan<byte> bytes)
    {
        var text = new char[bytes.Length];
        var plain = 0;
        for (var i = 0; i < bytes.Length;)
        {
            var status = Rune.DecodeFromUtf8(bytes[i..], out var rune, out var length);
            var isRead = status == System.Buffers.OperationStatus.Done && rune.IsBmp;
            text[i] = isRead ? (char)rune.Value : ' ';
            plain += isRead && !Rune.IsControl(rune) ? length : 0;
            for (var k = 1; k < length; k++)
            {
                text[i + k] = isRead ? Continuation : ' ';
            }

            i += length;
        }

        return new ByteViews(new string(text), 0, 1, plain * 10 >= bytes.Length * 9);
    }

    private static ByteViews Utf16(ReadOnlySpan<byte> bytes, int offset) =>
        new(Encoding.Unicode.GetString(bytes[offset..(offset + ((bytes.Length - offset) & ~1))]), offset, 2, isText: true);
}
