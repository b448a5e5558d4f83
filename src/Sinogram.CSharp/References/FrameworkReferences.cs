using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Sinogram.CSharp.References;

/// <summary>
/// The framework as cells see it: the reference images of the SDK's pack where it is installed, else the runtime's own assemblies.
/// Made once for all sessions; an image is read when a compilation first needs it.
/// </summary>
internal static class FrameworkReferences
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, Version?> Versions = new(StringComparer.OrdinalIgnoreCase);
    private const string CorePack = "Microsoft.NETCore.App.Ref";

    private static readonly Lazy<ImmutableArray<string>> Found = new(Find);
    private static readonly Lazy<FrameworkIndex> Contents = new(() => FrameworkIndex.Read(Files));
    private static readonly Dictionary<string, MetadataReference> Made = new(StringComparer.Ordinal);

    private static readonly Lazy<string?> Generators = new(() =>
        PackFolder(Path.GetDirectoryName(typeof(object).Assembly.Location)!, CorePack) is { } pack
        && Path.GetFullPath(Path.Combine(pack, "..", "..", "analyzers", "dotnet", "cs")) is var folder && Directory.Exists(folder) ? folder : null);

    /// <summary>The folder of the framework's source generators, in the SDK's pack; null where no SDK is installed.</summary>
    public static string? GeneratorFolder => Generators.Value;

    /// <summary>The files of the framework.</summary>
    public static ImmutableArray<string> Files => Found.Value;

    /// <summary>What is in the files.</summary>
    public static FrameworkIndex Index => Contents.Value;

    /// <summary>All references.</summary>
    public static ImmutableArray<MetadataReference> All => [.. Files.Select(Of)];

    /// <summary>The reference to a file; the same each time.</summary>
    public static MetadataReference Of(string file)
    {
        lock (Made)
        {
            return Made.TryGetValue(file, out var made) ? made : Made[file] = MetadataReference.CreateFromFile(file);
        }
    }

    /// <summary>The version of the framework's assembly of a file name, or null where the framework has none.</summary>
    public static Version? VersionOf(string fileName) => Versions.GetOrAdd(fileName, static name =>
    {
        var file = Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, name);
        return File.Exists(file) ? AssemblyName.GetAssemblyName(file).Version ?? new Version(0, 0) : null;
    });

    /// <summary>The reference assemblies of another shared framework; empty where it is not installed.</summary>
    public static IReadOnlyList<string> PackFiles(string framework)
    {
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return PackFolder(runtime, framework + ".Ref") is { } pack ? [.. Directory.EnumerateFiles(pack, "*.dll").Order(StringComparer.Ordinal)] : [];
    }

    private static ImmutableArray<string> Find()
    {
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var files = PackFolder(runtime, CorePack) is { } pack
            ? Directory.EnumerateFiles(pack, "*.dll")
            : Directory.EnumerateFiles(runtime, "*.dll").Where(IsManaged);
        return [.. files.Order(StringComparer.Ordinal)];
    }

    /// <summary>The pack of the runtime's own version, or of its newest feature band.</summary>
    private static string? PackFolder(string runtime, string name)
    {
        var version = Environment.Version;
        var packs = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", "packs", name));
        if (!Directory.Exists(packs))
        {
            return null;
        }

        var moniker = $"net{version.Major}.{version.Minor}";
        return Directory.EnumerateDirectories(packs)
            .Select(d => Path.Combine(d, "ref", moniker))
            .Where(Directory.Exists)
            .OrderByDescending(d => Version.TryParse(Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(d))), out var v) ? v : new Version(0, 0))
            .FirstOrDefault();
    }

    private static bool IsManaged(string file)
    {
        try
        {
            _ = AssemblyName.GetAssemblyName(file);
            return true;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }
}
