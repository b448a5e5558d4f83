using System.Runtime.CompilerServices;

namespace Sinogram.Imaging.Harvest;

/// <summary>A single file.</summary>
internal sealed class FileSource(string path) : IHarvestSource
{
    public async IAsyncEnumerable<HarvestItem> ItemsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        cancellationToken.ThrowIfCancellationRequested();
        yield return FileItem.Of(path);
    }

    public void Dispose()
    {
    }
}

/// <summary>A file of the source.</summary>
internal sealed record FileItem(string Location, long Bytes, long ModifiedTicks) : HarvestItem(Location, Bytes, ModifiedTicks)
{
    public static FileItem Of(string path)
    {
        FileInfo info = new(path);
        if (info.LinkTarget is not null && info.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target)
        {
            info = target;
        }

        // Pipes, sockets and devices have no size: they count as empty files and are never opened.
        return new FileItem(path, info.Exists ? info.Length : 0, info.Exists ? info.LastWriteTimeUtc.Ticks : 0);
    }

    public override async ValueTask<byte[]?> ReadHeadAsync(int count, CancellationToken cancellationToken)
    {
        using FileStream file = Open();
        byte[] head = new byte[(int)Math.Min(count, Bytes)];
        int read = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        return read == head.Length ? head : head[..read];
    }

    public override async ValueTask<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        using FileStream file = Open();
        byte[] content = GC.AllocateUninitializedArray<byte>(checked((int)file.Length));
        int read = await file.ReadAtLeastAsync(content, content.Length, throwOnEndOfStream: false, cancellationToken);
        return read == content.Length ? content : content[..read];
    }

    private FileStream Open() => new(Location, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
}

/// <summary>A folder of the source that cannot be listed: counted and quarantined, never silently left out.</summary>
internal sealed record UnreadableItem(string Location, Exception Reason) : HarvestItem(Location, -1, 0)
{
    public override ValueTask<byte[]> ReadAsync(CancellationToken cancellationToken) => ValueTask.FromException<byte[]>(Reason);
}
