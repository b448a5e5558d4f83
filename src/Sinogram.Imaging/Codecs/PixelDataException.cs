namespace Sinogram.Imaging.Codecs;

/// <summary>Pixel data that cannot be decoded: what is wrong, where, and what can be done. Never names the file.</summary>
public sealed class PixelDataException : Exception
{
    /// <summary>A problem described by <paramref name="message"/>.</summary>
    public PixelDataException(string message)
        : base(message)
    {
    }

    /// <summary>A problem described by <paramref name="message"/>, caused by <paramref name="cause"/>.</summary>
    public PixelDataException(string message, Exception cause)
        : base(message, cause)
    {
    }

    internal static PixelDataException TooShort(string what, long needed, long present) =>
        new($"{what} is cut off: {needed} bytes are needed, {present} are there.");
}
