using System.Diagnostics;
using System.Globalization;
using Sinogram.Imaging.Codecs;

namespace Sinogram.Imaging.Tests.Codecs;

/// <summary>Damaged frames give samples or a <see cref="PixelDataException"/>, never anything else. SINOGRAM_FUZZ_SECONDS lengthens each run.</summary>
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
    public void A_damaged_frame_is_decoded_or_refused(string name)
    {
        var image = Frames.Open(Frames.Pydicom(name));
        var codec = FrameDecoder.Find(image.Description.TransferSyntax)!;
        var original = codec is NativeCodec ? NativeBytes(image) : image.GetEncodedFrame(0).ToArray();
        var random = new Random(name.Length + original.Length);
        var clock = Stopwatch.StartNew();
        var limit = TimeSpan.FromSeconds(Seconds());
        var refused = 0;
        for (var round = 0; round < 20 || (clock.Elapsed < limit && round < 200_000); round++)
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

    private static byte[] NativeBytes(Sinogram.Imaging.Rendering.DicomImage image) => new byte[NativeCodec.FrameBytes(image.Description)];

    private static double Seconds() =>
        double.TryParse(Environment.GetEnvironmentVariable("SINOGRAM_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out var seconds) ? seconds : 0.5;
}
