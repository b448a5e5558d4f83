using Sinogram.Imaging.Rendering;
using Sinogram.Testing;

namespace Sinogram.Imaging.Tests.Codecs;

/// <summary>Lossy JPEG against dcmtk, sample by sample.</summary>
public sealed class LossyJpegTests
{
    public static TheoryData<string> Files =>
    [
        "fo-dicom/HasFragmentSequence.dcm",
        "pydicom/JPEG-lossy.dcm",
        "pydicom/JPGExtended.dcm",
        "pydicom/SC_jpeg_no_color_transform.dcm",
        "pydicom/SC_rgb_dcmtk_+eb+cr.dcm",
        "pydicom/SC_rgb_dcmtk_+eb+cy+n1.dcm",
        "pydicom/SC_rgb_dcmtk_+eb+cy+n2.dcm",
        "pydicom/SC_rgb_dcmtk_+eb+cy+np.dcm",
        "pydicom/SC_rgb_dcmtk_+eb+cy+s4.dcm",
        "pydicom/SC_rgb_jpeg_app14_dcmd.dcm",
        "pydicom/SC_rgb_jpeg_dcmtk.dcm",
        "pydicom/SC_rgb_jpeg_lossy_gdcm.dcm",
        "pydicom/SC_rgb_small_odd_jpeg.dcm",
        "pydicom/examples_ybr_color.dcm",
        "pylibjpeg/JPEGBaseline_1s_1f_u_08_08.dcm",
        "pylibjpeg/JPEGExtended_3s_1f_u_08_08.dcm",
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_sample_is_that_of_dcmdjpeg(string file)
    {
        var source = SharedFolder.Path("data/dicom/" + file);

        // Without colour conversion, so that what was coded is compared.
        var target = Dcmtk.Convert("dcmdjpeg", source, "+cn");
        try
        {
            var (ours, theirs) = (DicomImage.Open(source), DicomImage.Open(target));
            Assert.Equal(theirs.FrameCount, ours.FrameCount);
            for (var i = 0; i < ours.FrameCount; i++)
            {
                Assert.Equal(theirs.GetFrame(i).Bytes, ours.GetFrame(i).Bytes);
            }
        }
        finally
        {
            File.Delete(target);
        }
    }
}
