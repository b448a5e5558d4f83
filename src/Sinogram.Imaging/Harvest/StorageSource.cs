using System.Runtime.CompilerServices;
using Sinogram.Data.Storage;

namespace Sinogram.Imaging.Harvest;

/// <summary>All files below a folder of a storage (an S3 bucket, a Hadoop file system), or one file; each is read when its turn comes.</summary>
internal sealed class StorageSource : IHarvestSource
{
    private readonly IStorage _storage;
    private readonly string _path;
    private readonly string _given;

    private StorageSource(StorageLocation location, string given) => (_storage, _path, _given) = (location.Storage, location.Path, given);

    public static StorageSource Open(string source, StorageProvider provider)
    {
        try
        {
            return new StorageSource(provider.Resolve(source), source);
        }
        catch (StorageException e)
        {
            throw new HarvestException(HarvestProblem.SourceRefused, e.Message, "name it as s3://bucket/folder or webhdfs://host:port/folder", e);
        }
    }

    public async IAsyncEnumerable<HarvestItem> ItemsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await Guard(() => _storage.FindAsync(_path, cancellationToken)) is not { } found)
        {
            throw new HarvestException(HarvestProblem.SourceMissing, $"There is no file or folder {_given}.", "check the bucket or host, and the path");
        }

        if (!found.IsFolder)
        {
            yield return new StoredItem(_storage, found);
            yield break;
        }

        await using IAsyncEnumerator<StorageEntry> entries = _storage.ListAsync(_path, recursive: true, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await Guard(() => entries.MoveNextAsync().AsTask()))
        {
            if (!entries.Current.IsFolder)
            {
                yield return new StoredItem(_storage, entries.Current);
            }
        }
    }

    public void Dispose()
    {
    }

    private async Task<T> Guard<T>(Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (StorageException e)
        {
            throw new HarvestException(e.Fault == StorageFault.NotFound ? HarvestProblem.SourceMissing : HarvestProblem.SourceUnreadable, $"The source {_given} cannot be listed. {e.Message}", "check its name and the credentials, then harvest again: what was done is kept", e);
        }
    }

    /// <summary>A file of the storage.</summary>
    private sealed record StoredItem(IStorage Storage, StorageEntry Entry) : HarvestItem(Storage.Locate(Entry.Path), Entry.Length, Entry.Modified.UtcTicks)
    {
        public override async ValueTask<byte[]?> ReadHeadAsync(int count, CancellationToken cancellationToken) => await ReadAsync(Math.Min(count, Bytes), cancellationToken);

        public override async ValueTask<byte[]> ReadAsync(CancellationToken cancellationToken) => await ReadAsync(Bytes, cancellationToken);

        private async Task<byte[]> ReadAsync(long count, CancellationToken cancellationToken)
        {
            try
            {
                await using Stream stream = await Storage.OpenReadAsync(Entry.Path, 0, count, cancellationToken);
                byte[] content = GC.AllocateUninitializedArray<byte>(checked((int)count));
                int read = await stream.ReadAtLeastAsync(content, content.Length, throwOnEndOfStream: false, cancellationToken);
                return read == content.Length ? content : content[..read];
            }
            catch (StorageException e) when (e.Fault == StorageFault.Unavailable)
            {
                // Not this file's fault: nothing is put into quarantine for it.
                throw new HarvestException(HarvestProblem.SourceUnreadable, "The storage does not answer any more.", "harvest again when it does: what was done is kept", e);
            }
        }
    }
}
