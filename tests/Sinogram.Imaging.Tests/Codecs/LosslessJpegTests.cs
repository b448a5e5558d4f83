namespace Sinogram.Imaging.Tests.Codecs;

/// <summary>Images that dcmtk compressed, against the same images uncompressed.</summary>
public sealed class LosslessJpegTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void Every_predictor_gives_back_the_image(int predictor) =>
        Check("CT_small.dcm", "dcmcjpeg", "+el", "+sv", $"{predictor}");

    [Theory]
    [InlineData("SC_rgb_small_odd.dcm")]
    [InlineData("MR_small.dcm")]
    public void Gray_and_colour_of_any_width_come_back(string file) => Check(file, "dcmcjpeg", "+e1", "+cn");

    [Theory]
    [InlineData("CT_small.dcm")]
    [InlineData("SC_rgb_small_odd.dcm")]
    [InlineData("rtdose.dcm")]
    public void Run_lengths_come_back(string file) => Check(file, "dcmcrle");

    [Theory]
    [InlineData("CT_small.dcm")]
    [InlineData("SC_rgb_small_odd.dcm")]
    public void Jpeg_ls_comes_back(string file) => Check(file, "dcmcjpls");

    private static void Check(string file, string program, params string[] options)
    {
        var source = Frames.Pydicom(file);
        var target = Dcmtk.Convert(program, source, options);
        try
        {
            var (plain, compressed) = (Frames.Open(source), Frames.Open(target));
            Assert.NotEqual(plain.Description.TransferSyntax, compressed.Description.TransferSyntax);
            for (var i = 0; i < plain.FrameCount; i++)
            {
                Assert.Equal(Frames.Decode(plain, i).Bytes, Frames.Decode(compressed, i).Bytes);
            }
        }
        finally
        {
            File.Delete(target);
        }
    }
}
