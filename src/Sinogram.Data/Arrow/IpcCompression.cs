using System.Buffers.Binary;
using Sinogram.Data.Buffers;
using Sinogram.Data.Interop;

namespace Sinogram.Data.Arrow;

/// <summary>Compressed buffers of the IPC format: eight bytes that tell the length, then a frame; -1 where the bytes follow as they are.</summary>
internal static class IpcCompression
{
    private const long AsItIs = -1;
    // No frame holds more: a length beyond it is a lie, and nothing is allocated for it.
    private const long MostLz4 = 256;
    private const long MostZstd = 40_000;

    public static ArrowBuffer Compress(ArrowBuffer buffer, ArrowCompression method)
    {
        if (buffer.Length == 0) { return buffer; }
        if (buffer.Length > Array.MaxLength / 2) { return Plain(buffer); }
        var bound = Run(method, () => method == ArrowCompression.Lz4 ? Lz4.Bound(buffer.Length) : Zstd.Bound(buffer.Length));
        var target = ArrowBuffer.Allocate(8 + bound);
        var to = target.Span<byte>();
        var from = buffer.Read<byte>();
        var length = method == ArrowCompression.Lz4 ? Lz4.Compress(from, to[8..]) : Zstd.Compress(from, to[8..]);
        if (length >= buffer.Length) { return Plain(buffer); }
        BinaryPrimitives.WriteInt64LittleEndian(to, buffer.Length);
        return View(target, 0, 8 + length);
    }

    /// <exception cref="ArrowFormatException">The bytes are damaged, or their length is a lie.</exception>
    public static ArrowBuffer Decompress(ArrowBuffer buffer, ArrowCompression method, string field)
    {
        if (buffer.Length == 0) { return buffer; }
        if (buffer.Length < 8) { throw new ArrowFormatException($"Field '{field}' has a compressed buffer of {buffer.Length} bytes."); }
        var length = BinaryPrimitives.ReadInt64LittleEndian(buffer.Read<byte>(0, 8));
        if (length == AsItIs) { return View(buffer, 8, buffer.Length - 8); }
        if (length < 0 || length > Array.MaxLength || length > (buffer.Length - 8) * (method == ArrowCompression.Lz4 ? MostLz4 : MostZstd))
        {
            throw new ArrowFormatException($"Field '{field}' has a compressed buffer of {buffer.Length:N0} bytes that announces {length:N0}.");
        }
        var result = ArrowBuffer.Allocate(length);
        try
        {
            Run(method, () =>
            {
                var from = buffer.Read<byte>()[8..];
                if (method == ArrowCompression.Lz4) { Lz4.Decompress(from, result.Span<byte>()); }
                else { Zstd.Decompress(from, result.Span<byte>()); }
                return true;
            });
        }
        catch (InvalidDataException e)
        {
            throw new ArrowFormatException($"In field '{field}', {e.Message}.", e);
        }
        return result;
    }

    private static ArrowBuffer Plain(ArrowBuffer buffer)
    {
        var copy = ArrowBuffer.Allocate(8 + buffer.Length);
        BinaryPrimitives.WriteInt64LittleEndian(copy.Part(0, 8), AsItIs);
        for (long at = 0; at < buffer.Length; at += 1 << 30)
        {
            var part = (int)Math.Min(1 << 30, buffer.Length - at);
            buffer.Read<byte>(at, part).CopyTo(copy.Part(8 + at, part));
        }
        return copy;
    }

    private static unsafe ArrowBuffer View(ArrowBuffer buffer, long start, long length) => ArrowBuffer.Foreign(buffer, buffer.Address + start, length);

    private static T Run<T>(ArrowCompression method, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (DllNotFoundException e)
        {
            var package = method == ArrowCompression.Lz4 ? "liblz4-1" : "libzstd1";
            throw new ArrowFormatException($"Arrow data compressed with {method} need Debian's package {package}: apt-get install {package}.", e);
        }
    }
}
