using System.Reflection;
using Sinogram.Core.Magics;
using Sinogram.CSharp.References;

namespace Sinogram.CSharp.Packages;

/// <summary>Brings the files of packages to the compiler and into the cells' load context, and explains where one cannot be used as it is.</summary>
internal sealed class PackageAssemblies(ReferenceSet references, CellLoadContext context)
{
    /// <summary>How many files or steps a message names.</summary>
    private const int MostNamed = 3;

    /// <summary>Loads the files of packages, all or none.</summary>
    /// <param name="packages">The packages.</param>
    /// <param name="isAsked">Whether the notebook named one itself.</param>
    /// <returns>What the user should know.</returns>
    /// <exception cref="MagicException">An assembly of the same name is in use already.</exception>
    public IReadOnlyList<string> Load(IReadOnlyList<RestoredPackage> packages, Func<RestoredPackage, bool> isAsked)
    {
        foreach (var package in packages)
        {
            foreach (var file in package.Runtime.Where(f => !IsOurs(f)))
            {
                Check(package, file);
            }
        }

        var notes = new List<string>();
        foreach (var package in packages)
        {
            foreach (var file in package.Compile.Where(f => !IsOurs(f)))
            {
                Reference(file);
            }

            foreach (var file in package.Runtime)
            {
                if (IsOurs(file))
                {
                    notes.Add($"{package.Id} {package.Version} brings {Path.GetFileName(file)}, which the kernel itself offers to cells: the kernel's is used.");
                }
                else if (FrameworkReferences.VersionOf(Path.GetFileName(file)) is not { } own || VersionOf(file) > own)
                {
                    context.AddFile(Path.GetFileNameWithoutExtension(file), file);
                }
            }

            foreach (var file in package.Native)
            {
                context.AddNativeFile(file);
            }

            foreach (var (locale, file) in package.Resources)
            {
                context.AddFile($"{locale}/{Path.GetFileNameWithoutExtension(file)}", file);
            }

            if (package.Frameworks.Count > 0)
            {
                notes.AddRange(AddFrameworks(package));
            }

            if (references.Generators.Add(package.Generators) is { } hindrance)
            {
                notes.Add($"{package.Id} {package.Version}: {hindrance}");
            }

            notes.AddRange(Unused(package, isAsked(package)));
        }

        return [.. notes.Distinct()];
    }

    private static Version VersionOf(string file)
    {
        try
        {
            return AssemblyName.GetAssemblyName(file).Version ?? new Version(0, 0);
        }
        catch (BadImageFormatException)
        {
            return new Version(0, 0);
        }
    }

    private bool IsOurs(string file) => context.IsShared(Path.GetFileNameWithoutExtension(file));

    private void Check(RestoredPackage package, string file)
    {
        if (context.FileOf(Path.GetFileNameWithoutExtension(file)) is { } other && other != file)
        {
            throw new MagicException(
                $"{package.Id} {package.Version} brings {Path.GetFileName(file)}, and another file of that name is in use: {other}.",
                "Two assemblies of one name cannot be in one session: restart the kernel and reference only one of them.");
        }
    }

    /// <summary>A package's assembly stands behind the framework's own, unless it is newer.</summary>
    private void Reference(string file)
    {
        if (FrameworkReferences.VersionOf(Path.GetFileName(file)) is not { } own)
        {
            references.AddFile(file);
        }
        else if (VersionOf(file) > own)
        {
            references.ReplaceFramework(file);
        }
    }

    /// <summary>What of a package a notebook has nothing of.</summary>
    private static IEnumerable<string> Unused(RestoredPackage package, bool isAsked)
    {
        if (package.Extensions.FirstOrDefault(f => !IsScript(f)) is { } file)
        {
            yield return $"{package.Id} {package.Version} brings {Path.GetFileName(file)}, an extension that is built for .NET Interactive itself and is not run here. The package's library can be used; what the extension would show, Formatter.Register can.";
        }

        if (package.Data.Count > 0)
        {
            yield return $"{package.Id} {package.Version} brings {package.Data.Count} file{(package.Data.Count == 1 ? "" : "s")} that a build would copy beside its program, and which are not beside this one: {string.Join(", ", package.Data.Take(MostNamed))}{(package.Data.Count > MostNamed ? " …" : "")}";
        }

        var steps = BuildFiles.Steps(package.Build);
        if (steps.Count > 0)
        {
            yield return $"{package.Id} {package.Version} has steps for a build ({string.Join(", ", steps.Take(MostNamed))}{(steps.Count > MostNamed ? " …" : "")}), which a notebook does not run: what they would make or copy is not there. Build a project that has it, and load what comes out with #r \"path.dll\".";
        }

        if (isAsked && package is { HasBuild: true, Extensions: [], Generators: [], Dependencies: [], Data: [] } && !package.Files.Any() && steps.Count == 0)
        {
            yield return $"{package.Id} {package.Version} brings settings for a build only, and nothing that a cell could use.";
        }
    }

    /// <summary>The scripts by which packages extend a notebook, in order.</summary>
    public static IReadOnlyList<string> Scripts(IEnumerable<RestoredPackage> packages) => [.. packages.SelectMany(p => p.Extensions).Where(IsScript)];

    private static bool IsScript(string file) => file.EndsWith(".dib", StringComparison.OrdinalIgnoreCase);

    private IEnumerable<string> AddFrameworks(RestoredPackage package)
    {
        foreach (var framework in package.Frameworks)
        {
            var files = FrameworkReferences.PackFiles(framework);
            if (files.Count == 0)
            {
                yield return $"{package.Id} {package.Version} needs the shared framework {framework}, which is not installed here: what uses it will fail.";
            }

            foreach (var file in files)
            {
                references.AddFile(file);
            }
        }
    }
}
