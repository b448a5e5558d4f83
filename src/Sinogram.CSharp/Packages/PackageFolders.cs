using System.Xml;
using System.Xml.Linq;

namespace Sinogram.CSharp.Packages;

/// <summary>The folders of this machine that hold packages: where restore puts them, and the sources of NuGet's configuration that are folders.</summary>
internal static class PackageFolders
{
    private static readonly string[] Names = ["NuGet.Config", "nuget.config", "NuGet.config"];

    /// <summary>Where restored packages are, and the folders that are sources.</summary>
    /// <param name="configurationFolder">The folder from which NuGet looks upwards for its configuration.</param>
    public static (string Installed, IReadOnlyList<string> Sources) Of(string configurationFolder)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string? installed = null;
        var sources = new List<string>();
        foreach (var file in FilesAbove(configurationFolder).Concat(FilesIn(Path.Combine(home, ".nuget", "NuGet"))).Concat(FilesIn(Path.Combine(home, ".config", "NuGet"))))
        {
            if (Read(file) is not { } root)
            {
                continue;
            }

            var folder = Path.GetDirectoryName(file)!;
            installed ??= Entries(root, "config").Where(e => e.Key.Equals("globalPackagesFolder", StringComparison.OrdinalIgnoreCase)).Select(e => Path.GetFullPath(e.Value, folder)).FirstOrDefault();
            sources.AddRange(Entries(root, "packageSources").Where(e => !e.Value.Contains("://", StringComparison.Ordinal)).Select(e => Path.GetFullPath(e.Value, folder)));
            if (root.Element("packageSources")?.Element("clear") is not null)
            {
                break;
            }
        }

        return (Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } named ? named : installed ?? Path.Combine(home, ".nuget", "packages"), sources);
    }

    private static IEnumerable<string> FilesAbove(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            foreach (var file in FilesIn(at.FullName))
            {
                yield return file;
            }
        }
    }

    private static IEnumerable<string> FilesIn(string folder) => Names.Select(n => Path.Combine(folder, n)).Where(File.Exists).Take(1);

    private static IEnumerable<(string Key, string Value)> Entries(XElement root, string section) => (root.Element(section)?.Elements("add") ?? [])
        .Select(e => ((string?)e.Attribute("key") ?? "", (string?)e.Attribute("value") ?? "")).Where(e => e.Item2.Length > 0);

    private static XElement? Read(string file)
    {
        try
        {
            return XElement.Load(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or XmlException)
        {
            return null;
        }
    }
}
