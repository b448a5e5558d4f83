using System.Xml.Linq;

namespace Sinogram.Tool.Tests.Architecture;

/// <summary>Arrows point at what is referenced; nothing else is allowed.</summary>
public sealed class DependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Sinogram.Core"] = [],
        ["Sinogram.Data"] = [],
        ["Sinogram.Imaging"] = ["Sinogram.Data"],
        ["Sinogram.Gpu"] = ["Sinogram.Data"],
        ["Sinogram.R"] = ["Sinogram.Data"],
        ["Sinogram.Remote"] = ["Sinogram.Data"],
        ["Sinogram.CSharp"] = ["Sinogram.Core"],
        ["Sinogram.Jupyter"] = ["Sinogram.Core"],
        ["Sinogram.Interactive"] = ["Sinogram.Core"],
        ["Sinogram.Magics"] = ["Sinogram.Core", "Sinogram.Data", "Sinogram.Imaging", "Sinogram.Gpu", "Sinogram.R", "Sinogram.Remote"],
        ["Sinogram.Tool"] =
        [
            "Sinogram.Core", "Sinogram.CSharp", "Sinogram.Data", "Sinogram.Gpu", "Sinogram.Imaging", "Sinogram.Interactive", "Sinogram.Jupyter",
            "Sinogram.Magics", "Sinogram.R", "Sinogram.Remote",
        ],
    };

    public static TheoryData<string> Projects => [.. Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(d => Path.GetFileName(d)!).Where(n => File.Exists(ProjectFile(n)))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_library_references_only_what_the_design_allows(string project)
    {
        var references = XDocument.Load(ProjectFile(project)).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension((string)r.Attribute("Include")!));
        Assert.All(references, r => Assert.Contains(r, Allowed[project]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Only_the_tool_and_the_old_names_carry_the_web_framework(string project)
    {
        var frameworks = XDocument.Load(ProjectFile(project)).Descendants("FrameworkReference").ToList();
        Assert.True(frameworks.Count == 0 || project is "Sinogram.Interactive" or "Sinogram.Tool");
    }

    private static string ProjectFile(string project) => Path.Combine(Repository.Root, "src", project, project + ".csproj");
}
