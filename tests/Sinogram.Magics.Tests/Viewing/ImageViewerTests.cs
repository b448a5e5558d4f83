using Sinogram.Core.Display;
using Sinogram.Core.Widgets;
using Sinogram.Imaging.Dicom;
using Sinogram.Imaging.Rendering;
using Sinogram.Magics.Formatting;
using Sinogram.Magics.Viewing;
using Sinogram.Testing.Kernel;

namespace Sinogram.Magics.Tests.Viewing;

public sealed class ImageViewerTests
{
    private const string Samples = "/usr/lib/python3/dist-packages/pydicom/data/test_files";

    private readonly RecordingChannels _front = new(Widget.Target);

    [Fact]
    public void A_volume_is_scrolled_and_windowed_and_each_picture_goes_as_binary()
    {
        var volume = new short[5, 4, 6];
        for (var p = 0; p < 5; p++)
        {
            volume[p, 0, 0] = (short)(100 * p);
        }

        var viewer = ImageViewer.OfVolume(volume);
        var bundle = viewer.Widget.View(_front);
        Assert.Equal((5, 2), (viewer.Count, viewer.Index));
        Assert.Contains("image 3 of 5 · 6 × 4 · centre 100, width 200", bundle[Mime.Plain], StringComparison.Ordinal);
        Assert.Contains("data:image/png;base64,", bundle[Mime.Html], StringComparison.Ordinal);

        var picture = _front.Model("ImageModel");
        _front.Model("IntSliderModel").Tell("""{"method":"update","state":{"value":5},"buffer_paths":[]}""");
        Assert.Equal(4, viewer.Index);
        Assert.Equal(viewer.Png.ToArray(), picture.Sent[^1].Buffers.Single().ToArray());
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], viewer.Png.ToArray()[..4]);

        var before = viewer.Png.ToArray();
        viewer.Window = (300, 600);
        Assert.NotEqual(before, viewer.Png.ToArray());
        Assert.Equal((300, 600), viewer.Window);
        _front.Model("ButtonModel").Tell("""{"method":"custom","content":{"event":"click"}}""");
        Assert.Equal((200, 400), viewer.Window);
    }

    [Fact]
    public void A_dicom_image_begins_with_the_window_that_it_asks_for_and_looks_as_it_is_rendered()
    {
        var image = DicomImage.Open(Sample("CT_small.dcm"));
        var viewer = image.View();
        Assert.Equal(1, viewer.Count);
        var voi = image.GetDisplay(0).Voi;
        var expected = voi is VoiTransform.Linear window ? (window.Center, window.Width) : viewer.Window;
        Assert.Equal(expected, viewer.Window);
        Assert.Equal(FrameRenderer.Render(image.GetFrame(0), image.GetDisplay(0) with { Voi = new VoiTransform.Linear(viewer.Window!.Value.Center, viewer.Window.Value.Width) }).ToPng(), viewer.Png.ToArray());
        Assert.NotNull(new Formatters(new ImageFormatter()).Format(image)[Mime.Png]);
    }

    [Fact]
    public void Pixels_that_may_identify_are_not_viewed()
    {
        var image = DicomImage.Open(Sample("ExplVR_BigEnd.dcm"));
        Assert.True(image.HasIdentifyingPixels);
        Assert.Throws<Core.Magics.MagicException>(() => image.View());
        var shown = new Formatters(new ImageFormatter()).Format(image);
        Assert.Contains("withheld", shown[Mime.Plain], StringComparison.Ordinal);
        Assert.Null(shown[Mime.Png]);
    }

    [Fact]
    public void Pictures_made_of_pixels_that_may_identify_are_withheld_too_and_those_of_a_public_file_are_shown()
    {
        var image = DicomImage.Open(Sample("ExplVR_BigEnd.dcm"));
        var formatters = new Formatters(new ImageFormatter());
        foreach (var picture in (RasterImage[])
        [
            image.Render(), Thumbnail.Fit(image.Render(), 16), Thumbnail.Fit(image.Render(), 4000), FrameRenderer.Render(image.GetFrame(0), image.GetDisplay(0)),
            Montage.Draw([image.ToTile(showIdentifying: true, token: TestContext.Current.CancellationToken)]),
        ])
        {
            Assert.Contains("withheld", formatters.Format(picture)[Mime.Plain], StringComparison.Ordinal);
            Assert.Null(formatters.Format(picture)[Mime.Png]);
        }

        Assert.NotNull(formatters.Format(DicomImage.Open(Sample("CT_small.dcm")).Render())[Mime.Png]);
        var known = DicomImage.Open(DicomFile.Read(Sample("ExplVR_BigEnd.dcm"), ReadOptions.Default with { IsPublic = true }));
        Assert.NotNull(formatters.Format(known)[Mime.Png]);
        Assert.NotNull(formatters.Format(known.Render())[Mime.Png]);
        Assert.Equal(1, known.View().Count);
    }

    [Fact]
    public void Numbers_that_are_none_are_black_and_an_empty_stack_is_refused()
    {
        var viewer = ImageViewer.OfPlanes([new[,] { { float.NaN, 1, 2 } }]);
        Assert.True(viewer.Png.Length > 0);
        Assert.Throws<ArgumentException>(() => ImageViewer.OfPlanes([]));
        Assert.Throws<ArgumentException>(() => ImageViewer.OfVolume(new int[3]));
    }

    private static string Sample(string name)
    {
        var path = Path.Combine(Samples, name);
        if (!File.Exists(path))
        {
            Assert.Skip($"python3-pydicom's {name} is not installed");
        }

        return path;
    }
}
