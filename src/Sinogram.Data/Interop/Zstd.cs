using System.Runtime.InteropServices;

namespace Sinogram.Data.Interop;

/// <summary>Zstandard, from Debian's libzstd1.</summary>
internal static unsafe partial class Zstd
{
    private const string Library = "libzstd.so.1";
    private const int Level = 1;

    /// <summary>The most bytes that a frame of so many can take.</summary>
    public static long Bound(long length) => (long)CompressBound((nuint)length);

    /// <returns>The bytes of the frame.</returns>
    public static long Compress(ReadOnlySpan<byte> from, Span<byte> to)
    {
        fixed (byte* source = from, target = to) { return (long)Check(Compress(target, (nuint)to.Length, source, (nuint)from.Length, Level)); }
    }

    /// <summary>Fills <paramref name="to"/> exactly.</summary>
    /// <exception cref="InvalidDataException">The frame is damaged, or of another length.</exception>
    public static void Decompress(ReadOnlySpan<byte> from, Span<byte> to)
    {
        fixed (byte* source = from, target = to)
        {
            if (Check(Decompress(target, (nuint)to.Length, source, (nuint)from.Length)) != (nuint)to.Length)
            {
                throw new InvalidDataException("the compressed bytes are not of the length they announce");
            }
        }
    }

    private static nuint Check(nuint code) => IsError(code) == 0 ? code : throw new InvalidDataException($"the compressed bytes are damaged ({Marshal.PtrToStringUTF8(ErrorName(code))})");

    [LibraryImport(Library, EntryPoint = "ZSTD_compressBound")]
    private static partial nuint CompressBound(nuint length);

    [LibraryImport(Library, EntryPoint = "ZSTD_compress")]
    private static partial nuint Compress(byte* target, nuint capacity, byte* source, nuint length, int level);

    [LibraryImport(Library, EntryPoint = "ZSTD_decompress")]
    private static partial nuint Decompress(byte* target, nuint capacity, byte* source, nuint length);

    [LibraryImport(Library, EntryPoint = "ZSTD_isError")]
    private static partial uint IsError(nuint code);

    [LibraryImport(Library, EntryPoint = "ZSTD_getErrorName")]
    private static partial nint ErrorName(nuint code);
}
