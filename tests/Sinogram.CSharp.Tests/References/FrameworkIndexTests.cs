using Sinogram.CSharp.References;

namespace Sinogram.CSharp.Tests.References;

public sealed class FrameworkIndexTests
{
    private static readonly string[] Usual = ["System", "IO", "Linq", "Text", "Collections", "Generic", "Threading", "Tasks"];

    [Fact]
    public void The_usual_names_reach_a_part_of_the_framework()
    {
        var reached = Reached(Usual);
        Assert.Superset(new HashSet<string> { "System.Runtime", "System.Linq", "System.Collections", "System.Console" }, reached);
        Assert.DoesNotContain("System.Net.Http", reached);
        Assert.InRange(reached.Count, 10, FrameworkReferences.Files.Length / 2);
    }

    [Fact]
    public void A_namespace_that_is_named_brings_what_defines_it()
    {
        Assert.Contains("System.Net.Http", Reached([.. Usual, "Net", "Http"]));
        Assert.Contains("System.Text.Json", Reached([.. Usual, "Json"]));
    }

    [Fact]
    public void What_a_file_builds_on_comes_with_it()
    {
        var reached = Reached([.. Usual, "Net", "Http"]);
        Assert.Contains("System.Net.Primitives", reached);
    }

    [Theory]
    [InlineData("new System.Net.Http.HttpClient().Timeout.TotalSeconds", 100.0)]
    [InlineData("System.Text.Json.JsonSerializer.Serialize(new[] { 1, 2 })", "[1,2]")]
    [InlineData("using System.Collections.Immutable; ImmutableArray.Create(1, 2).Length", 2)]
    [InlineData("dynamic d = 20; (int)(d + 1)", 21)]
    [InlineData("using System.Linq.Expressions; Expression<Func<int, int>> e = x => x + 1; e.Compile()(1)", 2)]
    [InlineData("new[] { 3, 1 }.AsQueryable().OrderBy(x => x).First()", 1)]
    [InlineData("System.Xml.Linq.XElement.Parse(\"<a b='1'/>\").Attribute(\"b\").Value", "1")]
    [InlineData("int Missing = typeof(Microsoft.CSharp.RuntimeBinder.Binder).Name.Length; Missing", 6)]
    public async Task Cells_reach_the_whole_framework(string code, object value)
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("1");
        Assert.Equal(value, await notebook.ValueAsync(code));
    }

    [Fact]
    public async Task A_value_whose_type_no_name_tells_works_in_later_cells()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("var request = new System.Net.Http.HttpRequestMessage(); request.Headers.Add(\"a\", \"b\");");
        Assert.Equal("b", await notebook.ValueAsync("request.Headers.GetValues(\"a\").Single()"));
        Assert.Equal(1, await notebook.ValueAsync("var headers = request.Headers; headers.Count()"));
    }

    [Fact]
    public async Task A_mistake_is_told_once_and_as_the_whole_framework_has_it()
    {
        using var notebook = new Notebook();
        var error = await notebook.ErrorAsync("HttpClient client = null;");
        Assert.Contains("HttpClient", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, await notebook.ValueAsync("1 + 2"));
    }

    private static HashSet<string> Reached(IEnumerable<string> names) =>
        [.. FrameworkReferences.Index.Reachable(names.ToHashSet()).Select(f => Path.GetFileNameWithoutExtension(f))];
}
