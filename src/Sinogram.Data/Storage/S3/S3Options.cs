namespace Sinogram.Data.Storage.S3;

/// <summary>How an S3 service is reached.</summary>
public sealed record S3Options
{
    /// <summary>The service; null is Amazon's of the region.</summary>
    public Uri? Endpoint { get; init; }

    public string Region { get; init; } = "us-east-1";

    /// <summary>Without a key, requests are anonymous.</summary>
    public string? AccessKey { get; init; }

    public string? SecretKey { get; init; }

    /// <summary>Of temporary credentials.</summary>
    public string? SessionToken { get; init; }

    /// <summary>The bucket in the path (most services of one's own) or in the host's name (Amazon); by default as the endpoint suggests.</summary>
    public bool? PathStyle { get; init; }

    /// <summary>Keys asked for at once when listing.</summary>
    public int PageSize { get; init; } = 1000;

    /// <summary>Bytes of a part of a large upload, 5 MiB and more; larger files get larger parts by themselves.</summary>
    public int PartSize { get; init; } = 8 << 20;

    /// <summary>AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL, AWS_REGION or AWS_DEFAULT_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN.</summary>
    public static S3Options FromEnvironment() => new()
    {
        Endpoint = (Variable("AWS_ENDPOINT_URL_S3") ?? Variable("AWS_ENDPOINT_URL")) is { } url ? new Uri(url) : null,
        Region = Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION") ?? "us-east-1",
        AccessKey = Variable("AWS_ACCESS_KEY_ID"),
        SecretKey = Variable("AWS_SECRET_ACCESS_KEY"),
        SessionToken = Variable("AWS_SESSION_TOKEN"),
    };

    /// <summary>Without the keys.</summary>
    public override string ToString() => $"S3 at {Endpoint?.Authority ?? "Amazon"}, {Region}{(AccessKey is null ? ", anonymous" : "")}";

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
