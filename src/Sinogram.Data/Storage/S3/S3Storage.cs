using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Sinogram.Data.Storage.Http;

namespace Sinogram.Data.Storage.S3;

/// <summary>A bucket. Paths are keys; a folder is what keys with a slash after it have in common.</summary>
public sealed class S3Storage : IStorage
{
    private readonly string _bucket;
    private readonly S3Options _options;
    private readonly S3Client _client;

    internal S3Storage(S3Options options, string bucket, HttpClient http, TimeProvider time)
    {
        (_bucket, _options) = (bucket, options);
        _client = new S3Client(options, bucket, http, time);
    }

    public string Locate(string path) => $"s3://{_bucket}/{path}";

    public async Task<StorageEntry?> FindAsync(string path, CancellationToken cancellationToken = default)
    {
        if (path.Length > 0 && !path.EndsWith('/'))
        {
            try
            {
                using var head = await _client.SendAsync(HttpMethod.Head, path, [], Locate(path), cancellationToken).ConfigureAwait(false);
                return Entry(path, head);
            }
            catch (StorageException e) when (e.Fault == StorageFault.NotFound)
            {
                // It may be a folder.
            }
        }
        var folder = path.Length == 0 || path.EndsWith('/') ? path : path + "/";
        var page = await PageAsync(folder, null, recursive: true, 1, cancellationToken).ConfigureAwait(false);
        return page.Entries.Count == 0 && path.Length > 0 ? null : new StorageEntry(path, 0, DateTimeOffset.UnixEpoch, IsFolder: true, "");
    }

    public async IAsyncEnumerable<StorageEntry> ListAsync(string folder, bool recursive = false, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var prefix = folder.Length == 0 || folder.EndsWith('/') ? folder : folder + "/";
        string? next = null;
        var any = false;
        do
        {
            var page = await PageAsync(prefix, next, recursive, _options.PageSize, cancellationToken).ConfigureAwait(false);
            any |= page.Any;
            foreach (var entry in page.Entries.OrderBy(e => e.Path, StringComparer.Ordinal)) { yield return entry; }
            next = page.Next;
        }
        while (next is not null);
        if (!any && prefix.Length > 0) { throw new StorageException(StorageFault.NotFound, $"There is no folder {Locate(folder)}."); }
    }

    public Task<Stream> OpenReadAsync(string path, long offset = 0, long? length = null, CancellationToken cancellationToken = default) =>
        ResumingStream.OpenAsync((from, count, tag, token) => GetAsync(path, from, count, tag, token), offset, length, Locate(path), cancellationToken);

    public Task<StorageWriter> CreateAsync(string path, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (path.Length == 0 || path.EndsWith('/')) { throw new StorageException(StorageFault.Invalid, $"{Locate(path)} is a folder, not a file."); }
        return Task.FromResult<StorageWriter>(new S3Writer(_client, path, Locate(path), _options.PartSize));
    }

    public async Task<StorageChecksum> ChecksumAsync(string path, CancellationToken cancellationToken = default)
    {
        using var head = await _client.SendAsync(HttpMethod.Head, path, [], Locate(path), cancellationToken, headers: [("x-amz-checksum-mode", "ENABLED")]).ConfigureAwait(false);
        return head.Headers.TryGetValues("x-amz-checksum-sha256", out var sums) && sums.First() is var sum && !sum.Contains('-', StringComparison.Ordinal)
            ? new StorageChecksum("SHA-256", Convert.ToHexStringLower(Convert.FromBase64String(sum)))
            : new StorageChecksum("ETag", Tag(head.Headers.ETag));
    }

    public async Task<bool> DeleteAsync(string path, CancellationToken cancellationToken = default)
    {
        // The service says 204 also where nothing was.
        if (await FindAsync(path, cancellationToken).ConfigureAwait(false) is not { IsFolder: false }) { return false; }
        using var response = await _client.SendAsync(HttpMethod.Delete, path, [], Locate(path), cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task<HttpResponseMessage> GetAsync(string path, long offset, long? length, string? tag, CancellationToken cancellationToken)
    {
        var headers = new List<(string, string)>();
        if (offset > 0 || length is not null)
        {
            headers.Add(("Range", string.Create(CultureInfo.InvariantCulture, $"bytes={offset}-{(length is { } count ? offset + count - 1 : null)}")));
        }
        if (tag is not null) { headers.Add(("If-Match", tag)); }
        var response = await _client.SendAsync(HttpMethod.Get, path, [], Locate(path), cancellationToken, headers: headers).ConfigureAwait(false);
        if (response.Content.Headers.ContentLength is not null && (offset == 0 || response.StatusCode == HttpStatusCode.PartialContent)) { return response; }
        response.Dispose();
        throw new StorageException(StorageFault.Invalid, $"{Locate(path)}: the service {(response.Content.Headers.ContentLength is null ? "does not say how long its answer is" : "does not read ranges")}.");
    }

    private async Task<(List<StorageEntry> Entries, bool Any, string? Next)> PageAsync(string prefix, string? token, bool recursive, int size, CancellationToken cancellationToken)
    {
        var query = new List<(string, string)> { ("list-type", "2"), ("max-keys", size.ToString(CultureInfo.InvariantCulture)), ("prefix", prefix), ("encoding-type", "url") };
        if (token is not null) { query.Add(("continuation-token", token)); }
        if (!recursive) { query.Add(("delimiter", "/")); }
        using var response = await _client.SendAsync(HttpMethod.Get, "", query, Locate(prefix), cancellationToken).ConfigureAwait(false);
        var root = S3Xml.TryParse(await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
        if (root?.Name.LocalName != "ListBucketResult") { throw new StorageException(StorageFault.Invalid, $"{Locate(prefix)}: the service's answer is not a listing."); }
        var encoded = Value(root, "EncodingType") == "url";
        string Key(string text) => encoded ? Uri.UnescapeDataString(text.Replace('+', ' ')) : text;
        var entries = new List<StorageEntry>();
        var any = false;
        foreach (var item in root.Elements())
        {
            if (item.Name.LocalName == "CommonPrefixes")
            {
                any = true;
                entries.Add(new StorageEntry(Key(Value(item, "Prefix")), 0, DateTimeOffset.UnixEpoch, IsFolder: true, ""));
            }
            if (item.Name.LocalName != "Contents") { continue; }
            any = true;
            var key = Key(Value(item, "Key"));
            // The marker that some tools leave for an empty folder.
            if (key.EndsWith('/')) { continue; }
            entries.Add(new StorageEntry(key, long.Parse(Value(item, "Size"), CultureInfo.InvariantCulture),
                DateTimeOffset.Parse(Value(item, "LastModified"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal), IsFolder: false, Value(item, "ETag").Trim('"')));
        }
        return (entries, any, Value(root, "IsTruncated") == "true" ? Value(root, "NextContinuationToken") : null);
    }

    private static string Value(XElement parent, string name) => parent.Elements().FirstOrDefault(e => e.Name.LocalName == name)?.Value ?? "";

    private static StorageEntry Entry(string path, HttpResponseMessage head) =>
        new(path, head.Content.Headers.ContentLength ?? 0, head.Content.Headers.LastModified ?? DateTimeOffset.UnixEpoch, IsFolder: false, Tag(head.Headers.ETag));

    private static string Tag(EntityTagHeaderValue? tag) => tag?.Tag.Trim('"') ?? "";
}
