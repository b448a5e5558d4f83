using Sinogram.Data.Storage;
using Sinogram.Data.Storage.S3;
using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Harvest;
using Sinogram.Testing.Replay;

namespace Sinogram.Imaging.Tests.Harvest;

/// <summary>Harvests from a bucket.</summary>
public sealed class StorageHarvestTests
{
    private static readonly string[] Names = ["CT_small.dcm", "MR_small.dcm", "JPEG2000.dcm"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_files_of_a_bucket_are_harvested_once_as_from_a_folder()
    {
        using TemporaryFolder folder = new();
        await using MemoryBucket bucket = new();
        foreach (string name in Names)
        {
            byte[] content = await File.ReadAllBytesAsync(Path.Combine(HarvesterTests.PydicomTestFiles(), name), Token);
            bucket.Objects["incoming/a b/" + name] = content;
            Directory.CreateDirectory(folder["source"]);
            await File.WriteAllBytesAsync(Path.Combine(folder["source"], name), content, Token);
        }

        bucket.Objects["incoming/notes.txt"] = "no image"u8.ToArray();
        using StorageProvider storage = Provider(bucket);
        HarvestOptions options = new() { Key = DeidentificationKey.Create(), Storage = storage };
        HarvestResult first = await Harvester.RunAsync("s3://imaging/incoming", folder["ws"], options, null, Token);
        Assert.Equal((4L, 3L, 1L), (first.Seen, first.Kept, first.NotDicom));

        HarvestResult second = await Harvester.RunAsync("s3://imaging/incoming", folder["ws"], options, null, Token);
        Assert.Equal((4L, 0L, 3L), (second.Seen, second.Kept, second.Unchanged));

        HarvestResult local = await Harvester.RunAsync(folder["source"], folder["local"], options with { Storage = null }, null, Token);
        Assert.Equal(
            local.Catalog.Query("SELECT SOPInstanceUID FROM catalog ORDER BY 1").Column<string>("SOPInstanceUID"),
            first.Catalog.Query("SELECT SOPInstanceUID FROM catalog ORDER BY 1").Column<string>("SOPInstanceUID"));
    }

    [Fact]
    public async Task A_storage_that_stops_answering_ends_the_harvest_and_quarantines_nothing()
    {
        using TemporaryFolder folder = new();
        await using MemoryBucket bucket = new();
        foreach (string name in Names)
        {
            bucket.Objects["in/" + name] = await File.ReadAllBytesAsync(Path.Combine(HarvesterTests.PydicomTestFiles(), name), Token);
        }

        bucket.Before = request => request.Method == "GET" && request.Path.Contains("MR_small", StringComparison.Ordinal) ? MemoryBucket.Error(503, "SlowDown") : null;
        using StorageProvider storage = Provider(bucket);
        HarvestOptions options = new() { Key = DeidentificationKey.Create(), Storage = storage };
        HarvestException stopped = await Assert.ThrowsAsync<HarvestException>(() => Harvester.RunAsync("s3://imaging/in", folder["ws"], options, null, Token));
        Assert.Contains("does not answer", stopped.Message, StringComparison.Ordinal);
        bucket.Before = null;
        HarvestResult again = await Harvester.RunAsync("s3://imaging/in", folder["ws"], options, null, Token);
        Assert.Equal(3, again.Seen);
        Assert.Equal(0, again.Quarantined);
        Assert.Equal(3, again.Kept + again.Unchanged);
    }

    [Theory]
    [InlineData("s3://imaging/none", HarvestProblem.SourceMissing)]
    [InlineData("hdfs://host/path", HarvestProblem.SourceRefused)]
    public async Task A_source_that_is_not_there_is_told(string source, HarvestProblem problem)
    {
        using TemporaryFolder folder = new();
        await using MemoryBucket bucket = new();
        using StorageProvider storage = Provider(bucket);
        HarvestException error = await Assert.ThrowsAsync<HarvestException>(() => Harvester.RunAsync(source, folder["ws"], new HarvestOptions { Key = DeidentificationKey.Create(), Storage = storage }, null, Token));
        Assert.Equal(problem, error.Problem);
    }

    private static StorageProvider Provider(MemoryBucket bucket) => new(new StorageOptions { S3 = new S3Options { Endpoint = bucket.Url, AccessKey = "a", SecretKey = "b" } });
}
