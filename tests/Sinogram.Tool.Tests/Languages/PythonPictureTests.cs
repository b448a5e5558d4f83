using Sinogram.Core.Display;
using Sinogram.Data.Privacy;

namespace Sinogram.Tool.Tests.Languages;

/// <summary>Names that Python draws into pictures, where the output filter cannot see them.</summary>
public sealed class PythonPictureTests(PythonFixture python) : IClassFixture<PythonFixture>
{
    private const string Name = "Pictureworthmore^Ida";
    private const string Start = "#!python --in name\nimport io\nimport matplotlib.pyplot as plt\nfrom IPython.display import display, Image, HTML\nfrom PIL import Image as Picture, ImageDraw";

    [Fact]
    public async Task A_plot_whose_words_name_a_patient_is_withheld_in_every_form_and_others_are_shown()
    {
        await BeginAsync();
        foreach (var code in (string[])
        [
            "plt.plot([1, 2]); plt.title(name); plt.show()", "plt.bar(['a', name.replace('^', ' ')], [1, 2])", "plt.plot([1], label=name.upper()); plt.legend(); plt.show()",
            "fig, ax = plt.subplots(); ax.annotate(name, (0.2, 0.2)); plt.close(fig); display(fig)", "fig.suptitle('x'); fig", "%config InlineBackend.figure_formats = ['svg']\nplt.title(name); plt.show()\n%config InlineBackend.figure_formats = ['png']",
            "plt.title('x'); h = display('y', display_id=True); f = plt.gcf(); f.text(0.1, 0.1, name); plt.close(f); h.update(f)",
        ])
        {
            var shown = await PicturesAsync(code);
            Assert.True(shown.Count > 0 && !shown.Exists(s => s), code);
        }

        Assert.Equal([true], await PicturesAsync("plt.plot([1, 2]); plt.title('thorax'); plt.show()"));
        Assert.Equal([true, false], await PicturesAsync("plt.title('first'); plt.show(); plt.title(name); plt.show()"));
    }

    [Fact]
    public async Task A_picture_that_was_drawn_or_saved_with_a_name_is_withheld_when_it_is_shown()
    {
        await BeginAsync();
        Assert.Equal([true], await PicturesAsync("picture = Picture.new('L', (200, 50)); picture"));
        await python.CompletesAsync("#!python\nImageDraw.Draw(picture).text((5, 5), name.split('^')[0], fill=255)\nfile = io.BytesIO(); picture.save(file, 'png')");
        Assert.Equal([false], await PicturesAsync("picture"));
        Assert.Equal([false], await PicturesAsync("Image(file.getvalue())"));
        Assert.Equal([false], await PicturesAsync("display({'image/png': file.getvalue()}, raw=True)"));
        Assert.Equal([true], await PicturesAsync("plt.title('thorax'); plt.show()"));
    }

    private async Task BeginAsync()
    {
        PythonFixture.Needs("matplotlib", "python3-matplotlib");
        // Words that the other test has drawn count for what this one shows: each has a Python of its own.
        await python.CompletesAsync("#!connect restart python");
        IdentifyingValues.OfProcess.AddName("PatientName", Name);
        python.Session.Variables.Set("name", Name);
        await python.CompletesAsync(Start);
    }

    /// <summary>Whether each display of a cell has a picture; no trace of the words leaves.</summary>
    private async Task<List<bool>> PicturesAsync(string code)
    {
        var sink = await python.CompletesAsync("#!python\n" + code);
        List<MimeBundle> shown = [.. sink.Displays, .. sink.Events.OfType<OutputEvent.ExecuteResult>().Select(r => r.Bundle), .. sink.Events.OfType<OutputEvent.UpdateDisplayData>().Select(r => r.Bundle)];
        Assert.All(shown, bundle => Assert.DoesNotContain("sinogram.words", bundle.Metadata.Keys));
        shown.RemoveAll(b => b.Data.Keys.All(k => k == Mime.Plain) && !b[Mime.Plain]!.StartsWith("This plot is withheld, because its words show PatientName.", StringComparison.Ordinal));
        return [.. shown.Select(b => b.Data.Keys.Any(k => k.StartsWith("image/", StringComparison.Ordinal)))];
    }
}
