namespace Sinogram.Imaging.Rendering;

/// <summary>Fits a picture into a square.</summary>
public static class Thumbnail
{
    /// <summary>
    /// The picture, at most <paramref name="size"/> pixels wide and high, its proportions kept: larger ones by the average of the area under each
    /// pixel, smaller ones by whole multiples of their pixels.
    /// </summary>
    public static RasterImage Fit(RasterImage image, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        var longest = Math.Max(image.Width, image.Height);
        return longest <= size
            ? Repeat(image, size / longest)
            : Average(image, Scaled(image.Width, size, longest), Scaled(image.Height, size, longest));
    }

    private static int Scaled(int length, int size, int longest) => Math.Max(1, (int)Math.Round((double)length * size / longest));

    private static RasterImage Repeat(RasterImage image, int factor)
    {
        var (width, height, step) = (image.Width * factor, image.Height * factor, image.Channels);
        var pixels = new byte[width * height * step];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                image.Pixels.AsSpan((((y / factor) * image.Width) + (x / factor)) * step, step).CopyTo(pixels.AsSpan(((y * width) + x) * step));
            }
        }

        return new RasterImage(width, height, step, pixels) { MayIdentify = image.MayIdentify };
    }

    private static RasterImage Average(RasterImage image, int width, int height)
    {
        var step = image.Channels;
        var pixels = new byte[width * height * step];
        var row = new double[image.Width * step];
        for (var y = 0; y < height; y++)
        {
            var (top, bottom) = ((double)y * image.Height / height, (double)(y + 1) * image.Height / height);
            AverageRows(image, top, bottom, row);
            for (var x = 0; x < width; x++)
            {
                var (left, right) = ((double)x * image.Width / width, (double)(x + 1) * image.Width / width);
                for (var channel = 0; channel < step; channel++)
                {
                    double sum = 0;
                    for (var at = (int)left; at < image.Width && at < right; at++)
                    {
                        sum += row[(at * step) + channel] * (Math.Min(at + 1, right) - Math.Max(at, left));
                    }

                    pixels[(((y * width) + x) * step) + channel] = (byte)Math.Clamp(Math.Floor((sum / (right - left)) + 0.5), 0, 255);
                }
            }
        }

        return new RasterImage(width, height, step, pixels) { MayIdentify = image.MayIdentify };
    }

    private static void AverageRows(RasterImage image, double top, double bottom, double[] row)
    {
        Array.Clear(row);
        for (var at = (int)top; at < image.Height && at < bottom; at++)
        {
            var weight = (Math.Min(at + 1, bottom) - Math.Max(at, top)) / (bottom - top);
            var source = image.Pixels.AsSpan(at * row.Length, row.Length);
            for (var i = 0; i < row.Length; i++)
            {
                row[i] += source[i] * weight;
            }
        }
    }
}
