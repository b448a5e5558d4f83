using Sinogram.Tool.Notebooks;
using Sinogram.Tool.Run.Parameters;

namespace Sinogram.Tool.Tests.Run;

public sealed class ParameterTests
{
    private const string Cell = """
        // the folder to read
        var source = "/data";
        int epochs = 50; // passes over the data
        var rate = 0.01;
        var flag = true;
        long big = 5;
        string? note = null;
        var names = new[] { "a", "b" };
        double[] weights = [1, 2];
        DateOnly day = new DateOnly(2026, 1, 31);
        var odd = Compute();
        """;

    [Fact]
    public void Declarations_are_read_with_type_default_and_comment()
    {
        var declared = ParameterCell.Read(Cell);
        Assert.Equal(
            ["source:string", "epochs:int", "rate:double", "flag:bool", "big:long", "note:string?", "names:string[]", "weights:double[]", "day:DateOnly", "odd:"],
            declared.Select(p => $"{p.Name}:{p.Type}"));
        Assert.Equal("the folder to read", declared[0].Comment);
        Assert.Equal("passes over the data", declared[1].Comment);
        Assert.Equal("50", declared[1].Default);
    }

    [Theory]
    [InlineData("source", "C:\\images \"x\" Béa", "\"C:\\\\images \\\"x\\\" Béa\"")]
    [InlineData("epochs", "-3", "-3")]
    [InlineData("rate", "1e-3", "0.001d")]
    [InlineData("rate", "NaN", "double.NaN")]
    [InlineData("flag", "False", "false")]
    [InlineData("big", "9000000000", "9000000000L")]
    [InlineData("note", "null", "null")]
    [InlineData("note", "text", "\"text\"")]
    [InlineData("names", "[\"x\", \"é\"]", "new string[] { \"x\", \"é\" }")]
    [InlineData("weights", "[1, 2.5]", "new double[] { 1d, 2.5d }")]
    [InlineData("day", "2026-02-28", "new DateOnly(2026, 2, 28)")]
    public void A_value_becomes_a_literal_of_its_type(string name, string text, string literal)
    {
        var parameter = ParameterCell.Read(Cell).Single(p => p.Name == name);
        Assert.Equal(literal, ParameterLiteral.For(parameter, text));
    }

    [Theory]
    [InlineData("epochs", "many", "of type int; 'many' is not")]
    [InlineData("epochs", "2.5", "of type int")]
    [InlineData("epochs", "99999999999", "of type int")]
    [InlineData("flag", "yes", "of type bool")]
    [InlineData("weights", "1,2", "of type double[]")]
    [InlineData("weights", "[1, \"x\"]", "of type double[]")]
    [InlineData("day", "31.01.2026", "of type DateOnly")]
    [InlineData("odd", "1", "no type that can be told")]
    public void A_value_of_the_wrong_type_is_refused_with_the_default(string name, string text, string message)
    {
        var parameter = ParameterCell.Read(Cell).Single(p => p.Name == name);
        Assert.Contains(message, Assert.Throws<UserErrorException>(() => ParameterLiteral.For(parameter, text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_are_injected_after_the_tagged_cell_and_replace_an_earlier_injection()
    {
        var notebook = Notebook();
        ParameterInjection.Inject(notebook, new Dictionary<string, string> { ["epochs"] = "5" });
        ParameterInjection.Inject(notebook, new Dictionary<string, string> { ["epochs"] = "6", ["source"] = "/x" });
        Assert.Equal(4, notebook.Cells.Count);
        Assert.Equal("// Parameters\nint epochs = 6;\nstring source = \"/x\";", notebook.Cells[2].Source);
        Assert.Equal(["injected-parameters"], notebook.Cells[2].Tags);
        Assert.Equal("6", notebook.Metadata["papermill"]!["parameters"]!["epochs"]!.GetValue<string>());
    }

    [Fact]
    public void An_unknown_parameter_is_refused_with_the_nearest_name()
    {
        var error = Assert.Throws<UserErrorException>(
            () => ParameterInjection.Inject(Notebook(), new Dictionary<string, string> { ["epoch"] = "5" }));
        Assert.Contains("no parameter 'epoch'", error.Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean epochs?", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, error.ExitCode);
    }

    [Fact]
    public void What_was_injected_is_masked_once_it_has_run()
    {
        var notebook = Notebook();
        ParameterInjection.Inject(notebook, new Dictionary<string, string> { ["epochs"] = "6", ["source"] = "/in/Quillworth" });
        ParameterInjection.Mask(notebook, Masked);
        Assert.Contains("Quillworth", notebook.Cells[2].Source, StringComparison.Ordinal);
        notebook.Cells[2].Json["execution_count"] = 2;
        ParameterInjection.Mask(notebook, Masked);
        Assert.Equal("// Parameters\nint epochs = 6;\nstring source = \"/in/‹PatientName·0000›\";", notebook.Cells[2].Source);
        Assert.Equal("/in/‹PatientName·0000›", notebook.Metadata["papermill"]!["parameters"]!["source"]!.GetValue<string>());
        Assert.Equal("6", notebook.Metadata["papermill"]!["parameters"]!["epochs"]!.GetValue<string>());

        static string Masked(string text) => text.Replace("Quillworth", "‹PatientName·0000›", StringComparison.Ordinal);
    }

    private static NotebookDocument Notebook()
    {
        var notebook = NotebookDocument.Of("1", "2");
        notebook.Insert(1, NotebookCell.NewCode(Cell, ParameterInjection.ParametersTag));
        return notebook;
    }
}
