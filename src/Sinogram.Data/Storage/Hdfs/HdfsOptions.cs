namespace Sinogram.Data.Storage.Hdfs;

/// <summary>How a Hadoop file system is reached over WebHDFS or HttpFS.</summary>
public sealed record HdfsOptions
{
    /// <summary>The account's name; the servers without Kerberos believe it.</summary>
    public string User { get; init; } = Environment.UserName;

    /// <summary>A delegation token, in place of a name.</summary>
    public string? DelegationToken { get; init; }

    /// <summary>A password, sent with the name to the server of the location over TLS only (MapR's HttpFS).</summary>
    public string? Password { get; init; }

    /// <summary>Of new files.</summary>
    public string Permission { get; init; } = "640";

    /// <summary>Bytes of a block of new files; the checksum is computed by it.</summary>
    public long BlockSize { get; init; } = 128L << 20;

    /// <summary>HADOOP_USER_NAME, or the account of this process.</summary>
    public static HdfsOptions FromEnvironment() => new()
    {
        User = Environment.GetEnvironmentVariable("HADOOP_USER_NAME") is { Length: > 0 } name ? name : Environment.UserName,
    };

    /// <summary>Without the secrets.</summary>
    public override string ToString() => $"Hadoop as {User}";
}
