using Sinogram.Imaging.Codecs;
using Sinogram.Imaging.Dicom;
using Sinogram.Imaging.Rendering;
using Sinogram.Imaging.Tests.Codecs;

namespace Sinogram.Imaging.Tests.Rendering;

/// <summary>Damaged files give pictures or a typed error, never anything else. <c>make fuzz</c> runs a million.</summary>
[Trait("Category", "Fuzz")]
public sealed class DicomImageFuzzTests
{
    [Theory]
    [InlineData("CT_small.dcm")]
    [InlineData("MR_small_bigendian.dcm")]
    [InlineData("MR_small_RLE.dcm")]
    [InlineData("pydicom-data/mlut_18.dcm")]
    [InlineData("pydicom/SC_rgb_small_odd_big_endian.dcm")]
    [InlineData("SC_rgb_small_odd_jpeg.dcm")]
    [InlineData("pydicom/examples_palette.dcm")]
    [InlineData("pydicom-data/gdcm-US-ALOKA-16.dcm")]
    public void A_damaged_file_is_shown_or_refused(string name)
    {
        var original = File.ReadAllBytes(Frames.Named(name));
        var samples = DicomImage.Open(DicomFile.Read(original)).Description.SampleCount;
        var random = new Random(original.Length);
        var (shown, refused) = (0, 0);
        for (var round = Mutation.Rounds(samples); round > 0; round--)
        {
            // Damage in the header, where the description of the pixels is, leaves most of the file intact.
            var mutant = original.ToArray();
            for (var i = random.Next(1, 6); i > 0; i--)
            {
                mutant[random.Next(Math.Min(mutant.Length, 6000))] = (byte)random.Next(256);
            }

            try
            {
                var image = DicomImage.Open(DicomFile.Read(mutant));
                if (FrameDecoder.Find(image.Description.TransferSyntax) is { IsNative: true })
                {
                    continue;
                }

                // Larger frames are legal and only cost time here.
                if (image.Description.SampleCount <= 2 * samples)
                {
                    _ = image.Render(0, TestContext.Current.CancellationToken);
                    _ = image.GetModalityValues(image.FrameCount - 1, TestContext.Current.CancellationToken);
                    shown++;
                }
            }
            catch (Exception expected) when (expected is PixelDataException or DicomFormatException)
            {
                refused++;
            }
        }

        Assert.True(shown + refused > 0);
    }
}
