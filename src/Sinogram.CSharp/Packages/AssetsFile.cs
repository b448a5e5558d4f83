using System.Text.Json;

namespace Sinogram.CSharp.Packages;

/// <summary>What restore wrote into <c>project.assets.json</c>: the packages that it chose and what it has to say.</summary>
/// <param name="Packages">The packages, none where restore failed.</param>
/// <param name="Messages">Its errors and warnings.</param>
internal sealed record AssetsFile(IReadOnlyList<RestoredPackage> Packages, IReadOnlyList<RestoreMessage> Messages)
{
    /// <summary>Reads the file for one framework and platform.</summary>
    /// <exception cref="IOException">There is none, or it is not what restore writes.</exception>
    public static AssetsFile Read(string path, string framework, string platform)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            return new AssetsFile(PackagesOf(root, $"{framework}/{platform}"), [.. MessagesOf(root)]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new IOException($"{path} is not what 'dotnet restore' writes: {e.Message}", e);
        }
    }

    private static List<RestoredPackage> PackagesOf(JsonElement root, string target)
    {
        var packages = new List<RestoredPackage>();
        if (!root.GetProperty("targets").TryGetProperty(target, out var chosen))
        {
            return packages;
        }

        var folders = root.GetProperty("packageFolders").EnumerateObject().Select(f => f.Name).ToList();
        var libraries = root.GetProperty("libraries");
        foreach (var entry in chosen.EnumerateObject().Where(e => e.Value.GetProperty("type").GetString() == "package"))
        {
            var slash = entry.Name.IndexOf('/', StringComparison.Ordinal);
            var library = libraries.GetProperty(entry.Name);
            var path = library.GetProperty("path").GetString()!;
            var folder = folders.Select(f => Path.Combine(f, path)).FirstOrDefault(Directory.Exists) ?? Path.Combine(folders[0], path);
            List<string> files = library.TryGetProperty("files", out var listed) ? [.. listed.EnumerateArray().Select(f => f.GetString()!)] : [];
            packages.Add(new RestoredPackage(entry.Name[..slash], entry.Name[(slash + 1)..], library.GetProperty("sha512").GetString()!)
            {
                Dependencies = Names(entry.Value, "dependencies"),
                Compile = Files(entry.Value, "compile", folder),
                Runtime = Files(entry.Value, "runtime", folder),
                Native = Files(entry.Value, "native", folder),
                Resources = ResourcesOf(entry.Value, folder),
                Generators = [.. PackageContents.Generators(files).Select(f => Path.Combine(folder, f))],
                Extensions = [.. PackageContents.Extensions(files).Select(f => Path.Combine(folder, f))],
                Folder = folder.TrimEnd('/'),
                Build = Files(entry.Value, "build", folder),
                HasBuild = PackageContents.HasBuild(files),
                Frameworks = entry.Value.TryGetProperty("frameworkReferences", out var frameworks) ? [.. frameworks.EnumerateArray().Select(f => f.GetString()!)] : [],
            });
        }

        return packages;
    }

    private static IEnumerable<RestoreMessage> MessagesOf(JsonElement root)
    {
        if (root.TryGetProperty("logs", out var logs))
        {
            foreach (var log in logs.EnumerateArray())
            {
                yield return new RestoreMessage(
                    log.GetProperty("code").GetString()!,
                    log.GetProperty("level").GetString() == "Error",
                    log.TryGetProperty("libraryId", out var id) ? id.GetString() : null,
                    log.GetProperty("message").GetString()!);
            }
        }
    }

    private static List<string> Names(JsonElement package, string group) =>
        package.TryGetProperty(group, out var entries) ? [.. entries.EnumerateObject().Select(e => e.Name)] : [];

    /// <summary>A group's files. <c>_._</c> stands for "nothing here".</summary>
    private static List<string> Files(JsonElement package, string group, string folder) =>
        [.. Names(package, group).Where(n => !n.EndsWith("/_._", StringComparison.Ordinal)).Select(n => Path.Combine(folder, n))];

    private static List<(string, string)> ResourcesOf(JsonElement package, string folder) =>
        package.TryGetProperty("resource", out var entries)
            ? [.. entries.EnumerateObject().Select(e => (e.Value.TryGetProperty("locale", out var locale) ? locale.GetString()! : "", Path.Combine(folder, e.Name)))]
            : [];
}

/// <summary>One message of restore.</summary>
/// <param name="Code">Its number, such as <c>NU1102</c>.</param>
/// <param name="IsError">Restore failed because of it.</param>
/// <param name="Package">The package that it is about, where restore says so.</param>
/// <param name="Text">What it says.</param>
internal sealed record RestoreMessage(string Code, bool IsError, string? Package, string Text);
