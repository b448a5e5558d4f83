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
    public void A_notebook_that_never_ran_says_so()
    {
        Assert.Contains("Not executed", HtmlReport.Render(NotebookDocument.Of("1"), "plain"), StringComparison.Ordinal);
        Assert.Contains("<title>plain</title>", HtmlReport.Render(NotebookDocument.Of("1"), "plain"), StringComparison.Ordinal);
    }
}
