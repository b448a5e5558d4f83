using System.IO.Compression;

namespace Sinogram.Remote.Drill.Embedded.Sources;

/// <summary>Text and JSON files that are compressed, as the last ending of their name says.</summary>
internal static class CompressedFiles
{
    private const string Gzip = ".gz";

    private static readonly string[] Others = [".bz2", ".deflate", ".snappy", ".lz4", ".zst"];

    /// <summary>A file's name without the ending that says how it is compressed; null where it has none.</summary>
    public static string? Inner(string name) => Others.Append(Gzip).FirstOrDefault(e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase)) is { } ending ? name[..^ending.Length] : null;

    /// <exception cref="DrillException">A file is compressed in a way that the embedded engine does not read.</exception>
    public static void Check(IEnumerable<string> files, int offset)
    {
        foreach (var file in files)
        {
            if (Others.FirstOrDefault(e => file.EndsWith(e, StringComparison.OrdinalIgnoreCase)) is { } ending)
            {
                throw new DrillException($"{Path.GetFileName(file)} is compressed as {ending}: the embedded engine reads gzip (.gz) only.", offset, "Decompress it, or compress it with gzip.");
            }
        }
    }

    /// <summary>What is in a file, decompressed where its name says that it is compressed.</summary>
    public static Stream Open(string file)
    {
        var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
        return file.EndsWith(Gzip, StringComparison.OrdinalIgnoreCase) ? new GZipStream(stream, CompressionMode.Decompress) : stream;
    }
}
