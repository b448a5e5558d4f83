using Sinogram.Core.Display;
using Sinogram.Data.Privacy;
using Sinogram.Magics.Masking;
using Sinogram.Magics.R;
using Sinogram.Magics.Tests.Masking;
using Sinogram.Testing.Kernel;

namespace Sinogram.Magics.Tests.R;

/// <summary>Names in plots, where the output filter cannot see them.</summary>
public sealed class PlotWordsTests : IAsyncDisposable
{
    private const string Name = "Plotworthmore^Ida";

    private readonly RecordingAudit _audit = new();
    private readonly TestSession _session;

    public PlotWordsTests()
    {
        _session = new([new RMagic(), new RevealMagic()], filter: new MaskingFilter(IdentifyingValues.OfProcess), audit: _audit) { Input = new AnsweringInput() };
        Assert.SkipUnless(File.Exists("/usr/bin/R"), "R is not installed: apt-get install r-base-core");
        IdentifyingValues.OfProcess.AddName("PatientName", Name);
        _session.Session.Variables.Set("name", Name);
    }

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    [Fact]
    public async Task A_plot_whose_words_name_a_patient_is_withheld_in_every_form()
    {
        await Run("#!r --in name");
        foreach (var code in (string[])
        [
            "plot(1:3, main = name)", "{ plot(1:3, main = name); dev.off() }", "local({ plot(1:3, main = name); graphics.off() })", "f <- function() { plot(1:3); title(name); invisible(dev.off()) }; f()", "plot(1:3); title(name)", "barplot(c(a = 1, b = 2), names.arg = c('a', name))", "plot(1:3)\ntext(2, 2, toupper(name))",
            "pie(c(1, 2), labels = c('a', sub('^', ', ', name, fixed = TRUE)))", "plot(1:3); legend('top', legend = name, pch = 1)", "plot(1:3, main = bquote(of ~ .(name)))", "grid::grid.newpage(); grid::grid.text(name)",
        ])
        {
            foreach (var option in (string[])["", " --format svg"])
            {
                var sink = await Run($"#!r{option}\n{code}");
                var shown = sink.Displays;
                Assert.True(
                    shown is [var only] && only[Mime.Plain] == "This plot is withheld, because its words show PatientName. Draw it without them, or show it with #!reveal.",
                    $"{code}{option}: {string.Join(" | ", shown.Select(b => b[Mime.Plain]))} of {string.Join(", ", sink.Events.Select(e => e.GetType().Name))}");
                Assert.DoesNotContain(shown, b => b.Data.Keys.Any(k => k.StartsWith("image/", StringComparison.Ordinal)));
            }
        }
    }

    [Fact]
    public async Task Other_plots_and_other_pages_are_shown()
    {
        await Run("#!r --in name");
        Assert.Equal([true], Pictures(await Run("#!r\nplot(1:3, main = 'thorax', xlab = 'dose')")));
        Assert.Equal([false, true], Pictures(await Run("#!r\nfor (m in c(name, 'second')) plot(1, main = m)")));
        Assert.Equal([true, false], Pictures(await Run("#!r\nplot(1, main = 'first')\nplot(2, main = name)")));
        Assert.Equal([false], Pictures(await Run("#!r\npar(mfrow = c(1, 2)); plot(1, main = name); plot(2, main = 'b')")));
        Assert.Equal([true], Pictures(await Run("#!r\npar(mfrow = c(1, 1)); plot(2, main = 'b')")));
    }

    [Fact]
    public async Task A_plot_of_ggplot2_is_withheld_for_its_legend()
    {
        Assert.SkipUnless(Directory.Exists("/usr/lib/R/site-library/ggplot2"), "ggplot2 is not installed: apt-get install r-cran-ggplot2");
        await Run("#!r --in name");
        const string Plot = "#!r\nlibrary(ggplot2)\nggplot(data.frame(x = 1:2, y = 1:2, who = c('a', {0})), aes(x, y, colour = who)) + geom_point()";
        Assert.Equal([false], Pictures(await Run(Plot.Replace("{0}", "name", StringComparison.Ordinal))));
        Assert.Equal([true], Pictures(await Run(Plot.Replace("{0}", "'b'", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_cell_that_reveals_shows_the_plot_marked_and_audited()
    {
        await Run("#!r --in name");
        foreach (var cell in (string[])["#!reveal\n#!r\nplot(1:3, main = name)", "#!reveal\n#!r --format svg\nplot(1:3, main = name); title('x')"])
        {
            _audit.Entries.Clear();
            var shown = Assert.Single((await Run(cell)).Displays);
            Assert.True(shown.Data.ContainsKey(Mime.Png) || shown.Data.ContainsKey(Mime.Svg));
            Assert.Equal("true", shown.Metadata["sinogram.revealed"]);
            Assert.Contains(_audit.Entries, e => e.Attributes.Contains("PatientName"));
        }

        Assert.Equal([false], Pictures(await Run("#!r\nplot(1:3, main = name)")));
    }

    private static IEnumerable<bool> Pictures(RecordingSink sink) => sink.Displays.Select(b => b.Data.ContainsKey(Mime.Png));

    private async Task<RecordingSink> Run(string cell)
    {
        var (_, sink) = await _session.RunAsync(cell, TestContext.Current.CancellationToken);
        Assert.Null(sink.Error?.Message);
        return sink;
    }
}
