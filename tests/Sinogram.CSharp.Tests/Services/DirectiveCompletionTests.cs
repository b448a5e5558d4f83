using Sinogram.CSharp.Tests.Packages;

namespace Sinogram.CSharp.Tests.Services;

/// <summary>Completion of package names, versions and files in the lines that address the kernel: from what this machine has, without asking a source.</summary>
public sealed class DirectiveCompletionTests : IDisposable
{
    private readonly PackageFeed _feed = new();
    private readonly string _more;

    public DirectiveCompletionTests()
    {
        _more = Directory.CreateDirectory(Path.Combine(_feed.Root, "more")).FullName;
        foreach (var (folder, name) in new[]
        {
            (_feed.Folder, "Dose.Core.1.2.0.nupkg"), (_feed.Folder, "Dose.Core.1.10.0.nupkg"), (_feed.Folder, "Dose.Core.2.0.0-beta.3.nupkg"), (_feed.Folder, "Dosimetry.0.1.0.nupkg"),
            (_more, "Dose.Extra.3.0.0.nupkg"),
        })
        {
            File.WriteAllText(Path.Combine(folder, name), "");
        }

        var installed = Directory.CreateDirectory(Path.Combine(_feed.Root, "installed", "dose.viewer", "4.5.6")).FullName;
        File.WriteAllText(Path.Combine(installed, "dose.viewer.nuspec"), "<package><metadata><id>Dose.Viewer</id></metadata></package>");
    }

    public void Dispose() => _feed.Dispose();

    [Theory]
    [InlineData("#r \"nuget: Dose.|", "Dose.Core Dose.Viewer", "Dose.")]
    [InlineData("#r \"nuget:dos|", "Dose.Core Dose.Viewer Dosimetry", "dos")]
    [InlineData("#r \"nuget: Dose.V|\"", "Dose.Viewer", "Dose.V")]
    [InlineData("var x = 1;\n#r \"nuget: Dosi|\"\nx", "Dosimetry", "Dosi")]
    [InlineData("#i \"nuget: MORE\"\n#r \"nuget: Dose.E|", "Dose.Extra", "Dose.E")]
    [InlineData("#r \"nuget: Dose.Core, |\"", "2.0.0-beta.3 1.10.0 1.2.0", "")]
    [InlineData("#r \"nuget: dose.core,1.|", "1.10.0 1.2.0", "1.")]
    [InlineData("#r \"nuget: Dose.Viewer, |", "4.5.6", "")]
    [InlineData("#r \"nuget: Nothing, |", "", "")]
    [InlineData("#r \"nuget: Dose.Core, 1.2.0\" |", "", "")]
    [InlineData("#r |", "", "")]
    [InlineData("#load \"FEED/Dose|", "", "Dose")]
    [InlineData("#i \"nuget: ROOT/fe|", "feed/", "fe")]
    [InlineData("#r \"ROOT/in|", "installed/", "in")]
    public async Task Tab_offers_what_the_machine_has(string marked, string expected, string replaced)
    {
        marked = marked.Replace("MORE", _more, StringComparison.Ordinal).Replace("FEED", _feed.Folder, StringComparison.Ordinal).Replace("ROOT", _feed.Root, StringComparison.Ordinal);
        using var notebook = _feed.Open();
        var position = marked.IndexOf('|', StringComparison.Ordinal);
        var code = marked.Remove(position, 1);
        var completions = await notebook.Language.CompleteAsync(code, position, Token);
        Assert.Equal(expected, string.Join(' ', completions.Items.Select(i => i.Text)));
        Assert.Equal(replaced, code[completions.Start..completions.End]);
    }

    [Fact]
    public async Task A_folder_that_an_earlier_cell_added_is_looked_into_and_a_library_is_found_by_its_path()
    {
        using var notebook = _feed.Open();
        await notebook.ValueAsync($"#i \"nuget: {_more}\"");
        var code = "#r \"nuget: Dose.E";
        Assert.Equal("Dose.Extra", Assert.Single((await notebook.Language.CompleteAsync(code, code.Length, Token)).Items).Text);
        await File.WriteAllTextAsync(Path.Combine(_more, "Lib.dll"), "", Token);
        await File.WriteAllTextAsync(Path.Combine(_more, "Lib.txt"), "", Token);
        code = $"#r \"{_more}/L";
        Assert.Equal("Lib.dll", Assert.Single((await notebook.Language.CompleteAsync(code, code.Length, Token)).Items).Text);
    }

    [Fact]
    public async Task Where_packages_are_forbidden_none_are_offered()
    {
        using var notebook = new Notebook(new CSharpOptions { Packages = _feed.Options with { Allowed = false } });
        const string Code = "#r \"nuget: Dose";
        Assert.Empty((await notebook.Language.CompleteAsync(Code, Code.Length, Token)).Items);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
