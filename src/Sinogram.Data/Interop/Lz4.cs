using System.Runtime.InteropServices;

namespace Sinogram.Data.Interop;

/// <summary>LZ4's frame format, from Debian's liblz4-1.</summary>
internal static unsafe partial class Lz4
{
    private const string Library = "liblz4.so.1";
    private const uint Version = 100;

    /// <summary>The most bytes that a frame of so many can take.</summary>
    public static long Bound(long length) => (long)CompressFrameBound((nuint)length, null);

    /// <returns>The bytes of the frame.</returns>
    public static long Compress(ReadOnlySpan<byte> from, Span<byte> to)
    {
        fixed (byte* source = from, target = to) { return (long)Check(CompressFrame(target, (nuint)to.Length, source, (nuint)from.Length, null)); }
    }

    /// <summary>Fills <paramref name="to"/> exactly.</summary>
    /// <exception cref="InvalidDataException">The frame is damaged, or of another length.</exception>
    public static void Decompress(ReadOnlySpan<byte> from, Span<byte> to)
    {
        Check(CreateDecompressionContext(out var context, Version));
        try
        {
            fixed (byte* source = from, target = to)
            {
                nuint read = 0, written = 0, hint = 1;
                while (hint != 0 && read < (nuint)from.Length)
                {
                    var (targetSize, sourceSize) = ((nuint)to.Length - written, (nuint)from.Length - read);
                    hint = Check(Decompress(context, target + written, ref targetSize, source + read, ref sourceSize, null));
                    if (targetSize == 0 && sourceSize == 0) { break; }
                    (read, written) = (read + sourceSize, written + targetSize);
                }
                if (hint != 0 || written != (nuint)to.Length) { throw new InvalidDataException("the compressed bytes are not of the length they announce"); }
            }
        }
        finally
        {
            _ = FreeDecompressionContext(context);
        }
    }

    private static nuint Check(nuint code) => IsError(code) == 0 ? code : throw new InvalidDataException($"the compressed bytes are damaged ({Marshal.PtrToStringUTF8(ErrorName(code))})");

    [LibraryImport(Library, EntryPoint = "LZ4F_compressFrameBound")]
    private static partial nuint CompressFrameBound(nuint length, void* preferences);

    [LibraryImport(Library, EntryPoint = "LZ4F_compressFrame")]
    private static partial nuint CompressFrame(byte* target, nuint capacity, byte* source, nuint length, void* preferences);

    [LibraryImport(Library, EntryPoint = "LZ4F_createDecompressionContext")]
    private static partial nuint CreateDecompressionContext(out nint context, uint version);

    [LibraryImport(Library, EntryPoint = "LZ4F_freeDecompressionContext")]
    private static partial nuint FreeDecompressionContext(nint context);

    [LibraryImport(Library, EntryPoint = "LZ4F_decompress")]
    private static partial nuint Decompress(nint context, byte* target, ref nuint targetSize, byte* source, ref nuint sourceSize, void* options);

    [LibraryImport(Library, EntryPoint = "LZ4F_isError")]
    private static partial uint IsError(nuint code);

    [LibraryImport(Library, EntryPoint = "LZ4F_getErrorName")]
    private static partial nint ErrorName(nuint code);
}
