using System.Text.RegularExpressions;
using Sinogram.Data;

namespace Sinogram.Remote.Drill.Embedded.Sources;

/// <summary>
/// Folders such as <c>m=CT/y=2024</c> as partitions of the engine's own: it takes them as one value a file, and does not open the files that a condition on them leaves out.
/// </summary>
internal static partial class FolderPartitions
{
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase) { "filename", "file_index", "file_row_number" };

    /// <summary>The keys of the folders below the root, in order; null where a file lies elsewhere, or the engine would take a folder for something else.</summary>
    /// <param name="files">The files.</param>
    /// <param name="columns">The columns that they have themselves.</param>
    public static IReadOnlyList<string>? KeysOf(SourceFiles files, Schema columns)
    {
        if (files.IsFile || files.Root.Contains('=', StringComparison.Ordinal)) { return null; }
        var folders = files.Folders();
        if (folders.Length == 0 || folders[0].Length == 0) { return null; }
        var keys = folders[0].Select(KeyOf).ToArray();
        var areKeys = keys.All(k => k is not null && !Reserved.Contains(k) && !columns.Any(c => string.Equals(c.Name, k, StringComparison.OrdinalIgnoreCase)))
            && keys.Distinct(StringComparer.OrdinalIgnoreCase).Count() == keys.Length
            && folders.All(f => f.Length == keys.Length && f.Zip(keys).All(p => KeyOf(p.First) == p.Second))
            && !files.Files.Any(f => f.AsSpan(f.LastIndexOf('/') + 1).Contains('='));
        return areKeys ? [.. keys.OfType<string>()] : null;
    }

    /// <summary>The folder's name, of its value.</summary>
    public static string FolderOf(string key) => FolderOf(key, DuckDbEngine.Quote(key));

    /// <param name="key">The key.</param>
    /// <param name="value">SQL of its value.</param>
    /// <inheritdoc cref="FolderOf(string)"/>
    public static string FolderOf(string key, string value) => $"({DuckDbEngine.Literal(key + "=")} || {value})";

    // Values that the engine takes as they are written: it decodes %20, and has a null of its own.
    private static string? KeyOf(string folder) => Partition().Match(folder) is { Success: true } match && match.Groups[2].Value != "__HIVE_DEFAULT_PARTITION__" ? match.Groups[1].Value : null;

    [GeneratedRegex(@"^([A-Za-z_]\w*)=([\w.\-]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Partition();
}
