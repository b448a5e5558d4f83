using Sinogram.Core.Display;

namespace Sinogram.Interactive.Tests.Names;

/// <summary>Settings of the original library's formatters, which hold for the whole process: no other test runs beside these.</summary>
[Collection(nameof(FormatterSettings))]
public sealed class FormatterSettingsTests
{
    [Fact]
    public async Task A_notebook_that_asks_for_longer_lists_gets_them()
    {
        await using var notebook = new Notebook();
        Assert.Contains("20 of 30 items", (await notebook.ShowAsync("Enumerable.Range(0, 30).ToArray()"))[Mime.Html], StringComparison.Ordinal);
        try
        {
            var longer = await notebook.ShowAsync("using Microsoft.DotNet.Interactive.Formatting;\nFormatter.ListExpansionLimit = 50;\nEnumerable.Range(0, 30).ToArray()");
            Assert.Contains(">29<", longer[Mime.Html], StringComparison.Ordinal);
            Assert.DoesNotContain("of 30", longer[Mime.Html], StringComparison.Ordinal);
        }
        finally
        {
            await notebook.ShowAsync("Formatter.ResetToDefault();");
        }

        Assert.Contains("20 of 30 items", (await notebook.ShowAsync("Enumerable.Range(0, 30).ToArray()"))[Mime.Html], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Formatter.SetPreferredMimeTypesFor(typeof(System.Collections.IEnumerable), \"text/plain\")", "Enumerable.Range(0, 3).ToArray()", "text/plain", "[0, 1, 2]", "text/html")]
    [InlineData("Formatter.SetPreferredMimeTypesFor(typeof(TimeSpan), \"text/plain\", \"application/json\")", "TimeSpan.FromSeconds(90)", "application/json", "00:01:30", "text/html")]
    [InlineData("Formatter.DefaultMimeType = \"text/plain\"", "new { A = 1 }", "text/plain", "A", "text/html")]
    [InlineData("Formatter.NullString = \"nothing\"", "(object)null", "text/plain", "nothing", "none")]
    [InlineData("Formatter.NullString = \"nothing\"", "new object[] { 1, null }", "text/plain", "nothing", "none")]
    [InlineData("Formatter<List<int>>.ListExpansionLimit = 4", "Enumerable.Range(0, 30).ToList()", "text/html", "4 of 30 items", "none")]
    [InlineData("Formatter<List<int>>.ListExpansionLimit = 4", "Enumerable.Range(0, 30).ToArray()", "text/html", "20 of 30 items", "none")]
    [InlineData("Formatter.RecursionLimit = 4", "new { A = new { B = new { C = new { D = 12345 } } } }", "text/html", ">12345<", "none")]
    [InlineData("Formatter.RecursionLimit = 0", "new { A = new { B = 12345 } }", "text/html", "A", "details")]
    public async Task What_the_notebook_sets_of_the_formatters_is_heeded(string setting, string value, string mime, string seen, string absent)
    {
        await using var notebook = new Notebook();
        try
        {
            await notebook.ShowAsync($"using Microsoft.DotNet.Interactive.Formatting;\n{setting};");
            var bundle = await notebook.ShowAsync(value);
            Assert.Contains(seen, bundle[mime], StringComparison.Ordinal);
            Assert.Null(bundle[absent]);
            Assert.DoesNotContain(absent, bundle[mime], StringComparison.Ordinal);
        }
        finally
        {
            await notebook.ShowAsync("Formatter.ResetToDefault(); Formatter.NullString = \"<null>\"; Formatter.RecursionLimit = 6; Formatter.DefaultMimeType = \"text/html\"; Formatter<List<int>>.ListExpansionLimit = 20;");
        }
    }
}

[CollectionDefinition(nameof(FormatterSettings), DisableParallelization = true)]
public sealed class FormatterSettings;
