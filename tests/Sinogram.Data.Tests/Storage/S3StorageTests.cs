using System.Text;
using Sinogram.Data.Storage;
using Sinogram.Data.Storage.S3;
using Sinogram.Testing.Replay;

namespace Sinogram.Data.Tests.Storage;

/// <summary>Against recordings of a real S3 service, and against a bucket in memory where they do not reach.</summary>
public sealed class S3StorageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_listing_in_pages_gives_every_key_once()
    {
        var exchanges = RecordedBytes.Exchanges("s3/list_v2.jsonl");
        await using var server = Serve(exchanges);
        using var provider = Provider(server.Url, o => o with { PageSize = 100 });
        var (storage, path) = provider.Resolve("s3://imaging/series");
        var entries = await RecordedBytes.ListAsync(storage.ListAsync(path, recursive: true, Token));
        Assert.Equal(250, entries.Count);
        Assert.Equal(250, entries.Select(e => e.Path).Distinct().Count());
        Assert.Equal("series/00/IM0000.dcm", entries[0].Path);
        Assert.Equal(("IM0001.dcm", 2L, "350bfcb1e3cfb28ddff48ce525d4f139"), (entries[1].Name, entries[1].Length, entries[1].Version));
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 11, 51, 53, 118, TimeSpan.Zero), entries[1].Modified);
    }

    [Fact]
    public async Task Objects_are_read_whole_and_in_ranges()
    {
        // The head, the missing one, the whole and the empty object; ranges of the same path would be told apart by a header alone.
        await using var server = Serve([.. RecordedBytes.Exchanges("s3/objects.jsonl").Where(e => e.Sequence is 2 or 9 or 12 or 16)]);
        using var provider = Provider(server.Url);
        var (storage, path) = provider.Resolve("s3://imaging/obj/vol.bin");
        var content = RecordedBytes.Of("s3-shared", 300_000);
        Assert.Equal(300_000, (await storage.FindAsync(path, Token))!.Length);
        Assert.Equal(content, await RecordedBytes.ReadAllAsync(await storage.OpenReadAsync(path, cancellationToken: Token)));
        Assert.Empty(await storage.ReadAllBytesAsync("obj/empty", Token));
        var missing = await Assert.ThrowsAsync<StorageException>(() => storage.OpenReadAsync("obj/none", cancellationToken: Token));
        Assert.Equal(StorageFault.NotFound, missing.Fault);
        Assert.Contains("s3://imaging/obj/none", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_range_beyond_the_end_is_cut_or_empty()
    {
        await using var server = new ReplayServer(new ReplayScript([.. RecordedBytes.Exchanges("s3/objects.jsonl").Where(e => e.Sequence is 5 or 6)]).Answer);
        using var provider = Provider(server.Url);
        var (storage, path) = provider.Resolve("s3://imaging/obj/vol.bin");
        Assert.Equal(RecordedBytes.Of("s3-shared", 300_000)[299_990..], await RecordedBytes.ReadAllAsync(await storage.OpenReadAsync(path, 299_990, 21, Token)));
        Assert.Empty(await RecordedBytes.ReadAllAsync(await storage.OpenReadAsync(path, 300_000, cancellationToken: Token)));
    }

    [Fact]
    public async Task Awkward_keys_are_written_read_and_listed_as_they_are()
    {
        var exchanges = RecordedBytes.Exchanges("s3/keys.jsonl");
        await using var server = Serve(exchanges);
        using var provider = Provider(server.Url);
        var (storage, _) = provider.Resolve("s3://imaging/");
        var keys = exchanges.Where(e => e.Method == "GET" && e.Status == 200 && e.Path.StartsWith("/imaging/k/", StringComparison.Ordinal))
            .Select(e => Uri.UnescapeDataString(e.Path["/imaging/".Length..])).Where(k => !k.EndsWith('/')).ToList();
        Assert.True(keys.Count >= 17);
        foreach (var key in keys)
        {
            Assert.Equal(key["k/".Length..], Encoding.UTF8.GetString(await storage.ReadAllBytesAsync(key, Token)));
            await storage.WriteAllBytesAsync(key, Encoding.UTF8.GetBytes(key["k/".Length..]), Token);
        }
        var listed = (await RecordedBytes.ListAsync(storage.ListAsync("k", recursive: true, Token))).Select(e => e.Path).ToHashSet();
        Assert.Subset(listed, keys.ToHashSet());
        Assert.Equal(StorageFault.Invalid, (await Assert.ThrowsAsync<StorageException>(() => storage.ReadAllBytesAsync("k/../up", Token))).Fault);
    }

    [Theory]
    [InlineData(1, StorageFault.Denied, "AWS_ACCESS_KEY_ID")]
    [InlineData(2, StorageFault.Denied, "secret key")]
    [InlineData(3, StorageFault.Denied, "access key")]
    [InlineData(5, StorageFault.Denied, "clock")]
    public async Task Refusals_say_what_to_do(int sequence, StorageFault fault, string said)
    {
        var exchange = RecordedBytes.Exchanges("s3/errors.jsonl").Single(e => e.Sequence == sequence);
        await using var server = new ReplayServer((_, _, _) => exchange);
        using var provider = Provider(server.Url, o => sequence == 1 ? o with { AccessKey = null } : o);
        var (storage, path) = provider.Resolve("s3://imaging/obj/vol.bin");
        var error = await Assert.ThrowsAsync<StorageException>(() => storage.OpenReadAsync(path, cancellationToken: Token));
        Assert.Equal(fault, error.Fault);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("imaging-demo-secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_object_goes_up_in_parts()
    {
        await using var server = Serve([.. RecordedBytes.Exchanges("s3/multipart.jsonl.gz").Where(e => e.Sequence < 12)]);
        using var provider = Provider(server.Url, o => o with { PartSize = 5_242_880 });
        var (storage, path) = provider.Resolve("s3://imaging/mp/big.bin");
        await using (var writer = await storage.CreateAsync(path, Token))
        {
            await writer.WriteAsync(Encoding.ASCII.GetBytes(new string('A', 5_242_880) + new string('B', 1000)), Token);
            await writer.CommitAsync(Token);
        }
        Assert.Equal(["POST", "PUT", "PUT", "POST"], server.Script!.Requests.Select(r => r.Method));
        Assert.Equal("4b6d33fe448ab13e30c721ebec088267-2", (await storage.FindAsync(path, Token))!.Version);
    }

    [Fact]
    public async Task What_is_not_committed_never_appears_and_its_parts_are_given_up()
    {
        await using var bucket = new MemoryBucket();
        bucket.Objects["a.bin"] = [1];
        using var provider = Provider(bucket.Url, o => o with { PartSize = 1000 });
        var (storage, path) = provider.Resolve("s3://imaging/a.bin");
        await using (var writer = await storage.CreateAsync(path, Token)) { await writer.WriteAsync(new byte[10_000], Token); }
        Assert.Equal([1], bucket.Objects["a.bin"]);
        Assert.Equal(0, bucket.OpenUploads);
    }

    [Fact]
    public async Task A_service_that_is_busy_is_asked_again()
    {
        await using var bucket = new MemoryBucket();
        bucket.Objects["a.bin"] = [1, 2, 3];
        var busy = 2;
        bucket.Before = _ => Interlocked.Decrement(ref busy) >= 0 ? MemoryBucket.Error(503, "SlowDown") : null;
        using var provider = Provider(bucket.Url);
        var (storage, path) = provider.Resolve("s3://imaging/a.bin");
        Assert.Equal([1, 2, 3], await storage.ReadAllBytesAsync(path, Token));
        bucket.Before = _ => MemoryBucket.Error(503, "SlowDown");
        Assert.Equal(StorageFault.Unavailable, (await Assert.ThrowsAsync<StorageException>(() => storage.ReadAllBytesAsync(path, Token))).Fault);
    }

    [Fact]
    public async Task An_object_that_changes_while_it_is_read_is_an_error()
    {
        var content = RecordedBytes.Of("changing", 100_000);
        await using var cut = new CutServer(content, "\"one\"", cutAfter: 40_000);
        using var provider = Provider(cut.Url);
        var (storage, path) = provider.Resolve("s3://imaging/a.bin");
        Assert.Equal(content, await RecordedBytes.ReadAllAsync(await storage.OpenReadAsync(path, cancellationToken: Token)));
        Assert.Contains(cut.Requests, r => r.Contains("Range: bytes=40000-99999", StringComparison.Ordinal) && r.Contains("If-Match: \"one\"", StringComparison.Ordinal));
        cut.Changed = true;
        var stream = await storage.OpenReadAsync(path, cancellationToken: Token);
        Assert.Equal(StorageFault.Changed, (await Assert.ThrowsAsync<StorageException>(() => RecordedBytes.ReadAllAsync(stream))).Fault);
    }

    [Fact]
    public async Task A_stream_that_seeks_reads_only_what_is_asked()
    {
        var content = RecordedBytes.Of("seek", 9_000_000);
        await using var bucket = new MemoryBucket();
        bucket.Objects["v.bin"] = content;
        using var provider = Provider(bucket.Url);
        var (storage, path) = provider.Resolve("s3://imaging/v.bin");
        await using var stream = await storage.OpenSeekableAsync(path, Token);
        var tail = new byte[100];
        stream.Seek(-100, SeekOrigin.End);
        await stream.ReadExactlyAsync(tail, Token);
        Assert.Equal(content[^100..], tail);
        Assert.Equal(2, bucket.Requests.Count);
        stream.Position = 0;
        var whole = new byte[content.Length];
        await stream.ReadExactlyAsync(whole, Token);
        Assert.Equal(content, whole);
        Assert.Equal(0, await stream.ReadAsync(tail, Token));
    }

    /// <summary>The recorder did not ask for encoded keys where it asked for pages; the answers say how their keys are written.</summary>
    private static ReplayServer Serve(IReadOnlyList<RecordedExchange> exchanges)
    {
        var recorded = exchanges.Any(e => e.Path.Contains("encoding-type", StringComparison.Ordinal));
        return new ReplayServer(new ReplayScript([.. exchanges.Select(e => e with { Path = Normal(e.Path, recorded) })]));
    }

    private static string Normal(string path, bool recorded) => !path.StartsWith("/imaging?", StringComparison.Ordinal) || !path.Contains("list-type", StringComparison.Ordinal) ? path
        : recorded ? path.Replace("list-type=2&", "list-type=2&max-keys=1000&", StringComparison.Ordinal)
        : path.Replace("list-type=2", "encoding-type=url&list-type=2", StringComparison.Ordinal);

    private static StorageProvider Provider(Uri url, Func<S3Options, S3Options>? change = null)
    {
        var options = new S3Options { Endpoint = url, AccessKey = "imaging-demo", SecretKey = "imaging-demo-secret" };
        return new StorageProvider(new StorageOptions { S3 = change?.Invoke(options) ?? options });
    }
}
