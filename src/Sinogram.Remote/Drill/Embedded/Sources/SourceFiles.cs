using Sinogram.Remote.Drill.Storage;

namespace Sinogram.Remote.Drill.Embedded.Sources;

/// <summary>The files of one table name.</summary>
/// <param name="Files">Where they are on this machine.</param>
/// <param name="Origins">How the user knows them: the same paths, or locations of a remote storage.</param>
/// <param name="Root">The folder below which <c>dir0</c> begins: the part of the path before the first pattern.</param>
/// <param name="IsFile">The name is that of one file.</param>
/// <param name="Format">How they are read.</param>
/// <param name="Shown">The name in words.</param>
/// <param name="Offset">Where it stands in the SQL.</param>
internal sealed record SourceFiles(IReadOnlyList<string> Files, IReadOnlyList<string> Origins, string Root, bool IsFile, StorageFormat Format, string Shown, int Offset)
{
    /// <summary>The most folders that have columns.</summary>
    public const int MostFolders = 12;

    /// <summary>When the files that are elsewhere were last written there.</summary>
    public IReadOnlyList<DateTimeOffset>? Modified { get; init; }

    /// <summary>The folders of each file below the root.</summary>
    public string[][] Folders() => [.. Files.Select(f => IsFile ? [] : f[Root.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries)[..^1])];

    /// <summary>The storage that they are in.</summary>
    public required string Storage { get; init; }

    /// <summary>A file's path below the root.</summary>
    public string Below(int file) => Files[file].StartsWith(Root + "/", StringComparison.Ordinal) ? Files[file][(Root.Length + 1)..] : Path.GetFileName(Files[file]);

    /// <summary>How deep the deepest file lies.</summary>
    public static int Depth(string[][] folders) => Math.Min(MostFolders, folders.Length == 0 ? 0 : folders.Max(f => f.Length));
}
