namespace Sinogram.Imaging.Rendering;

/// <summary>Many pictures as one: a grid of thumbnails with captions below them.</summary>
public static class Montage
{
    private const int Gap = 8;
    private const int LineHeight = BitmapFont.GlyphHeight + 4;
    private const byte Background = 18;
    private const byte TileBackground = 34;
    private const byte TextBrightness = 205;
    private const byte NoticeBrightness = 150;
    private const int MaxSide = 16384;

    /// <summary>The montage as a PNG file. See <see cref="Draw"/>.</summary>
    public static byte[] Create(IEnumerable<MontageTile> tiles, int columns = 8, int tileSize = 128) => Draw(tiles, columns, tileSize).ToPng();

    /// <summary>The montage as a picture, <paramref name="columns"/> tiles of at most <paramref name="tileSize"/> x <paramref name="tileSize"/> pixels to the row.</summary>
    /// <exception cref="ArgumentException">There are no tiles, or the montage would be larger than 16,384 pixels in a direction.</exception>
    public static RasterImage Draw(IEnumerable<MontageTile> tiles, int columns = 8, int tileSize = 128)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        ArgumentOutOfRangeException.ThrowIfLessThan(tileSize, 16);
        var all = tiles.ToList();
        if (all.Count == 0)
        {
            throw new ArgumentException("A montage needs at least one tile.", nameof(tiles));
        }

        var across = Math.Min(columns, all.Count);
        var rows = (all.Count + columns - 1) / columns;
        var cellHeight = tileSize + (all.Max(tile => tile.Caption.Count) * LineHeight) + Gap;
        var (width, height) = ((across * (tileSize + Gap)) + Gap, (rows * (cellHeight + Gap)) + Gap);
        if (width > MaxSide || height > MaxSide)
        {
            throw new ArgumentException($"{all.Count} tiles of {tileSize} pixels in {columns} columns give {width} x {height} pixels; {MaxSide} is the limit: show fewer or smaller ones.", nameof(tiles));
        }

        var canvas = RasterImage.Filled(width, height, Background, Background, Background);
        for (var i = 0; i < all.Count; i++)
        {
            var (row, column) = Math.DivRem(i, columns);
            DrawTile(canvas, Gap + (column * (tileSize + Gap)), Gap + (row * (cellHeight + Gap)), all[i], tileSize);
        }

        canvas.MayIdentify = all.Exists(tile => tile.Image is { MayIdentify: true });
        return canvas;
    }

    private static void DrawTile(RasterImage canvas, int left, int top, MontageTile tile, int size)
    {
        for (var y = 0; y < size; y++)
        {
            canvas.Pixels.AsSpan((((top + y) * canvas.Width) + left) * 3, size * 3).Fill(TileBackground);
        }

        if (tile.Image is { } image)
        {
            var thumbnail = Thumbnail.Fit(image, size);
            Place(canvas, thumbnail, left + ((size - thumbnail.Width) / 2), top + ((size - thumbnail.Height) / 2));
        }
        else
        {
            var lines = Wrap(tile.Notice, size).ToList();
            var first = top + ((size - (lines.Count * LineHeight)) / 2);
            for (var i = 0; i < lines.Count; i++)
            {
                var center = left + ((size - BitmapFont.Measure(lines[i], 1)) / 2);
                BitmapFont.Draw(canvas, center, first + (i * LineHeight), lines[i], 1, NoticeBrightness);
            }
        }

        for (var i = 0; i < tile.Caption.Count; i++)
        {
            BitmapFont.Draw(canvas, left, top + size + 4 + (i * LineHeight), Cut(tile.Caption[i], size), 1, TextBrightness);
        }
    }

    private static void Place(RasterImage canvas, RasterImage image, int left, int top)
    {
        for (var y = 0; y < image.Height; y++)
        {
            var target = canvas.Pixels.AsSpan((((top + y) * canvas.Width) + left) * 3, image.Width * 3);
            var source = image.Pixels.AsSpan(y * image.Width * image.Channels, image.Width * image.Channels);
            if (image.Channels == 3)
            {
                source.CopyTo(target);
                continue;
            }

            for (var x = 0; x < source.Length; x++)
            {
                target.Slice(3 * x, 3).Fill(source[x]);
            }
        }
    }

    private static string Cut(string text, int width)
    {
        var room = width / BitmapFont.Advance;
        return text.Length <= room ? text : text[..Math.Max(0, room - 2)] + "..";
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length > 0 && BitmapFont.Measure(longer, 1) > width)
            {
                yield return Cut(line, width);
                longer = word;
            }

            line = longer;
        }

        yield return Cut(line, width);
    }
}
