using System.IO.Compression;
using Sinogram.Testing;

namespace Sinogram.Imaging.Tests;

/// <summary>Rows of a table of oracle values in the shared folder (tab separated, one header line).</summary>
internal static class GoldenTable
{
    /// <summary>The rows by column name; skips the test where the table is missing.</summary>
    public static IEnumerable<Dictionary<string, string>> Read(string relative)
    {
        var path = SharedFolder.Path(relative);
        using var file = File.OpenRead(path);
        using var reader = new StreamReader(path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file);
        var names = reader.ReadLine()!.Split('\t');
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split('\t');
            yield return Enumerable.Range(0, names.Length).ToDictionary(i => names[i], i => cells[i]);
        }
    }
}
