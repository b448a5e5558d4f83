using Sinogram.Core.Display;

namespace Sinogram.Interactive.Tests.Formatting;

/// <summary>Types in displays have the names that C# gives them.</summary>
public sealed class TypeNameTests
{
    [Theory]
    [InlineData("new[] { 1, 2 }.Select(x => x + 1)", "IEnumerable<int>")]
    [InlineData("new[] { 2, 1 }.OrderBy(x => x)", "IOrderedEnumerable<int>")]
    [InlineData("new List<(int, string)> { (1, \"a\") }", "List<(int, string)>")]
    [InlineData("new Dictionary<string, int?[]> { [\"a\"] = [1] }", "Dictionary<string, int?[]>")]
    [InlineData("class Scan { } new List<Scan> { new Scan() }", "List<Scan>")]
    [InlineData("new Func<int, string>(x => \"\")", "Func<int, string> (a lambda)")]
    [InlineData("new Func<double, double>(Math.Sqrt)", "Func<double, double> Sqrt")]
    [InlineData("IEnumerable<int> Endless() { while (true) yield return 1; } Endless()", "IEnumerable<int>")]
    [InlineData("async IAsyncEnumerable<int> Later() { await Task.Yield(); yield return 1; } Later()", "IAsyncEnumerable<int> (not run: await foreach reads it)")]
    [InlineData("typeof(Dictionary<string, List<int>>)", "Dictionary<string, List<int>>")]
    public async Task A_display_names_types_as_code_does(string code, string expected)
    {
        await using var notebook = new Notebook();
        var shown = await notebook.ShowAsync(code);
        var text = shown[Mime.Plain] + System.Net.WebUtility.HtmlDecode(shown.Data.TryGetValue(Mime.Html, out var html) ? html.Text : "");
        Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Iterator", text, StringComparison.Ordinal);
        Assert.DoesNotContain("__", text, StringComparison.Ordinal);
    }
}
