using System.Text.Json.Nodes;
using Sinogram.Core.Display;
using Sinogram.Tool.Notebooks;
using Sinogram.Tool.Report;

namespace Sinogram.Tool.Tests.Report;

public sealed class HtmlReportTests
{
    [Fact]
    public void The_page_is_whole_in_itself_and_runs_no_script()
    {
        var notebook = NotebookDocument.Of("x < 1");
        notebook.Insert(0, NotebookCell.NewMarkdown("# A *title*\n\n| a | b |\n|---|---|\n| 1 | 2 |"));
        var outputs = new NotebookOutputs().For(notebook.Cells[1]);
        outputs.Emit(new OutputEvent.Stream(StreamName.Stdout, "a <b>\x1b[31mred\x1b[0m"));
        outputs.Emit(new OutputEvent.DisplayData(MimeBundle.Png([1, 2, 3], "pic \"q\""), "1"));
        outputs.Emit(new OutputEvent.DisplayData(MimeBundle.Html("<table><tr><td>5</td></tr></table>", "5"), "2"));
        outputs.Emit(new OutputEvent.DisplayData(MimeBundle.Empty.With(Mime.Svg, "<svg/>").With(Mime.Plain, "s"), "3"));
        outputs.Emit(new OutputEvent.Error("E", "m", ["E: m & n"]));
        var html = HtmlReport.Render(notebook, "n");
        Assert.Contains("<title>A *title*</title>", html, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
        Assert.Contains("x &lt; 1", html, StringComparison.Ordinal);
        Assert.Contains("a &lt;b&gt;red", html, StringComparison.Ordinal);
        Assert.Contains("src=\"data:image/png;base64,AQID\"", html, StringComparison.Ordinal);
        Assert.Contains("pic &quot;q&quot;", html, StringComparison.Ordinal);
        Assert.Contains("<table><tr><td>5</td></tr></table>", html, StringComparison.Ordinal);
        Assert.Contains("data:image/svg+xml;base64,PHN2Zy8+", html, StringComparison.Ordinal);
        Assert.Contains("E: m &amp; n", html, StringComparison.Ordinal);
        Assert.Contains("<th>a</th>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html.Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_share_one_plotly_in_the_page_and_no_output_of_the_notebook_may_run()
    {
        var notebook = NotebookDocument.Of("plot");
        var outputs = new NotebookOutputs().For(notebook.Cells[0]);
        var figure = MimeBundle.Html("<script>evil()</script>", "f").With("application/vnd.plotly.v1+json", """{"data":[{"type":"bar","x":["a"],"y":[1]}],"layout":{}}""");
        outputs.Emit(new OutputEvent.DisplayData(figure, "1"));
        outputs.Emit(new OutputEvent.DisplayData(figure, "2"));
        outputs.Emit(new OutputEvent.DisplayData(MimeBundle.Html("<script>evil()</script>", ""), "3"));
        var html = HtmlReport.Render(notebook, "n", "/*plotly*/var s='</script>';");
        Assert.Equal(2, html.Split("<iframe sandbox=\"allow-scripts\"").Length - 1);
        Assert.Equal(1, html.Split("/*plotly*/var s='<\\/script>'").Length - 1);
        var nonce = System.Text.RegularExpressions.Regex.Match(html, "script-src 'nonce-([0-9a-f]{32})'").Groups[1].Value;
        Assert.Equal(1, html.Split($"<script nonce=\"{nonce}\">").Length - 1);
        Assert.Equal(2, html.Split($"&lt;script nonce=&quot;{nonce}&quot;&gt;").Length - 1);
        Assert.Contains("<script>evil()</script>", html, StringComparison.Ordinal);
        var still = HtmlReport.Render(notebook, "n");
        Assert.DoesNotContain("script-src", still, StringComparison.Ordinal);
        Assert.Contains("data:image/svg+xml;base64,", still, StringComparison.Ordinal);
    }

    [Fact]
    public void A_figure_that_only_plotly_draws_gets_a_picture_by_the_browser_of_the_machine()
    {
        Assert.SkipWhen(FigureCamera.FindBrowser() is null, "no browser is installed: apt-get install chromium");
        Assert.SkipWhen(Sinogram.Tool.Install.PlotlyScript.Find() is null, "plotly.js is not installed: make build fetches it");
        var figure = JsonNode.Parse("""{"data":[{"type":"surface","z":[[1,2],[3,9]]}],"layout":{"width":320,"height":240}}""")!.AsObject();
        var png = new FigureCamera(Sinogram.Tool.Install.PlotlyScript.Find()!).Take(figure);
        Assert.NotNull(png);
        Assert.Equal((320, 240), (System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))));
        Assert.True(png.Length > 4000, "the picture is empty");

        var notebook = NotebookDocument.Of("plot");
        new NotebookOutputs().For(notebook.Cells[0]).Emit(new OutputEvent.DisplayData(MimeBundle.Text("f").With("application/vnd.plotly.v1+json", figure.ToJsonString()), "1"));
        Assert.Contains("src=\"data:image/png;base64," + Convert.ToBase64String(png), HtmlReport.Render(notebook, "n", null, _ => png), StringComparison.Ordinal);
    }

    [Fact]
    public void A_notebook_that_never_ran_says_so()
    {
        Assert.Contains("Not executed", HtmlReport.Render(NotebookDocument.Of("1"), "plain"), StringComparison.Ordinal);
        Assert.Contains("<title>plain</title>", HtmlReport.Render(NotebookDocument.Of("1"), "plain"), StringComparison.Ordinal);
    }
}
