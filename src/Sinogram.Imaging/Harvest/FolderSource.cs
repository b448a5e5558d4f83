using System.Runtime.CompilerServices;

namespace Sinogram.Imaging.Harvest;

/// <summary>All files below a folder, in ordinal order of their names, folder by folder. Links to folders are not followed, links to files are.</summary>
internal sealed class FolderSource(string given, string root, string workspaceRoot) : IHarvestSource
{
    public async IAsyncEnumerable<HarvestItem> ItemsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        Stack<string> pending = new([root]);
        while (pending.TryPop(out string? path))
        {
            cancellationToken.ThrowIfCancellationRequested();
            (FileSystemInfo[]? entries, Exception? failure) = List(path);
            if (failure is not null)
            {
                if (path == root)
                {
                    throw new HarvestException(HarvestProblem.SourceUnreadable, $"The folder {given} cannot be read.", "ask for the right to read it, or name another source", failure);
                }

                yield return new UnreadableItem(path + "/", failure);
                continue;
            }

            for (int i = entries!.Length - 1; i >= 0; i--)
            {
                if (IsFolder(entries[i]))
                {
                    pending.Push(entries[i].FullName);
                }
            }

            foreach (FileSystemInfo entry in entries)
            {
                if (!IsFolder(entry) && !IsLinkToFolder(entry))
                {
                    yield return FileItem.Of(entry.FullName);
                }
            }
        }
    }

    public void Dispose()
    {
    }

    private static (FileSystemInfo[]? Entries, Exception? Failure) List(string path)
    {
        try
        {
            FileSystemInfo[] entries = new DirectoryInfo(path).GetFileSystemInfos("*", new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false });
            Array.Sort(entries, (a, b) => string.CompareOrdinal(a.Name, b.Name));
            return (entries, null);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return (null, e);
        }
    }

    private bool IsFolder(FileSystemInfo entry) =>
        entry is DirectoryInfo && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint) && entry.FullName != workspaceRoot;

    private static bool IsLinkToFolder(FileSystemInfo entry) => entry is DirectoryInfo;
}
