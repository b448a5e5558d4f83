using System.Globalization;
using System.Security.Cryptography;
using Sinogram.Imaging.Codecs;
using Sinogram.Imaging.Dicom;
using Sinogram.Imaging.Rendering;
using Sinogram.Imaging.Tests.Codecs;
using Sinogram.Testing;

namespace Sinogram.Imaging.Tests.Rendering;

public sealed class DicomImageTests
{
    [Fact]
    public void Pictures_have_the_pixels_of_pydicoms_windows_and_lookup_tables()
    {
        var wrong = new List<string>();
        var right = 0;

        // Of 12 bit lossy JPEG the peer's samples differ by 1 here and there, so the hash must differ.
        foreach (var row in GoldenTable.Read("golden/windowed.tsv").Where(row => row["sha256_8bit"].Length == 64 && !row["file"].EndsWith("JPGExtended.dcm", StringComparison.Ordinal)))
        {
            try
            {
                var image = Frames.Open(SharedFolder.Path("data/" + row["file"]));
                var frame = Frames.Decode(image, 0);
                var display = image.GetDisplay(0);

                // The peer does not look into functional groups.
                var isEnhanced = DicomFile.Read(SharedFolder.Path("data/" + row["file"])).DataSet.Contains(Tags.SharedFunctionalGroupsSequence);
                var picture = FrameRenderer.Render(frame, isEnhanced ? display with { Modality = new ModalityTransform.Identity(), Voi = null } : display);
                var shown = row["sha256_8bit_shown"].Length == 64 ? row["sha256_8bit_shown"] : row["sha256_8bit"];
                if (Convert.ToHexStringLower(SHA256.HashData(picture.Pixels)) == shown)
                {
                    right++;
                }
                else
                {
                    wrong.Add($"{row["voi"]} {row["function"]} {row["center_or_lut_or_min"]} {row["width_or_max"]}, ours {display}");
                }
            }
            catch (Exception failure) when (failure is PixelDataException or DicomFormatException)
            {
                wrong.Add(failure.Message);
            }
        }

        Assert.True(wrong.Count == 0, $"{right} right\n" + string.Join('\n', wrong));
        Assert.Equal(123, right);
    }

    [Fact]
    public void Modality_values_are_those_of_pydicom()
    {
        const string Script = """
            import sys, numpy as np
            from pydicom import dcmread
            from pydicom.pixel_data_handlers.util import apply_modality_lut
            ds = dcmread(sys.argv[1]); v = apply_modality_lut(ds.pixel_array, ds).astype('f8')
            print(repr(float(v.min())), repr(float(v.max())), repr(float(v.mean())), repr(float(v[3, 5])))
            """;
        var path = Frames.Pydicom("CT_small.dcm");
        var expected = Oracle.Python(Script, path).Trim().Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        var image = Frames.Open(path);
        var values = image.GetModalityValues(0, TestContext.Current.CancellationToken);
        Assert.Equal(expected[0], values.Min());
        Assert.Equal(expected[1], values.Max());
        Assert.Equal(expected[2], values.Average(value => (double)value), 1e-9);
        Assert.Equal(expected[3], values[(3 * image.Description.Columns) + 5]);
    }

    [Fact]
    public void Functional_groups_of_the_frame_decide_how_it_is_shown()
    {
        var image = Frames.Open(SharedFolder.Path("data/dicom/pydicom-data/eCT_Supplemental.dcm"));
        Assert.Equal(new ModalityTransform.Rescale(1, -1024), image.GetDisplay(0).Modality);
        Assert.Equal(new VoiTransform.Linear(49, 102), image.GetDisplay(0).Voi);
    }

    [Fact]
    public void Colours_are_those_of_pydicoms_conversion()
    {
        var (same, wrong) = (0, new List<string>());
        foreach (var row in GoldenTable.Read("golden/pixels.tsv.gz").Where(row => row["lossy"] == "no" && row["bits_allocated"] == "8" && row["converted"].Contains(' ', StringComparison.Ordinal)))
        {
            var image = Frames.Open(SharedFolder.Path("data/" + row["file"]));
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            for (var i = 0; i < image.FrameCount; i++)
            {
                hash.AppendData(FrameRenderer.Render(Frames.Decode(image, i), image.GetDisplay(i)).Pixels);
            }

            if (row["converted"].EndsWith(Convert.ToHexStringLower(hash.GetHashAndReset()), StringComparison.Ordinal))
            {
                same++;
            }
            else
            {
                wrong.Add($"{row["photometric"]} {row["converted"]}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.NotEqual(0, same);
    }

    [Fact]
    public void Every_image_of_python3_pydicom_becomes_a_tile()
    {
        var (shown, missing) = (0, new List<string>());
        foreach (var (_, file) in Frames.AllOfPydicom())
        {
            DicomImage image;
            try
            {
                image = DicomImage.Open(file);
                _ = FrameRenderer.Render(Frames.Decode(image, 0), image.GetDisplay(0));
                shown++;
            }
            catch (PixelDataException refused)
            {
                missing.Add(refused.Message);
            }
        }

        // Two files have pixel data of two bytes and describe no image; one is cut off and one damaged, both on purpose.
        Assert.True(shown > 80, $"{shown} shown");
        Assert.Equal(2, missing.RemoveAll(message => message.Contains("Bits Allocated (0028,0100) is missing", StringComparison.Ordinal)));
        Assert.Equal(1, missing.RemoveAll(message => message.Contains("Invalid number of tiles", StringComparison.Ordinal)));
        Assert.Equal(1, missing.RemoveAll(message => message.Contains("8192 bytes are needed, 8130 are there", StringComparison.Ordinal)));
        Assert.Empty(missing);
    }

    [Fact]
    public void A_tile_of_an_image_that_may_show_text_is_withheld_unless_asked_for()
    {
        var image = Frames.Open(Frames.Pydicom("SC_rgb_small_odd.dcm"));
        Assert.True(image.HasIdentifyingPixels);
        Assert.Null(image.ToTile(token: TestContext.Current.CancellationToken).Image);
        Assert.NotNull(image.ToTile(showIdentifying: true, token: TestContext.Current.CancellationToken).Image);
        Assert.NotNull(Frames.Open(Frames.Pydicom("CT_small.dcm")).ToTile(token: TestContext.Current.CancellationToken).Image);
    }
}
