using Sinogram.Data.Workers;
using Sinogram.Imaging.Codecs;
using Sinogram.Imaging.Codecs.Worker;
using Sinogram.Imaging.Rendering;

namespace Sinogram.Imaging.Tests.Codecs.Worker;

public sealed class CodecHostTests : IDisposable
{
    private readonly CodecHost _host;

    public CodecHostTests()
    {
        try
        {
            _ = WorkerCommand.Find();
        }
        catch (WorkerStartException missing)
        {
            Assert.Skip(missing.Message);
        }

        _host = new CodecHost(workers: 1);
    }

    private static WorkerOptions Impatient => new(CodecWorker.WorkerName) { CancelGrace = TimeSpan.Zero };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _host?.Dispose();

    [Theory]
    [InlineData("MR_small_jp2klossless.dcm", "MR_small.dcm")]
    [InlineData("MR_small_jpeg_ls_lossless.dcm", "MR_small.dcm")]
    [InlineData("MR_small_RLE.dcm", "MR_small.dcm")]
    public async Task A_compressed_image_has_the_samples_of_the_same_image_uncompressed(string compressed, string plain)
    {
        var image = DicomImage.Open(Frames.Pydicom(compressed), _host);
        var expected = DicomImage.Open(Frames.Pydicom(plain), _host).GetFrame(0).Bytes;
        Assert.Equal(expected, image.GetFrame(0, Token).Bytes);
        Assert.Equal(expected, (await image.GetFrameAsync(0, Token)).Bytes);
    }

    [Theory]
    [InlineData("JPEG2000.dcm")]
    [InlineData("MR_small_jpeg_ls_lossless.dcm")]
    public async Task Damaged_frames_are_decoded_or_refused_and_the_next_frame_is_decoded(string name)
    {
        var image = DicomImage.Open(Frames.Pydicom(name), _host);
        var original = image.GetEncodedFrame(0).ToArray();
        var random = new Random(11);
        var refused = 0;

        // CharLS takes many seconds to refuse some damaged streams; the limit is what protects from that.
        using var host = new CodecHost(workers: 1, Impatient) { TimeLimit = TimeSpan.FromSeconds(1) };
        for (var round = 0; round < 60; round++)
        {
            try
            {
                var frame = await host.DecodeAsync(Mutation.Of(original, random), image.Description, Token);
                Assert.Equal(image.Description.SampleCount, frame.SampleCount);
            }
            catch (PixelDataException)
            {
                refused++;
            }
        }

        Assert.NotEqual(0, refused);
        Assert.Equal(image.GetFrame(0, Token).Bytes, (await host.DecodeAsync(original, image.Description, Token)).Bytes);
    }

    [Fact]
    public async Task A_decoder_that_goes_over_its_memory_ends_with_an_error_of_that_frame()
    {
        var image = DicomImage.Open(Frames.Pydicom("JPEG2000.dcm"), _host);
        var samples = image.Description.SampleCount;
        using var poor = new CodecHost(workers: 1) { MemoryLimit = -40 * samples };
        await Assert.ThrowsAsync<PixelDataException>(() => poor.DecodeAsync(image.GetEncodedFrame(0), image.Description, Token));
    }

    [Fact]
    public async Task A_decoder_that_takes_too_long_ends_with_an_error_of_that_frame()
    {
        var image = DicomImage.Open(Frames.Pydicom("JPEG2000.dcm"), _host);
        using var hasty = new CodecHost(workers: 1, Impatient) { TimeLimit = -TimeSpan.FromSeconds(image.Description.SampleCount / 1e6) };
        var failure = await Assert.ThrowsAsync<PixelDataException>(() => hasty.DecodeAsync(image.GetEncodedFrame(0), image.Description, Token));
        Assert.Contains("in time", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pydicom-data/HTJ2KLossless_08_RGB.dcm")]
    [InlineData("pydicom-data/JLSL_RGB_ILV0.dcm")]
    [InlineData("pydicom-data/US1_J2KI.dcm")]
    [InlineData("pydicom-data/emri_small_jpeg_ls_lossless.dcm")]
    [InlineData("pydicom-data/liver_j2k.dcm")]
    [InlineData("pydicom/JPEGLSNearLossless_16.dcm")]
    public async Task The_worker_gives_what_the_codec_gives_in_this_process(string name)
    {
        // The in-process result is compared with the peers' hashes by GoldenPixelTests.
        var image = DicomImage.Open(Frames.Named(name), _host);
        for (var i = 0; i < image.FrameCount; i++)
        {
            var (here, there) = (Frames.Decode(image, i), await image.GetFrameAsync(i, Token));
            Assert.Equal((here.Type, here.Photometric), (there.Type, there.Photometric));
            Assert.Equal(here.Bytes, there.Bytes);
        }
    }

    [Fact]
    public void Many_threads_share_few_workers()
    {
        using var host = new CodecHost(workers: 2);
        var image = DicomImage.Open(Frames.Pydicom("MR_small_jp2klossless.dcm"), host);
        var expected = image.GetFrame(0, Token).Bytes;
        Parallel.For(0, 24, _ => Assert.Equal(expected, image.GetFrame(0, Token).Bytes));
    }
}
