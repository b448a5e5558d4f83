using Sinogram.CSharp.Packages;

namespace Sinogram.CSharp.Tests.Packages;

public sealed class PackageContentsTests
{
    [Theory]
    [InlineData("analyzers/dotnet/cs/A.dll", "analyzers/dotnet/cs/A.dll")]
    [InlineData("analyzers/dotnet/A.dll", "analyzers/dotnet/A.dll")]
    [InlineData("analyzers/dotnet/vb/A.dll analyzers/dotnet/cs/A.dll analyzers/dotnet/cs/de/A.resources.dll", "analyzers/dotnet/cs/A.dll")]
    [InlineData("analyzers/dotnet/roslyn4.0/cs/A.dll analyzers/dotnet/roslyn4.12/cs/A.dll analyzers/dotnet/roslyn4.3/cs/A.dll analyzers/dotnet/roslyn99.0/cs/A.dll", "analyzers/dotnet/roslyn4.12/cs/A.dll")]
    [InlineData("analyzers/roslyn4.4/dotnet/cs/A.dll analyzers/roslyn4.5/dotnet/cs/A.dll analyzers/roslyn4.5/dotnet/cs/B.dll", "analyzers/roslyn4.5/dotnet/cs/A.dll analyzers/roslyn4.5/dotnet/cs/B.dll")]
    [InlineData("analyzers/dotnet/cs/Shared.dll analyzers/dotnet/cs/A.dll analyzers/dotnet/roslyn4.8/cs/A.dll", "analyzers/dotnet/roslyn4.8/cs/A.dll analyzers/dotnet/cs/Shared.dll")]
    [InlineData("lib/net8.0/A.dll tools/analyzers/A.dll analyzers/dotnet/cs/A.xml", "")]
    public void Generators_are_those_for_csharp_and_the_nearest_compiler(string files, string expected) =>
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), PackageContents.Generators(files.Split(' ')));

    [Fact]
    public void Extensions_are_the_scripts_and_assemblies_of_their_folder() =>
        Assert.Equal(
            ["interactive-extensions/dotnet/extension.dib", "interactive-extensions/dotnet/A.dll"],
            PackageContents.Extensions(["interactive-extensions/dotnet/extension.dib", "interactive-extensions/dotnet/A.dll", "interactive-extensions/dotnet/A.xml", "lib/A.dll"]));
}
