using Sinogram.Core.Display;
using Sinogram.Core.Execution;

namespace Sinogram.CSharp.Tests.Services;

public sealed class ServiceTests
{
    [Theory]
    [InlineData("1 + 1", CompletenessStatus.Complete, "")]
    [InlineData("var x = 1;", CompletenessStatus.Complete, "")]
    [InlineData("", CompletenessStatus.Complete, "")]
    [InlineData("undefined.Call()", CompletenessStatus.Complete, "")]
    [InlineData("if (true) {", CompletenessStatus.Incomplete, "    ")]
    [InlineData("class A {\n    void F() {", CompletenessStatus.Incomplete, "        ")]
    [InlineData("foo(1,", CompletenessStatus.Incomplete, "    ")]
    [InlineData("var x = ", CompletenessStatus.Incomplete, "")]
    [InlineData("\"\"\"\nraw", CompletenessStatus.Incomplete, "")]
    [InlineData("/* open", CompletenessStatus.Incomplete, "")]
    [InlineData("foo) + 2", CompletenessStatus.Invalid, "")]
    [InlineData("}", CompletenessStatus.Invalid, "")]
    [InlineData("var 1x = 2;", CompletenessStatus.Invalid, "")]
    public void Code_is_complete_open_or_wrong(string code, CompletenessStatus status, string indent)
    {
        using var notebook = new Notebook();
        Assert.Equal(new Completeness(status, indent), notebook.Language.IsComplete(code));
    }

    [Theory]
    [InlineData("temp|", "temperature", "instance")]
    [InlineData("temperature.Comp|", "CompareTo", "function")]
    [InlineData("Console.WriteL|", "WriteLine", "function")]
    [InlineData("System.Tex|", "Text", "module")]
    [InlineData("var s = \"a\"; s.Len|", "Length", "property")]
    [InlineData("new[] { 1 }.Sel|", "Select", "function")]
    [InlineData("fore|", "foreach", "keyword")]
    [InlineData("Dict|", "Dictionary", "class")]
    [InlineData("void F(int inside) { ins|", "inside", "instance")]
    [InlineData("Twi|", "Twice", "function")]
    [InlineData("new Patient().|", "Age", "property")]
    [InlineData("Console.|", "WriteLine", "function")]
    [InlineData("temperature.|\nvar y = 2;", "CompareTo", "function")]
    [InlineData("var l = new List<string>(); l.First().|", "ToUpper", "function")]
    public async Task Completion_offers(string marked, string expected, string kind)
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("var temperature = 36.6;\nint Twice(int x) => 2 * x;\nclass Patient { public int Age { get; set; } }");
        var position = marked.IndexOf('|', StringComparison.Ordinal);
        var completions = await notebook.Language.CompleteAsync(marked.Remove(position, 1), position, TestContext.Current.CancellationToken);
        var item = Assert.Single(completions.Items, i => i.Text == expected);
        Assert.Equal(kind, item.Kind);
        Assert.Equal(position, completions.End);
        Assert.DoesNotContain(completions.Items, i => i.Text.StartsWith("__", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Console.WriteLine", "WriteLine")]
    [InlineData("Math.Max", "Returns the larger of two")]
    [InlineData("temperature", "36.6")]
    [InlineData("Twice", "int Twice(int x)")]
    public async Task Inspection_shows(string code, string expected)
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("var temperature = 36.6;\nint Twice(int x) => 2 * x;");
        var bundle = await notebook.Language.InspectAsync(code, code.Length, TestContext.Current.CancellationToken);
        Assert.Contains(expected, bundle?[Mime.Plain], StringComparison.Ordinal);
        Assert.DoesNotContain("__", bundle![Mime.Plain], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Completion_answers_while_a_cell_runs()
    {
        using var notebook = new Notebook();
        using var source = new CancellationTokenSource();
        var running = notebook.RunAsync("while (true) { }", token: source.Token);
        var completions = await notebook.Language.CompleteAsync("Console.Wri", 11, TestContext.Current.CancellationToken);
        Assert.Contains(completions.Items, i => i.Text == "WriteLine");
        Assert.False(running.IsCompleted);
        await source.CancelAsync();
        Assert.IsType<CellResult.Cancelled>(await running);
    }
}
