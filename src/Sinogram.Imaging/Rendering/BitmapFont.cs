namespace Sinogram.Imaging.Rendering;

/// <summary>A font of 5 x 7 pixels drawn for captions: capitals (small letters are shown as such), digits and the signs that captions use.</summary>
internal static class BitmapFont
{
    internal const int GlyphWidth = 5;
    internal const int GlyphHeight = 7;
    internal const int Advance = GlyphWidth + 1;

    // One line a glyph: the character, then its rows from the top in hexadecimal, the leftmost pixel in bit 4.
    private const string Drawing = """
        A 0E 11 11 1F 11 11 11
        B 1E 11 11 1E 11 11 1E
        C 0E 11 10 10 10 11 0E
        D 1E 11 11 11 11 11 1E
        E 1F 10 10 1E 10 10 1F
        F 1F 10 10 1E 10 10 10
        G 0E 11 10 17 11 11 0F
        H 11 11 11 1F 11 11 11
        I 0E 04 04 04 04 04 0E
        J 07 02 02 02 02 12 0C
        K 11 12 14 18 14 12 11
        L 10 10 10 10 10 10 1F
        M 11 1B 15 15 11 11 11
        N 11 19 15 13 11 11 11
        O 0E 11 11 11 11 11 0E
        P 1E 11 11 1E 10 10 10
        Q 0E 11 11 11 15 12 0D
        R 1E 11 11 1E 14 12 11
        S 0F 10 10 0E 01 01 1E
        T 1F 04 04 04 04 04 04
        U 11 11 11 11 11 11 0E
        V 11 11 11 11 11 0A 04
        W 11 11 11 15 15 1B 11
        X 11 11 0A 04 0A 11 11
        Y 11 11 0A 04 04 04 04
        Z 1F 01 02 04 08 10 1F
        0 0E 11 13 15 19 11 0E
        1 04 0C 04 04 04 04 0E
        2 0E 11 01 06 08 10 1F
        3 0E 11 01 06 01 11 0E
        4 02 06 0A 12 1F 02 02
        5 1F 10 1E 01 01 11 0E
        6 06 08 10 1E 11 11 0E
        7 1F 01 02 04 08 08 08
        8 0E 11 11 0E 11 11 0E
        9 0E 11 11 0F 01 02 0C
        . 00 00 00 00 00 0C 0C
        , 00 00 00 00 0C 04 08
        : 00 0C 0C 00 0C 0C 00
        ; 00 0C 0C 00 0C 04 08
        - 00 00 00 0E 00 00 00
        _ 00 00 00 00 00 00 1F
        / 01 01 02 04 08 10 10
        ( 02 04 08 08 08 04 02
        ) 08 04 02 02 02 04 08
        [ 0E 08 08 08 08 08 0E
        ] 0E 02 02 02 02 02 0E
        < 02 04 08 10 08 04 02
        > 08 04 02 01 02 04 08
        + 00 04 04 1F 04 04 00
        = 00 00 1F 00 1F 00 00
        % 18 19 02 04 08 13 03
        # 0A 0A 1F 0A 1F 0A 0A
        ' 04 04 08 00 00 00 00
        ! 04 04 04 04 04 00 04
        ? 0E 11 01 02 04 00 04
        * 00 04 15 0E 15 04 00
        & 08 14 14 08 15 12 0D
        × 00 11 0A 04 0A 11 00
        · 00 00 00 0C 0C 00 00
        ° 06 09 06 00 00 00 00
        """;

    private static readonly byte[] Unknown = [0x1F, 0x11, 0x11, 0x11, 0x11, 0x11, 0x1F];
    private static readonly Dictionary<char, byte[]> Glyphs = Parse();

    /// <summary>The pixels that <paramref name="text"/> is wide.</summary>
    internal static int Measure(string text, int scale) => text.Length * Advance * scale;

    /// <summary>Draws text with its upper left corner at the given place; what lies outside the picture is left out.</summary>
    internal static void Draw(RasterImage target, int left, int top, string text, int scale, byte brightness)
    {
        foreach (var character in text.ToUpperInvariant())
        {
            if (character != ' ')
            {
                DrawGlyph(target, left, top, Glyphs.GetValueOrDefault(character, Unknown), scale, brightness);
            }

            left += Advance * scale;
        }
    }

    private static void DrawGlyph(RasterImage target, int left, int top, byte[] rows, int scale, byte brightness)
    {
        for (var y = 0; y < GlyphHeight * scale; y++)
        {
            for (var x = 0; x < GlyphWidth * scale; x++)
            {
                var isSet = ((rows[y / scale] >> (GlyphWidth - 1 - (x / scale))) & 1) != 0;
                if (isSet && (uint)(left + x) < (uint)target.Width && (uint)(top + y) < (uint)target.Height)
                {
                    target.Pixels.AsSpan((((top + y) * target.Width) + left + x) * target.Channels, target.Channels).Fill(brightness);
                }
            }
        }
    }

    private static Dictionary<char, byte[]> Parse() => Drawing
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .ToDictionary(line => line[0], line => Convert.FromHexString(line[1..].Replace(" ", "", StringComparison.Ordinal).Trim()));
}
