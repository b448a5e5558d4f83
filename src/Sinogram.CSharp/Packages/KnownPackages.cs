using System.Text.RegularExpressions;

namespace Sinogram.CSharp.Packages;

/// <summary>
/// The packages that this machine has: those that were restored before, and those in folders that are sources. No source is asked over a network.
/// </summary>
/// <param name="installed">The folder of restored packages.</param>
/// <param name="sources">Folders with packages.</param>
internal sealed partial class KnownPackages(string installed, IReadOnlyList<string> sources)
{
    private const int Deepest = 3;

    /// <summary>Names that begin so, in order.</summary>
    public IReadOnlyList<string> Names(string prefix, CancellationToken token) =>
    [
        .. Packages(token).Where(p => p.Id.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .Concat(Folders(installed).Where(n => n.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && n[0] != '.').Select(n => (Id: InstalledName(n), Version: "")))
            .Select(p => p.Id).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>The versions of a package, the newest first.</summary>
    public IReadOnlyList<string> Versions(string id, CancellationToken token) =>
    [
        .. Packages(token).Where(p => p.Id.Equals(id, StringComparison.OrdinalIgnoreCase)).Select(p => p.Version).Concat(Folders(Path.Combine(installed, id.ToLowerInvariant())))
            .Distinct(StringComparer.OrdinalIgnoreCase).Order(Comparer<string>.Create((a, b) => PackageVersion.Compare(b, a))),
    ];

    private IEnumerable<(string Id, string Version)> Packages(CancellationToken token)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = Deepest, IgnoreInaccessible = true, MatchCasing = MatchCasing.CaseInsensitive };
        foreach (var source in sources.Where(Directory.Exists))
        {
            foreach (var file in Directory.EnumerateFiles(source, "*.nupkg", options))
            {
                token.ThrowIfCancellationRequested();
                if (FileName().Match(Path.GetFileName(file)) is { Success: true } name && !name.Groups["version"].Value.EndsWith(".symbols", StringComparison.OrdinalIgnoreCase))
                {
                    yield return (name.Groups["id"].Value, name.Groups["version"].Value);
                }
            }
        }
    }

    /// <summary>The name as its author writes it; the folder has it in lower case.</summary>
    private string InstalledName(string folder)
    {
        try
        {
            var description = Folders(Path.Combine(installed, folder)).Select(v => Path.Combine(installed, folder, v, folder + ".nuspec")).FirstOrDefault(File.Exists);
            return description is not null && IdElement().Match(File.ReadAllText(description)) is { Success: true } id && id.Groups[1].Value.Equals(folder, StringComparison.OrdinalIgnoreCase)
                ? id.Groups[1].Value
                : folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return folder;
        }
    }

    private static IEnumerable<string> Folders(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? [.. Directory.EnumerateDirectories(folder).Select(Path.GetFileName).OfType<string>()] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    [GeneratedRegex(@"^(?<id>[A-Za-z][\w.-]*?)\.(?<version>\d+(\.\d+){1,3}(-[0-9A-Za-z.-]+)?)\.nupkg$", RegexOptions.IgnoreCase)]
    private static partial Regex FileName();

    [GeneratedRegex(@"<id>\s*([^<\s]+)\s*</id>")]
    private static partial Regex IdElement();
}
