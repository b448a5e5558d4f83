using System.Globalization;
using System.Security.Cryptography;
using Sinogram.Imaging.Codecs;
using Sinogram.Imaging.Dicom;
using Sinogram.Testing;

namespace Sinogram.Imaging.Tests.Codecs;

/// <summary>Every image of the shared data against the hashes of pydicom with pylibjpeg, pyjpegls and gdcm.</summary>
public sealed class GoldenPixelTests
{
    [Fact]
    public void Lossless_frames_have_the_hash_of_pydicom_and_lossy_ones_its_sum()
    {
        var wrong = new List<string>();
        var (exact, near) = (0, 0);
        foreach (var row in GoldenTable.Read("golden/pixels.tsv.gz").Where(row => row["sha256_raw_all"].Length == 64))
        {
            var problem = Compare(row, out var isExact);
            if (problem is null)
            {
                _ = isExact ? exact++ : near++;
            }
            else
            {
                wrong.Add($"{row["transfer_syntax"]} {row["rows"]}x{row["columns"]}x{row["samples"]} {row["bits_stored"]}/{row["bits_allocated"]}: {problem}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal((496, 12), (exact, near));
    }

    private static string? Compare(Dictionary<string, string> row, out bool isExact)
    {
        isExact = false;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        double sum = 0;
        long samples = 0;
        try
        {
            var image = Frames.Open(SharedFolder.Path("data/" + row["file"]));
            for (var i = 0; i < image.FrameCount; i++)
            {
                var frame = Frames.Decode(image, i);
                hash.AppendData(frame.Bytes);
                samples += frame.SampleCount;
                sum += row["lossy"] == "yes" ? frame.ToFloats().Sum(value => (double)value) : 0;
            }
        }
        catch (Exception failure) when (failure is PixelDataException or DicomFormatException)
        {
            return failure.Message;
        }

        isExact = Convert.ToHexStringLower(hash.GetHashAndReset()) == row["sha256_raw_all"];

        // The peer's inverse cosine transform rounds otherwise, by at most 1 and in few samples; LossyJpegTests compares sample by sample.
        var isNear = row["lossy"] == "yes" && Math.Abs(sum - double.Parse(row["sum"], CultureInfo.InvariantCulture)) <= 0.1 * samples;
        return isExact || isNear ? null : $"other samples ({samples} samples, sum {sum}, expected {row["sum"]})";
    }
}
