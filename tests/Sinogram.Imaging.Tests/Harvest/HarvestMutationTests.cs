using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Harvest;

namespace Sinogram.Imaging.Tests.Harvest;

/// <summary>Damaged files in great number: each is decided, none ends the harvest, none meets a defect of ours.</summary>
public sealed class HarvestMutationTests
{
    private static readonly string[] Originals =
        ["CT_small.dcm", "MR_small_RLE.dcm", "rtplan.dcm", "reportsi.dcm", "test-SR.dcm", "JPEG2000.dcm", "ExplVR_BigEnd.dcm", "image_dfl.dcm", "nested_priv_SQ.dcm", "no_meta_group_length.dcm"];

    [Theory]
    [InlineData("basic", 11)]
    [InlineData("none", 12)]
    public async Task Damaged_files_are_kept_or_refused_with_a_reason(string profile, int seed)
    {
        using TemporaryFolder folder = new();
        Random random = new(seed);
        HarvestOptions options = new() { Key = DeidentificationKey.Create(), Profile = profile };
        string source = Directory.CreateDirectory(folder["source"]).FullName;
        const int Files = 400;
        for (int i = 0; i < Files; i++)
        {
            byte[] bytes = File.ReadAllBytes(Path.Combine(HarvesterTests.PydicomTestFiles(), Originals[i % Originals.Length]));
            File.WriteAllBytes(Path.Combine(source, $"{i:000}"), Mutate(bytes, random));
        }

        HarvestResult result = await Harvester.RunAsync(
            source, folder["ws"], options, null, TestContext.Current.CancellationToken);

        Assert.Equal(Files, result.Seen);
        Assert.DoesNotContain(result.Reasons, r => r.Rule == "internal-error");
        Assert.Equal(result.Kept, result.Catalog.Query("SELECT count(DISTINCT SOPInstanceUID) AS n FROM catalog", TestContext.Current.CancellationToken).GetValue(0, "n"));
        Assert.Equal(result.Counts with { Kept = 0, Unchanged = result.Kept }, (await Harvester.RunAsync(
            source, folder["ws"], options, null, TestContext.Current.CancellationToken)).Counts);
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        int header = Math.Min(bytes.Length, 4000);
        for (int i = random.Next(1, 8); i > 0; i--)
        {
            switch (random.Next(4))
            {
                case 0:
                    bytes[random.Next(header)] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[random.Next(header)] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    int length = random.Next(1, Math.Min(64, header));
                    random.NextBytes(bytes.AsSpan(random.Next(header - length), length));
                    break;
                default:
                    bytes = bytes[..random.Next(header / 2, bytes.Length)];
                    header = Math.Min(bytes.Length, header);
                    break;
            }
        }

        return bytes;
    }
}
