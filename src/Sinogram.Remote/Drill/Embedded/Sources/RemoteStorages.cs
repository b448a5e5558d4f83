using System.Text.Json.Nodes;
using Sinogram.Data;
using Sinogram.Data.Storage;
using Sinogram.Data.Storage.S3;
using Sinogram.Remote.Drill.Storage;

namespace Sinogram.Remote.Drill.Embedded.Sources;

/// <summary>The places elsewhere that storages name: as the environment says, or as the storage's own <c>config</c> does in Hadoop's words.</summary>
internal sealed class RemoteStorages : IDisposable
{
    private readonly StorageProvider _provider;
    private readonly Task<DuckDbEngine> _engine;
    private readonly Lazy<LocalCopies> _copies;
    private readonly Dictionary<JsonObject, (StorageProvider Provider, LocalCopies Copies)> _own = [];

    /// <param name="provider">How places are reached whose storage does not say it.</param>
    /// <param name="engine">Reads what the copies hold, and has the parts of Parquet files fetched that it needs.</param>
    public RemoteStorages(StorageProvider? provider, Task<DuckDbEngine> engine)
    {
        (_provider, _engine) = (provider ?? StorageProvider.Default, engine);
        _copies = new Lazy<LocalCopies>(() => Copies(_provider));
    }

    /// <summary>What the running statement tells of its progress and is stopped by; one runs at a time.</summary>
    public (IProgress<QueryProgress>? Progress, CancellationToken Token) Statement { get; set; }

    /// <summary>The files of a location, on this machine; of large Parquet files only what describes them, until the engine reads them.</summary>
    public LocalFiles Files(StoragePlugin plugin, string location, Func<LocalFiles, bool> mayBeInParts)
    {
        var copies = Of(plugin).Copies;
        var progress = Statement.Progress is { } listener ? new FetchProgress(listener, location) : null;
        var files = copies.OutlineAsync(location, progress, Statement.Token).GetAwaiter().GetResult();
        return mayBeInParts(files) ? files : copies.FetchAsync(location, progress, Statement.Token).GetAwaiter().GetResult();
    }

    /// <summary>A location in a storage.</summary>
    /// <exception cref="StorageException">There is no such kind of place.</exception>
    public StorageLocation Resolve(StoragePlugin plugin, string location) => Of(plugin).Provider.Resolve(location);

    public void Dispose()
    {
        foreach (var (own, copies) in _own.Values)
        {
            copies.Dispose();
            own.Dispose();
        }
        if (_copies.IsValueCreated) { _copies.Value.Dispose(); }
    }

    private (StorageProvider Provider, LocalCopies Copies) Of(StoragePlugin plugin)
    {
        lock (_own)
        {
            if (_own.TryGetValue(plugin.Config, out var known)) { return known; }
            if (!plugin.Connection.StartsWith("s3", StringComparison.OrdinalIgnoreCase) || Settings(plugin.Config) is not { Count: > 0 } settings) { return (_provider, _copies.Value); }
            var bucket = plugin.Connection[(plugin.Connection.IndexOf("://", StringComparison.Ordinal) + 3)..].Split('/')[0];
            var own = new StorageProvider(new StorageOptions { S3 = S3(plugin.Name, settings, _provider.OfBucket(bucket)) });
            return _own[plugin.Config] = (own, Copies(own));
        }
    }

    private LocalCopies Copies(StorageProvider of)
    {
        var copies = new LocalCopies(of);
        _engine.GetAwaiter().GetResult().ReadThrough(copies);
        return copies;
    }

    /// <summary>What the configuration says of <c>fs.s3a</c>, its credentials included.</summary>
    private static Dictionary<string, string> Settings(JsonObject config)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var place in new[] { config["config"], (config["credentialsProvider"] as JsonObject)?["credentials"] }.OfType<JsonObject>())
        {
            foreach (var (name, value) in place.Where(p => p.Key.StartsWith("fs.s3a.", StringComparison.OrdinalIgnoreCase) && p.Value is not null)) { settings[name["fs.s3a.".Length..]] = value!.ToString(); }
        }
        return settings;
    }

    private static S3Options S3(string name, Dictionary<string, string> settings, S3Options standard)
    {
        var options = standard;
        if (settings.GetValueOrDefault("endpoint") is { Length: > 0 } endpoint)
        {
            var secure = !string.Equals(settings.GetValueOrDefault("connection.ssl.enabled"), "false", StringComparison.OrdinalIgnoreCase);
            if (!Uri.TryCreate(endpoint.Contains("://", StringComparison.Ordinal) ? endpoint : $"{(secure ? "https" : "http")}://{endpoint}", UriKind.Absolute, out var url))
            {
                throw new DrillException($"\"fs.s3a.endpoint\" of the storage '{name}' is no address: {endpoint}.", hint: "\"s3.eu-west-1.amazonaws.com\", or \"http://host:9000\" for a service of your own.");
            }
            // Amazon's own address names the region, and is told from it.
            var parts = url.Host.Split('.');
            options = parts is ["s3", var region, "amazonaws", "com"] ? options with { Region = region, Endpoint = null } : parts is ["s3", "amazonaws", "com"] ? options with { Endpoint = null } : options with { Endpoint = url };
        }
        if (settings.GetValueOrDefault("endpoint.region") is { Length: > 0 } named) { options = options with { Region = named }; }
        if (bool.TryParse(settings.GetValueOrDefault("path.style.access"), out var style)) { options = options with { PathStyle = style }; }
        if (settings.GetValueOrDefault("aws.credentials.provider")?.Contains("Anonymous", StringComparison.Ordinal) == true) { options = options with { AccessKey = null, SecretKey = null, SessionToken = null }; }
        return settings.TryGetValue("access.key", out var key) ? options with { AccessKey = key, SecretKey = settings.GetValueOrDefault("secret.key"), SessionToken = settings.GetValueOrDefault("session.token") } : options;
    }
}
