using Sinogram.Core.Configuration;
using Sinogram.Core.Magics;
using Sinogram.Data.Storage;
using Sinogram.Magics.Notebook;

namespace Sinogram.Magics.Places;

/// <summary><c>#!connect s3</c> and <c>#!connect hdfs</c>: how <c>s3://</c> and <c>webhdfs://</c> locations are reached, under a name.</summary>
internal static class StorageVerbs
{
    public static IReadOnlyList<IConnectVerb> All() => [new S3Verb(), new HdfsVerb()];

    /// <summary>Looks whether the place answers with the new settings, and keeps them then.</summary>
    private static async Task KeepAsync(MagicInvocation invocation, Connection connection, StorageOptions options, IReadOnlyList<string> locations, string says, CancellationToken token)
    {
        using (var trial = new StorageProvider(options))
        {
            try
            {
                foreach (var location in locations)
                {
                    var (storage, path) = trial.Resolve(location);
                    if (await storage.FindAsync(path, token).ConfigureAwait(false) is null) { throw new MagicException($"There is nothing at {location}."); }
                }
            }
            catch (StorageException problem)
            {
                throw new MagicException($"Not connected: {problem.Message}", inner: problem);
            }
        }

        invocation.Context.Connections.Put(connection);
        StoragePlaces.Use(invocation.Context.Connections);
        invocation.Context.Output.Stdout($"{says}\n");
    }

    private sealed class S3Verb : IConnectVerb
    {
        public VerbInfo Verb { get; } = new(
            StoragePlaces.S3, "Names an S3 service: s3:// locations are then read and written there, from C#, SQL, #!drill and harvests.",
            PlaceOptions.Name,
            OptionInfo.Of("url", "URL", "the service, https://HOST:9000; Amazon's where none is given"),
            OptionInfo.Of("region", "REGION", "the region") with { Default = "us-east-1" },
            OptionInfo.Of("bucket", "A,B", "the buckets that are there; all where none is named"),
            OptionInfo.Of("access-key", "REFERENCE", "env:NAME, file:PATH or prompt:; anonymous where none is given"),
            OptionInfo.Of("secret-key", "REFERENCE", "env:NAME, file:PATH or prompt:"),
            OptionInfo.Of("session-token", "REFERENCE", "of temporary credentials"));

        public async Task<object?> RunAsync(MagicInvocation invocation, CancellationToken token)
        {
            var name = invocation.Option("name")!;
            var known = invocation.Context.Connections.Find(StoragePlaces.S3, name);
            var region = invocation.Option("region") ?? known?.Properties.GetValueOrDefault("region") ?? "us-east-1";
            var url = invocation.Option("url") ?? (known is null ? $"https://s3.{region}.amazonaws.com" : null);
            var connection = PlaceOptions.Read(invocation, StoragePlaces.S3, name, url, ["region", "bucket"], ["access-key", "secret-key", "session-token"]);
            PlaceOptions.Address(connection.Url, "https", "http");
            if (connection.Properties.ContainsKey("access-key") != connection.Properties.ContainsKey("secret-key")) { throw new MagicException("An access key and its secret key come together.", "--access-key env:AWS_ACCESS_KEY_ID --secret-key env:AWS_SECRET_ACCESS_KEY"); }
            var options = await StoragePlaces.ServiceAsync(invocation.Context.Connections, connection, token).ConfigureAwait(false);
            var buckets = StoragePlaces.Buckets(connection);
            await KeepAsync(invocation, connection, new StorageOptions { S3 = options }, [.. buckets.Select(b => $"s3://{b}/")],
                buckets.Count == 0 ? $"s3:// is at {connection.Url}. The first access shows whether the keys fit." : $"s3://{string.Join(", s3://", buckets)} {(buckets.Count == 1 ? "is" : "are")} at {connection.Url}.", token).ConfigureAwait(false);
            return null;
        }
    }

    private sealed class HdfsVerb : IConnectVerb
    {
        public VerbInfo Verb { get; } = new(
            StoragePlaces.Hdfs, "Names a Hadoop file system by its WebHDFS or HttpFS server: its webhdfs:// locations are then read and written so.",
            PlaceOptions.Name,
            OptionInfo.Of("url", "URL", "the server, http://HOST:9870 or https://HOST:14000"),
            OptionInfo.Of("user", "USER", "the account") with { Default = "HADOOP_USER_NAME, or this one" },
            OptionInfo.Of("password", "REFERENCE", "env:NAME, file:PATH or prompt:; over https only"),
            OptionInfo.Of("token", "REFERENCE", "a delegation token in place of a name"));

        public async Task<object?> RunAsync(MagicInvocation invocation, CancellationToken token)
        {
            var connection = PlaceOptions.Read(invocation, StoragePlaces.Hdfs, invocation.Option("name")!, invocation.Option("url"), ["user"], ["password", "token"]);
            var url = PlaceOptions.Address(connection.Url, "http", "https");
            if (connection.Properties.ContainsKey("password") && url.Scheme != "https") { throw new MagicException("A password is sent over https only.", "--url https://HOST:14000"); }
            var options = await StoragePlaces.ServerAsync(invocation.Context.Connections, connection, token).ConfigureAwait(false);
            var root = $"{(url.Scheme == "https" ? "swebhdfs" : "webhdfs")}://{url.Authority}/";
            await KeepAsync(invocation, connection, new StorageOptions { Hdfs = options }, [root], $"{root} answers as {options.User}.", token).ConfigureAwait(false);
            return null;
        }
    }
}
