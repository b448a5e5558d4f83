using System.IO.Compression;
using Sinogram.Data.Interop;

namespace Sinogram.Data.Engine;

/// <summary>The content of a file that may be compressed, by what it begins with: gzip, Zstandard, or as it is.</summary>
internal static class PackedFile
{
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="DllNotFoundException">It is compressed with Zstandard, whose library is not there.</exception>
    public static Stream Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0);
        try
        {
            Span<byte> head = stackalloc byte[4];
            var read = file.ReadAtLeast(head, 4, throwOnEndOfStream: false);
            file.Position = 0;
            return read < 4 ? file
                : head is [0x1F, 0x8B, ..] ? new GZipStream(file, CompressionMode.Decompress)
                : head is [0x28, 0xB5, 0x2F, 0xFD] ? new ZstdStream(file)
                : file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
