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
        Assert.DoesNotContain("evil()", html, StringComparison.Ordinal);
        var still = HtmlReport.Render(notebook, "n");
        Assert.DoesNotContain("script-src", still, StringComparison.Ordinal);
        Assert.Contains("data:image/svg+xml;base64,", still, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(@"$$\frac{a}{b}$$", @"<div class=""math"">\[\frac{a}{b}\]</div>")]
    [InlineData(@"with $\alpha < 1$ it is", @"with <span class=""math"">\(\alpha &lt; 1\)</span> it is")]
    [InlineData(@"\begin{align}a&=b\end{align}", @"<div class=""math"">\[\begin{align}a&amp;=b\end{align}\]</div>")]
    [InlineData(@"\(x\) and \[y\]", @"<span class=""math"">\(x\)</span> and <div class=""math"">\[y\]</div>")]
    [InlineData("costs $5 and $6, or $7", "costs $5 and $6, or $7")]
    [InlineData("a US$ is a $", "a US$ is a $")]
    public void Formulas_of_LaTeX_are_set_apart_and_prices_are_not(string latex, string html)
    {
        var notebook = NotebookDocument.Of("x");
        new NotebookOutputs().For(notebook.Cells[0]).Emit(new OutputEvent.DisplayData(MimeBundle.Text("plain").With(Mime.Latex, latex), "1"));
        var page = HtmlReport.Render(notebook, "n", temml: "/*temml*/");
        Assert.Contains($"<div class=\"latex\">{html}</div>", page, StringComparison.Ordinal);
        Assert.Equal(html.Contains("math", StringComparison.Ordinal), page.Contains("/*temml*/", StringComparison.Ordinal));
    }

    [Fact]
    public void Formulas_of_Markdown_share_one_script_and_without_it_the_source_is_read()
    {
        var notebook = NotebookDocument.Of("x");
        notebook.Insert(0, NotebookCell.NewMarkdown("The $\\alpha$ of\n\n$$\n\\frac{a}{b}\n$$\n\ncosts $5 and $6."));
        var page = HtmlReport.Render(notebook, "n", temml: "/*temml*/");
        Assert.Equal(1, page.Split("/*temml*/").Length - 1);
        Assert.Contains("<span class=\"math\">\\(\\alpha\\)</span>", page, StringComparison.Ordinal);
        Assert.Contains("costs $5 and $6.", page, StringComparison.Ordinal);
        Assert.Contains("script-src 'nonce-", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", HtmlReport.Render(notebook, "n"), StringComparison.Ordinal);
        Assert.DoesNotContain("/*temml*/", HtmlReport.Render(NotebookDocument.Of("x"), "n", temml: "/*temml*/"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_figure_that_only_plotly_draws_gets_a_picture_by_the_browser_of_the_machine()
    {
        Assert.SkipWhen(FigureCamera.FindBrowser() is null, "no browser is installed: apt-get install chromium");
        Assert.SkipWhen(Sinogram.Tool.Install.WebScript.Plotly.Find() is null, "plotly.js is not installed: make build fetches it");
        var figure = JsonNode.Parse("""{"data":[{"type":"sankey","node":{"label":["seen","kept","lost"]},"link":{"source":[0,0],"target":[1,2],"value":[8,2]}}],"layout":{"width":320,"height":240}}""")!.AsObject();
        var png = new FigureCamera(Sinogram.Tool.Install.WebScript.Plotly.Find()!).Take(figure);
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
