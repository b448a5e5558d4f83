using Sinogram.Imaging.Codecs;
using Sinogram.Imaging.Rendering;

namespace Sinogram.Imaging.Tests.Codecs;

/// <summary>Damaged frames give samples or a <see cref="PixelDataException"/>, never anything else. <c>make fuzz</c> runs a million.</summary>
[Trait("Category", "Fuzz")]
public sealed class CodecFuzzTests
{
    // Native codecs are fuzzed through the worker only: they may crash the process.
    [Theory]
    [InlineData("MR_small_RLE.dcm")]
    [InlineData("SC_rgb_rle_2frame.dcm")]
    [InlineData("rtdose_rle_1frame.dcm")]
    [InlineData("JPGExtended.dcm")]
    [InlineData("SC_rgb_dcmtk_+eb+cy+s4.dcm")]
    [InlineData("SC_rgb_dcmtk_+eb+cy+np.dcm")]
    [InlineData("SC_rgb_jpeg_gdcm.dcm")]
    [InlineData("SC_rgb_small_odd_jpeg.dcm")]
    [InlineData("SC_ybr_full_422_uncompressed.dcm")]
    [InlineData("liver_1frame.dcm")]
    [InlineData("pydicom-data/JPEG-LL.dcm")]
    [InlineData("pydicom-data/liver_rle.dcm")]
    [InlineData("pydicom-data/liver_deflate.dcm")]
    public void A_damaged_frame_is_decoded_or_refused(string name)
    {
        var image = Frames.Open(Frames.Named(name));
        var codec = FrameDecoder.Find(image.Description.TransferSyntax)!;
        var original = codec is NativeCodec ? NativeBytes(image) : image.GetEncodedFrame(0).ToArray();
        var random = new Random(name.Length + original.Length);
        var refused = 0;
        for (var round = Mutation.Rounds(image.Description.SampleCount); round > 0; round--)
        {
            var mutant = Mutation.Of(original, random);
            try
            {
                var description = Mutation.Of(image.Description, random);
                var frame = FrameDecoder.Decode(mutant, description);
                Assert.Equal(description.SampleCount, frame.SampleCount);
            }
            catch (PixelDataException)
            {
                refused++;
            }
        }

        Assert.NotEqual(0, refused);
    }

    private static byte[] NativeBytes(DicomImage image) => new byte[NativeCodec.FrameBytes(image.Description)];
}
