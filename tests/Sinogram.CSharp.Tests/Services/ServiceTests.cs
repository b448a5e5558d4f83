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
    [InlineData("if (true)", CompletenessStatus.Incomplete, "    ")]
    [InlineData("if (true) { }", CompletenessStatus.Complete, "")]
    [InlineData("if (true) { } else", CompletenessStatus.Incomplete, "    ")]
    [InlineData("foreach (var x in new[] { 1 })", CompletenessStatus.Incomplete, "    ")]
    [InlineData("foreach (var x in new[] { 1 })\n    Console.WriteLine(x);", CompletenessStatus.Complete, "")]
    [InlineData("do { }", CompletenessStatus.Incomplete, "")]
    [InlineData("try { }", CompletenessStatus.Incomplete, "")]
    [InlineData("try { }\ncatch (Exception e)", CompletenessStatus.Incomplete, "")]
    [InlineData("switch (1)\n{\n    case 1:", CompletenessStatus.Incomplete, "        ")]
    [InlineData("class A\n{\n    int F()\n    {\n        return 1;\n    }", CompletenessStatus.Incomplete, "    ")]
    [InlineData("class A", CompletenessStatus.Incomplete, "")]
    [InlineData("int F()", CompletenessStatus.Incomplete, "")]
    [InlineData("[Obsolete]", CompletenessStatus.Incomplete, "")]
    [InlineData("var x = new[] { 1,", CompletenessStatus.Incomplete, "    ")]
    [InlineData("var q = xs\n    .Where(x => x > 1)\n    .", CompletenessStatus.Incomplete, "    ")]
    [InlineData("x =>", CompletenessStatus.Incomplete, "")]
    [InlineData("a ? b", CompletenessStatus.Incomplete, "")]
    [InlineData("var y = a ? b :", CompletenessStatus.Incomplete, "")]
    [InlineData("new Foo", CompletenessStatus.Incomplete, "")]
    [InlineData("return", CompletenessStatus.Incomplete, "")]
    [InlineData("throw new Exception(", CompletenessStatus.Incomplete, "    ")]
    [InlineData("var t = @\"open", CompletenessStatus.Incomplete, "")]
    [InlineData("$\"{", CompletenessStatus.Incomplete, "")]
    [InlineData("#if X\nvar a = 1;", CompletenessStatus.Incomplete, "")]
    [InlineData("#region x\nvar a = 1;", CompletenessStatus.Incomplete, "")]
    [InlineData("var a = 1; // done", CompletenessStatus.Complete, "")]
    [InlineData("// only a remark", CompletenessStatus.Complete, "")]
    [InlineData("record P(int X)", CompletenessStatus.Incomplete, "")]
    [InlineData("using System.Net", CompletenessStatus.Incomplete, "")]
    [InlineData("namespace N {", CompletenessStatus.Incomplete, "    ")]
    [InlineData("await Task.Delay(1)", CompletenessStatus.Complete, "")]
    [InlineData("\"open", CompletenessStatus.Invalid, "")]
    [InlineData("$\"{x}", CompletenessStatus.Invalid, "")]
    [InlineData("$\"a", CompletenessStatus.Invalid, "")]
    [InlineData("$\"{x", CompletenessStatus.Incomplete, "")]
    [InlineData("$@\"{x} open", CompletenessStatus.Incomplete, "")]
    [InlineData("else", CompletenessStatus.Invalid, "")]
    [InlineData("catch { }", CompletenessStatus.Invalid, "")]
    [InlineData("x switch {", CompletenessStatus.Incomplete, "    ")]
    [InlineData("a is { B: 1", CompletenessStatus.Incomplete, "    ")]
    [InlineData("record R(int X);", CompletenessStatus.Complete, "")]
    [InlineData("width * height > 5", CompletenessStatus.Complete, "")]
    [InlineData("'a", CompletenessStatus.Invalid, "")]
    [InlineData("if (true) ) {", CompletenessStatus.Invalid, "")]
    [InlineData("foo(1, ]", CompletenessStatus.Invalid, "")]
    [InlineData("class { }", CompletenessStatus.Invalid, "")]
    [InlineData("var x = 1;;;\n}", CompletenessStatus.Invalid, "")]
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
    [InlineData("new Patient { A|", "Age", "property")]
    [InlineData("new Patient { |", "Age", "property")]
    [InlineData("Twice(|", "x:", "param")]
    [InlineData("Comp|", "Comparison", "delegate")]
    [InlineData("DayOf|", "DayOfWeek", "enum")]
    [InlineData("DayOfWeek.Mon|", "Monday", "constant")]
    [InlineData("IDisp|", "IDisposable", "interface")]
    [InlineData("DateTi|", "DateTime", "struct")]
    [InlineData("using System.Net.Ht|", "Http", "module")]
    [InlineData("$\"{tempe|", "temperature", "instance")]
    [InlineData("var x = awa|", "await", "keyword")]
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
    [InlineData("5.Dou|", "Doubled", "function")]
    [InlineData("5.Tri|", "Tripled", "function")]
    [InlineData("5.Squ|", "Squared", "property")]
    [InlineData("int.Larg|", "Largest", "property")]
    [InlineData("War|", "Wards", "module")]
    [InlineData("Wards.|", "Bed", "class")]
    [InlineData("new Wards.Bed { Num|", "Number", "property")]
    [InlineData("row.|", "Mass", "property")]
    [InlineData("rows.First().|", "Mass", "property")]
    [InlineData("rows.Select(r => r.Ma|", "Mass", "property")]
    public async Task Completion_knows_what_earlier_cells_define(string marked, string expected, string kind)
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("static class E { public static int Doubled(this int x) => 2 * x; extension(int x) { public int Squared => x * x; public static int Largest => 9; } }\nstatic int Tripled(this int x) => 3 * x;\n"
            + "namespace Wards { public class Bed { public int Number { get; set; } } }\nvar row = new { Mass = 1.5 };\nvar rows = new[] { row };");
        var position = marked.IndexOf('|', StringComparison.Ordinal);
        var completions = await notebook.Language.CompleteAsync(marked.Remove(position, 1), position, TestContext.Current.CancellationToken);
        Assert.Equal(kind, Assert.Single(completions.Items, i => i.Text == expected).Kind);
    }

    [Theory]
    [InlineData("\"Conso|\"")]
    [InlineData("// Conso|")]
    [InlineData("/* Conso| */")]
    [InlineData("$\"Conso|\"")]
    [InlineData("\"\"\"\n  Conso|\n  \"\"\"")]
    [InlineData("12|")]
    [InlineData("#region Conso|\n#endregion")]
    public async Task Nothing_is_offered_in_text_and_remarks(string marked)
    {
        using var notebook = new Notebook();
        var position = marked.IndexOf('|', StringComparison.Ordinal);
        Assert.Empty((await notebook.Language.CompleteAsync(marked.Remove(position, 1), position, TestContext.Current.CancellationToken)).Items);
    }

    [Theory]
    [InlineData("Console.WriteL", "WriteLine", "void Console.WriteLine()", "Writes the current line terminator to the standard output stream.")]
    [InlineData("Math.Cosh", "Cosh", "double Math.Cosh(double value)", "Returns the hyperbolic cosine of the specified angle.")]
    [InlineData("new[] { 1 }.Wher", "Where", "IEnumerable<int>.Where", "Filters a sequence of values based on a predicate.")]
    [InlineData("Hal", "Half", "double Half(double x) (cell 1)", "Half of a number.")]
    [InlineData("Sca", "Scan", "record Scan(int Id) (cell 1)", "One examination.")]
    [InlineData("new Scan(1).Pi", "Pixels", "int Scan.Pixels", "How many there are.")]
    public async Task Completions_come_with_their_types_and_documentation(string code, string expected, string signature, string documentation)
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("/// <summary>Half of a number.</summary>\ndouble Half(double x) => x / 2;\n/// <summary>One <b>examination</b>.</summary>\n"
            + "record Scan(int Id)\n{\n    /// <summary>How many there are.</summary>\n    public int Pixels { get; set; }\n}");
        var completions = await notebook.Language.CompleteAsync(code, code.Length, TestContext.Current.CancellationToken);
        var item = Assert.Single(completions.Items, i => i.Text == expected);
        Assert.Contains(signature, item.Signature, StringComparison.Ordinal);
        Assert.Equal(documentation, item.Documentation);
    }

    [Theory]
    [InlineData("numbers", "List<int> numbers\nValue: 3 elements: [1, 2, 3]")]
    [InlineData("name", "string name\nValue: \"Anna\"")]
    [InlineData("nothing", "object nothing\nValue: null")]
    [InlineData("grid", "Value: [2 × 3 elements]")]
    [InlineData("later", "Value: a sequence that has not run yet")]
    [InlineData("table", "Value: 1 element: {\"a\": 1 element: [2]}")]
    [InlineData("Math.Max(1, ", "Returns the larger of two")]
    [InlineData("Math.Max(1, ", "double Math.Max(double val1, double val2)")]
    [InlineData("Half(", "double Half(double x)\nHalf of a number.\n  x: The number.\nReturns: What is half of it.\nIn cell 1")]
    [InlineData("new Scan(", "Scan.Scan(int Id)")]
    [InlineData("string.Join(\",\", numbers.Select(", "Select")]
    [InlineData("DayOfWeek", "Values: Sunday, Monday")]
    [InlineData("Dictionary", "class Dictionary<TKey, TValue>")]
    [InlineData("int.MaxValue", "const int int.MaxValue = 2147483647")]
    public async Task Inspection_tells(string code, string expected)
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("var numbers = new List<int> { 1, 2, 3 };\nvar name = \"Anna\";\nobject nothing = null;\nvar grid = new double[2, 3];\nvar later = Enumerable.Range(0, 3).Select(x => x);\n"
            + "var table = new Dictionary<string, int[]> { [\"a\"] = [2] };\n/// <summary>Half of a number.</summary>\n/// <param name=\"x\">The number.</param>\n/// <returns>What is half of it.</returns>\n"
            + "double Half(double x) => x / 2;\nrecord Scan(int Id);");
        var bundle = await notebook.Language.InspectAsync(code, code.Length, TestContext.Current.CancellationToken);
        Assert.Contains(expected, bundle?[Mime.Plain], StringComparison.Ordinal);
        Assert.DoesNotContain("__", bundle![Mime.Plain], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("")]
    [InlineData("if (")]
    public async Task Inspection_says_where_nothing_is_known(string code)
    {
        using var notebook = new Notebook();
        Assert.Null(await notebook.Language.InspectAsync(code, code.Length, TestContext.Current.CancellationToken));
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
