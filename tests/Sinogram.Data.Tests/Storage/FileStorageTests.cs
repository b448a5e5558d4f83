using Sinogram.Data.Storage;
using Sinogram.Data.Storage.Files;
using Sinogram.Data.Storage.S3;
using Sinogram.Testing.Replay;

namespace Sinogram.Data.Tests.Storage;

public sealed class FileStorageTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Files_are_written_whole_or_not_at_all()
    {
        var storage = FileStorage.Instance;
        var path = _folder.File("a.bin");
        await storage.WriteAllBytesAsync(path, new byte[] { 1, 2, 3 }, Token);
        await using (var writer = await storage.CreateAsync(path, Token)) { await writer.WriteAsync(new byte[100_000], Token); }
        Assert.Equal([1, 2, 3], await storage.ReadAllBytesAsync(path, Token));
        Assert.Equal([2], await RecordedBytes.ReadAllAsync(await storage.OpenReadAsync(path, 1, 1, Token)));
        Assert.Empty(await RecordedBytes.ReadAllAsync(await storage.OpenReadAsync(path, 9, 1, Token)));
        Assert.Equal("039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81", (await storage.ChecksumAsync(path, Token)).Value);
        Assert.Equal(["a.bin"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
        Assert.True(await storage.DeleteAsync(path, Token));
        Assert.False(await storage.DeleteAsync(path, Token));
        Assert.Equal(StorageFault.NotFound, (await Assert.ThrowsAsync<StorageException>(() => storage.OpenReadAsync(path, cancellationToken: Token))).Fault);
    }

    [Fact]
    public async Task A_full_disk_is_told_and_the_former_file_stays()
    {
        if (!Directory.Exists("/dev/shm")) { Assert.Skip("there is no /dev/full here"); }
        var storage = FileStorage.Instance;
        // A writer onto the device that is always full stands for a disk that fills.
        var link = _folder.File("full");
        File.CreateSymbolicLink(link, "/dev/full");
        var error = Assert.Throws<StorageException>(() => FileStorage.Guard(link, () =>
        {
            using var full = new FileStream(link, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
            full.Write(new byte[10]);
            return true;
        }));
        Assert.Equal(StorageFault.Full, error.Fault);
        await storage.WriteAllBytesAsync(_folder.File("b"), new byte[1], Token);
    }

    [Fact]
    public async Task Copies_keep_folders_are_used_again_and_are_fetched_anew_when_changed()
    {
        await using var bucket = new MemoryBucket();
        foreach (var key in new[] { "cat/m=CT/1.parquet", "cat/m=MR/2.parquet", "cat/_part/3.parquet", "cat/m=CT/.4.parquet", "cat/m=MR/5.csv" }) { bucket.Objects[key] = [1, 2]; }
        bucket.Objects["cat/m=MR/../6.parquet"] = [1];
        using var provider = new StorageProvider(new StorageOptions { S3 = new S3Options { Endpoint = bucket.Url, AccessKey = "a", SecretKey = "b", PageSize = 2 } });
        string[] files;
        using (var copies = new LocalCopies(provider))
        {
            var local = await copies.FetchAsync("s3://imaging/cat/**/{1,2}.par*", cancellationToken: Token);
            Assert.Equal(["m=CT/1.parquet", "m=MR/2.parquet"], local.Files.Select(f => Path.GetRelativePath(local.Root, f)));
            Assert.Equal("s3://imaging/cat/m=CT/1.parquet", local.Origins[0]);
            bucket.Requests.Clear();
            await copies.FetchAsync("s3://imaging/cat/**/{1,2}.par*", cancellationToken: Token);
            Assert.DoesNotContain("GET cat/m=CT/1.parquet", bucket.Requests);
            bucket.Objects["cat/m=CT/1.parquet"] = [3, 4];
            local = await copies.FetchAsync("s3://imaging/cat/**/{1,2}.par*", cancellationToken: Token);
            Assert.Equal([3, 4], await File.ReadAllBytesAsync(local.Files[0], Token));
            files = [.. local.Files];
            var whole = await copies.FetchAsync("s3://imaging/cat", cancellationToken: Token);
            Assert.Equal(3, whole.Files.Count(f => !f.Contains('%', StringComparison.Ordinal)));
            Assert.All(whole.Files, f => Assert.StartsWith(whole.Root, Path.GetFullPath(f), StringComparison.Ordinal));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(whole.Root));
            await Assert.ThrowsAsync<StorageException>(() => copies.FetchAsync("s3://imaging/cat/*.nothing", cancellationToken: Token));
        }
        Assert.All(files, f => Assert.False(File.Exists(f)));
    }
}
