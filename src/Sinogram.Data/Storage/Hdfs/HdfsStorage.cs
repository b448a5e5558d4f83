using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Sinogram.Data.Storage.Http;

namespace Sinogram.Data.Storage.Hdfs;

/// <summary>A Hadoop file system, by WebHDFS of its name node or by HttpFS.</summary>
public sealed class HdfsStorage : IStorage
{
    private readonly HdfsOptions _options;
    private readonly HdfsClient _client;
    private readonly string _root;

    internal HdfsStorage(HdfsOptions options, string host, bool secure, HttpClient http, TimeProvider time)
    {
        _options = options;
        _client = new HdfsClient(options, host, secure, http, time);
        _root = $"{(secure ? "swebhdfs" : "webhdfs")}://{host}";
    }

    public string Locate(string path) => path.StartsWith('/') ? _root + path : $"{_root}/{path}";

    public async Task<StorageEntry?> FindAsync(string path, CancellationToken cancellationToken = default)
    {
        try
        {
            using var status = await _client.CallAsync(HttpMethod.Get, _client.Url(path, "GETFILESTATUS"), Locate(path), cancellationToken).ConfigureAwait(false);
            return Entry(path, status.RootElement.GetProperty("FileStatus"));
        }
        catch (StorageException e) when (e.Fault == StorageFault.NotFound)
        {
            return null;
        }
    }

    public async IAsyncEnumerable<StorageEntry> ListAsync(string folder, bool recursive = false, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var entry in await ListOneAsync(folder, cancellationToken).ConfigureAwait(false))
        {
            if (entry.IsFolder && recursive)
            {
                await foreach (var below in ListAsync(entry.Path, recursive, cancellationToken).ConfigureAwait(false)) { yield return below; }
            }
            else
            {
                yield return entry;
            }
        }
    }

    public Task<Stream> OpenReadAsync(string path, long offset = 0, long? length = null, CancellationToken cancellationToken = default) =>
        ResumingStream.OpenAsync((from, count, _, token) => GetAsync(path, from, count, token), offset, length, Locate(path), cancellationToken);

    public async Task<StorageWriter> CreateAsync(string path, CancellationToken cancellationToken = default)
    {
        if (await FindAsync(path, cancellationToken).ConfigureAwait(false) is { IsFolder: true })
        {
            throw new StorageException(StorageFault.Exists, $"{Locate(path)} is a folder, not a file.");
        }
        return await HdfsWriter.BeginAsync(_client, _options, path, Locate(path), cancellationToken).ConfigureAwait(false);
    }

    public async Task<StorageChecksum> ChecksumAsync(string path, CancellationToken cancellationToken = default)
    {
        using var answer = await _client.CallAsync(HttpMethod.Get, _client.Url(path, "GETFILECHECKSUM"), Locate(path), cancellationToken).ConfigureAwait(false);
        var sum = answer.RootElement.GetProperty("FileChecksum");
        return new StorageChecksum(sum.GetProperty("algorithm").GetString()!, sum.GetProperty("bytes").GetString()!);
    }

    public async Task<bool> DeleteAsync(string path, CancellationToken cancellationToken = default)
    {
        using var answer = await _client.CallAsync(HttpMethod.Delete, _client.Url(path, "DELETE"), Locate(path), cancellationToken).ConfigureAwait(false);
        return answer.RootElement.GetProperty("boolean").GetBoolean();
    }

    private Task<HttpResponseMessage> GetAsync(string path, long offset, long? length, CancellationToken cancellationToken)
    {
        var from = offset.ToString(CultureInfo.InvariantCulture);
        var url = length is { } count ? _client.Url(path, "OPEN", ("offset", from), ("length", count.ToString(CultureInfo.InvariantCulture)))
            : offset > 0 ? _client.Url(path, "OPEN", ("offset", from))
            : _client.Url(path, "OPEN");
        return _client.GetAsync(url, Locate(path), cancellationToken);
    }

    private async Task<List<StorageEntry>> ListOneAsync(string folder, CancellationToken cancellationToken)
    {
        using var answer = await _client.CallAsync(HttpMethod.Get, _client.Url(folder, "LISTSTATUS"), Locate(folder), cancellationToken).ConfigureAwait(false);
        var entries = new List<StorageEntry>();
        foreach (var status in answer.RootElement.GetProperty("FileStatuses").GetProperty("FileStatus").EnumerateArray())
        {
            var name = status.GetProperty("pathSuffix").GetString()!;
            // Of a file, the listing is the file itself.
            if (name.Length == 0) { throw new StorageException(StorageFault.Invalid, $"{Locate(folder)} is a file, not a folder."); }
            entries.Add(Entry($"{folder.TrimEnd('/')}/{name}", status));
        }
        entries.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return entries;
    }

    private static StorageEntry Entry(string path, JsonElement status)
    {
        var length = status.GetProperty("length").GetInt64();
        var modified = status.GetProperty("modificationTime").GetInt64();
        return new StorageEntry(path, length, DateTimeOffset.FromUnixTimeMilliseconds(modified), status.GetProperty("type").GetString() == "DIRECTORY",
            string.Create(CultureInfo.InvariantCulture, $"{modified}-{length}"));
    }
}
