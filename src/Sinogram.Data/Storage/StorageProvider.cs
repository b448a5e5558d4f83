using System.Collections.Concurrent;
using Sinogram.Data.Storage.Files;
using Sinogram.Data.Storage.Hdfs;
using Sinogram.Data.Storage.S3;

namespace Sinogram.Data.Storage;

/// <summary>How the storages are reached.</summary>
public sealed record StorageOptions
{
    /// <summary>Of all buckets that <see cref="Buckets"/> does not name; by default what the AWS_ variables of the environment say.</summary>
    public S3Options S3 { get; init; } = S3Options.FromEnvironment();

    /// <summary>Of single buckets.</summary>
    public IReadOnlyDictionary<string, S3Options> Buckets { get; init; } = new Dictionary<string, S3Options>();

    /// <summary>Of Hadoop file systems; by default what HADOOP_USER_NAME says.</summary>
    public HdfsOptions Hdfs { get; init; } = HdfsOptions.FromEnvironment();

    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>A path in a storage.</summary>
public readonly record struct StorageLocation(IStorage Storage, string Path)
{
    public override string ToString() => Storage.Locate(Path);
}

/// <summary>
/// Finds the storage of a location: a path or <c>file://</c>; <c>s3://bucket/key</c>; <c>webhdfs://host:port/path</c> and <c>swebhdfs://</c> (with TLS), which
/// HttpFS answers too. Everything after the scheme is taken as it stands: nothing in it is decoded.
/// </summary>
public sealed class StorageProvider(StorageOptions? options = null) : IDisposable
{
    private static readonly Lazy<StorageProvider> Shared = new(() => new StorageProvider());
    private readonly StorageOptions _options = options ?? new StorageOptions();
    private readonly ConcurrentDictionary<string, IStorage> _storages = new(StringComparer.Ordinal);
    private readonly HttpClient _http = Http.StorageHttp.CreateClient();
    private volatile IStorageSettings? _settings;

    /// <summary>Configured from the environment, and by <see cref="Use"/>: what readers and writers go by that are given no other one.</summary>
    public static StorageProvider Default => Shared.Value;

    /// <summary>A location that is not a file of this machine.</summary>
    public static bool IsRemote(string location) => Scheme(location) is { } scheme && scheme != "file";

    /// <summary>A location of an S3 service or a Hadoop file system.</summary>
    public static bool IsStorage(string location) => Scheme(location) is "s3" or "s3a" or "s3n" or "webhdfs" or "swebhdfs" or "hdfs" or "maprfs";

    /// <exception cref="StorageException">The scheme is not known, or the location lacks its host or bucket.</exception>
    public StorageLocation Resolve(string location)
    {
        ArgumentException.ThrowIfNullOrEmpty(location);
        var scheme = Scheme(location);
        var rest = scheme is null ? location : location[(scheme.Length + 3)..];
        return scheme switch
        {
            null => new(FileStorage.Instance, Path.GetFullPath(location)),
            "file" => new(FileStorage.Instance, Path.GetFullPath(rest)),
            "s3" or "s3a" or "s3n" => ResolveS3(location, rest),
            "webhdfs" or "swebhdfs" => ResolveHdfs(location, rest, scheme == "swebhdfs"),
            "hdfs" or "maprfs" => throw new StorageException(StorageFault.Invalid, $"{location}: the native protocol is not spoken here; name the same file by WebHDFS or HttpFS, for example webhdfs://host:9870/path or swebhdfs://host:14000/path."),
            _ => throw new StorageException(StorageFault.Invalid, $"{location}: there is no storage for {scheme}://. Known are paths, file://, s3://, webhdfs:// and swebhdfs://."),
        };
    }

    /// <summary>Asks for the settings of buckets and servers from now on, before the options and the environment; those that were reached before are asked for anew.</summary>
    public void Use(IStorageSettings? settings)
    {
        _settings = settings;
        _storages.Clear();
    }

    /// <summary>How a bucket is reached.</summary>
    public S3Options OfBucket(string bucket) => _settings?.OfBucket(bucket) ?? _options.Buckets.GetValueOrDefault(bucket) ?? _options.S3;

    public void Dispose() => _http.Dispose();

    private static string? Scheme(string location)
    {
        var end = location.IndexOf("://", StringComparison.Ordinal);
        return end > 0 && location.AsSpan(0, end).ToString().All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '.' or '-') ? location[..end].ToLowerInvariant() : null;
    }

    private StorageLocation ResolveS3(string location, string rest)
    {
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var bucket = slash < 0 ? rest : rest[..slash];
        if (bucket.Length == 0) { throw new StorageException(StorageFault.Invalid, $"{location} names no bucket: write s3://bucket/key."); }
        var storage = _storages.GetOrAdd("s3:" + bucket, _ =>
        {
            var options = OfBucket(bucket);
            _settings?.Allow(options.Endpoint?.AbsoluteUri ?? $"https://s3.{options.Region}.amazonaws.com/");
            return new S3Storage(options, bucket, _http, _options.Time);
        });
        return new(storage, slash < 0 ? "" : rest[(slash + 1)..]);
    }

    private StorageLocation ResolveHdfs(string location, string rest, bool secure)
    {
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? rest : rest[..slash];
        if (host.Length == 0 || host.Contains('@', StringComparison.Ordinal)) { throw new StorageException(StorageFault.Invalid, "A Hadoop location is webhdfs://host:port/path, without a user or password in it."); }
        var storage = _storages.GetOrAdd((secure ? "swebhdfs:" : "webhdfs:") + host, _ =>
        {
            _settings?.Allow($"{(secure ? "https" : "http")}://{host}/");
            return new HdfsStorage(_settings?.OfHost(host, secure) ?? _options.Hdfs, host, secure, _http, _options.Time);
        });
        return new(storage, slash < 0 ? "/" : rest[slash..]);
    }
}
