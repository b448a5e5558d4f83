using System.Globalization;
using Sinogram.Core.Display;

namespace Sinogram.Interactive.Formatting;

/// <summary>Bytes: the picture, where they are one; else how many, and the first of them.</summary>
internal static class BytesFormatter
{
    private const int MostShown = 32;

    /// <summary>A picture larger than this would make the notebook hard to open.</summary>
    private const int LargestPicture = 20_000_000;

    public static MimeBundle Format(byte[] bytes)
    {
        if (PictureType(bytes) is { } mime && bytes.Length <= LargestPicture)
        {
            return Markup.Picture(mime, bytes, string.Create(CultureInfo.InvariantCulture, $"{mime["image/".Length..].ToUpperInvariant()} picture, {bytes.Length:N0} bytes"));
        }

        var shown = Convert.ToHexString(bytes.AsSpan(0, Math.Min(bytes.Length, MostShown))).Chunk(2).Select(c => new string(c));
        var more = bytes.Length > MostShown ? " …" : "";
        var text = string.Create(CultureInfo.InvariantCulture, $"byte[{bytes.Length}] {string.Join(' ', shown)}{more}");
        return MimeBundle.Html(Markup.Block($"<code>{text}</code>"), text);
    }

    /// <summary>The media type of a picture that browsers show, by its first bytes.</summary>
    private static string? PictureType(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Mime.Png,
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "image/gif",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "image/webp",
        _ => null,
    };
}
