using Sinogram.Core.Execution;

namespace Sinogram.CSharp.Tests.Services;

/// <summary>Tab within a text offers the columns or keys of the variable that it indexes, else files; in a using directive, namespaces.</summary>
public sealed class TextCompletionTests
{
    private sealed class Names : ITextNames
    {
        public IReadOnlyList<string> Files(string path) => path.StartsWith("/data/", StringComparison.Ordinal) ? ["scans/", "series.csv"] : path.Length == 0 ? ["notes.txt"] : [];

        public IReadOnlyList<string> Keys(object value) => value is Dictionary<string, int> keys ? [.. keys.Keys] : [];
    }

    [Theory]
    [InlineData("ages[\"", "Ada King,Bob,age", 6)]
    [InlineData("ages[\"Ada K", "Ada King", 6)]
    [InlineData("ages[@\"b", "Bob", 7)]
    [InlineData("ages.ContainsKey(\"x > 3 AND ag", "age", 28)]
    [InlineData("ages.Where(p => true).ToString(\"ag", "age", 32)]
    [InlineData("File.ReadAllText(\"/data/se", "series.csv", 24)]
    [InlineData("var f = \"/data/", "scans/,series.csv", 15)]
    [InlineData("File.ReadAllText(\"", "notes.txt", 18)]
    [InlineData("File.ReadAllText($\"/data/sc", "scans/", 25)]
    [InlineData("var s = \"a\\nb", "", 13)]
    [InlineData("// \"/data/", "", 10)]
    public async Task A_text_is_completed_by_what_it_may_name(string code, string expected, int start)
    {
        using var notebook = new Notebook(new CSharpOptions { TextNames = new Names() });
        await notebook.ValueAsync("var ages = new Dictionary<string, int> { [\"Ada King\"] = 1, [\"Bob\"] = 2, [\"age\"] = 3 };");
        var found = await notebook.Language.CompleteAsync(code, code.Length, TestContext.Current.CancellationToken);
        Assert.Equal(expected, string.Join(',', found.Items.Select(i => i.Text)));
        Assert.Equal((start, code.Length), (found.Start, found.End));
    }

    [Fact]
    public async Task Behind_the_end_of_a_text_its_names_are_not_offered()
    {
        using var notebook = new Notebook(new CSharpOptions { TextNames = new Names() });
        const string Code = "var f = \"/data/\";";
        Assert.DoesNotContain((await notebook.Language.CompleteAsync(Code, Code.Length, TestContext.Current.CancellationToken)).Items, i => i.Kind == "path");
        Assert.Contains((await notebook.Language.CompleteAsync(Code, Code.Length - 2, TestContext.Current.CancellationToken)).Items, i => i.Kind == "path");
    }

    [Theory]
    [InlineData("using Sys", "System")]
    [InlineData("using System.Li", "Linq")]
    [InlineData("using System.IO;\nusing System.Text.Js", "Json")]
    [InlineData("using static System.Mat", "Math")]
    public async Task A_using_directive_is_completed_by_namespaces(string code, string expected)
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("var systematic = 1;");
        var found = (await notebook.Language.CompleteAsync(code, code.Length, TestContext.Current.CancellationToken)).Items.Select(i => i.Text).ToList();
        Assert.Contains(expected, found);
        Assert.DoesNotContain("systematic", found);
        Assert.DoesNotContain("LineReader", found);
    }
}
