using Sinogram.Core.Display;

namespace Sinogram.Interactive.Tests.Names;

/// <summary>Lines as they stand in notebooks that were written for .NET Interactive.</summary>
[Collection("one process, one Formatter")]
public sealed class NotebookNameTests
{
    [Fact]
    public async Task Values_of_cells_are_shown_by_our_formatters()
    {
        await using var notebook = new Notebook();
        Assert.Equal("2", (await notebook.ShowAsync("1 + 1"))[Mime.Plain]);
        Assert.Contains(">anonymous<", (await notebook.ShowAsync("new { A = 1 }"))[Mime.Html], StringComparison.Ordinal);
        Assert.Contains("<th style=\"text-align:left\">X</th>", (await notebook.ShowAsync("record P(int X);\nnew[] { new P(1) }"))[Mime.Html], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Display_shows_and_updates_the_same_output_from_a_later_cell()
    {
        await using var notebook = new Notebook();
        await notebook.ShowAsync("var d = display(\"first\");");
        await notebook.ShowAsync("d.Update(\"second\");");
        var shown = Assert.Single(notebook.Events.OfType<OutputEvent.DisplayData>());
        var updated = Assert.Single(notebook.Events.OfType<OutputEvent.UpdateDisplayData>());
        Assert.Equal(shown.DisplayId, updated.DisplayId);
        Assert.Equal("second", updated.Bundle[Mime.Plain]);
    }

    [Theory]
    [InlineData("5.Display();", Mime.Plain, "5")]
    [InlineData("\"<b>x</b>\".DisplayAs(\"text/html\");", Mime.Html, "<b>x</b>")]
    [InlineData("HTML(\"<i>y</i>\")", Mime.Html, "<i>y</i>")]
    [InlineData("display(HTML(\"<i>y</i>\"));", Mime.Html, "<i>y</i>")]
    [InlineData("Javascript(\"alert(1)\");", Mime.Javascript, "alert(1)")]
    [InlineData("new LaTeXString(@\"$$x^2$$\")", Mime.Latex, "$$x^2$$")]
    [InlineData("new MathString(\"x^2\")", Mime.Latex, "$$x^2$$")]
    [InlineData("KernelInvocationContext.Current.Display(3);", Mime.Plain, "3")]
    [InlineData("using static Microsoft.DotNet.Interactive.Formatting.PocketViewTags;\nb(\"bold\")", Mime.Html, "<b>bold</b>")]
    [InlineData("using static Microsoft.DotNet.Interactive.Formatting.PocketViewTags;\ndiv[style: \"color:red\"](span(\"a\"), span(\"b\"))", Mime.Html, "<div style=\"color:red\"><span>a</span><span>b</span></div>")]
    [InlineData("display(new { A = 1 }, \"application/json\");", "application/json", "{\"A\":1}")]
    [InlineData("new[] { 1, 2 }.DisplayTable();", Mime.Plain, "[1, 2]")]
    public async Task Each_name_shows_what_it_showed(string code, string mime, string expected)
    {
        await using var notebook = new Notebook();
        Assert.Equal(expected, (await notebook.ShowAsync(code))[mime]?.Trim());
    }

    [Fact]
    public async Task A_formatter_registered_by_the_notebook_wins()
    {
        await using var notebook = new Notebook();
        await notebook.ShowAsync("class Scan { public int Slices = 3; }\nFormatter.Register<Scan>(s => $\"<b>{s.Slices} slices</b>\", \"text/html\");");
        try
        {
            Assert.Equal("<b>3 slices</b>", (await notebook.ShowAsync("new Scan()"))[Mime.Html]);
            Assert.Equal("7", (await notebook.ShowAsync("7"))[Mime.Plain]);
        }
        finally
        {
            await notebook.ShowAsync("Formatter.ResetToDefault();");
        }

        Assert.Contains("Slices", (await notebook.ShowAsync("new Scan()"))[Mime.Html], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Questions_reach_the_front_end_and_passwords_stay_hidden()
    {
        await using var notebook = new Notebook { Input = new Answers() };
        Assert.Equal("answer to Name?", (await notebook.ShowAsync("input(\"Name?\")"))[Mime.Plain]);
        Assert.Equal("********", (await notebook.ShowAsync("var p = password(\"Word?\"); p"))[Mime.Plain]);
        Assert.Equal("secret for Word?", (await notebook.ShowAsync("p.GetClearTextPassword()"))[Mime.Plain]);
        Assert.Equal("answer to Q", (await notebook.ShowAsync("await Kernel.GetInputAsync(\"Q\")"))[Mime.Plain]);
    }

    private sealed class Answers : IInput
    {
        public bool IsAvailable => true;

        public Task<string> AskAsync(string prompt, bool secret, CancellationToken token) =>
            Task.FromResult((secret ? "secret for " : "answer to ") + prompt);
    }
}
