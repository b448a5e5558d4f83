using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Sinogram.Data.Privacy;

/// <summary>
/// What pictures say in words beside their pixels: texts and EXIF of PNG, comments and application data of JPEG. A part that holds an identifying value is
/// left out; a picture without one stays as it is, byte for byte. Pixels are not looked at.
/// </summary>
public static class PictureText
{
    private const int LongestText = 1 << 20;

    private static readonly byte[] PngSignature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The picture without the words that identify; the same memory where it has none.</summary>
    public static ReadOnlyMemory<byte> Cleaned(ReadOnlyMemory<byte> picture, IdentifyingValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var left = picture.Span.StartsWith(PngSignature) ? Png(picture, values) : picture.Span.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]) ? Jpeg(picture, values) : null;
        return left is null ? picture : Joined(left);
    }

    /// <summary>The parts that stay; null where all do. What is no chunk any more stays as one part.</summary>
    private static List<ReadOnlyMemory<byte>>? Png(ReadOnlyMemory<byte> picture, IdentifyingValues values)
    {
        var parts = new List<ReadOnlyMemory<byte>> { picture[..PngSignature.Length] };
        var isChanged = false;
        var at = PngSignature.Length;
        while (picture.Length - at >= 12)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(picture.Span[at..]);
            if (length > picture.Length - at - 12)
            {
                break;
            }

            var chunk = picture.Slice(at, (int)length + 12);
            var content = chunk.Slice(8, (int)length);
            var identifies = Encoding.ASCII.GetString(chunk.Span.Slice(4, 4)) switch
            {
                "tEXt" or "eXIf" => Identifies(content, values),
                "zTXt" => Identifies(content, values) || Identifies(Inflated(After(content, zeros: 1, more: 1)), values),
                "iTXt" => Identifies(content, values) || Identifies(Inflated(After(content, zeros: 3, more: 0, alreadyPast: 2)), values),
                _ => false,
            };
            isChanged |= identifies;
            if (!identifies)
            {
                parts.Add(chunk);
            }

            at += chunk.Length;
        }

        parts.Add(picture[at..]);
        return isChanged ? parts : null;
    }

    private static List<ReadOnlyMemory<byte>>? Jpeg(ReadOnlyMemory<byte> picture, IdentifyingValues values)
    {
        const byte StartOfScan = 0xDA;
        const byte Comment = 0xFE;
        var parts = new List<ReadOnlyMemory<byte>> { picture[..2] };
        var isChanged = false;
        var at = 2;
        while (picture.Length - at >= 4 && picture.Span[at] == 0xFF && picture.Span[at + 1] is var kind and not StartOfScan)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(picture.Span[(at + 2)..]) + 2;
            if (length < 4 || length > picture.Length - at)
            {
                break;
            }

            var segment = picture.Slice(at, length);
            var identifies = kind is Comment or (>= 0xE0 and <= 0xEF) && Identifies(segment[4..], values);
            isChanged |= identifies;
            if (!identifies)
            {
                parts.Add(segment);
            }

            at += length;
        }

        parts.Add(picture[at..]);
        return isChanged ? parts : null;
    }

    private static bool Identifies(ReadOnlyMemory<byte> content, IdentifyingValues values) => content.Length > 0 && !values.Masked(content).Equals(content);

    /// <summary>What follows a chunk's keyword and flags.</summary>
    private static ReadOnlyMemory<byte> After(ReadOnlyMemory<byte> content, int zeros, int more, int alreadyPast = 0)
    {
        var at = 0;
        for (var i = 0; i < zeros; i++)
        {
            var zero = content.Span[at..].IndexOf((byte)0);
            if (zero < 0)
            {
                return default;
            }

            // The flags of iTXt stand behind its first zero, and may be zeros themselves.
            at += zero + 1 + (i == 0 ? alreadyPast : 0);
            if (at > content.Length)
            {
                return default;
            }
        }

        return at + more <= content.Length ? content[(at + more)..] : default;
    }

    private static ReadOnlyMemory<byte> Inflated(ReadOnlyMemory<byte> compressed)
    {
        if (compressed.Length == 0)
        {
            return default;
        }

        try
        {
            using var inflate = new ZLibStream(new MemoryStream(compressed.ToArray(), writable: false), CompressionMode.Decompress);
            var text = new byte[LongestText];
            return text.AsMemory(0, inflate.ReadAtLeast(text, text.Length, throwOnEndOfStream: false));
        }
        catch (InvalidDataException)
        {
            return default;
        }
    }

    private static byte[] Joined(List<ReadOnlyMemory<byte>> parts)
    {
        var whole = new byte[parts.Sum(p => p.Length)];
        var at = 0;
        foreach (var part in parts)
        {
            part.Span.CopyTo(whole.AsSpan(at));
            at += part.Length;
        }

        return whole;
    }
}
