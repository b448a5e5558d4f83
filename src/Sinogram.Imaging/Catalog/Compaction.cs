using Sinogram.Imaging.Interop;
using Sinogram.Imaging.Workspace;

namespace Sinogram.Imaging.Catalog;

/// <summary>What a compaction did.</summary>
/// <param name="PartsBefore">Parquet parts before.</param>
/// <param name="PartsAfter">Parquet parts after.</param>
public sealed record CompactResult(int PartsBefore, int PartsAfter);

/// <summary>
/// Merges small parts folder by folder: the folder's new content is built in the staging folder (large parts as links to the same file)
/// and exchanged with the old in one step of the file system. The caller holds the workspace's lock.
/// </summary>
internal static class Compaction
{
    private const long SmallPart = 32L << 20;
    private const int Crowd = 16;

    /// <summary>Compacts folders with so many small parts that reading them gets slow. A file system that cannot do it keeps them.</summary>
    public static void RunIfCrowded(ImageWorkspace workspace, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            Run(workspace, time, Crowd, cancellationToken);
        }
        catch (WorkspaceException e) when (e.Problem == WorkspaceProblem.Unsupported)
        {
            workspace.ClearStaging();
        }
    }

    /// <summary>Compacts each folder that has at least <paramref name="fewest"/> small parts.</summary>
    public static CompactResult Run(ImageWorkspace workspace, TimeProvider time, int fewest, CancellationToken cancellationToken)
    {
        int before = 0;
        int after = 0;
        IEnumerable<string> folders = Directory.EnumerateDirectories(workspace.Catalog, "y=*", SearchOption.AllDirectories).Append(workspace.Validation).Append(workspace.Quarantine);
        foreach (string folder in folders.ToList())
        {
            cancellationToken.ThrowIfCancellationRequested();
            FileInfo[] parts = [.. new DirectoryInfo(folder).GetFiles("*.parquet").OrderBy(p => p.Name, StringComparer.Ordinal)];
            FileInfo[] small = [.. parts.Where(p => p.Length < SmallPart)];
            before += parts.Length;
            after += parts.Length;
            if (small.Length >= Math.Max(2, fewest))
            {
                Merge(workspace, time, folder, small, [.. parts.Except(small)], cancellationToken);
                after -= small.Length - 1;
            }
        }

        return new CompactResult(before, after);
    }

    private static void Merge(ImageWorkspace workspace, TimeProvider time, string folder, FileInfo[] small, FileInfo[] large, CancellationToken cancellationToken)
    {
        string built = workspace.NewStagingPath(".folder");
        Directory.CreateDirectory(built);
        using (PartFiles files = new(workspace, time))
        {
            files.Merge(small.Select(p => p.FullName), built, cancellationToken);
        }

        foreach (FileInfo part in large)
        {
            FileSystemCalls.Link(part.FullName, Path.Combine(built, part.Name));
        }

        FileSystemCalls.SyncFolder(built);
        if (!FileSystemCalls.TryExchange(built, folder))
        {
            throw new WorkspaceException(
                WorkspaceProblem.Unsupported,
                $"The file system of {workspace.Root} cannot exchange two folders in one step.",
                "compaction needs a local file system (ext4, xfs, btrfs, tmpfs); the catalogue is valid as it is");
        }

        FileSystemCalls.SyncFolder(Path.GetDirectoryName(folder)!);
        Directory.Delete(built, recursive: true);
    }
}
