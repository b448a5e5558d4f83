using System.Xml;
using System.Xml.Linq;

namespace Sinogram.CSharp.Packages;

/// <summary>What the build files of a package, its <c>.props</c> and <c>.targets</c>, say by themselves: whether they bring files, and which steps of a build they add.</summary>
internal static class BuildFiles
{
    /// <summary>The kinds of items that can bring something to a notebook.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["Reference", "None", "Content"];

    private static readonly HashSet<string> Making = ["Copy", "Exec", "Unzip", "DownloadFile", "ReferenceCopyLocalPaths", .. Kinds];

    /// <summary>Whether they name files, or other build files, which may.</summary>
    public static bool BringFiles(IEnumerable<string> files) =>
        files.SelectMany(Elements).Any(e => (Kinds.Contains(e.Name.LocalName) && e.Attribute("Include") is not null && !IsInTarget(e)) || e.Name.LocalName == "Import");

    /// <summary>The steps that would make or bring something when a project is built.</summary>
    public static IReadOnlyList<string> Steps(IEnumerable<string> files) =>
    [
        .. files.SelectMany(Elements).Where(e => e.Name.LocalName == "Target" && e.Descendants().Any(d => Making.Contains(d.Name.LocalName)))
            .Select(e => (string?)e.Attribute("Name")).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase),
    ];

    private static bool IsInTarget(XElement element) => element.Ancestors().Any(a => a.Name.LocalName == "Target");

    private static IEnumerable<XElement> Elements(string file)
    {
        try
        {
            return XElement.Load(file).Descendants();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or XmlException)
        {
            return [];
        }
    }
}
