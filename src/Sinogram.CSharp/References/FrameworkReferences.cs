using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Sinogram.CSharp.References;

/// <summary>
/// The framework as cells see it: the reference images of the SDK's pack where it is installed, else the runtime's own assemblies.
/// Made once for all sessions; the compiler reads an image when it first needs it.
/// </summary>
internal static class FrameworkReferences
{
    private static readonly Lazy<ImmutableArray<MetadataReference>> Images = new(Find);

    /// <summary>The folder of the framework's source generators, in the SDK's pack; null where no SDK is installed.</summary>
    public static string? GeneratorFolder => Generators.Value;

    /// <summary>The references.</summary>
    public static ImmutableArray<MetadataReference> All => Images.Value;

    private static readonly Lazy<string?> Generators = new(() =>
        PackFolder(Path.GetDirectoryName(typeof(object).Assembly.Location)!) is { } pack
        && Path.GetFullPath(Path.Combine(pack, "..", "..", "analyzers", "dotnet", "cs")) is var folder && Directory.Exists(folder) ? folder : null);

    private static ImmutableArray<MetadataReference> Find()
    {
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var files = PackFolder(runtime) is { } pack
            ? Directory.EnumerateFiles(pack, "*.dll")
            : Directory.EnumerateFiles(runtime, "*.dll").Where(IsManaged);
        return [.. files.Order(StringComparer.Ordinal).Select(f => (MetadataReference)MetadataReference.CreateFromFile(f))];
    }

    /// <summary>The pack of the runtime's own version, or of its newest feature band.</summary>
    private static string? PackFolder(string runtime)
    {
        var version = Environment.Version;
        var packs = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"));
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
