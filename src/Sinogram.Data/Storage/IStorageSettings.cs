using Sinogram.Data.Storage.Hdfs;
using Sinogram.Data.Storage.S3;

namespace Sinogram.Data.Storage;

/// <summary>How single buckets and Hadoop servers are reached, asked when one is reached first: named connections of a notebook.</summary>
public interface IStorageSettings
{
    /// <summary>Told of an address before it is reached first; throws where it may not be.</summary>
    void Allow(string address)
    {
    }

    /// <summary>How a bucket is reached; null where nothing is known of it.</summary>
    S3Options? OfBucket(string bucket);

    /// <summary>How a Hadoop file system is reached; null where nothing is known of it.</summary>
    /// <param name="host">Its server and port, as in <c>webhdfs://host:port/path</c>.</param>
    /// <param name="secure">With TLS.</param>
    HdfsOptions? OfHost(string host, bool secure);
}
