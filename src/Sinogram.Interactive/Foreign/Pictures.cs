using System.Globalization;
using System.Reflection;
using Sinogram.Core.Display;

namespace Sinogram.Interactive.Foreign;

/// <summary>Pictures of other libraries, each encoded as PNG by that library itself.</summary>
internal static class Pictures
{
    /// <summary>SixLabors.ImageSharp: an extension method saves to a stream.</summary>
    public static MimeBundle? OfImageSharp(object image)
    {
        var type = image.GetType();
        while (type is not null && type.FullName != "SixLabors.ImageSharp.Image")
        {
            type = type.BaseType;
        }

        var save = type?.Assembly.GetType("SixLabors.ImageSharp.ImageExtensions")?.GetMethod("SaveAsPng", BindingFlags.Public | BindingFlags.Static, [type, typeof(Stream)]);
        if (save is null)
        {
            return null;
        }

        using var png = new MemoryStream();
        save.Invoke(null, [image, png]);
        return Png(image, png.ToArray());
    }

    public static MimeBundle? OfSkiaImage(object image) => Png(image, BytesOf(Reflected.Method(image, "Encode")?.Invoke([])));

    public static MimeBundle? OfSkiaBitmap(object bitmap)
    {
        var image = bitmap.GetType().Assembly.GetType("SkiaSharp.SKImage")?.GetMethod("FromBitmap", [bitmap.GetType()])?.Invoke(null, [bitmap]);
        using (image as IDisposable)
        {
            return image is null ? null : Png(bitmap, BytesOf(Reflected.Method(image, "Encode")?.Invoke([])));
        }
    }

    public static MimeBundle? OfOpenCv(object matrix) => Png(matrix, Reflected.Method(matrix, "ToBytes", typeof(string))?.Invoke([".png"]) as byte[]);

    public static MimeBundle? OfScottPlot(object plot)
    {
        var image = Reflected.Method(plot, "GetImage", typeof(int), typeof(int))?.Invoke([600, 400]);
        return image is null ? null : Png(plot, Reflected.Method(image, "GetImageBytes")?.Invoke([]) as byte[]);
    }

    private static byte[]? BytesOf(object? data)
    {
        using (data as IDisposable)
        {
            return data is null ? null : Reflected.Method(data, "ToArray")?.Invoke([]) as byte[];
        }
    }

    private static MimeBundle? Png(object picture, byte[]? png)
    {
        if (png is not [0x89, (byte)'P', (byte)'N', (byte)'G', ..])
        {
            return null;
        }

        // Every PNG begins with its header chunk, in which the size stands.
        var (width, height) = (System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
        return Markup.Picture(Mime.Png, png, string.Create(CultureInfo.InvariantCulture, $"{picture.GetType().Name.Split('`')[0]} {width} × {height}"));
    }
}
