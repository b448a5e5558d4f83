using System.IO.Compression;
using Sinogram.EndToEnd.Tests.Processes;

namespace Sinogram.EndToEnd.Tests.Headless;

public sealed class PackageExtensionTests
{
    [Fact]
    public async Task The_script_by_which_a_package_extends_a_notebook_runs_before_the_cell_that_asks_for_the_package()
    {
        using var folder = new TestFolder();
        var feed = Directory.CreateDirectory(Path.Combine(folder.Root, "feed")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(folder.Root, "NuGet.Config"),
            $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{folder.Root}/installed" /></config>
              <packageSources><clear /><add key="here" value="{feed}" /></packageSources>
            </configuration>
            """,
            TestContext.Current.CancellationToken);
        await using (var package = await ZipFile.OpenAsync(Path.Combine(feed, "Doses.1.0.0.nupkg"), ZipArchiveMode.Create, TestContext.Current.CancellationToken))
        {
            await AddAsync(package, "Doses.nuspec",
                """
                <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
                  <metadata><id>Doses</id><version>1.0.0</version><authors>test</authors><description>test</description></metadata>
                </package>
                """);
            await AddAsync(package, "interactive-extensions/dotnet/extension.dib",
                """
                #!csharp
                using Microsoft.DotNet.Interactive.Formatting;
                public record Dose(double Gray);
                Formatter.Register<Dose>(d => $"<b>{d.Gray} Gy</b>", "text/html");

                #!markdown
                The package **Doses** is ready.
                """);
        }

        var notebook = Path.Combine(folder.Root, "doses.ipynb");
        await File.WriteAllTextAsync(
            notebook,
            """
            {"cells": [
              {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": null, "outputs": [], "source": "#r \"nuget: Doses\"\nnew Dose(0.5)"},
              {"cell_type": "code", "id": "b", "metadata": {}, "execution_count": null, "outputs": [], "source": "new Dose(0.25)"}],
             "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
            """,
            TestContext.Current.CancellationToken);
        var written = Path.Combine(folder.Root, "out.ipynb");
        using var run = new ServerProcess(Repository.Tool, ["run", notebook, "--output", written], folder.Environment, folder.Root);
        Assert.True(await run.WaitForExitAsync(TimeSpan.FromMinutes(2)), run.Output);
        Assert.True(run.ExitCode == 0, run.Output);
        var saved = await File.ReadAllTextAsync(written, TestContext.Current.CancellationToken);
        Assert.Contains("0.5 Gy", saved, StringComparison.Ordinal);
        Assert.Contains("0.25 Gy", saved, StringComparison.Ordinal);
        Assert.Contains("The package **Doses** is ready.", saved, StringComparison.Ordinal);
    }

    private static async Task AddAsync(ZipArchive package, string name, string text)
    {
        await using var writer = new StreamWriter(await package.CreateEntry(name).OpenAsync(TestContext.Current.CancellationToken));
        await writer.WriteAsync(text);
    }
}
